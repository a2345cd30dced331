package profile

import (
	"slices"

	"samband/pkg/data"
	"samband/pkg/schema"
)

// Place is one condition of a cell: the rows in which a column has a value.
type Place struct {
	Column string `json:"column"`
	Value  string `json:"value"` // a level, 0 or 1 of a binary, "positive" or "negative" of the outcome
}

// Cell is a group of this site's rows whose size others could learn: those with
// one value, or with two values of different columns.
type Cell struct {
	Where    []Place `json:"where"`
	Rows     int     `json:"rows"`
	Patients int     `json:"patients,omitempty"` // whose the rows are, where the schema has patient_id
}

// Values of the outcome.
const (
	Positive = "positive"
	Negative = "negative"
)

// group is one level of a feature or of the outcome, or several merged.
type group struct {
	feature int // index in the schema; len(Features) for the outcome
	levels  []int
}

// crosstab counts the rows of every group and of every two groups of different
// features: what the sums of a run hold about columns of zeros and ones.
type crosstab struct {
	schema schema.Schema
	order  [][]float64 // of the levels of each feature, where they have one
	groups []group
	counts [][]int // symmetric; on the diagonal the rows of a group itself
	people people  // whose these rows are; nil if the schema has no patient_id
}

// newCrosstab counts the rows of t after the split. It knows of most patients in
// a group, and no more.
func newCrosstab(s schema.Schema, t *data.Table, most int) *crosstab {
	c := &crosstab{schema: s}
	for _, f := range s.Features {
		c.order = append(c.order, ranks(f))
	}
	first := make([]int, len(s.Features)+1) // group of the feature's first level
	for i := range len(s.Features) + 1 {
		first[i] = len(c.groups)
		for l := range c.levels(i) {
			c.groups = append(c.groups, group{i, []int{l}})
		}
	}
	for range c.groups {
		c.counts = append(c.counts, make([]int, len(c.groups)))
	}
	if t.Units != nil {
		c.people = newPeople(len(c.groups))
	}
	columns := s.Columns()
	in := make([]int, 0, len(first)) // the groups that a row is in
	for r := range t.Len() {
		in = in[:0]
		level := make([]int, len(s.Features))
		for j, v := range t.Row(r) {
			if f := columns[j].Feature; v == 1 {
				level[f] = max(1, slices.Index(s.Features[f].Levels, columns[j].Level))
			}
		}
		for f := range s.Features {
			if c.levels(f) > 0 {
				in = append(in, first[f]+level[f])
			}
		}
		in = append(in, first[len(s.Features)]+int(t.Y[r]))
		for _, a := range in {
			for _, b := range in {
				c.counts[a][b]++
			}
		}
		if t.Units != nil {
			c.people.add(in, t.Units[r], most)
		}
	}
	return c
}

// levels is how many values a feature, or the outcome, has that are counted.
func (c *crosstab) levels(feature int) int {
	switch {
	case feature == len(c.schema.Features) || c.schema.Features[feature].Type == schema.Binary:
		return 2
	case c.schema.Features[feature].Type == schema.Category:
		return len(c.schema.Features[feature].Levels)
	}
	return 0
}

func (c *crosstab) isOutcome(g int) bool { return c.groups[g].feature == len(c.schema.Features) }

// units is how many patients the rows in both groups are of, up to the most that
// are known, or how many rows there are where patients are not told apart.
func (c *crosstab) units(a, b int) int {
	if c.people != nil {
		return len(c.people[a][b])
	}
	return c.counts[a][b]
}

// limit is what counts as small: one unit or more, but fewer than count. Pairs
// of features are looked at if the sums of the run hold them; pairs of a
// feature and the outcome always.
type limit struct {
	count int
	pairs bool
}

func (l limit) small(units int) bool { return units > 0 && units < l.count }

// open tells whether others can learn the count of the rows in both groups.
func (c *crosstab) open(l limit, a, b int) bool {
	return a == b || c.groups[a].feature != c.groups[b].feature && (l.pairs || c.isOutcome(a) || c.isOutcome(b))
}

// small lists the cells below the limit, single groups first. A pair of groups
// of which one is small by itself is not listed again.
func (c *crosstab) small(l limit) []Cell {
	single, pairs := []Cell{}, []Cell{}
	for a := range c.groups {
		if l.small(c.units(a, a)) {
			single = append(single, c.cell(a, a))
			continue
		}
		for b := a + 1; b < len(c.groups); b++ {
			if c.open(l, a, b) && l.small(c.units(a, b)) && !l.small(c.units(b, b)) {
				pairs = append(pairs, c.cell(a, b))
			}
		}
	}
	return append(single, pairs...)
}

func (c *crosstab) cell(a, b int) Cell {
	cell := Cell{Where: []Place{c.place(a)}, Rows: c.counts[a][b]}
	if a != b {
		cell.Where = append(cell.Where, c.place(b))
	}
	if c.people != nil {
		cell.Patients = len(c.people[a][b])
	}
	return cell
}

func (c *crosstab) place(g int) Place {
	f := c.groups[g].feature
	if c.isOutcome(g) {
		return Place{c.schema.Outcome.Name, [...]string{Negative, Positive}[c.groups[g].levels[0]]}
	}
	feature := c.schema.Features[f]
	if feature.Type == schema.Binary {
		return Place{feature.Name, [...]string{"0", "1"}[c.groups[g].levels[0]]}
	}
	return Place{feature.Name, c.name(c.groups[g])}
}

// name is the level that stands for a group of levels of a category.
func (c *crosstab) name(g group) string {
	levels := c.schema.Features[g.feature].Levels
	var names []string
	for _, l := range g.levels {
		names = append(names, levels[l])
	}
	return schema.Merge(names...)
}
