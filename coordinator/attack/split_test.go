package attack_test

import (
	"testing"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// but are the participants without some.
func (f *federation) but(out ...identity.ID) []identity.ID {
	return protocol.Missing(f.ids, func(id identity.ID) bool {
		for _, o := range out {
			if o == id {
				return true
			}
		}
		return false
	})
}

// tolerant has a schemer go on without who refuses an attempt, as long as it
// may come back.
func tolerant(c *schemer) {
	before := c.hear
	c.hear = func(from identity.ID, m protocol.Message) bool {
		if before != nil && before(from, m) {
			return true
		}
		r, ok := m.(*protocol.Refuse)
		if ok && !r.Final {
			c.without(from)
		}
		return ok && !r.Final
	}
}

// Of five members any three open a sum and four bind it; west and up, t − 1 of
// them, endorse whatever the coordinator likes. It has them endorse U with north
// and south, and U′ with east: U has its quorum, and U′ has none whatever is
// shown to east beside what there is.
func twoSets(t *testing.T) {
	for name, c := range map[string]struct {
		code protocol.Code
		goes bool // the run goes on, over U
		show func(f *federation, all, second []protocol.Endorse) []protocol.Endorse
	}{
		"all that there are": {protocol.CodeQuorum, true, func(_ *federation, _, second []protocol.Endorse) []protocol.Endorse {
			return second
		}},
		"one of them twice": {protocol.CodeSet, false, func(_ *federation, _, second []protocol.Endorse) []protocol.Endorse {
			return append(second[:2:2], second[1:]...)
		}},
		"with one of U": {protocol.CodeSet, false, func(_ *federation, all, second []protocol.Endorse) []protocol.Endorse {
			return append([]protocol.Endorse{all[0]}, second...)
		}},
		"with one of U altered": {protocol.CodeSignature, true, func(_ *federation, all, second []protocol.Endorse) []protocol.Endorse {
			forged := second[0]
			forged.From, forged.Signature = north, all[0].Signature
			return append([]protocol.Endorse{forged}, second...)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			f := form(t, 5, slow)
			s := f.scheme(func(s *schemer) {
				alter(s, func(to identity.ID, m *protocol.Close) []protocol.Message {
					if to == east && m.Prefix.Round == 1 {
						return same(s.closing(to, f.but(up)...))
					}
					return same(m)
				})
				alter(s, func(to identity.ID, m *protocol.Endorsements) []protocol.Message {
					if m.Prefix.Round > 1 {
						return same(m)
					}
					if to == east {
						second := []protocol.Endorse{m.Endorsed[2]}
						for _, id := range []identity.ID{west, up} {
							e := m.Endorsed[2]
							e.From, e.Release = id, digest.Of([]byte("whatever"))
							f.signed(id, &e)
							second = append(second, e)
						}
						m.Endorsed = c.show(f, m.Endorsed, second)
					} else {
						m.Endorsed = append(m.Endorsed[:2], m.Endorsed[3:]...)
					}
					return same(m)
				})
				alter(s, func(_ identity.ID, m *protocol.Result) []protocol.Message {
					if m.Prefix.Round == 1 {
						m.Endorsed = append(m.Endorsed[:2], m.Endorsed[3:]...)
					}
					return same(m)
				})
				tolerant(s)
			})
			all := s.everybody()
			victim := all[2]
			err := victim.wait()
			victim.refused(c.code, hub)
			if n := victim.sentIn(protocol.KindRelease, 1); n > 0 {
				t.Error("east released for U′")
			}
			if !c.goes {
				victim.failed()
				return
			}
			f.must(err)
			for _, p := range all {
				if p.model() != all[0].model() {
					t.Errorf("%s has another model", p.id)
				}
				if n := p.sentIn(protocol.KindEndorse, 1); n != 1 {
					t.Errorf("%s endorsed %d times", p.id, n)
				}
			}
		})
	}
}
