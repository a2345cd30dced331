package profile

import (
	"cmp"
	"regexp"
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
// levels leaves fewer small groups. It takes the rarest levels first, so that
// common ones stay apart. Levels with numbers in them, such as [60-70), are
// merged with their neighbours only. It returns the table as it would be then.
//
// The result is not the best of all merges: the parties look at it anyhow,
// because only they know which levels mean much the same.
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
				if saved > 0 && (gain == 0 || rows < size || rows == size && saved > gain) {
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

// withoutRare leaves out features of two values that no merging helps: one value
// has so few units that they could not fill the groups with the levels of
// another feature, or with the outcomes, if they were spread evenly. Merging
// those levels instead would give up a useful feature for a rare one.
func (c *crosstab) withoutRare(l limit) (*crosstab, []string) {
	widest := 2 // outcomes
	for f := range c.schema.Features {
		if l.pairs {
			widest = max(widest, c.size(f))
		}
	}
	kept, out := c.clone(), []string{}
	for g := len(c.groups) - 1; g >= 0; g-- {
		f := c.groups[g].feature
		if c.isOutcome(g) || c.size(f) != 2 || c.units(g, g) == 0 || c.units(g, g) >= l.count*widest || !c.touched(l, g) {
			continue
		}
		name := c.schema.Features[f].Name
		if slices.Contains(out, name) || len(out)+1 == len(c.schema.Features) { // a model needs a feature
			continue
		}
		out = append([]string{name}, out...)
		for h := len(kept.groups) - 1; h >= 0; h-- {
			if kept.groups[h].feature == f {
				kept.remove(h)
			}
		}
	}
	return kept, out
}

// touched tells whether a group is small, or a pair with it.
func (c *crosstab) touched(l limit, g int) bool {
	for h := range c.groups {
		if c.open(l, g, h) && l.small(c.units(g, h)) {
			return true
		}
	}
	return false
}

func (c *crosstab) clone() *crosstab {
	n := &crosstab{schema: c.schema, order: c.order, groups: slices.Clone(c.groups)}
	for _, row := range c.counts {
		n.counts = append(n.counts, slices.Clone(row))
	}
	if c.people != nil {
		n.people = c.people.clone()
	}
	return n
}

// mergeable tells whether two groups are levels of one category that has a
// third, and neighbours if the levels have an order.
func (c *crosstab) mergeable(a, b int) bool {
	f := c.groups[a].feature
	if f != c.groups[b].feature || c.isOutcome(a) || c.schema.Features[f].Type != schema.Category {
		return false
	}
	ranks := c.order[f]
	if ranks == nil {
		return c.size(f) > 2 // which names are alike, nobody can tell here
	}
	low, high := ranks[c.groups[a].levels[0]], ranks[c.groups[b].levels[0]]
	if low > high {
		low, high = high, low
	}
	for _, g := range c.groups {
		if g.feature == f && ranks[g.levels[0]] > low && ranks[g.levels[0]] < high {
			return false
		}
	}
	return c.size(f) > 2
}

// size is how many groups a feature has.
func (c *crosstab) size(feature int) int {
	n := 0
	for _, g := range c.groups {
		if g.feature == feature {
			n++
		}
	}
	return n
}

var numberInside = regexp.MustCompile(`[0-9]+(\.[0-9]+)?`)

// ranks orders the levels of a category by the first number in each; nil if one
// has none, or two have the same.
func ranks(f schema.Feature) []float64 {
	var ranks []float64
	for _, l := range f.Levels {
		v, err := strconv.ParseFloat(numberInside.FindString(l), 64)
		if err != nil || slices.Contains(ranks, v) {
			return nil
		}
		ranks = append(ranks, v)
	}
	return ranks
}

// saved is how many fewer small groups there are once a and b are one.
func (c *crosstab) saved(l limit, a, b int) int {
	saved := 0
	count := func(units, by int) {
		if l.small(units) {
			saved += by
		}
	}
	count(c.units(a, a), 1)
	count(c.units(b, b), 1)
	count(c.together(l, a, a, b, b), -1)
	for g := range c.groups {
		if g == a || g == b || !c.open(l, a, g) {
			continue
		}
		count(c.units(a, g), 1)
		count(c.units(b, g), 1)
		count(c.together(l, a, g, b, g), -1)
	}
	return saved
}

// together is how many units the rows in one pair of groups or in another are of;
// from l.count on it may say more.
func (c *crosstab) together(l limit, a, with, b, and int) int {
	one, other := c.units(a, with), c.units(b, and)
	if c.people == nil || one == 0 || other == 0 || max(one, other) >= l.count {
		return one + other
	}
	return len(union(c.people[a][with], c.people[b][and]))
}

// join makes b part of a. Levels that have an order keep it.
func (c *crosstab) join(a, b int) {
	joined := slices.Concat(c.groups[a].levels, c.groups[b].levels)
	if ranks := c.order[c.groups[a].feature]; ranks != nil {
		slices.SortFunc(joined, func(x, y int) int { return cmp.Compare(ranks[x], ranks[y]) })
	}
	c.groups[a].levels = joined
	rows := c.counts[a][a] + c.counts[b][b]
	for g := range c.groups {
		c.counts[a][g] += c.counts[b][g]
		c.counts[g][a] = c.counts[a][g]
	}
	c.counts[a][a] = rows
	if c.people != nil {
		c.people.join(a, b)
	}
	c.remove(b)
}

func (c *crosstab) remove(g int) {
	c.groups = slices.Delete(c.groups, g, g+1)
	c.counts = slices.Delete(c.counts, g, g+1)
	for h := range c.counts {
		c.counts[h] = slices.Delete(c.counts[h], g, g+1)
	}
	if c.people != nil {
		c.people = c.people.remove(g)
	}
}
