package profile

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"samband/pkg/data"
	"samband/pkg/schema"
)

// fewFaults is how many cells of one column are shown.
const fewFaults = 3

// faulty refuses the file for cells that are not as the schema has them, a few of
// each column, or for first, where something else is wrong. What stands in columns
// that are refused already is not shown.
func (r *Report) faulty(path string, first error, looked []*column) {
	refused := make(map[string]bool)
	for _, s := range r.Refusals {
		refused[s.Column] = true
	}
	var names []string
	var shown []*data.Error
	count := make(map[string]int)
	err := data.Faults(path, r.plan.Agreement.Schema, func(e *data.Error) {
		if count[e.Column]++; count[e.Column] == 1 {
			names = append(names, e.Column)
		}
		if !refused[e.Column] && count[e.Column] <= fewFaults {
			shown = append(shown, e)
		}
	})
	for _, name := range names {
		i := slices.IndexFunc(looked, func(c *column) bool { return c.name == name })
		if i < 0 || refused[name] || !looked[i].other(r.numeric(name), count[name]) {
			continue
		}
		said := Statement{Code: OtherValues, Column: name, Count: count[name], Of: looked[i].values, Text: "type: category, " + looked[i].levels()}
		if name == r.plan.Agreement.Schema.Outcome.Column {
			said.Code, said.Text = OtherOutcome, `positive: "is …", `+looked[i].levels()
		}
		r.refuse(said)
		refused[name] = true
	}
	shown = slices.DeleteFunc(shown, func(e *data.Error) bool { return refused[e.Column] })
	for _, e := range shown[:min(len(shown), mostCells)] {
		r.unreadable(e)
		count[e.Column]--
	}
	for _, name := range names {
		if count[name] > 0 && !refused[name] {
			r.refuse(Statement{Code: MoreCells, Column: name, Count: count[name]})
		}
	}
	switch {
	case err != nil: // where reading ended
		r.unreadable(err)
	case len(names) == 0:
		r.unreadable(first)
	}
}

// numeric tells whether the schema takes numbers from a column.
func (r *Report) numeric(name string) bool {
	s := r.plan.Agreement.Schema
	i := slices.IndexFunc(s.Features, func(f schema.Feature) bool { return f.Heading() == name })
	if i < 0 {
		return len(s.Outcome.Levels) == 0
	}
	return s.Features[i].Type == schema.Number
}

// other tells whether a column holds other values than the schema means: most are
// at fault, and they are few different ones. Nobody corrects hundreds of cells by
// hand that all say one of two words. Numbers where numbers are agreed are another
// matter, and what a missing value is called comes first.
func (c *column) other(numeric bool, faults int) bool {
	if faults <= fewFaults || faults*2 < c.values || len(c.texts) < 2 {
		return false
	}
	isWord := func(text string) bool { return strings.Trim(text, "0123456789+-.,eE") != "" }
	all := slices.Collect(maps.Keys(c.texts))
	return !slices.ContainsFunc(all, data.Absent) && (!numeric || slices.ContainsFunc(all, isWord))
}

// levels lists the values of a column as a schema would, the most frequent first.
func (c *column) levels() string {
	values := slices.SortedFunc(maps.Keys(c.texts), func(a, b string) int {
		return cmp.Or(cmp.Compare(c.texts[b], c.texts[a]), cmp.Compare(a, b))
	})
	for i, v := range values {
		values[i] = strconv.Quote(v)
	}
	return "levels: [" + strings.Join(values, ", ") + "]"
}
