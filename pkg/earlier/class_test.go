package earlier

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/exposure"
	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// draw makes earlier sums of up to six parties, and the roster of a new agreement.
func draw(t *rapid.T) (l *Look, all, planned []Party) {
	for i := range 6 {
		all = append(all, Party{ID: identity.ID(fmt.Sprintf("p%d", i)), Key: identity.PublicKey{byte(i + 1)}})
	}
	some := func(label string, least int) []Party {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(all), least, len(all), func(p Party) identity.ID { return p.ID }).Draw(t, label)
	}
	planned = some("planned", 2)
	l = &Look{SmallestClass: rapid.IntRange(2, min(5, len(planned))).Draw(t, "smallest class")}
	for range rapid.IntRange(1, 4).Draw(t, "sums") {
		set := some("set", 2)
		roster := slices.Clone(set)
		for _, p := range some("roster", 0) {
			if !holds(roster, p) {
				roster = append(roster, p)
			}
		}
		if len(both(set, planned)) > 0 {
			l.Sums = append(l.Sums, Sum{Contributors: set, roster: roster})
		}
	}
	return l, all, planned
}

// TestClassesAreThoseOfEndorsement: the look across agreements refuses what line
// 4 of an endorsement would, were all sums of one run.
func TestClassesAreThoseOfEndorsement(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, all, planned := draw(t)
		l.classes(planned)
		terms := &protocol.Terms{MinClass: l.SmallestClass}
		ids := func(set []Party) (ids []identity.ID) {
			for _, p := range set {
				ids = append(ids, p.ID)
			}
			return ids
		}
		terms.Participants = ids(all)
		var sets [][]identity.ID
		for _, s := range l.Sums {
			sets = append(sets, ids(s.Contributors))
		}
		refused := terms.CheckClasses(&protocol.Close{}, append(sets, ids(planned))) != nil
		if refused != (len(l.Small) > 0) {
			t.Fatalf("an endorsement is refused: %v; small classes %v", refused, l.Small)
		}
	})
}

// TestDerivationsHold: whoever is said to work out a contribution alone can, as
// linear algebra over all that it reads has it; and where nobody is named, no two
// sums, the planned one among them, give it to anybody.
func TestDerivationsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, all, planned := draw(t)
		l.classes(planned)
		l.derivations(planned)
		text := func(p Party) string { return string(p.ID) }
		var roster []string
		for _, p := range all {
			roster = append(roster, text(p))
		}
		combination := func(set []Party) exposure.Combination {
			c := make(exposure.Combination, len(all))
			for i, p := range all {
				if holds(set, p) {
					c[i] = 1
				}
			}
			return c
		}
		derivable := func(of, by Party, sums ...exposure.Combination) bool {
			found, err := exposure.Derive(roster, sums, []string{text(by)})
			if err != nil {
				t.Fatal(err)
			}
			return slices.ContainsFunc(found, func(f exposure.Finding) bool { return f.Participant == text(of) && f.Derivable })
		}
		for _, small := range l.Small {
			for _, x := range small.Participants {
				for _, by := range all {
					if by.Key == x.Key {
						continue
					}
					said := slices.ContainsFunc(small.Derivable, func(d Derivation) bool { return d.Of.Key == x.Key && holds(d.By, by) })
					var read []exposure.Combination
					if holds(planned, by) {
						read = append(read, combination(planned))
					}
					pairs := len(read) > 0 && derivable(x, by, read[0])
					for _, s := range l.Sums {
						if !holds(s.roster, by) {
							continue
						}
						one := combination(s.Contributors)
						pairs = pairs || derivable(x, by, one) || holds(planned, by) && derivable(x, by, one, combination(planned))
						read = append(read, one)
					}
					if said && !derivable(x, by, read...) {
						t.Fatalf("%s is said to work out %s, and cannot", by.ID, x.ID)
					}
					if said != pairs {
						t.Fatalf("%s works out %s from two sums: %v, said: %v", by.ID, x.ID, pairs, said)
					}
				}
			}
		}
	})
}
