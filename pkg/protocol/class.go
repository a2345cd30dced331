package protocol

import (
	"bytes"
	"slices"
	"strings"

	"samband/pkg/identity"
)

// CheckClasses is line 4 of an endorsement: participants with the same record
// of contributing form a class, and every class that ever contributed has at
// least MinClass members. sets are those of all rounds so far, the new one
// last.
func (t *Terms) CheckClasses(m Message, sets [][]identity.ID) error {
	if t.WaiveClasses {
		return nil
	}
	classes, records := make(map[string]int), t.records(sets)
	for _, id := range t.Participants {
		classes[records[id]]++
	}
	for record, size := range classes {
		if ever(record) && size < t.MinClass {
			return Refusal(Retry, CodeClass, m, t.Coordinator, "the set would make %d participant(s) tell apart from the others, fewer than %d", size, t.MinClass)
		}
	}
	return nil
}

// Choose picks whose contributions are added in a round: as many of candidates
// as an honest member lets be opened after the sets of the rounds before. It
// returns nil if there is no such set.
//
// Participants who have been in the same sums, and are of the same group of the
// agreement, stay together from their first sum on: all of them or none.
func (t *Terms) Choose(candidates []identity.ID, sets [][]identity.ID) []identity.ID {
	if t.WaiveClasses {
		return t.enough(candidates)
	}
	type piece struct {
		record string
		group  int
	}
	all, here := make(map[piece]int), make(map[piece]int)
	of, records := make(map[identity.ID]piece, len(t.Participants)), t.records(sets)
	for _, id := range t.Participants {
		p := piece{records[id], t.group(id)}
		of[id] = p
		all[p]++
	}
	for _, id := range candidates {
		here[of[id]]++
	}
	var set []identity.ID
	for _, id := range candidates {
		p := of[id]
		if ever(p.record) && here[p] < all[p] || !ever(p.record) && here[p] < t.MinClass {
			continue
		}
		set = append(set, id)
	}
	if set = t.enough(set); set == nil || t.CheckClasses(nil, append(slices.Clone(sets), set)) != nil {
		return nil
	}
	return set
}

func (t *Terms) enough(set []identity.ID) []identity.ID {
	if len(set) < t.MinContributors {
		return nil
	}
	return set
}

// group is the number of the group that the agreement puts id into; 0 for all
// if it names none.
func (t *Terms) group(id identity.ID) int {
	return slices.IndexFunc(t.Groups, func(g []identity.ID) bool { return slices.Contains(g, id) })
}

// records say of each participant and each set whether it is in it.
func (t *Terms) records(sets [][]identity.ID) map[identity.ID]string {
	marks := bytes.Repeat([]byte{'-'}, len(t.Participants)*len(sets))
	places := make(map[identity.ID]int, len(t.Participants)) // where the marks of each begin
	for i, id := range t.Participants {
		places[id] = i * len(sets)
	}
	for k, set := range sets {
		for _, id := range set {
			if at, known := places[id]; known {
				marks[at+k] = '+'
			}
		}
	}
	all := make(map[identity.ID]string, len(places))
	for id, at := range places {
		all[id] = string(marks[at : at+len(sets)])
	}
	return all
}

// ever tells whether a record is of somebody who has contributed.
func ever(record string) bool { return strings.Contains(record, "+") }
