package audit

import (
	"cmp"
	"slices"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/phrase"
)

// entry is what the check of the chain needs of one line.
type entry struct {
	number           int
	kind             ledger.LineKind
	sequence         uint64 // of an event
	previous, digest digest.Digest
	flagged          bool // a problem of this line is reported
	forged           bool // a checkpoint whose signature is wrong
	rooted           bool // a checkpoint whose root and size are those of the events it covers
}

// check is the state of the check of one file.
type check struct {
	keys      map[identity.ID]identity.PublicKey
	agreement digest.Digest
	result    *Result
	lines     []entry
	known     map[digest.Digest]bool // see named
}

func (c *check) problem(line int, what phrase.Phrase) { c.problems(line, line, what) }

func (c *check) problems(first, last int, what phrase.Phrase) {
	if c.full() {
		c.result.More++
		return
	}
	c.result.Problems = append(c.result.Problems, Problem{first, last, what})
}

// faulty records a line that could not be read.
func (c *check) faulty(l *ledger.Line, err error) {
	c.lines = append(c.lines, entry{number: l.Number, kind: l.Kind, digest: l.Digest, flagged: true})
	c.problem(l.Number, saying(err))
}

// line checks what one line says by itself.
func (c *check) line(l *ledger.Line) error {
	e := entry{number: l.Number, kind: l.Kind, previous: l.Previous, digest: l.Digest}
	var err error
	switch l.Kind {
	case ledger.HeaderLine:
		c.result.Meta = l.Meta
		err = c.header(l.Meta)
	case ledger.EventLine:
		e.sequence = l.Event.Sequence
		c.result.Events = append(c.result.Events, Located{l.Number, l.Event})
		if err := c.result.tree.Add(l.Raw); err != nil {
			return err
		}
		err = c.parties(l.Event)
	case ledger.CheckpointLine:
		if err = c.checkpoint(l.Checkpoint); err == nil {
			e.forged = l.Checkpoint.Verify(c.keys) != nil
			e.rooted = !e.forged && c.rooted(l.Checkpoint)
		}
		if e.rooted {
			c.result.Checkpoints++
		}
	case ledger.CosignedLine:
		// One that is not signed by those whom it names must not speak against
		// them, or for them.
		if err = c.cosigned(l.Checkpoint); err == nil {
			c.result.Cosigned = append(c.result.Cosigned, Cosigned{l.Number, l.Checkpoint})
		}
		e.rooted = c.contains(l.Checkpoint)
	}
	if err != nil {
		e.flagged = true
		c.problem(l.Number, saying(err))
	}
	c.lines = append(c.lines, e)
	return nil
}

// mostBytes is more than any message has; sums over a whole ledger stay below
// what 64 bits hold.
const mostBytes = 1 << 40

// parties requires the ends of an event to be parties of the agreement.
func (c *check) parties(e ledger.Event) error {
	for _, id := range []identity.ID{e.From, e.To} {
		if _, known := c.keys[id]; !known && id != "" {
			return phrase.Errorf("audit.event-stranger", "event names %s, who is not a party of the agreement", id)
		}
	}
	if e.Bytes > mostBytes {
		return phrase.Errorf("audit.event-bytes", "event of %d bytes: no message has as many", e.Bytes)
	}
	return nil
}

func (c *check) header(m ledger.Meta) error {
	if key, known := c.keys[m.Party]; !known {
		return phrase.Errorf("audit.header-stranger", "header names %s, who is not a party of the agreement", m.Party)
	} else if key != m.Key {
		return phrase.Errorf("audit.header-key", "header has another key of %s than the agreement", m.Party)
	}
	if m.Agreement != c.agreement {
		return phrase.Errorf("audit.header-agreement", "header names the agreement %s, this is %s", m.Agreement.Short(), c.agreement.Short())
	}
	return nil
}

// checkpoint checks whose it is and who signed it.
func (c *check) checkpoint(p ledger.Checkpoint) error {
	if p.Party != c.result.Meta.Party {
		return phrase.Errorf("audit.checkpoint-party", "checkpoint of %s in the ledger of %s", p.Party, c.result.Meta.Party)
	}
	if p.Agreement != c.agreement {
		return phrase.Errorf("audit.checkpoint-agreement", "checkpoint of the agreement %s", p.Agreement.Short())
	}
	if p.Rehearsal != c.result.Meta.Rehearsal {
		return phrase.Errorf("audit.checkpoint-mode", "checkpoint of a %s in the ledger of a %s", mode(p.Rehearsal), mode(c.result.Meta.Rehearsal))
	}
	if len(p.Signatures) != 1 {
		return phrase.Errorf("audit.checkpoint-signatures", "checkpoint with %d signatures, its party's alone is expected", len(p.Signatures))
	}
	return nil
}

// mode names a kind of run for people.
func mode(rehearsal bool) phrase.Phrase {
	if rehearsal {
		return phrase.New("audit.rehearsal", "rehearsal")
	}
	return phrase.New("audit.real", "real run")
}

// rooted tells whether p covers exactly the events so far.
func (c *check) rooted(p ledger.Checkpoint) bool {
	root, err := c.result.tree.Root(c.result.tree.Size())
	return err == nil && p.Size == c.result.tree.Size() && p.Root == root
}

func (c *check) cosigned(p ledger.Checkpoint) error {
	own := c.result.Meta.Party
	if p.Agreement != c.agreement {
		return phrase.Errorf("audit.cosigned-agreement", "cosigned checkpoint of the agreement %s", p.Agreement.Short())
	}
	if p.Rehearsal != c.result.Meta.Rehearsal {
		return phrase.Errorf("audit.cosigned-mode", "cosigned checkpoint of a %s in the ledger of a %s", mode(p.Rehearsal), mode(c.result.Meta.Rehearsal))
	}
	if len(p.Signatures) < 2 || !slices.ContainsFunc(p.Signatures, func(s ledger.Signature) bool { return s.By == own }) {
		return phrase.Errorf("audit.cosigned-by", "cosigned checkpoint without the signature of %s or of a second party", own)
	}
	return p.Verify(c.keys)
}

// contains tells whether the events so far begin with those of the cosigned
// checkpoint p. One of another party is held against its ledger by Compare.
func (c *check) contains(p ledger.Checkpoint) bool {
	if p.Party != c.result.Meta.Party {
		return true
	}
	root, err := c.result.tree.Root(p.Size)
	return err == nil && p.Root == root
}

// end requires the last line to be a checkpoint.
func (c *check) end() {
	last := c.lines[len(c.lines)-1]
	if last.kind == ledger.CheckpointLine || (last.flagged && last.kind != ledger.EventLine) {
		return
	}
	signed := 0
	for _, e := range c.lines {
		if e.kind == ledger.CheckpointLine {
			signed = e.number
		}
	}
	c.problems(signed+1, last.number, phrase.New("audit.unsigned", "not signed: no checkpoint follows, so the program was cut off, or the end of the file was removed or changed"))
}

// foreign tells a ledger of another agreement from one whose header was
// changed: the events of the former name its agreement too.
func (c *check) foreign() {
	events := 0
	for _, e := range c.lines {
		if e.kind == ledger.EventLine {
			events++
		}
	}
	m := c.result.Meta
	c.result.Foreign = m.Party != "" && m.Agreement != c.agreement && events == len(c.result.Events)
}

// order sorts the problems by line.
func (c *check) order() {
	slices.SortStableFunc(c.result.Problems, func(a, b Problem) int { return cmp.Compare(a.First, b.First) })
}
