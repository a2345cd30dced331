package algorithm

import (
	"errors"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/data"
	"samband/pkg/lang"
	"samband/pkg/model"
	"samband/pkg/plan"
	"samband/pkg/schema"
	"samband/pkg/vector"
)

// sheet is a site whose rows are an outcome and as many values as columns.
func sheet(s setup, rows ...[]float64) part {
	t := &data.Table{Columns: s.features}
	for i, r := range rows {
		t.Y, t.X, t.Rows = append(t.Y, r[0]), append(t.X, r[1:]...), append(t.Rows, i)
	}
	return part{t, &data.Table{Columns: s.features}}
}

func named(names ...string) setup {
	var columns []schema.Column
	for _, n := range names {
		columns = append(columns, schema.Column{Name: n, Min: -10, Max: 10})
	}
	return testSetup(columns, 100)
}

// english are words that stand in almost every English sentence and in no
// Swedish one.
var english = regexp.MustCompile(`\b(the|that|agree|remove|or|and|without|from|which|is)\b`)

// Each fault is met by all sites alike, and names its cause, its columns and
// what to do.
func TestFaultsAreNamed(t *testing.T) {
	swedish, err := lang.New("sv")
	if err != nil {
		t.Fatal(err)
	}
	one, both, three := named("x"), named("x", "z"), named("a", "b", "c")
	mle := func(s setup) setup { s.ridge = 0; return s }
	few, short := one, both
	few.rounds, short.rounds = 2, 8
	overlap := []part{sheet(one, []float64{0, 1}, []float64{1, 2}, []float64{0, 3}), sheet(one, []float64{1, 4}, []float64{1, 3}, []float64{0, 2})}
	for name, c := range map[string]struct {
		setup   setup
		parts   []part
		cause   model.Cause
		columns string
		says    []string
	}{
		"complete separation": {mle(both),
			[]part{sheet(both, []float64{0, 1, 5}, []float64{0, 2, 1}, []float64{1, 6, 4}), sheet(both, []float64{0, 3, 2}, []float64{1, 7, 2}, []float64{1, 8, 5})},
			model.Separated, "x z", []string{"newton round", "over all sites", "without error", "above all x, z", "agree on a ridge above 0"}},
		"complete separation by FedAvg": {mle(one).averaging(200, 5, 1),
			[]part{sheet(one, []float64{0, -5}, []float64{1, 5}), sheet(one, []float64{0, -6}, []float64{1, 6})},
			model.Separated, "x", []string{"fedavg round", "without error"}},
		"a level with one outcome": {mle(both),
			[]part{sheet(both, []float64{0, 1, 0}, []float64{1, 2, 0}, []float64{1, 2, 1}, []float64{0, 4, 0}), sheet(both, []float64{1, 1, 1}, []float64{1, 5, 0}, []float64{0, 3, 0}, []float64{1, 3, 1}, []float64{1, 4, 0})},
			model.QuasiSeparated, "z", []string{"newton round", "without end, or almost: z", "remove or merge"}},
		"one column twice": {mle(both),
			[]part{sheet(both, []float64{0, 1, 2}, []float64{1, 2, 4}), sheet(both, []float64{1, 1, 2}, []float64{0, 3, 6}, []float64{1, 4, 8})},
			model.Collinear, "z", []string{"newton round 1, over all sites", "z from x", "remove one column of each group"}},
		"a sum of columns": {mle(three),
			[]part{sheet(three, []float64{0, 1, 0, 1}, []float64{1, 2, 1, 3}, []float64{1, 0, 3, 3}), sheet(three, []float64{0, 3, 2, 5}, []float64{1, 4, -1, 3}, []float64{0, 2, 2, 4})},
			model.Collinear, "c", []string{"c from a, b"}},
		"levels without the reference": {mle(three),
			[]part{sheet(three, []float64{0, 1, 0, 0}, []float64{1, 0, 1, 0}, []float64{1, 0, 0, 1}), sheet(three, []float64{1, 1, 0, 0}, []float64{0, 0, 1, 0}, []float64{0, 0, 0, 1})},
			model.Collinear, "c", []string{"c from a, b"}},
		"a constant column": {both,
			[]part{sheet(both, []float64{0, 1, 3}, []float64{1, 2, 3}), sheet(both, []float64{0, 4, 3}, []float64{1, 3, 3})},
			model.Constant, "z", []string{"moments, over all sites: constant", ": z: agree on a schema without it"}},
		"one outcome everywhere": {one, []part{sheet(one, []float64{1, 1}, []float64{1, 2}), sheet(one, []float64{1, 3})},
			model.OneOutcome, "", []string{"moments, over all sites", "the same in all 3 training rows", "look at the outcome's column"}},
		"too few rounds":                 {few, overlap, model.NotConverged, "", []string{"no convergence within the agreed 2 rounds", "agree on more rounds or a higher ridge"}},
		"too few rounds without penalty": {mle(few), overlap, model.NotConverged, "", []string{"no convergence within the agreed 2 rounds"}},
		"too few rounds to be certain of a separation": {mle(short),
			[]part{sheet(both, []float64{0, 1, 0}, []float64{1, 2, 0}, []float64{1, 2, 1}, []float64{0, 4, 0}), sheet(both, []float64{1, 1, 1}, []float64{1, 5, 0}, []float64{0, 3, 0}, []float64{1, 3, 1}, []float64{1, 4, 0})},
			model.NotConverged, "z", []string{"within the agreed 8 rounds", "where columns determine the outcome of some rows: z: agree on a ridge above 0"}},
		"a rate beyond the clip":   {one.averaging(10, 5, 100), overlap, model.Diverged, "", []string{"fedavg round 1, at this site", "beyond the agreed clip of 8", "a rate below 100, for example 25"}},
		"a rate that is too large": {one.averaging(50, 1, 12), overlap, model.Diverged, "", []string{"over all sites: the loss", "a rate below 12, for example 3"}},
	} {
		t.Run(name, func(t *testing.T) {
			sums, err := learn(t, c.setup.layouts, c.setup.learners(t, c.parts))
			var f *model.Fault
			if !errors.As(err, &f) {
				t.Fatalf("after %d sums: %v", sums, err)
			}
			if got := strings.Join(f.Columns, " "); f.Cause != c.cause || got != c.columns {
				t.Errorf("%s of columns %q, want %s of %q: %v", f.Cause, got, c.cause, c.columns, err)
			}
			for _, s := range c.says {
				if !strings.Contains(err.Error(), s) {
					t.Errorf("%q lacks %q", err, s)
				}
			}
			if strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "%!") {
				t.Errorf("not one clear line: %q", err)
			}
			said := swedish.Error(err)
			if english.MatchString(said) || strings.Contains(said, "%!") {
				t.Errorf("not in Swedish throughout: %q", said)
			}
			t.Log(err, said)
		})
	}
}

