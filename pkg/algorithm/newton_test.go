package algorithm

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"samband/pkg/data"
	"samband/pkg/model"
	"samband/pkg/plan"
	"samband/pkg/schema"
)

// line is a site with one feature; y is its outcome.
func line(x, y []float64) *data.Table {
	rows := &data.Table{Columns: []string{"x"}, X: x, Y: y}
	for i := range y {
		rows.Rows = append(rows.Rows, i)
	}
	return rows
}

func oneColumn() setup { return testSetup([]schema.Column{{Name: "x", Min: -10, Max: 10}}, 100) }

func two() []part {
	empty := &data.Table{Columns: []string{"x"}}
	return []part{
		{line([]float64{1, 2, 3, 4}, []float64{0, 1, 0, 1}), line([]float64{2, 3}, []float64{1, 1})},
		{line([]float64{-1, 0, 5}, []float64{0, 0, 1}), empty},
	}
}

func TestJointEqualsPooled(t *testing.T) {
	sites := oneColumn().learners(t, two())
	sums, err := learn(t, oneColumn().layouts, sites)
	if err != nil {
		t.Fatal(err)
	}
	pooled := line(nil, nil)
	for _, p := range two() {
		pooled.Append(p.train)
	}
	want, err := model.Fit(pooled, 1)
	if err != nil {
		t.Fatal(err)
	}
	if got := sites[1].Model(); math.Abs(got.Intercept-want.Intercept) > 1e-9 || math.Abs(got.Coefficients[0]-want.Coefficients[0]) > 1e-9 {
		t.Errorf("joint %v, pooled %v after %d sums", got.Weights(), want.Weights(), sums)
	}
	for _, w := range sites[0].Model().Weights() {
		if w*(1<<40) != math.Round(w*(1<<40)) {
			t.Errorf("weight %v is not on the grid that hides how processors round", w)
		}
	}
	e := sites[0].Evaluation()
	if e.Rows != 2 || e.Positives != 2 || e.AUC != nil || e.Low != nil || e.LogLoss == nil {
		t.Errorf("evaluation %+v, want 2 rows and no AUC", e)
	}
}

func TestStateGoesOnInAnotherProcess(t *testing.T) {
	parts := two()
	a, err := oneColumn().begin(Local{Train: parts[0].train, Test: parts[0].test})
	if err != nil {
		t.Fatal(err)
	}
	for phase := plan.Moments; phase != plan.Done; {
		text, err := a.MarshalState()
		if err != nil {
			t.Fatal(err)
		}
		b, err := oneColumn().begin(Local{Train: parts[0].train, Test: parts[0].test})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.restore(text); err != nil {
			t.Fatal(err)
		}
		values, err := a.Contribution(phase)
		if err != nil {
			t.Fatal(err)
		}
		again, err := b.Contribution(phase)
		if err != nil || !cmp.Equal(values, again) {
			t.Fatalf("%s: %v and after resuming %v, %v", phase, values, again, err)
		}
		if phase, err = b.Apply(phase, Sum{again, 1, true}); err != nil {
			t.Fatal(err)
		}
		a = b
	}
	for _, bad := range []string{"", "{}", `{"version":1,"state":{"phase":"newton"}}`, `{"version":1,"state":{"phase":"nap"}}`, `{"version":1,"more":1}`} {
		if err := a.restore([]byte(bad)); err == nil {
			t.Errorf("state %s was accepted", bad)
		}
	}
}

func TestRefusalsNameTheReason(t *testing.T) {
	ok := two()[0]
	constant := testSetup([]schema.Column{{Name: "x", Min: -10, Max: 10}, {Name: "cp2", Max: 1}}, 100)
	wide := func(x, y []float64) *data.Table {
		rows := line(nil, y)
		rows.Columns = []string{"x", "cp2"}
		for _, v := range x {
			rows.X = append(rows.X, v, 1)
		}
		return rows
	}
	few := oneColumn()
	few.rounds = 2
	for name, c := range map[string]struct {
		setup setup
		part  part
		says  string
	}{
		"constant column": {constant, part{wide([]float64{1, 2}, []float64{0, 1}), wide(nil, nil)}, "constant over all training rows, or nearly so against the declared range: cp2: agree"},
		"one outcome":     {oneColumn(), part{line([]float64{1, 2}, []float64{1, 1}), ok.test}, "moments, over all sites: the outcome is the same in all 2 training rows"},
		"few rounds":      {few, ok, "no convergence within the agreed 2 rounds"},
	} {
		_, err := learn(t, c.setup.layouts, c.setup.learners(t, []part{c.part}))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %q", name, err, c.says)
		}
	}
	small := oneColumn()
	small.maxRows = 3
	if _, err := small.begin(Local{Train: ok.train, Test: ok.test}); err == nil || !strings.Contains(err.Error(), "4 training rows, the agreement allows max_rows 3") {
		t.Errorf("got %v", err)
	}
	if _, err := oneColumn().begin(Local{Train: line(nil, nil), Test: ok.test}); err == nil || !strings.Contains(err.Error(), "no training rows") {
		t.Errorf("got %v", err)
	}
	if _, err := constant.begin(Local{Train: ok.train, Test: ok.test}); err == nil || !strings.Contains(err.Error(), `the training rows have the columns ["x"], the agreement makes ["x" "cp2"]`) {
		t.Errorf("got %v", err)
	}
}

