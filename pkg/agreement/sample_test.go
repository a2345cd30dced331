package agreement

import (
	"fmt"
	"strings"
	"testing"

	"samband/pkg/identity"
)

// A part of the groups is rounded, is at least one of them and not all, and brings
// enough participants whichever are drawn.
func TestSample(t *testing.T) {
	for _, c := range []struct {
		sizes []int
		part  float64
		min   int
		drawn int
		want  string
	}{
		{[]int{4, 4, 4}, 0.5, 8, 2, ""},
		{[]int{4, 4, 4}, 0.1, 4, 1, ""},
		{[]int{4, 6, 9}, 0.67, 10, 2, ""},
		{[]int{4, 6, 9}, 0.67, 11, 2, "as few as 10 participants, fewer than min_contributors 11"},
		{[]int{4, 4}, 0.9, 4, 2, "of 2 groups is all of them"},
		{nil, 0.5, 4, 1, "name them under aggregation.groups"},
		{[]int{4, 4}, 0, 8, 0, ""},
	} {
		a := &Agreement{Algorithm: Algorithm{Name: FedAvg, Sample: c.part}, Aggregation: Aggregation{MinContributors: c.min}}
		for i, size := range c.sizes {
			var g Group
			for j := range size {
				g = append(g, identity.ID(fmt.Sprintf("p%d-%d", i, j)))
			}
			a.Aggregation.Groups = append(a.Aggregation.Groups, g)
		}
		k := &checker{a: a}
		k.sample()
		err := k.sorted()
		if a.Drawn() != c.drawn || (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v of groups of %v: %d drawn, %v; want %d, %q", c.part, c.sizes, a.Drawn(), err, c.drawn, c.want)
		}
	}
}