// With a penalty there is a fit whatever the columns do; that they depend on
// each other is said.
func TestPenaltyMakesCollinearAndSeparatedTablesFit(t *testing.T) {
	s := named("x", "z")
	parts := []part{sheet(s, []float64{0, 1, 2}, []float64{1, 4, 8}), sheet(s, []float64{0, 2, 4}, []float64{1, 5, 10})}
	sites := s.learners(t, parts)
	if _, err := learn(t, s.layouts, sites); err != nil {
		t.Fatal(err)
	}
	w := sites[0].Warnings()
	if len(w) != 1 || w[0].Cause != model.Collinear || !strings.Contains(w[0].What.String(), "only the penalty decides how they share their effect: z from x") {
		t.Errorf("warnings %v", w)
	}
	if m := sites[0].Model(); math.Abs(m.Coefficients[0]-m.Coefficients[1]) > 1e-9 {
		t.Errorf("equal columns have the coefficients %v", m.Coefficients)
	}
}

// A site whose rows all have one outcome takes part, and only there it is said.
func TestASiteWithOneOutcomeTakesPart(t *testing.T) {
	s := named("x")
	parts := []part{sheet(s, []float64{1, 1}, []float64{1, 4}), sheet(s, []float64{0, 1}, []float64{1, 3}, []float64{0, 2})}
	for _, s := range []setup{s, s.averaging(5, 2, 0.5)} {
		sites := s.learners(t, parts)
		if w := sites[0].Warnings(); len(w) != 1 || w[0].Cause != model.OneOutcome || !strings.Contains(sites[0].Progress().String(), "warning: the outcome is the same in all 2 training rows of this site") {
			t.Errorf("warnings %v: %s", w, sites[0].Progress())
		}
		if _, err := learn(t, s.layouts, sites); err != nil {
			t.Fatal(err)
		}
		if w := sites[1].Warnings(); slices.ContainsFunc(w, func(f model.Fault) bool { return f.Cause == model.OneOutcome }) {
			t.Errorf("the other site is told %v", w)
		}
	}
}

