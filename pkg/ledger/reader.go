package ledger

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"samband/pkg/phrase"
)

// LineError is a fault in one line of a ledger.
type LineError struct {
	Number int // of the line, from 1
	Err    error
}

func (e *LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Number, e.Err) }

// Phrase is the same in other languages.
func (e *LineError) Phrase() phrase.Phrase {
	return phrase.New("ledger.at-line", "line %d: %w", e.Number, e.Err)
}

// Unwrap gives the fault itself.
func (e *LineError) Unwrap() error { return e.Err }

// errTorn is the fault of a last line without its end.
var errTorn = phrase.Errorf("ledger.torn", "the file ends within this line")

// Reader reads a ledger line by line. It checks the form of each line and
// that its fields can stand in the ledger of its party; package audit checks
// chain, signatures and tree. It holds one line at a time.
type Reader struct {
	lines  *bufio.Reader
	number int
	meta   Meta
	broken bool // the header could not be read
	fast   scanner
}

// NewReader reads from r, which it buffers.
func NewReader(r io.Reader) *Reader {
	return &Reader{lines: bufio.NewReaderSize(r, MaxLine+1)}
}

// Next gives the next line; io.EOF after the last one. A *LineError says that
// one line is at fault: that line comes with it, as far as it was read (Number
// and, unless it is too long, Raw and Digest), and Next can be called for those
// after it. Any other error is final.
func (r *Reader) Next() (*Line, error) {
	raw, err := r.lines.ReadSlice('\n')
	if errors.Is(err, io.EOF) && len(raw) == 0 {
		if r.number == 0 {
			return nil, phrase.Errorf("ledger.empty", "the ledger is empty")
		}
		return nil, io.EOF
	}
	r.number++
	if r.number > MaxLines {
		return nil, phrase.Errorf("ledger.many-lines", "ledger has more than %d lines", MaxLines)
	}
	if r.broken {
		return nil, phrase.Errorf("ledger.unread", "lines after the header were not read, because it is at fault")
	}
	l := &Line{Number: r.number}
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		r.broken = l.Number == 1
		return l, r.skip()
	case errors.Is(err, io.EOF):
		l.Raw, l.Digest = raw, lineDigest(raw)
		return l, &LineError{l.Number, errTorn}
	case err != nil:
		return nil, err
	}
	err = l.decode(raw[:len(raw)-1], l.Number == 1, &r.fast)
	if err == nil {
		err = r.check(l)
	}
	if err != nil {
		r.broken = l.Number == 1
		return l, &LineError{l.Number, err}
	}
	return l, nil
}

func (r *Reader) check(l *Line) error {
	switch l.Kind {
	case HeaderLine:
		r.meta = l.Meta
	case EventLine:
		if l.Event.Agreement != r.meta.Agreement {
			return phrase.Errorf("ledger.event-agreement", "event of agreement %s in the ledger of agreement %s",
				l.Event.Agreement.Short(), r.meta.Agreement.Short())
		}
		return l.Event.Check(r.meta.Party)
	}
	return nil
}

// skip passes over the rest of a line that is too long.
func (r *Reader) skip() error {
	for {
		_, err := r.lines.ReadSlice('\n')
		switch {
		case err == nil, errors.Is(err, io.EOF):
			return &LineError{r.number, phrase.Errorf("ledger.longer", "longer than %d bytes", MaxLine)}
		case !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
	}
}
