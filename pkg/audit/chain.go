package audit

import (
	"samband/pkg/digest"
	"samband/pkg/ledger"
	"samband/pkg/phrase"
)

// links follows the chain of lines and says where it breaks. Each line names
// the digest of the line before it. A line that was changed breaks the link
// after it; if its own link was changed too, or it stands in the wrong place,
// the link before it breaks as well. Which lines are at fault follows from how
// many neighbouring links break, from the sequence numbers, and from whether
// the next checkpoint still fits the events.
func (c *check) links() {
	c.signatures()
	broken := func(i int) bool {
		return i < len(c.lines) && c.lines[i].previous != c.lines[i-1].digest
	}
	for i := 1; i < len(c.lines); i++ {
		if !broken(i) {
			c.unbroken(i)
			continue
		}
		end := i // the last broken link in a row
		for broken(end + 1) {
			end++
		}
		switch {
		case c.anyFlagged(i-1, end):
		case c.full():
			c.result.More++
		default:
			c.locate(i, end)
		}
		i = end
	}
}

// signatures reports checkpoints whose signature is wrong. If the line after
// one fits it, whoever changed something before it went on to mend the chain,
// and the fault may lie anywhere after the last good checkpoint.
func (c *check) signatures() {
	for i := range c.lines {
		e := &c.lines[i]
		if !e.forged {
			continue
		}
		e.flagged = true
		if c.full() {
			c.result.More++
			continue
		}
		if i+1 < len(c.lines) && c.lines[i+1].previous != e.digest {
			c.problem(e.number, phrase.New("audit.changed-signature", "changed after it was written: its signature is wrong"))
			continue
		}
		c.problems(c.checkpointBefore(i)+1, e.number, phrase.New("audit.signature",
			"the signature in line %d is wrong: it, or a line before it, is not what was signed", e.number))
	}
}

// full tells whether more problems are counted and not located.
func (c *check) full() bool { return len(c.result.Problems) >= maxProblems }

// named is the digests that some line names as the one before it.
func (c *check) named() map[digest.Digest]bool {
	if c.known == nil {
		c.known = make(map[digest.Digest]bool, len(c.lines))
		for _, e := range c.lines {
			c.known[e.previous] = true
		}
	}
	return c.known
}

func (c *check) anyFlagged(first, last int) bool {
	for _, e := range c.lines[first : last+1] {
		if e.flagged {
			return true
		}
	}
	return false
}

// locate explains the broken links before the lines i to end.
func (c *check) locate(i, end int) {
	lines := c.lines
	known := c.named()
	at := func(i int) int { return lines[i].number }
	if end == i {
		c.locateOne(i)
		return
	}
	moved := true
	for _, e := range lines[i:end] {
		moved = moved && known[e.digest]
	}
	what := phrase.New("audit.changed", "changed after it was written")
	switch {
	case lines[end].previous == lines[i-1].digest:
		what = phrase.New("audit.inserted", "inserted: the lines around it belong together")
	case moved:
		what = phrase.New("audit.moved", "not in the place where it was written")
	}
	c.problems(at(i), at(end-1), what)
}

// locateOne explains a single broken link, the one between i-1 and i.
func (c *check) locateOne(i int) {
	before, after := c.lines[i-1], c.lines[i]
	last, next := c.sequenceBefore(i), c.sequenceFrom(i)
	good, rooted := c.checkpointBefore(i), c.rootedFrom(i)
	switch {
	case after.digest == before.digest:
		c.problem(after.number, phrase.New("audit.repeated", "inserted: it is the line before it once more"))
	case next > last+1:
		c.problems(before.number, after.number, phrase.New("audit.missing", "events missing between these lines: %d", next-last-1))
	case next != 0 && next <= last:
		c.problem(before.number, phrase.New("audit.inserted-or-moved", "inserted, or moved: event %d is followed by event %d", last, next))
	case after.kind == ledger.CheckpointLine && !after.rooted:
		c.problems(good+1, before.number, phrase.New("audit.changed-signed",
			"changed after it was signed by the checkpoint of line %d; if only one line was, it is line %d", after.number, before.number))
	case before.kind == ledger.EventLine && !rooted:
		c.problem(before.number, phrase.New("audit.changed", "changed after it was written"))
	default:
		c.problems(before.number, after.number, phrase.New("audit.checkpoint-missing", "a checkpoint or cosigned checkpoint is missing between these lines"))
	}
}

// sequenceBefore is the number of the last event before line i.
func (c *check) sequenceBefore(i int) uint64 {
	for i--; i > 0; i-- {
		if c.lines[i].kind == ledger.EventLine {
			return c.lines[i].sequence
		}
	}
	return 0
}

// sequenceFrom is the number of the first event from line i on; 0 if none. A
// checkpoint further on says no more than the chain does.
func (c *check) sequenceFrom(i int) uint64 {
	for ; i < len(c.lines); i++ {
		if c.lines[i].kind == ledger.EventLine {
			return c.lines[i].sequence
		}
	}
	return 0
}

// checkpointBefore is the number of the last good checkpoint line before line
// i, of the header if there is none.
func (c *check) checkpointBefore(i int) int {
	for i--; i > 0; i-- {
		if c.lines[i].kind == ledger.CheckpointLine && c.lines[i].rooted {
			return c.lines[i].number
		}
	}
	return c.lines[0].number
}

// rootedFrom tells whether the next checkpoint from line i on fits the events.
func (c *check) rootedFrom(i int) bool {
	for ; i < len(c.lines); i++ {
		if c.lines[i].kind == ledger.CheckpointLine {
			return c.lines[i].rooted
		}
	}
	return false
}

// unbroken reports what only the holder of the key can have written, since no
// link is broken: a wrong number, or a checkpoint over other events than those
// before it. Once a line is known to be at fault, both follow from that.
func (c *check) unbroken(i int) {
	e := c.lines[i]
	switch {
	case len(c.result.Problems) > 0:
	case e.kind == ledger.EventLine && e.sequence != c.sequenceBefore(i)+1:
		c.problem(e.number, phrase.New("audit.event-follows", "event %d follows event %d", e.sequence, c.sequenceBefore(i)))
	case (e.kind == ledger.CheckpointLine || e.kind == ledger.CosignedLine) && !e.rooted:
		c.problem(e.number, phrase.New("audit.not-over", "signed, but not over the events before it"))
	}
}
