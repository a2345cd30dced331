// Package audit checks ledgers: one file against itself, the agreement and the
// keys of the parties, and several parties' files against each other. It works
// offline and changes nothing.
//
// What it finds in one file: a changed, dropped, moved or inserted line, a
// signature that is wrong, events that nobody signed. What it cannot find in
// one file is an end that was cut off at a checkpoint; the other parties' files
// show that, because they hold the other ends and cosigned checkpoints.
package audit

import (
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"slices"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/phrase"
)

// maxProblems is how many problems of one file are listed; the rest is counted
// and not located, which would take time that grows with its square.
const maxProblems = 50

// maxUnreadable is how many lines of a file may be no lines of a ledger before
// the rest is not read: a file of line ends would cost far more memory than it
// has bytes.
const maxUnreadable = 1000

// Problem is one fault of a ledger and where it lies.
type Problem struct {
	First, Last int // lines, from 1; the fault is in one of them or beside it
	What        phrase.Phrase
}

func (p Problem) String() string { return p.Phrase().String() }

// Phrase is the same in other languages.
func (p Problem) Phrase() phrase.Phrase {
	if p.First == p.Last {
		return phrase.New("audit.line", "line %d: %s", p.First, p.What)
	}
	return phrase.New("audit.lines", "lines %d to %d: %s", p.First, p.Last, p.What)
}

func saying(err error) phrase.Phrase { return phrase.New("audit.fault", "%v", err) }

// Located is an event and its line in the file.
type Located struct {
	Line int
	ledger.Event
}

// Cosigned is a checkpoint with the signature of a second party, and its line.
type Cosigned struct {
	Line int
	ledger.Checkpoint
}

// Result is what the check of one file found.
type Result struct {
	Name        string // of the file
	Meta        ledger.Meta
	Events      []Located
	Checkpoints int // with the right signature, root and size
	Cosigned    []Cosigned
	Problems    []Problem     // in the order of the file
	More        int           // problems beyond those listed
	Digest      digest.Digest // SHA-256 of the file; zero if it was not read to its end
	Foreign     bool          // a ledger of another agreement: its problems say nothing else

	tree ledger.Tree
}

// Uncosigned lists the parties whose ack this ledger records and that never
// cosigned it: what it says they have not confirmed.
func (r *Result) Uncosigned() []identity.ID {
	var missing []identity.ID
	known := make(map[identity.ID]bool)
	for _, e := range r.Events {
		if e.Kind != "ack" || e.Direction != ledger.Received || known[e.From] {
			continue
		}
		known[e.From] = true
		if r.CosignedBy(e.From) == 0 {
			missing = append(missing, e.From)
		}
	}
	return missing
}

// CosignedBy is the number of events of this ledger that id has cosigned, by
// the checkpoints kept here; 0 if it never did.
func (r *Result) CosignedBy(id identity.ID) uint64 {
	size := uint64(0)
	for _, c := range r.Cosigned {
		if c.Party == r.Meta.Party && slices.ContainsFunc(c.Signatures, func(s ledger.Signature) bool { return s.By == id }) {
			size = max(size, c.Size)
		}
	}
	return size
}

// VerifyFile checks the ledger at path: form, chain, checkpoints, signatures.
// keys are those of all parties of the agreement, the coordinator's too;
// agreement is its hash. The error says that the file could not be read at
// all; what is wrong in it is in the result.
func VerifyFile(path string, keys map[identity.ID]identity.PublicKey, agreement digest.Digest) (*Result, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, phrase.Errorf("audit.open", "ledger: %w", err)
	}
	defer file.Close()
	return Verify(file, path, keys, agreement)
}

// Verify checks a ledger as VerifyFile does; name is for messages.
func Verify(r io.Reader, name string, keys map[identity.ID]identity.PublicKey, agreement digest.Digest) (*Result, error) {
	c := &check{keys: keys, agreement: agreement, result: &Result{Name: name}}
	unreadable, read := 0, sha256.New()
	for lines := ledger.NewReader(io.TeeReader(r, read)); ; {
		line, err := lines.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		var fault *ledger.LineError
		switch {
		case errors.As(err, &fault):
			if unreadable++; unreadable > maxUnreadable {
				c.result.Problems = append(c.result.Problems, Problem{line.Number, line.Number,
					phrase.New("audit.no-ledger", "not read any further: more than %d lines are no lines of a ledger", maxUnreadable)})
				return c.result, nil
			}
			c.faulty(line, fault.Err)
			continue
		case err != nil && len(c.lines) > 0:
			// The header is at fault, or there are too many lines.
			c.problem(c.lines[len(c.lines)-1].number+1, saying(err))
			return c.result, nil
		case err != nil:
			return nil, phrase.Errorf("audit.read", "ledger %s: %w", name, err)
		}
		if err := c.line(line); err != nil {
			return nil, phrase.Errorf("audit.read", "ledger %s: %w", name, err)
		}
	}
	c.result.Digest = digest.Digest(read.Sum(nil))
	c.end()
	c.foreign()
	c.links()
	c.order()
	return c.result, nil
}
