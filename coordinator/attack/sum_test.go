package attack_test

import (
	"testing"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
)

// The coordinator adds something of its own before anybody sees the root of the
// sum: the members endorse what they cannot read, and the checksum fails.
func sumAlteredBeforeRoot(t *testing.T) {
	f := federate(t, 2, slow)
	c := f.scheme(func(c *schemer) {
		alter(c, func(to identity.ID, m *protocol.Close) []protocol.Message {
			if to == north {
				c.total[0][20] ^= 4
			}
			m.Root = rootOf(c.total)
			return same(m)
		})
	})
	for _, p := range c.everybody() {
		p.failed()
		p.refused(protocol.CodeSum, "")
	}
}

// With the real coordinator's retries in between, the run still ends.
func sumAlteredInEveryAttempt(t *testing.T) {
	f := federate(t, 2, slow)
	c := f.scheme(func(c *schemer) {
		alter(c, func(_ identity.ID, m *protocol.Chunk) []protocol.Message {
			m.Data[3] ^= 1
			return same(m)
		})
		refusals := make(map[uint32]int)
		c.hear = func(from identity.ID, m protocol.Message) bool {
			if m.Kind() != protocol.KindRefuse || c.prefix.Attempt == protocol.MaxEndorsed {
				return false
			}
			if refusals[m.Position().Attempt]++; refusals[m.Position().Attempt] == 2 {
				c.again()
			}
			return true
		}
	})
	for _, p := range c.everybody() {
		p.failed()
		p.refused(protocol.CodeSum, hub)
		if n := p.sent(protocol.KindEndorse); n != protocol.MaxEndorsed {
			t.Errorf("%s endorsed in %d attempts", p.id, n)
		}
	}
}

// Other bytes than those with the endorsed root: to everybody, or to one.
func sumAlteredAfterRoot(t *testing.T) {
	for name, victims := range map[string][]identity.ID{"both": {north, south}, "one": {south}} {
		t.Run(name, func(t *testing.T) {
			f := federate(t, 2, slow)
			c := f.scheme(func(c *schemer) {
				alter(c, func(to identity.ID, m *protocol.Chunk) []protocol.Message {
					if to == victims[0] || len(victims) > 1 {
						m.Data[0] ^= 1
					}
					return same(m)
				})
			})
			for _, p := range c.everybody() {
				p.failed()
				if p.id == victims[0] {
					p.refused(protocol.CodeSum, hub)
				}
			}
		})
	}
}

// A result with another root, or over another set, than was endorsed.
func resultIsNotWhatWasEndorsed(t *testing.T) {
	for name, edit := range map[string]struct {
		code protocol.Code
		do   func(m *protocol.Result)
	}{
		"root":           {protocol.CodeSet, func(m *protocol.Result) { m.Root = digest.Of([]byte("x")) }},
		"set":            {protocol.CodeQuorum, func(m *protocol.Result) { m.Headers = m.Headers[:1] }},
		"no endorsement": {protocol.CodeQuorum, func(m *protocol.Result) { m.Endorsed = m.Endorsed[:1] }},
		"no release":     {protocol.CodeQuorum, func(m *protocol.Result) { m.Releases = m.Releases[:1] }},
		"same release":   {protocol.CodeSum, func(m *protocol.Result) { m.Releases[1] = m.Releases[0] }},
	} {
		t.Run(name, func(t *testing.T) {
			f := federate(t, 2, slow)
			c := f.scheme(func(c *schemer) {
				alter(c, func(_ identity.ID, m *protocol.Result) []protocol.Message {
					edit.do(m)
					return same(m)
				})
			})
			for _, p := range c.everybody() {
				p.failed()
				p.refused(edit.code, hub)
			}
		})
	}
}

// The last to release hands out other bytes than it endorsed: to an honest
// coordinator, or past a dishonest one.
func otherRelease(t *testing.T) {
	t.Run("coordinator is honest", func(t *testing.T) {
		f := federate(t, 2, slow)
		coordinator, address := f.serve()
		f.enlist(south, address, func(v *villain) {
			v.say = func(m protocol.Message) []protocol.Message {
				if r, ok := m.(*protocol.Release); ok {
					return same(&protocol.Release{Prefix: r.Prefix, From: r.From, Sealed: garbage(len(r.Sealed))})
				}
				return same(m)
			}
		})
		p := f.join(north, address)
		p.failed()
		p.ended(protocol.CodeRepeat, south)
		coordinator.ended(protocol.CodeRepeat, south)
		coordinator.refused(protocol.CodeRepeat, south)
	})
	t.Run("coordinator helps", func(t *testing.T) {
		f := federate(t, 2, slow)
		c := f.scheme(func(c *schemer) {
			alter(c, func(_ identity.ID, m *protocol.Result) []protocol.Message {
				m.Releases[1].Sealed = garbage(len(m.Releases[1].Sealed))
				return same(m)
			})
		})
		for _, p := range c.everybody() {
			p.failed()
			p.refused(protocol.CodeSum, hub)
		}
	})
}

// A crafted release may give two participants two sums. Then they ack two
// states, and nobody keeps either: not in the first round, not in the last.
func acksDiffer(t *testing.T) {
	last := func(s *site.Sum) bool { return s.Next == protocol.PhaseDone }
	first := func(s *site.Sum) bool { return s.Prefix.Round == 1 }
	for name, when := range map[string]func(*site.Sum) bool{"first round": first, "last round": last} {
		t.Run(name, func(t *testing.T) {
			crafted := func(v *villain) {
				v.ack = func(s *site.Sum) {
					if when(s) {
						s.State = digest.Of([]byte("another sum"))
					}
				}
			}
			f := federate(t, 2, slow)
			coordinator, address := f.serve()
			f.enlist(south, address, crafted)
			p := f.join(north, address)
			p.failed()
			p.ended(protocol.CodeState, "")
			coordinator.ended(protocol.CodeState, "")

			g := federate(t, 2, slow)
			c := g.scheme(func(*schemer) {}) // goes on as if they were equal
			g.enlist(south, c.address, crafted)
			p = g.join(north, c.address)
			p.failed()
			p.refused(protocol.CodeState, hub)
		})
	}
}

// The coordinator ends the run early, or without the acks of a quorum.
func earlyEnd(t *testing.T) {
	f := federate(t, 2, slow)
	c := f.scheme(func(c *schemer) {
		alter(c, func(_ identity.ID, m *protocol.Open) []protocol.Message {
			if m.Prefix.Round == 1 {
				return same(m)
			}
			return same(&protocol.Done{Prefix: m.Acks[0].Prefix, Acks: m.Acks})
		})
	})
	for _, p := range c.everybody() {
		p.failed()
		p.refused(protocol.CodeState, hub)
	}
	g := federate(t, 2, slow)
	c = g.scheme(func(c *schemer) {
		alter(c, func(_ identity.ID, m *protocol.Done) []protocol.Message {
			m.Acks = m.Acks[:1]
			return same(m)
		})
	})
	for _, p := range c.everybody() {
		p.failed()
		p.refused(protocol.CodeQuorum, hub)
	}
}
