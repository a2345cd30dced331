package subtract

import (
	"math"
	"slices"
	"strconv"

	"samband/pkg/plan"
	"samband/pkg/schema"
	"samband/pkg/vector"
)

// Place is one condition of a cell: the rows in which a feature has a level, or
// the outcome is "positive" or "negative".
type Place struct {
	Column string `json:"column"`
	Value  string `json:"value"`
}

// Cell is a group of rows whose number follows from facts: those with one level
// of a feature or one outcome, or with two of different ones; or the test rows of
// one outcome in one bin of scores.
type Cell struct {
	Where []Place `json:"where"`
	Rows  int     `json:"rows"`
}

// Values of the outcome, and the column of bins of scores, which no schema has.
const (
	Positive = "positive"
	Negative = "negative"
	Bin      = "\x00bin"
)

// Cells are all groups whose number of rows follows from facts without noise,
// the levels that have no column of their own included: their rows are those that
// the others do not have.
func Cells(p *plan.Plan, facts []Fact) []Cell {
	t := tableOf(p, facts)
	var cells []Cell
	for a, x := range t.levels {
		if n, known := t.rows(x); known {
			cells = append(cells, Cell{[]Place{x.place}, n})
		}
		for _, y := range t.levels[a+1:] {
			if x.place.Column == y.place.Column {
				continue
			}
			if n, known := t.both(x, y); known {
				cells = append(cells, Cell{[]Place{x.place, y.place}, n})
			}
		}
	}
	return cells
}

// Scored are the cells of the evaluation: test rows by score and outcome.
func Scored(p *plan.Plan, r Round) ([]Cell, error) {
	other, err := r.Other()
	if err != nil {
		return nil, err
	}
	layout, err := p.Layout(plan.Evaluate)
	if err != nil {
		return nil, err
	}
	var cells []Cell
	for _, outcome := range []string{Positive, Negative} {
		bins, err := vector.Part(layout, other, outcome)
		if err != nil {
			return nil, err
		}
		for i, n := range bins {
			cells = append(cells, Cell{[]Place{{Bin, strconv.Itoa(i + 1)}, {p.Agreement.Schema.Outcome.Name, outcome}}, whole(n)})
		}
	}
	return cells, nil
}

// Small are the cells of one row or more and fewer than least. Of two levels
// together only those are listed of which neither is small by itself.
func Small(cells []Cell, least int) []Cell {
	small := func(c Cell) bool { return c.Rows > 0 && c.Rows < least }
	single := make(map[Place]bool)
	for _, c := range cells {
		if len(c.Where) == 1 && small(c) {
			single[c.Where[0]] = true
		}
	}
	var all []Cell
	for _, c := range cells {
		if small(c) && (len(c.Where) == 1 || !slices.ContainsFunc(c.Where, func(p Place) bool { return single[p] })) {
			all = append(all, c)
		}
	}
	return all
}

func whole(v float64) int { return int(math.Round(v)) }

// counted is what facts say of columns of zeros and ones; the outcome is one.
type counted struct {
	total  float64
	ones   map[string]float64 // by name of the column
	pairs  map[string]float64 // by both names, sorted
	levels []level
}

// level is a value of a feature: that of one column or, where it has none, that
// of the rows in which all of the feature's columns are 0.
type level struct {
	place   Place
	column  string
	without []string
}

func key(a, b string) string {
	if a > b {
		a, b = b, a
	}
	return a + "\x00" + b
}

func tableOf(p *plan.Plan, facts []Fact) *counted {
	t := &counted{total: math.NaN(), ones: make(map[string]float64), pairs: make(map[string]float64)}
	outcome := p.Agreement.Schema.Outcome.Name
	for _, f := range facts {
		switch f.Name {
		case Rows:
			t.total = f.Value
		case Positives:
			t.ones[outcome] = f.Value
		case Mean:
			t.ones[f.Columns[0]] = f.Value * t.total
		case Count:
			t.pairs[key(f.Columns[0], f.Columns[1])] = f.Value
		case Outcomes:
			t.pairs[key(f.Columns[0], outcome)] = f.Value
		}
	}
	features := p.Agreement.Schema.Features
	columns := make([][]string, len(features))
	for _, c := range p.Columns() {
		columns[c.Feature] = append(columns[c.Feature], c.Name)
	}
	for i, f := range features {
		values := f.Levels
		switch f.Type {
		case schema.Number:
			continue
		case schema.Binary:
			values = []string{"0", "1"}
		}
		t.levels = append(t.levels, level{place: Place{f.Name, values[0]}, without: columns[i]})
		for k, column := range columns[i] {
			t.levels = append(t.levels, level{place: Place{f.Name, values[k+1]}, column: column})
		}
	}
	t.levels = append(t.levels, level{place: Place{outcome, Negative}, without: []string{outcome}}, level{place: Place{outcome, Positive}, column: outcome})
	return t
}

// one is how many rows have a 1 in a column; NaN if no fact says.
func (t *counted) one(column string) float64 {
	if n, ok := t.ones[column]; ok {
		return n
	}
	return math.NaN()
}

func (t *counted) pair(a, b string) float64 {
	if n, ok := t.pairs[key(a, b)]; ok {
		return n
	}
	return math.NaN()
}

// rows is how many rows have a level; not known where a fact is missing.
func (t *counted) rows(x level) (n int, known bool) {
	v := t.one(x.column)
	if x.column == "" {
		v = t.total
		for _, c := range x.without {
			v -= t.one(c)
		}
	}
	return whole(v), !math.IsNaN(v)
}

// both is how many rows have two levels of different features.
func (t *counted) both(x, y level) (n int, known bool) {
	with := func(column string) float64 { // rows with a 1 in column and level y
		if y.column != "" {
			return t.pair(column, y.column)
		}
		v := t.one(column)
		for _, c := range y.without {
			v -= t.pair(column, c)
		}
		return v
	}
	if x.column != "" {
		v := with(x.column)
		return whole(v), !math.IsNaN(v)
	}
	rows := t.one(y.column)
	if y.column == "" {
		rows = t.total
		for _, c := range y.without {
			rows -= t.one(c)
		}
	}
	for _, c := range x.without {
		rows -= with(c)
	}
	return whole(rows), !math.IsNaN(rows)
}
