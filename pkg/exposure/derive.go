package exposure

import (
	"fmt"
	"math/big"
	"math/bits"
	"slices"
)

// Combination is a linear combination of updates that somebody can read: one
// whole coefficient for each participant, in the order of the roster. Weighted
// sums with fractions are scaled to whole numbers; what is derivable does not
// change by that.
type Combination []int64

// MaxClasses bounds the exhaustive search for the smallest group. A class is a
// set of participants that always occur in the same proportion, such as all
// that contributed to the same sums; with more classes than this, the group
// named is one that the coalition can isolate, but maybe not the smallest.
const MaxClasses = 12

// Finding is what a coalition can tell about one participant outside it.
type Finding struct {
	Participant string
	Readable    bool     // it occurs in something that the coalition can read
	Derivable   bool     // its own update can be computed exactly
	Group       []string // smallest group, with itself in it, a combination of whose updates can be computed
	Exact       bool     // no smaller group exists
}

// Derive finds what a coalition knows that can read the combinations, and
// whose members know their own updates. It gives one finding for each
// participant that is no member, in the order of the roster.
func Derive(participants []string, readable []Combination, coalition []string) ([]Finding, error) {
	var outside []int
	for i, p := range participants {
		if slices.Index(participants, p) != i {
			return nil, fmt.Errorf("exposure: participant %s is listed twice", p)
		}
		if !slices.Contains(coalition, p) {
			outside = append(outside, i)
		}
	}
	for _, c := range coalition {
		if !slices.Contains(participants, c) {
			return nil, fmt.Errorf("exposure: %s is not a participant", c)
		}
	}
	s := space{width: len(outside)}
	for k, c := range readable {
		if len(c) != len(participants) {
			return nil, fmt.Errorf("exposure: combination %d has %d coefficients for %d participants", k+1, len(c), len(participants))
		}
		row := make([]*big.Rat, len(outside)) // members' own parts fall away
		for j, i := range outside {
			row[j] = new(big.Rat).SetInt64(c[i])
		}
		s.add(row)
	}
	classes := s.classes()
	findings := make([]Finding, len(outside))
	for j, i := range outside {
		f := Finding{Participant: participants[i], Exact: true}
		at := slices.IndexFunc(classes, func(c []int) bool { return slices.Contains(c, j) })
		if at >= 0 {
			var group []int
			group, f.Exact = s.smallest(classes, at)
			f.Readable, f.Derivable = true, len(group) == 1
			for _, g := range group {
				f.Group = append(f.Group, participants[outside[g]])
			}
		}
		findings[j] = f
	}
	return findings, nil
}

// classes groups the columns that are multiples of each other; columns of
// zeros, of which nothing is readable, are in none. A combination that has one
// of a class has all of it.
func (s *space) classes() [][]int {
	var classes [][]int
next:
	for j := range s.width {
		c := s.column(j)
		if !slices.ContainsFunc(c, func(v *big.Rat) bool { return v.Sign() != 0 }) {
			continue
		}
		for k, class := range classes {
			if proportional(s.column(class[0]), c) {
				classes[k] = append(class, j)
				continue next
			}
		}
		classes = append(classes, []int{j})
	}
	return classes
}

// smallest finds the smallest union of classes, with the one at index at in
// it, outside which some vector of the space is zero without being zero on
// that class. Such a vector exists exactly if the class's column is not in the
// span of the columns left out.
func (s *space) smallest(classes [][]int, at int) (group []int, exact bool) {
	if len(classes) > MaxClasses {
		return s.shortestRow(classes[at][0]), false
	}
	best, least := uint(0), s.width+1
	for set := range uint(1) << len(classes) {
		if set>>at&1 == 0 {
			continue
		}
		size := 0
		for rest := set; rest != 0; rest &= rest - 1 {
			size += len(classes[bits.TrailingZeros(rest)])
		}
		if size < least && s.isolates(classes, set, at) {
			best, least = set, size
		}
	}
	for k, c := range classes {
		if best>>k&1 != 0 {
			group = append(group, c...)
		}
	}
	slices.Sort(group)
	return group, true
}

func (s *space) isolates(classes [][]int, set uint, at int) bool {
	span := space{width: len(s.rows)}
	for k, c := range classes {
		if set>>k&1 == 0 {
			span.add(s.column(c[0]))
		}
	}
	return span.add(s.column(classes[at][0]))
}

// shortestRow is the support of the basis row with the fewest participants
// among those that have column j: computable, perhaps not the smallest. A
// basis row of j alone, which is what derivable means, is always found.
func (s *space) shortestRow(j int) []int {
	var best []int
	for _, r := range s.rows {
		if r[j].Sign() == 0 {
			continue
		}
		var support []int
		for k, v := range r {
			if v.Sign() != 0 {
				support = append(support, k)
			}
		}
		if best == nil || len(support) < len(best) {
			best = support
		}
	}
	return best
}
