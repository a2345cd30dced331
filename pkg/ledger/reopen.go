package ledger

import (
	"bufio"
	"errors"
	"io"
	"os"

	"samband/pkg/identity"
	"samband/pkg/phrase"
)

// Reopen continues the ledger at path after the program that wrote it has
// ended, so that what is done to its files later is recorded too. Only the
// party itself can: key must be the one in the header.
//
// Everything in the file is read and checked first, and a file with a fault is
// left as it is. There is one exception: a crash can leave the beginning of a
// line at the end. That was never a whole line and is removed; torn says so,
// and the caller records it. Lines after the last checkpoint, which a crash
// leaves too, are covered by the next one.
func Reopen(path string, meta Meta, key *identity.PrivateKey) (w *Writer, torn bool, err error) {
	if meta.Key != key.Public() {
		return nil, false, phrase.Errorf("ledger.other-key", "ledger %s: the key at hand is not that of %s in the agreement", path, meta.Party)
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, false, phrase.Errorf("ledger.at", "ledger: %w", err)
	}
	w = &Writer{path: path, meta: meta, key: key, file: file, out: bufio.NewWriterSize(file, 64<<10)}
	whole, torn, err := w.replay()
	if err == nil && torn {
		err = file.Truncate(whole)
	}
	if err == nil {
		_, err = file.Seek(whole, io.SeekStart)
	}
	if err != nil {
		return nil, false, errors.Join(phrase.Errorf("ledger.not-continued", "ledger %s cannot be continued: %w", path, err), file.Close())
	}
	return w, torn, nil
}

// replay takes every line of the file into w. It gives the length of the whole
// lines, and whether a part of one follows.
func (w *Writer) replay() (whole int64, torn bool, err error) {
	for lines := NewReader(w.file); ; {
		l, err := lines.Next()
		switch {
		case errors.Is(err, io.EOF):
			return whole, false, nil
		case errors.Is(err, errTorn) && w.lines > 0:
			return whole, true, nil
		case err != nil:
			return 0, false, err
		}
		if err := w.take(l); err != nil {
			return 0, false, phrase.Errorf("ledger.at-line", "line %d: %w", l.Number, err)
		}
		whole += int64(len(l.Raw)) + 1
	}
}

// take is one line that lies in the file already.
func (w *Writer) take(l *Line) error {
	if l.Previous != w.head {
		return phrase.Errorf("ledger.not-after", "does not name the line before it")
	}
	w.head = l.Digest
	w.lines++
	switch l.Kind {
	case HeaderLine:
		if l.Meta != w.meta {
			return phrase.Errorf("ledger.other-header", "the header is of another party, agreement, mode or key")
		}
	case EventLine:
		if l.Event.Sequence != w.tree.Size()+1 {
			return phrase.Errorf("ledger.event-follows", "event %d follows event %d", l.Event.Sequence, w.tree.Size())
		}
		return w.tree.Add(l.Raw)
	case CheckpointLine:
		return w.takeCheckpoint(l.Checkpoint)
	}
	return nil
}

// takeCheckpoint requires a checkpoint of this party over the events so far.
func (w *Writer) takeCheckpoint(c Checkpoint) error {
	root, err := w.tree.Root(w.tree.Size())
	if err != nil {
		return err
	}
	keys := map[identity.ID]identity.PublicKey{w.meta.Party: w.meta.Key}
	if err := c.Verify(keys); err != nil {
		return err
	}
	if c.Party != w.meta.Party || c.Agreement != w.meta.Agreement || c.Rehearsal != w.meta.Rehearsal || c.Size != w.tree.Size() || c.Root != root {
		return phrase.Errorf("ledger.not-over", "the checkpoint is not over the events before it")
	}
	w.last, w.covered = c, w.lines
	return nil
}

// Each gives the whole lines of the ledger at path, in order, without checking
// how they hang together.
func Each(path string, take func(*Line)) error {
	file, err := os.Open(path)
	if err != nil {
		return phrase.Errorf("ledger.at", "ledger: %w", err)
	}
	defer file.Close()
	for lines := NewReader(file); ; {
		l, err := lines.Next()
		if errors.Is(err, io.EOF) || errors.Is(err, errTorn) {
			return nil
		}
		if err != nil {
			return err
		}
		take(l)
	}
}

// Disposed tells whether the ledger at path ends with what a program does last:
// deleting what only a run under way needs. After a crash it does not.
func Disposed(path string) (bool, error) {
	last := ""
	err := Each(path, func(l *Line) {
		if l.Kind == EventLine {
			last = l.Event.Kind
		}
	})
	return last == KindDisposal, err
}
