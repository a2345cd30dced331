package ledger

import (
	"bufio"
	"errors"
	"os"
	"sync"
	"time"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/phrase"
)

// Writer appends to the ledger file of one party. It may be used by several
// goroutines; the order of their calls is the order of the file.
type Writer struct {
	mu      sync.Mutex
	path    string
	meta    Meta
	key     *identity.PrivateKey
	file    *os.File
	out     *bufio.Writer
	head    digest.Digest // of the last line
	tree    Tree
	lines   int
	last    Checkpoint
	covered int // lines up to and with the last checkpoint
}

// Create makes a new ledger file at path, readable by its owner only, and
// refuses to touch one that exists. key signs its checkpoints and must be the
// one that meta names.
func Create(path string, meta Meta, key *identity.PrivateKey) (*Writer, error) {
	if meta.Key != key.Public() {
		return nil, phrase.Errorf("ledger.other-key", "ledger %s: the key at hand is not that of %s in the agreement", path, meta.Party)
	}
	if _, err := identity.ParseID(string(meta.Party)); err != nil {
		return nil, phrase.Errorf("ledger.named", "ledger %s: %w", path, err)
	}
	header, err := encodeHeader(meta)
	if err != nil {
		return nil, phrase.Errorf("ledger.header", "ledger %s: header: %w", path, err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, phrase.Errorf("ledger.at", "ledger: %w", err)
	}
	w := &Writer{path: path, meta: meta, key: key, file: file, out: bufio.NewWriterSize(file, 64<<10)}
	if err := w.write(header); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return w, nil
}

// Append adds one event. It sets Sequence, Agreement and Previous itself and
// keeps Time to the millisecond. The event outlives a crash of the program at
// once, and one of the machine from the next Sign on.
func (w *Writer) Append(e Event) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	e.Sequence = w.tree.Size() + 1
	e.Agreement = w.meta.Agreement
	e.Previous = w.head
	e.Time = e.Time.UTC().Truncate(time.Millisecond)
	if err := e.Check(w.meta.Party); err != nil {
		return phrase.Errorf("ledger.event", "ledger %s: event %d: %w", w.path, e.Sequence, err)
	}
	line, err := encode(&e)
	if err != nil {
		return phrase.Errorf("ledger.event", "ledger %s: event %d: %w", w.path, e.Sequence, err)
	}
	if err := w.write(line); err != nil {
		return err
	}
	return w.tree.Add(line)
}

// Cosigned keeps a checkpoint that carries the signature of a second party:
// the own one as another cosigned it, or another's as this party did. The
// caller has checked it.
func (w *Writer) Cosigned(c Checkpoint) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(c.Signatures) < 2 || !c.signedBy(w.meta.Party, len(c.Signatures)) {
		return phrase.Errorf("ledger.cosigners", "ledger %s: a cosigned checkpoint has the signatures of %s and of another party", w.path, w.meta.Party)
	}
	line, err := encode(cosignedJSON{string(c.Marshal()), w.head})
	if err != nil {
		return phrase.Errorf("ledger.cosigned", "ledger %s: cosigned checkpoint: %w", w.path, err)
	}
	return w.write(line)
}

// Sign writes a checkpoint over all events so far and brings everything to
// the disk. Without a new line since the last checkpoint it returns that one.
func (w *Writer) Sign() (Checkpoint, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.sign()
}

func (w *Writer) sign() (Checkpoint, error) {
	if w.lines == w.covered {
		return w.last, nil
	}
	size := w.tree.Size()
	root, err := w.tree.Root(size)
	if err != nil {
		return Checkpoint{}, phrase.Errorf("ledger.named", "ledger %s: %w", w.path, err)
	}
	c := Checkpoint{Party: w.meta.Party, Agreement: w.meta.Agreement, Rehearsal: w.meta.Rehearsal, Size: size, Root: root, Head: w.head}
	c = c.With(c.Cosign(w.meta.Party, w.key))
	line, err := encode(checkpointJSON{string(c.Marshal())})
	if err != nil {
		return Checkpoint{}, phrase.Errorf("ledger.checkpoint", "ledger %s: checkpoint: %w", w.path, err)
	}
	if err := w.write(line); err != nil {
		return Checkpoint{}, err
	}
	if err := errors.Join(w.out.Flush(), w.file.Sync()); err != nil {
		return Checkpoint{}, phrase.Errorf("ledger.at", "ledger: %w", err)
	}
	w.last, w.covered = c, w.lines
	return c, nil
}

// Prove shows that the checkpoint of new events begins with that of old.
func (w *Writer) Prove(old, new uint64) (Proof, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.tree.Prove(old, new)
}

// Close signs what is not signed yet and closes the file.
func (w *Writer) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, err := w.sign()
	return errors.Join(err, w.file.Close())
}

// write appends one line. After a failure every later write fails too,
// because the buffer remembers it.
func (w *Writer) write(line []byte) error {
	if w.lines == MaxLines {
		return phrase.Errorf("ledger.full", "ledger %s has %d lines, more are not accepted", w.path, MaxLines)
	}
	w.out.Write(line)
	w.out.WriteByte('\n')
	// What is about to be sent must not be missing if this program crashes.
	if err := w.out.Flush(); err != nil {
		return phrase.Errorf("ledger.at", "ledger: %w", err)
	}
	w.head = lineDigest(line)
	w.lines++
	return nil
}
