package assess

import (
	"context"
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/data"
	"samband/pkg/evidence"
	"samband/pkg/model"
)

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