func TestNothingInfiniteLeavesOrEnters(t *testing.T) {
	parts := two()
	parts[0].train.X[2] = math.Inf(1)
	n, err := oneColumn().begin(Local{Train: parts[0].train, Test: parts[0].test})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.Contribution(plan.Moments); err == nil || !strings.Contains(err.Error(), "value 2 is +Inf") {
		t.Errorf("got %v", err)
	}
	for _, sum := range [][]float64{{2, 1, math.NaN(), 0}, {1, 2}, nil, {0, 0, 0, 0}, {-5, 1, 1, 1}, {1e9, 1, 1, 1}, {4, -1, 1, 1}, {4, 5, 1, 1}} {
		if _, err := n.Apply(plan.Moments, Sum{sum, 2, true}); err == nil {
			t.Errorf("sum %v was accepted", sum)
		}
	}
	if _, err := n.Apply(plan.Newton, Sum{nil, 2, true}); err == nil || n.Model() != nil || n.Evaluation() != nil {
		t.Errorf("a phase that is not due was applied: %v", err)
	}
}

func TestAStepThatRaisesTheLossIsHalved(t *testing.T) {
	n, err := oneColumn().begin(Local{Train: two()[0].train, Test: two()[0].test})
	if err != nil {
		t.Fatal(err)
	}
	n.state = state{Phase: plan.Newton, Round: 1, Rows: 4, Mean: []float64{0}, SD: []float64{1},
		Weights: []float64{4, -8}, Before: &point{Weights: []float64{0, 0}, Objective: 3, Contributors: 1}}
	sum, err := n.Contribution(plan.Newton)
	if err != nil {
		t.Fatal(err)
	}
	before := n.state
	if _, err := n.Apply(plan.Newton, Sum{sum, 1, true}); err != nil {
		t.Fatal(err)
	}
	if want := []float64{2, -4}; !cmp.Equal(n.state.Weights, want) || !strings.Contains(n.Progress().String(), "halved") {
		t.Errorf("weights %v, want %v: %s", n.state.Weights, want, n.Progress())
	}
	if want := []float64{4, -8}; !cmp.Equal(before.Weights, want) {
		t.Errorf("the state before was changed to %v", before.Weights)
	}
	// With another set of contributors the losses say nothing about the step.
	n.state = before
	if _, err := n.Apply(plan.Newton, Sum{sum, 2, true}); err != nil || strings.Contains(n.Progress().String(), "halved") {
		t.Errorf("%v: %s", err, n.Progress())
	}
}

func TestDamagedHistogramsAreRefused(t *testing.T) {
	n, err := oneColumn().begin(Local{Train: two()[0].train, Test: two()[0].test})
	if err != nil {
		t.Fatal(err)
	}
	n.state = state{Phase: plan.Evaluate, Rows: 4, Mean: []float64{0}, SD: []float64{1}, Weights: []float64{0, 1}}
	good, err := n.Contribution(plan.Evaluate)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{0, 32, 65} { // a positive bin, a negative bin, the number of rows
		sum := slices.Clone(good)
		sum[at]--
		if _, err := n.Apply(plan.Evaluate, Sum{sum, 1, true}); err == nil {
			t.Errorf("a histogram with value %d changed was accepted", at)
		}
	}
	if next, err := n.Apply(plan.Evaluate, Sum{good, 1, true}); err != nil || next != plan.Done {
		t.Error(next, err)
	}
}

// However the rows lie at the sites, the joint model is the pooled one.
func TestJointEqualsPooledForAnyRows(t *testing.T) {
	s := testSetup([]schema.Column{{Name: "x", Min: -10, Max: 10}, {Name: "z", Max: 1}}, 100)
	rapid.Check(t, func(t *rapid.T) {
		draw := func(least int) *data.Table {
			rows := &data.Table{Columns: s.features}
			for i := range rapid.IntRange(least, 20).Draw(t, "rows") {
				rows.X = append(rows.X, rapid.Float64Range(-10, 10).Draw(t, "x"), rapid.SampledFrom([]float64{0, 1}).Draw(t, "z"))
				rows.Y = append(rows.Y, rapid.SampledFrom([]float64{0, 1}).Draw(t, "y"))
				rows.Rows = append(rows.Rows, i)
			}
			return rows
		}
		var parts []part
		pooled := &data.Table{Columns: s.features}
		for range rapid.IntRange(1, 4).Draw(t, "sites") {
			parts = append(parts, part{draw(1), draw(0)})
			pooled.Append(parts[len(parts)-1].train)
		}
		want, err := model.Fit(pooled, s.ridge)
		scale := model.ScaleOf(pooled)
		if err != nil || scale.SD[0] < 0.01 || slices.Contains(scale.SD, 1) { // 1 stands for 0
			t.Skip("one outcome, or a column that hardly varies")
		}
		sites := s.learners(t, parts)
		if _, err := learn(t, s.layouts, sites); err != nil {
			t.Fatal(err)
		}
		for i, w := range sites[0].Model().Weights() {
			if math.Abs(w-want.Weights()[i]) > 1e-7 {
				t.Errorf("weight %d is %v, pooled %v", i, w, want.Weights()[i])
			}
		}
		if sites[0].Evaluation().Rows > 0 {
			checkEvaluation(t, sites[0], parts)
		}
	})
}
