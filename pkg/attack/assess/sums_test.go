package assess

import (
	"context"
	"slices"
	"testing"

	"samband/pkg/attack/subtract"
	"samband/pkg/data"
	"samband/pkg/evidence"
	"samband/pkg/identity"
	"samband/pkg/plan"
	"samband/pkg/schema"
)

// inPlace tells whether a row is in a place.
func inPlace(p *plan.Plan, t *data.Table, row int, place subtract.Place) bool {
	if place.Column == p.Agreement.Schema.Outcome.Name {
		return (t.Y[row] == 1) == (place.Value == subtract.Positive)
	}
	level := 0
	var f schema.Feature
	for j, c := range p.Columns() {
		if f = p.Agreement.Schema.Features[c.Feature]; f.Name == place.Column && t.Row(row)[j] == 1 {
			level = max(1, slices.Index(f.Levels, c.Level))
		}
	}
	i := slices.IndexFunc(p.Agreement.Schema.Features, func(f schema.Feature) bool { return f.Name == place.Column })
	if f = p.Agreement.Schema.Features[i]; f.Type == schema.Binary {
		return place.Value == []string{"0", "1"}[level]
	}
	return place.Value == f.Levels[level]
}

// Every group whose size the sums tell has that size in the rows, for every level
// and pair of levels, those without a column too; the small ones are found, and
// the account has their number alone.
func TestSumsTellEveryGroup(t *testing.T) {
	in, train, _ := ran(t)
	s, err := begin(in)
	if err != nil {
		t.Fatal(err)
	}
	both := *train[0]
	both.Append(train[1])
	for of, rows := range map[string]*data.Table{evidence.AllRows: &both, evidence.OthersRows: train[1]} {
		cells, err := s.cells(of)
		if err != nil {
			t.Fatal(err)
		}
		groups := 2 // outcomes
		for _, f := range in.Plan.Agreement.Schema.Features {
			if f.Type != schema.Number {
				groups += max(2, len(f.Levels))
			}
		}
		small := 0
		for _, c := range cells {
			if c.Where[0].Column == subtract.Bin {
				continue
			}
			n := 0
			for row := range rows.Len() {
				if !slices.ContainsFunc(c.Where, func(p subtract.Place) bool { return !inPlace(in.Plan, rows, row, p) }) {
					n++
				}
			}
			if n != c.Rows {
				t.Errorf("%s: %v has %d rows, the sums say %d", of, c.Where, n, c.Rows)
			}
			if len(c.Where) == 1 {
				groups--
			}
			if n > 0 && n < 5 {
				small++
			}
		}
		if groups != 0 || len(cells) < 100 {
			t.Errorf("%s: %d cells, %d levels are missing", of, len(cells), groups)
		}
		if of == evidence.OthersRows && small == 0 {
			t.Error("the cohort has no small group: this tests less than it should")
		}
	}
	result, err := Run(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	if c := result.Cells; c == nil || c.Others == 0 || c.Seen < 100 || len(result.SmallCells) != c.Sum+c.Others {
		t.Errorf("%+v, %d listed", c, len(result.SmallCells))
	}
	var account evidence.Account
	result.Tell(&account)
	if account.Cells == nil || len(account.Attacks) == 0 || len(account.Limits) == 0 {
		t.Errorf("%+v", account)
	}
}

// Three contributions are in a sum: nobody has another's, and no subtraction is
// claimed.
func TestNoSubtractionOfThree(t *testing.T) {
	in, _, _ := ran(t)
	for i := range in.Sums {
		in.Sums[i].Set = append(slices.Clone(in.Sums[i].Set), identity.ID("site3"))
	}
	s, err := begin(in)
	if err != nil {
		t.Fatal(err)
	}
	s.subtracted()
	if len(s.result.Attacks) > 0 {
		t.Errorf("%+v", s.result.Attacks)
	}
}
