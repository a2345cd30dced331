package algorithm

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"slices"
	"testing"

	"samband/pkg/data"
	"samband/pkg/model"
	"samband/pkg/plan"
	"samband/pkg/schema"
)

// known is a made-up table and what statsmodels, scipy and numpy say about it;
// testdata/known.py made both.
type known struct {
	Cause  model.Cause
	X      [][]float64
	Y      []float64
	Site   []int
	MLE    []float64 // intercept first; none where columns separate the outcome
	FedAvg []float64 // 12 rounds, 3 steps, rate 0.3, ridge 2
}

// setup and parts are the table as three sites bring it.
func (k known) parts() (setup, []part) {
	var columns []schema.Column
	for _, name := range []string{"a", "b", "c"}[:len(k.X[0])] {
		columns = append(columns, schema.Column{Name: name, Min: -5, Max: 5})
	}
	s := testSetup(columns, 200)
	parts := make([]part, 3)
	for i := range parts {
		parts[i] = part{&data.Table{Columns: s.features}, &data.Table{Columns: s.features}}
	}
	for i, row := range k.X {
		t := parts[k.Site[i]].train
		t.X, t.Y, t.Rows = append(t.X, row...), append(t.Y, k.Y[i]), append(t.Rows, i)
	}
	return s, parts
}

func knownTables(t *testing.T) []known {
	t.Helper()
	text, err := os.ReadFile("testdata/known.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []known
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// The unpenalised fit is that of statsmodels where it exists; where linear
// programming says that columns separate the outcome, learning stops and says
// which kind it is. So does the fit at one place.
func TestUnpenalisedFitsEqualKnownAnswers(t *testing.T) {
	count := make(map[model.Cause]int)
	for i, k := range knownTables(t) {
		s, parts := k.parts()
		s.ridge, s.rounds = 0, 25
		sites := s.learners(t, parts)
		sums, err := learn(hushed{t}, s.layouts, sites)
		pooled := &data.Table{Columns: s.features}
		for _, p := range parts {
			pooled.Append(p.train)
		}
		one, fitted := model.Fit(pooled, 0)
		for name, err := range map[string]error{"across sites": err, "at one place": fitted} {
			var f *model.Fault
			if k.Cause == "" && err != nil || k.Cause != "" && (!errors.As(err, &f) || f.Cause != k.Cause || len(f.Columns) == 0) {
				t.Errorf("table %d %s: %v after %d sums, want %q", i, name, err, sums, k.Cause)
			}
		}
		count[k.Cause]++
		if k.Cause != "" || err != nil || fitted != nil {
			continue
		}
		for j, want := range k.MLE {
			if got := sites[1].Model().Weights()[j]; !(math.Abs(got-want) <= 1e-7*(1+math.Abs(want))) {
				t.Errorf("table %d: weight %d is %v, statsmodels has %v", i, j, got, want)
			}
			if got := one.Weights()[j]; !(math.Abs(got-want) <= 1e-7*(1+math.Abs(want))) {
				t.Errorf("table %d: at one place weight %d is %v, statsmodels has %v", i, j, got, want)
			}
		}
	}
	if count[""] < 10 || count[model.Separated] < 10 || count[model.QuasiSeparated] < 10 {
		t.Errorf("tables %v", count)
	}
}

// Averages through integers are those of a plain implementation, as far as the
// bits of the weights allow.
func TestFedAvgEqualsKnownAnswers(t *testing.T) {
	compared := 0
	for i, k := range knownTables(t) {
		if k.FedAvg == nil {
			continue
		}
		s, parts := k.parts()
		s = s.averaging(12, 3, 0.3)
		s.ridge = 2
		sites := s.learners(t, parts)
		if _, err := learn(hushed{t}, s.layouts, sites); err != nil {
			t.Errorf("table %d: %v", i, err)
			continue
		}
		compared++
		for j, want := range k.FedAvg {
			// Three sites round by up to 2^-12 each, over at least 12 rows; the
			// rounds after it shrink what one round adds.
			if got := sites[0].Model().Weights()[j]; !(math.Abs(got-want) <= 2e-4) {
				t.Errorf("table %d: weight %d is %v, numpy has %v", i, j, got, want)
			}
		}
	}
	if compared < 10 {
		t.Errorf("%d tables", compared)
	}
}

// averaging makes s one of FedAvg.
func (s setup) averaging(rounds, steps int, rate float64) setup {
	s.learning, s.rule, s.rounds, s.steps, s.rate = plan.FedAvg, averaging{}, rounds, steps, rate
	return s
}

// hushed keeps the progress of many small runs out of the log.
type hushed struct{ *testing.T }

func (hushed) Log(...any) {}

// With one step a round, FedAvg is gradient descent on the pooled rows.
func TestFedAvgWithOneStepIsGradientDescent(t *testing.T) {
	for i, k := range knownTables(t)[:8] {
		s, parts := k.parts()
		s = s.averaging(5, 1, 0.5)
		sites := s.learners(t, parts)
		pooled := &data.Table{Columns: s.features}
		for _, p := range parts {
			pooled.Append(p.train)
		}
		scale, rows := model.ScaleOf(pooled), float64(pooled.Len())
		w := make([]float64, len(s.features)+1)
		for range s.rounds {
			g := model.Slope(pooled, scale, w).Gradient
			for j := range w {
				if j > 0 {
					g[j] += s.ridge * w[j]
				}
				w[j] -= s.rate * g[j] / rows
			}
		}
		if _, err := learn(hushed{t}, s.layouts, sites); err != nil {
			t.Fatal(err)
		}
		if got := sites[2].Model().Weights(); slices.ContainsFunc(model.Add(got, negative(w)), func(v float64) bool { return math.Abs(v) > 2e-4 }) {
			t.Errorf("table %d: %v, gradient descent gives %v", i, got, w)
		}
	}
}

func negative(v []float64) []float64 {
	all := make([]float64, len(v))
	for i := range v {
		all[i] = -v[i]
	}
	return all
}
