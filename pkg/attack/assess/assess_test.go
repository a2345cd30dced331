package assess

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/algorithm"
	"samband/pkg/attack/subtract"
	"samband/pkg/data"
	"samband/pkg/data/cohort"
	"samband/pkg/evidence"
	"samband/pkg/evidence/sample"
	"samband/pkg/exposure"
	"samband/pkg/identity"
	"samband/pkg/model"
	"samband/pkg/plan"
	"samband/pkg/schema"
)

// ran learns from two synthetic tables, adding in the clear, and gives what the
// first site has afterwards and both sites' tables.
func ran(t *testing.T) (in Input, train, test [2]*data.Table) {
	t.Helper()
	r, err := sample.Run{Planned: true}.Report("")
	if err != nil {
		t.Fatal(err)
	}
	p := r.Plan
	var sites [2]algorithm.Learner
	for i, site := range []cohort.Site{cohort.University(), cohort.County()} {
		path := filepath.Join(t.TempDir(), "rows.csv")
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := cohort.WriteCSV(f, site, 1); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		table, err := data.ReadCSV(path, p.Agreement.Schema)
		if err != nil {
			t.Fatal(err)
		}
		rule := data.Split{Seed: p.Agreement.Split.Seed, Dataset: p.Agreement.Split.Dataset, Test: p.Agreement.Split.Test}
		train[i], test[i] = table.Split(rule, string(p.Participants[i]))
		if sites[i], err = algorithm.New(p, algorithm.Local{ID: string(p.Participants[i]), Train: train[i], Test: test[i]}); err != nil {
			t.Fatal(err)
		}
	}
	in = Input{Plan: p, Self: p.Participants[0], Train: train[0], Test: test[0], Shadows: 16, Seed: 1}
	for phase, round := p.First(), uint32(1); phase != plan.Done; round++ {
		kept := Sum{Round: round, Phase: phase, Set: p.Participants}
		for i, site := range sites {
			values, err := site.Contribution(phase)
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				kept.Own, kept.Sum = slices.Clone(values), make([]float64, len(values))
			}
			for j, v := range values {
				kept.Sum[j] += v
			}
		}
		in.Sums = append(in.Sums, kept)
		for _, site := range sites {
			next, err := site.Apply(kept.Phase, algorithm.Sum{Values: kept.Sum, Contributors: 2, Own: true})
			if err != nil {
				t.Fatal(err)
			}
			phase = next
		}
	}
	in.Model = sites[0].Model()
	return in, train, test
}

// in tells whether a row is in a place.
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

// What is found of the released model and the rows is what can be worked out by
// hand from them; the same seed gives the same result.
func TestFound(t *testing.T) {
	in, train, test := ran(t)
	result, err := Run(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Run(context.Background(), in)
	if err != nil || !reflect.DeepEqual(result, again) {
		t.Errorf("another result of the same input: %v", err)
	}
	own, err := model.Fit(train[0], 1)
	if err != nil {
		t.Fatal(err)
	}
	alone, _ := own.Scores(test[0])
	joint, _ := in.Model.Scores(test[0])
	c := result.Comparison
	for name, of := range map[string]struct {
		scores []float64
		told   evidence.Quality
	}{"alone": {alone, c.Local["site1"]}, "joint": {joint, c.Joint["site1"]}} {
		auc, _ := model.AUC(of.scores, test[0].Y)
		loss, _ := model.LogLoss(of.scores, test[0].Y)
		if math.Abs(auc-*of.told.AUC) > 1e-3 || math.Abs(loss-*of.told.LogLoss) > 1e-4 || of.told.Rows != test[0].Len() {
			t.Errorf("%s: AUC %v, loss %v, told %+v", name, auc, loss, of.told)
		}
	}
	if g := c.Gain["site1"]; math.Abs(g.Value-(*c.Local["site1"].LogLoss-*c.Joint["site1"].LogLoss)) > 1e-9 || g.Low >= g.Value || g.High <= g.Value {
		t.Errorf("gain %+v", g)
	}
	guessed := 0
	for _, a := range result.Attacks {
		switch a.Kind {
		case evidence.AttributeInf:
			guessed++
			if a.Inside != train[0].Len() || a.Outside != test[0].Len() || a.Feature == "" || a.Figure(evidence.FigureInside).Value < a.Figure(evidence.FigureFrequent).Value-0.05 {
				t.Errorf("%+v", a)
			}
		case evidence.Subtraction:
			if a.Seat != "site1" || a.Target != "site2" || a.Figure(evidence.FigureValues).Value < 1000 || a.Figure(evidence.FigureFacts).Value < 40 {
				t.Errorf("%+v", a)
			}
		}
	}
	if guessed != 6 {
		t.Errorf("values of %d features were guessed", guessed)
	}
	rows := make(map[string]int)
	for _, g := range result.Groups {
		rows[g.Feature] += g.Rows
		if g.Rows < leastGroup || g.AUC == nil || g.Excess == nil {
			t.Errorf("%+v", g)
		}
	}
	if rows["male"] != test[0].Len() || rows["age"] == 0 || len(result.Groups) < 20 {
		t.Errorf("groups of %v", rows)
	}
	told := evidence.Account{Party: "site1"}
	result.Tell(&told)
	if err := told.Check(); err != nil {
		t.Error(err)
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

// The size of a group that is kept back never follows from those told and the
// size of all, unless it is not small.
func TestGroupsKeptBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(0, 60), 1, 6).Draw(t, "sizes")
		table, all := &data.Table{}, []group{}
		for _, n := range sizes {
			var g group
			for range n {
				g.rows = append(g.rows, table.Len())
				table.Rows, table.Y = append(table.Rows, table.Len()), append(table.Y, float64(rapid.IntRange(0, 1).Draw(t, "y")))
			}
			all = append(all, g)
		}
		told, hidden := keep(all, table, 5)
		rest, empty := table.Len(), 0
		for _, n := range sizes {
			if n == 0 {
				empty++
			}
		}
		for _, g := range told {
			rest -= len(g.rows)
			if len(g.rows) < leastGroup {
				t.Fatalf("a group of %d rows is told", len(g.rows))
			}
		}
		if len(told)+hidden+empty != len(sizes) {
			t.Fatalf("%d told, %d kept back, %d empty, of %d", len(told), hidden, empty, len(sizes))
		}
		if rest > 0 && rest < leastGroup && len(told) > 0 {
			t.Fatalf("%v: that %d rows are kept back follows from the rest", sizes, rest)
		}
	})
}

// What cannot be tested is refused in words.
func TestRefused(t *testing.T) {
	in, _, _ := ran(t)
	for name, change := range map[string]func(*Input){
		"shadow": func(in *Input) { in.Shadows = 1 },
		"own":    func(in *Input) { in.Model = nil },
		"few":    func(in *Input) { in.Test = in.Test.Subset([]int{0}) },
		"column": func(in *Input) { m := *in.Model; m.Features = nil; in.Model = &m },
		"sums":   func(in *Input) { in.Sums = slices.Clone(in.Sums[:2]) },
	} {
		bad := in
		change(&bad)
		if _, err := Run(context.Background(), bad); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A recipient of the model is who guesses values.
func TestSeat(t *testing.T) {
	in, _, _ := ran(t)
	s, err := begin(in)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.attributes(); err != nil || s.result.Attacks[0].Seat != exposure.Recipient {
		t.Error(err)
	}
}