// FedAvg that the agreed rounds leave unfinished gives its model, and says so;
// the warning survives a restart.
func TestUnfinishedAveragesComeWithAWarning(t *testing.T) {
	s := named("x").averaging(2, 1, 0.5)
	parts := []part{sheet(s, []float64{0, 1}, []float64{1, 2}, []float64{0, 3}, []float64{1, 6})}
	sites := s.learners(t, parts)
	if _, err := learn(t, s.layouts, sites); err != nil {
		t.Fatal(err)
	}
	w := sites[0].Warnings()
	if len(w) != 1 || w[0].Cause != model.NotConverged || !strings.Contains(w[0].What.String(), "in the last of the agreed 2 rounds") {
		t.Errorf("warnings %v", w)
	}
	text, err := sites[0].MarshalState()
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.begin(Local{Train: parts[0].train, Test: parts[0].test})
	if err != nil {
		t.Fatal(err)
	}
	if err := again.restore(text); err != nil || len(again.Warnings()) != 1 {
		t.Errorf("restored: %v, warnings %v", err, again.Warnings())
	}
	rough := s.averaging(2000, 1, 0.5)
	rough.layouts = maps.Clone(s.layouts)
	rough.layouts[plan.FedAvg] = vector.Layout{Segments: slices.Clone(s.layouts[plan.FedAvg].Segments)}
	rough.layouts[plan.FedAvg].Segments[1].Bits = 14 // 8 for a weight
	sites = rough.learners(t, parts)
	if _, err := learn(hushed{t}, rough.layouts, sites); err != nil {
		t.Fatal(err)
	}
	if w := sites[0].Warnings(); len(w) != 1 || !strings.Contains(w[0].Error(), "agree on more aggregation.bits") {
		t.Errorf("warnings %v", w)
	}
	settled := s.averaging(2000, 1, 0.5)
	sites = settled.learners(t, parts)
	sums, err := learn(hushed{t}, s.layouts, sites)
	if err != nil || len(sites[0].Warnings()) > 0 || sums > 500 {
		t.Errorf("%d sums, %v, warnings %v", sums, err, sites[0].Warnings())
	}
}

// Whatever rate, steps and ridge are agreed, a site's values are finite and
// within what the layout can carry, or nothing leaves it; and learning ends.
func TestNothingInfiniteLeavesWhateverIsAgreed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := named("x", "z").averaging(rapid.IntRange(1, 8).Draw(t, "rounds"), rapid.IntRange(1, 30).Draw(t, "steps"), math.Pow(10, rapid.Float64Range(-3, 2).Draw(t, "rate")))
		s.ridge = rapid.SampledFrom([]float64{0, 1e-3, 1, 1e3, 1e6}).Draw(t, "ridge")
		s.clip = rapid.Float64Range(0.01, 8).Draw(t, "clip")
		if rapid.Bool().Draw(t, "newton") {
			s.learning = plan.Newton
		}
		var parts []part
		for range rapid.IntRange(1, 3).Draw(t, "sites") {
			var rows [][]float64
			for range rapid.IntRange(1, 12).Draw(t, "rows") {
				rows = append(rows, []float64{float64(rapid.IntRange(0, 1).Draw(t, "y")), float64(rapid.IntRange(-9, 9).Draw(t, "x")), float64(rapid.IntRange(0, 1).Draw(t, "z"))})
			}
			parts = append(parts, sheet(s, rows...))
		}
		sites := s.learners(t, parts)
		sums, err := learn(t, s.layouts, sites)
		var f *model.Fault
		if err != nil && !errors.As(err, &f) {
			t.Errorf("no fault: %v", err)
		}
		if sums > s.rounds+2 {
			t.Errorf("%d sums", sums)
		}
		if m := sites[0].Model(); m != nil && finite("model", m.Weights()) != nil {
			t.Errorf("weights %v", m.Weights())
		}
	})
}
