package main

import (
	"cmp"
	"slices"
)

// group is what asks for the same trust. Letters name groups in charts.
type group struct {
	letter string
	trust  string
	rows   []row
}

// groups sorts rows by trust statement: schemes first, peers next, baselines
// last, in the order in which they were measured; within a group by precision,
// scheme and participants. What was not measured is among them, but for peers.
func groups(rows []row) []group {
	var all []group
	for _, kind := range []string{kindScheme, kindPeer, kindBaseline} {
		for _, r := range rows {
			if r.Kind != kind || r.UplinkBitsPerValue == nil && r.Kind == kindPeer { // the notes have those
				continue
			}
			i := slices.IndexFunc(all, func(g group) bool { return g.trust == r.Trust })
			if i < 0 {
				i = len(all)
				all = append(all, group{trust: r.Trust, letter: string(rune('A' + i))})
			}
			all[i].rows = append(all[i].rows, r)
		}
	}
	for _, g := range all {
		slices.SortStableFunc(g.rows, func(a, b row) int {
			return cmp.Or(cmp.Compare(a.Precision, b.Precision), cmp.Compare(a.Scheme, b.Scheme), cmp.Compare(a.Participants, b.Participants))
		})
	}
	return all
}

// full is the longest vector that schemes were measured with: the one that the
// comparison is about.
func full(rows []row) int {
	most := 0
	for _, r := range rows {
		if r.Kind == kindScheme {
			most = max(most, r.Values)
		}
	}
	return most
}

// compared are the rows of the comparison: the longest vectors, and peers at
// whatever they could do.
func compared(rows []row) []row {
	most := full(rows)
	return slices.DeleteFunc(slices.Clone(rows), func(r row) bool {
		return r.Kind == kindRound || r.Kind != kindPeer && r.Values != most
	})
}

// find gives the row of a scheme that was measured, or nil.
func find(rows []row, scheme string, participants, values int) *row {
	for i, r := range rows {
		if r.Scheme == scheme && r.Participants == participants && r.Values == values && r.Kind != kindRound && r.UplinkBitsPerValue != nil {
			return &rows[i]
		}
	}
	return nil
}

// latest is when the run began that the comparison is about: the last.
func latest(rows []row) string {
	last := ""
	for _, r := range rows {
		last = max(last, r.Run)
	}
	return last
}

// participantsOf lists the numbers of participants in rows, fewest first.
func participantsOf(rows []row) []int {
	var all []int
	for _, r := range rows {
		all = append(all, r.Participants)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
