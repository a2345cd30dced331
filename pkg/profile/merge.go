package profile

import (
	"cmp"
	"slices"
	"strconv"

	"samband/pkg/schema"
)

// Merge is a change of the schema: the levels of one category, some of them
// merged so that fewer groups of rows are small.
type Merge struct {
	Feature string   `json:"feature"`
	Levels  []string `json:"levels"` // all of them, as the schema would list them
}

// merge looks for levels to merge until no group is small or no merging of two
// levels leaves fewer small groups. Levels that are numbers are merged with
// their neighbours only. It returns the table as it would be then.
//
// It takes the best pair at each step, not the best of all merges: the parties
// look at the result anyhow, because only they know which levels mean much the
// same.
func (c *crosstab) merge(l limit) (*crosstab, []Merge) {
	c = c.clone()
	changed := make(map[int]bool)
	for {
		best, gain, size := [2]int{}, 0, 0
		for a := range c.groups {
			for b := a + 1; b < len(c.groups); b++ {
				if !c.mergeable(a, b) {
					continue
				}
				saved, rows := c.saved(l, a, b), c.counts[a][a]+c.counts[b][b]
				if saved > gain || saved == gain && saved > 0 && rows < size {
					best, gain, size = [2]int{a, b}, saved, rows
				}
			}
		}
		if gain == 0 {
			break
		}
		changed[c.groups[best[0]].feature] = true
		c.join(best[0], best[1])
	}
	var merges []Merge
	for f, feature := range c.schema.Features {
		if !changed[f] {
			continue
		}
		m := Merge{Feature: feature.Name}
		for _, g := range c.groups {
			if g.feature == f {
				m.Levels = append(m.Levels, c.name(g))
			}
		}
		merges = append(merges, m)
	}
	return c, merges
}

func (c *crosstab) clone() *crosstab {
	n := &crosstab{schema: c.schema, groups: slices.Clone(c.groups)}
	for _, row := range c.counts {
		n.counts = append(n.counts, slices.Clone(row))
	}
	return n
}

// mergeable tells whether two groups are levels of one category that has a
// third, and neighbours if the levels are numbers.
func (c *crosstab) mergeable(a, b int) bool {
	f := c.groups[a].feature
	if f != c.groups[b].feature || c.isOutcome(a) || c.schema.Features[f].Type != schema.Category {
		return false
	}
	var order []int // groups of the feature
	for g := range c.groups {
		if c.groups[g].feature == f {
			order = append(order, g)
		}
	}
	if len(order) < 3 {
		return false
	}
	rank := make(map[int]float64)
	for _, g := range order {
		v, err := strconv.ParseFloat(schema.Values(c.name(c.groups[g]))[0], 64)
		if err != nil {
			return true // names: which are alike, nobody can tell here
		}
		rank[g] = v
	}
	slices.SortFunc(order, func(x, y int) int { return cmp.Compare(rank[x], rank[y]) })
	distance := slices.Index(order, a) - slices.Index(order, b)
	return distance == 1 || distance == -1
}

// saved is how many fewer small groups there are once a and b are one.
func (c *crosstab) saved(l limit, a, b int) int {
	saved := 0
	count := func(rows, by int) {
		if l.small(rows) {
			saved += by
		}
	}
	count(c.counts[a][a], 1)
	count(c.counts[b][b], 1)
	count(c.counts[a][a]+c.counts[b][b], -1)
	for g := range c.groups {
		if g == a || g == b || !c.open(l, a, g) {
			continue
		}
		count(c.counts[a][g], 1)
		count(c.counts[b][g], 1)
		count(c.counts[a][g]+c.counts[b][g], -1)
	}
	return saved
}

// join makes b part of a. Values that are numbers stay in ascending order.
func (c *crosstab) join(a, b int) {
	levels := c.schema.Features[c.groups[a].feature].Levels
	joined := slices.Concat(c.groups[a].levels, c.groups[b].levels)
	slices.SortFunc(joined, func(x, y int) int {
		v, err := strconv.ParseFloat(schema.Values(levels[x])[0], 64)
		w, also := strconv.ParseFloat(schema.Values(levels[y])[0], 64)
		if err != nil || also != nil {
			return cmp.Compare(x, y)
		}
		return cmp.Compare(v, w)
	})
	c.groups[a].levels = joined
	rows := c.counts[a][a] + c.counts[b][b]
	for g := range c.groups {
		c.counts[a][g] += c.counts[b][g]
		c.counts[g][a] = c.counts[a][g]
	}
	c.counts[a][a] = rows
	c.groups = slices.Delete(c.groups, b, b+1)
	c.counts = slices.Delete(c.counts, b, b+1)
	for g := range c.counts {
		c.counts[g] = slices.Delete(c.counts[g], b, b+1)
	}
}
