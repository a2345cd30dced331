package earlier

import (
	"slices"

	"samband/pkg/identity"
)

// classes finds the classes that are too small: participants who have been in
// the same earlier sums, and are or are not in the planned one. Everybody in
// them has contributed, or would.
func (l *Look) classes(planned []Party) {
	var order []string
	classes := make(map[string][]Party)
	sets := make([][]Party, 0, len(l.Sums)+1)
	for _, s := range l.Sums {
		sets = append(sets, s.Contributors)
	}
	sets = append(sets, planned)
	seen := make(map[identity.PublicKey]bool)
	for i := range sets {
		// The latest first: whom the new agreement does not have is called as the
		// last one that had it did.
		for _, q := range sets[len(sets)-1-i] {
			if seen[q.Key] {
				continue
			}
			seen[q.Key] = true
			record := make([]byte, len(sets))
			for k, set := range sets {
				record[k] = '-'
				if holds(set, q) {
					record[k] = '+'
				}
			}
			if classes[string(record)] == nil {
				order = append(order, string(record))
			}
			classes[string(record)] = append(classes[string(record)], q)
		}
	}
	for _, record := range order {
		if of := classes[record]; len(of) < l.SmallestClass {
			l.Small = append(l.Small, Small{Participants: of, Derivable: []Derivation{}})
		}
	}
}

// derivations says how one participant alone gets the contribution of one of a
// small class: out of one sum, which has it and one other, or out of the
// difference of an earlier sum and the planned one. Combinations of three or more
// sums are not tried: they make a class small, and are then not explained.
func (l *Look) derivations(planned []Party) {
	for i, s := range l.Sums {
		l.isolate(s.Contributors, s.roster, Derivation{Sum: &i, Alone: true})
		l.isolate(apart(s.Contributors, planned), both(s.roster, planned), Derivation{Sum: &i})
	}
	l.isolate(planned, planned, Derivation{Alone: true})
}

// isolate adds d for each of a small class who alone is left of parts to a reader
// who takes its own away.
func (l *Look) isolate(parts []Party, readers []Party, d Derivation) {
	for _, x := range parts {
		if len(parts) > 2 {
			return
		}
		at := slices.IndexFunc(l.Small, func(s Small) bool { return holds(s.Participants, x) })
		if at < 0 {
			continue
		}
		d.Of, d.By = x, nil
		for _, r := range readers {
			rest := slices.ContainsFunc(parts, func(p Party) bool { return p.Key != x.Key && p.Key != r.Key })
			if r.Key != x.Key && !rest {
				d.By = append(d.By, r)
			}
		}
		if len(d.By) > 0 {
			l.Small[at].Derivable = append(l.Small[at].Derivable, d)
		}
	}
}

// apart is who is in one of two sets.
func apart(a, b []Party) []Party {
	in := func(set []Party) func(Party) bool { return func(p Party) bool { return holds(set, p) } }
	return append(slices.DeleteFunc(slices.Clone(a), in(b)), slices.DeleteFunc(slices.Clone(b), in(a))...)
}

// both is who is in two sets.
func both(a, b []Party) []Party {
	return slices.DeleteFunc(slices.Clone(a), func(p Party) bool { return !holds(b, p) })
}

// holds tells whether a set has p, by its key.
func holds(set []Party, p Party) bool {
	return slices.ContainsFunc(set, func(q Party) bool { return q.Key == p.Key })
}
