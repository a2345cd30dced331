package attack_test

import (
	"testing"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// A release for one participant's update would be that update in clear to
// whoever has the group key.
func releaseOfOneUpdate(t *testing.T) { releaseOf(t, 1) }

// Nor is one made for fewer than min_contributors: all of three, four of five.
func releaseOfTooFew(t *testing.T) { releaseOf(t, 2, 3) }

// releaseOf has so many contributors be asked for.
func releaseOf(t *testing.T, counts ...int) {
	for _, f := range []*federation{federate(t, 2, slow), federate(t, 3, slow), form(t, 5, slow)} {
		for _, n := range counts {
			if n >= f.terms.MinContributors {
				continue
			}
			g := *f
			g.dir = t.TempDir()
			c := g.scheme(func(c *schemer) {
				alter(c, func(to identity.ID, _ *protocol.Close) []protocol.Message { return same(c.closing(to, f.ids[:n]...)) })
			})
			all := c.everybody()
			nothing(all...)
			for _, p := range all {
				p.refused(protocol.CodeQuorum, hub)
			}
		}
	}
}

func releaseOfEditedSet(t *testing.T) {
	for name, edit := range map[string]struct {
		code  protocol.Code
		about identity.ID
		do    func(f *federation, c *protocol.Close)
	}{
		"twice":     {protocol.CodeSet, hub, func(_ *federation, c *protocol.Close) { c.Headers[1] = c.Headers[0] }},
		"reordered": {protocol.CodeSet, hub, func(_ *federation, c *protocol.Close) { c.Headers[0], c.Headers[1] = c.Headers[1], c.Headers[0] }},
		"stranger": {protocol.CodeRoster, hub, func(f *federation, c *protocol.Close) {
			h := c.Headers[0]
			h.From = "mallory"
			f.signed(hub, &h)
			c.Headers[1] = h
		}},
		"altered header": {protocol.CodeSignature, hub, func(_ *federation, c *protocol.Close) { c.Headers[1].Root = digest.Of([]byte("x")) }},
		"altered share":  {protocol.CodeHeader, hub, func(_ *federation, c *protocol.Close) { c.Shares[0].Sealed[9] ^= 1 }},
		"no share":       {protocol.CodeHeader, hub, func(_ *federation, c *protocol.Close) { c.Shares = nil }},
	} {
		t.Run(name, func(t *testing.T) {
			f := federate(t, 2, slow)
			c := f.scheme(func(c *schemer) {
				alter(c, func(to identity.ID, m *protocol.Close) []protocol.Message {
					if to == north {
						edit.do(f, m)
					}
					return same(m)
				})
			})
			all := c.everybody()
			all[0].failed()
			nothing(all[0])
			all[0].refused(edit.code, edit.about)
			all[1].failed()
		})
	}
}

// After its endorsement a member endorses nothing else in this attempt; after
// its release neither.
func secondEndorsementAsked(t *testing.T) {
	other := func(m *protocol.Close) *protocol.Close {
		m.Root = digest.Of([]byte("another sum"))
		return m
	}
	for name, prepare := range map[string]func(*schemer){
		"endorsed": func(c *schemer) {
			alter(c, func(to identity.ID, _ *protocol.Endorsements) []protocol.Message {
				return same(other(c.closing(to, c.f.ids...)))
			})
		},
		"released": func(c *schemer) {
			// All are asked before anybody's refusal can end the run.
			var released []identity.ID
			c.hear = func(from identity.ID, m protocol.Message) bool {
				if m.Kind() != protocol.KindRelease {
					return false
				}
				if released = append(released, from); len(released) == len(c.f.ids) {
					for _, id := range released {
						c.tell(id, other(c.closing(id, c.f.ids...)))
					}
				}
				return true
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := federate(t, 2, slow)
			for _, p := range f.scheme(prepare).everybody() {
				p.failed()
				p.refused(protocol.CodeRepeat, hub)
				if e, r := p.sent(protocol.KindEndorse), p.sent(protocol.KindRelease); e != 1 || r > 1 || name == "endorsed" && r != 0 {
					t.Errorf("%s sent %d endorsements and %d releases", p.id, e, r)
				}
			}
		})
	}
}

// Members that are not shown a quorum of equal endorsements release nothing.
func releaseWithoutQuorum(t *testing.T) {
	for name, edit := range map[string]struct {
		code  protocol.Code
		about identity.ID
		do    func(f *federation, m *protocol.Endorsements)
	}{
		"one endorsement":   {protocol.CodeQuorum, hub, func(_ *federation, m *protocol.Endorsements) { m.Endorsed = m.Endorsed[:2] }},
		"one of them twice": {protocol.CodeSet, hub, func(_ *federation, m *protocol.Endorsements) { m.Endorsed[2] = m.Endorsed[1] }},
		"another set by an accomplice": {protocol.CodeSet, hub, func(f *federation, m *protocol.Endorsements) {
			m.Endorsed[2].Set = m.Endorsed[2].Set[:2]
			f.signed(east, &m.Endorsed[2])
		}},
	} {
		t.Run(name, func(t *testing.T) {
			f := federate(t, 3, slow)
			c := f.scheme(func(c *schemer) {
				alter(c, func(_ identity.ID, m *protocol.Endorsements) []protocol.Message {
					edit.do(f, m)
					return same(m)
				})
			})
			for _, p := range c.everybody() {
				p.failed()
				if n := p.sent(protocol.KindRelease); n > 0 {
					t.Errorf("%s released", p.id)
				}
				if p.id == north {
					p.refused(edit.code, edit.about)
				}
			}
		})
	}
}

// Two sums of one attempt: one is shown to north, another to south, and east
// endorses both. Neither has a quorum, because south endorses once.
func twoSums(t *testing.T) {
	other := digest.Of([]byte("another sum"))
	f := federate(t, 3, slow)
	c := f.scheme(func(c *schemer) {
		alter(c, func(to identity.ID, m *protocol.Close) []protocol.Message {
			if to == north {
				m.Root = other
			}
			return same(m)
		})
		alter(c, func(to identity.ID, m *protocol.Endorsements) []protocol.Message {
			if to == north {
				m.Endorsed[2].Root = other
				f.signed(east, &m.Endorsed[2])
			}
			return same(m)
		})
	})
	for _, p := range c.everybody() {
		p.failed()
		p.refused(protocol.CodeSet, hub)
		if p.sent(protocol.KindRelease) > 0 {
			t.Errorf("%s released", p.id)
		}
	}
}
