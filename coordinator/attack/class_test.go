package attack_test

import (
	"slices"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// over has a schemer add the uploads of a set of each round; nil is all.
func over(s *schemer, set func(round uint32) []identity.ID) {
	alter(s, func(_ identity.ID, m *protocol.Commitments) []protocol.Message {
		s.set = set(m.Prefix.Round)
		return same(m)
	})
}

// Two sums over sets that differ by one participant would show its update.
func oneLeftOutOrAdded(t *testing.T) {
	four := func(out identity.ID) func(f *federation) []identity.ID {
		return func(f *federation) []identity.ID { return f.but(out) }
	}
	everybody := func(*federation) []identity.ID { return nil }
	for name, c := range map[string]struct {
		first, second func(*federation) []identity.ID
	}{
		"left out":  {everybody, four(up)},
		"added":     {four(up), everybody},
		"exchanged": {four(up), four(west)},
	} {
		t.Run(name, func(t *testing.T) {
			f := form(t, 5, slow)
			s := f.scheme(func(s *schemer) {
				over(s, func(round uint32) []identity.ID {
					if round == 1 {
						return c.first(f)
					}
					return c.second(f)
				})
			})
			for _, p := range s.everybody() {
				p.failed()
				p.refused(protocol.CodeClass, hub)
				if e, r := p.sent(protocol.KindEndorse), p.sent(protocol.KindRelease); e != 1 || r != 1 {
					t.Errorf("%s endorsed %d times and released %d times", p.id, e, r)
				}
			}
		})
	}
}

// What the rule allows: the same four of five in every round; and one of five
// away in one round, where the agreement acknowledges what that shows.
func sameSetOrAcknowledged(t *testing.T) {
	for name, c := range map[string]struct {
		out    func(round uint32) bool
		change func(*agreement.Agreement)
	}{
		"never in": {func(uint32) bool { return true }, func(*agreement.Agreement) {}},
		"acknowledged": {func(round uint32) bool { return round == 2 }, func(a *agreement.Agreement) {
			a.Acknowledge = append(a.Acknowledge, agreement.AckDropout)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			f := form(t, 5, slow, c.change)
			s := f.scheme(func(s *schemer) {
				over(s, func(round uint32) []identity.ID {
					if c.out(round) {
						return f.but(up)
					}
					return nil
				})
			})
			all := s.everybody()
			for _, p := range all {
				f.must(p.wait())
				for i, set := range p.outcome.Sets {
					if slices.Contains(set, up) == c.out(uint32(i+1)) {
						t.Errorf("%s: round %d was over %v", p.id, i+1, set)
					}
				}
			}
		})
	}
}

// halves are two groups of four that are left out and readmitted whole.
func halves(a *agreement.Agreement) {
	ids := roster(8)
	a.Aggregation.Threshold, a.Aggregation.Groups = 3, []agreement.Group{ids[:4], ids[4:]}
}

// A group of the agreement may be away in one round and back in the next; part
// of it may not.
func groups(t *testing.T) {
	for name, c := range map[string]struct {
		second []identity.ID
		whole  bool
	}{
		"whole":         {roster(8)[:4], true},
		"the other one": {roster(8)[4:], true},
		"in part":       {roster(8)[:5], false},
		"but one":       {roster(8)[:7], false},
	} {
		t.Run(name, func(t *testing.T) {
			f := form(t, 8, slow, halves)
			s := f.scheme(func(s *schemer) {
				over(s, func(round uint32) []identity.ID {
					if round == 2 {
						return c.second
					}
					return nil
				})
			})
			for _, p := range s.everybody() {
				if c.whole {
					f.must(p.wait())
					continue
				}
				p.failed()
				p.refused(protocol.CodeClass, hub)
				if n := p.sent(protocol.KindRelease); n != 1 {
					t.Errorf("%s released %d times", p.id, n)
				}
			}
		})
	}
	t.Run("coordinator is honest", func(t *testing.T) {
		f := form(t, 8, slow, halves)
		coordinator, address := f.serve()
		v := f.enlist("left", address, func(v *villain) {
			v.say = func(m protocol.Message) []protocol.Message {
				if p := m.Position(); m.Kind() == protocol.KindCommit && p.Round == 2 {
					return same(v.sign(&protocol.Refuse{Prefix: p, From: v.id, Code: protocol.CodeBody}))
				}
				return same(m)
			}
		})
		for _, p := range f.together(address, "left") {
			f.must(p.wait())
			for i, set := range p.outcome.Sets {
				if want := map[bool]int{false: 8, true: 4}[i == 1]; len(set) != want {
					t.Errorf("%s: round %d was over %v", p.id, i+1, set)
				}
			}
		}
		f.must(v.wait())
		f.must(coordinator.wait())
	})
}
