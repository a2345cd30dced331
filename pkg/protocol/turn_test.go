package protocol_test

import (
	"slices"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// turn is what a lying coordinator hands over instead of a message: nothing, an
// old one, or one that says something else, with what its accomplices sign.
func (a *arena) turn(to identity.ID, m protocol.Message) protocol.Message {
	if !a.rarely(16, "turn") {
		return m
	}
	switch a.draw(6, "how") {
	case 0:
		return nil
	case 1:
		return a.past[a.draw(len(a.past), "old")]
	case 2:
		p := a.nodes[to].m.Prefix()
		p.Attempt += uint32(a.draw(3, "attempt"))
		return &protocol.Attempt{Prefix: p}
	case 3:
		return &protocol.Attempt{Prefix: a.terms.Prefix()}
	}
	d := digest.Of([]byte{byte(a.draw(4, "value"))})
	switch m := m.(type) {
	case *protocol.Open:
		c := *m
		if len(c.Acks) > 0 && a.draw(2, "field") == 0 {
			c.Acks = c.Acks[1:]
		} else {
			c.Ready = c.Ready[1:]
		}
		return &c
	case *protocol.Commitments:
		c := *m
		c.Commits = slices.Clone(m.Commits)
		i := a.draw(len(c.Commits), "commit")
		if n := a.nodes[c.Commits[i].From]; n.liar {
			c.Commits[i].Commitment = d
			protocol.Sign(a.keys[n.id], &c.Commits[i])
		} else {
			c.Commits = slices.Delete(c.Commits, i, i+1)
		}
		return &c
	case *protocol.Close:
		c := *m
		if a.draw(2, "field") == 0 {
			c.Root = d
			return &c
		}
		i := a.draw(len(c.Headers), "header")
		gone := c.Headers[i].From
		c.Headers = slices.Delete(slices.Clone(c.Headers), i, i+1)
		c.Shares = slices.DeleteFunc(slices.Clone(c.Shares), func(s protocol.Share) bool { return s.From == gone })
		return &c
	case *protocol.Endorsements:
		c := *m
		c.Endorsed = a.accomplices(m.Endorsed, d)
		return &c
	case *protocol.Result:
		c := *m
		switch a.draw(3, "field") {
		case 0:
			c.Root = d
			a.sums[d] = uint64(a.draw(9, "sum"))
		case 1:
			c.Endorsed = a.accomplices(m.Endorsed, d)
		case 2:
			c.Releases = c.Releases[min(1, len(c.Releases)):]
		}
		return &c
	case *protocol.Done:
		c := *m
		c.Acks = c.Acks[1:]
		return &c
	}
	return m
}

// accomplices let the liars among those who endorsed sign another root.
func (a *arena) accomplices(endorsed []protocol.Endorse, root digest.Digest) []protocol.Endorse {
	again := slices.Clone(endorsed)
	for i := range again {
		if n := a.nodes[again[i].From]; n.liar {
			again[i].Root = root
			protocol.Sign(a.keys[n.id], &again[i])
		}
	}
	return again[min(len(again), a.draw(2, "fewer")):]
}
