package algorithm

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/data"
	"samband/pkg/model"
	"samband/pkg/plan"
	"samband/pkg/schema"
	"samband/pkg/vector"
)

// family makes s what an agreement on l would fix, as far as averages go.
func (s setup) family(l agreement.Algorithm) setup {
	s.learning, s.rounds, s.ridge, s.tolerance = l.Name, l.Rounds, l.Ridge, l.Tolerance
	s.averages = averages{
		rule: ruleOf(l), steps: l.Steps, rate: l.Rate, batch: l.Batch, seed: "1", clip: 8,
		proximal: l.Proximal, scaffold: l.Name == agreement.Scaffold, patience: l.Patience,
		hold: data.Split{Seed: "1", Dataset: "d", Test: l.Validation},
	}
	s.bySite = l.BySite()
	r, p := float64(s.maxRows), len(s.features)+1
	learning := vector.Layout{Segments: []vector.Segment{
		{Name: "rows", Length: 1, Bits: 32, Clip: r}, {Name: "weights", Length: p, Bits: 40, Clip: 8 * r}, {Name: "loss", Length: 1, Bits: 48, Clip: 16 * r}}}
	if s.scaffold {
		learning.Segments = append(learning.Segments, vector.Segment{Name: "variates", Length: p, Bits: 46, Clip: 32 * r / (float64(l.Steps) * l.Rate)})
	}
	if s.patience > 0 {
		learning.Segments = append(learning.Segments,
			vector.Segment{Name: "held-loss", Length: 1, Bits: 48, Clip: 16 * r}, vector.Segment{Name: "held-rows", Length: 1, Bits: 32, Clip: r})
	}
	moments := s.layouts[plan.Moments].Segments
	if s.bySite {
		moments = moments[:2]
	}
	s.layouts = map[string]vector.Layout{plan.Moments: {Segments: moments}, l.Name: learning, plan.Evaluate: s.layouts[plan.Evaluate]}
	return s
}

// FedProx, SCAFFOLD and FedAdam, through integers, have the weights of a plain
// implementation, also where a site is missing from some sums.
func TestFamilyEqualsKnownAnswers(t *testing.T) {
	text, err := os.ReadFile("testdata/family.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []struct {
		Table   int
		Name    string
		Dropped bool
		Weights []float64
	}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	tables, largest := knownTables(t), 0.0
	for _, c := range all {
		s, parts := tables[c.Table].parts()
		l := agreement.Algorithm{Name: c.Name, Rounds: 10, Steps: 4, Rate: 0.4, Ridge: 1}
		switch c.Name {
		case agreement.FedProx:
			l.Proximal = 0.3
		case agreement.FedAdam:
			l.ServerRate, l.Beta1, l.Beta2, l.Adaptivity = 0.1, 0.9, 0.99, 1e-3
		}
		s = s.family(l)
		sites := s.learners(t, parts)
		err := learnWith(hushed{t}, s.layouts, sites, func(phase string, round int) []Learner {
			if c.Dropped && phase == c.Name && round%3 == 0 {
				return sites[:2]
			}
			return sites
		})
		if err != nil {
			t.Errorf("table %d, %s: %v", c.Table, c.Name, err)
			continue
		}
		for j, want := range c.Weights {
			if w := sites[0].Model().Weights()[j]; w != grid(w) {
				t.Errorf("table %d, %s: weight %d is not on the grid: %v", c.Table, c.Name, j, w)
			}
			off := math.Abs(sites[0].Model().Weights()[j] - want)
			if largest = max(largest, off); !(off <= 1e-8) {
				t.Errorf("table %d, %s, dropped %v: weight %d is off by %.1e", c.Table, c.Name, c.Dropped, j, off)
			}
		}
	}
	if t.Logf("%d runs, largest difference %.1e", len(all), largest); len(all) != 96 {
		t.Errorf("%d runs", len(all))
	}
}

// FedProx whose µ is 0 is FedAvg, to the bit.
func TestFedProxWithoutProximalTermIsFedAvg(t *testing.T) {
	for i, k := range knownTables(t)[:6] {
		var weights [2][]float64
		for j, name := range []string{agreement.FedAvg, agreement.FedProx} {
			s, parts := k.parts()
			s = s.family(agreement.Algorithm{Name: name, Rounds: 8, Steps: 5, Rate: 0.3, Ridge: 1})
			sites := s.learners(t, parts)
			if _, err := learn(hushed{t}, s.layouts, sites); err != nil {
				t.Fatal(err)
			}
			weights[j] = sites[0].Model().Weights()
		}
		if model.Largest(model.Add(weights[0], negative(weights[1]))) != 0 {
			t.Errorf("table %d: %v and %v", i, weights[0], weights[1])
		}
	}
}

// differing are two sites that pull the weights apart.
func differing() (setup, []part) {
	s := testSetup([]schema.Column{{Name: "a", Min: -10, Max: 10}, {Name: "b", Min: -10, Max: 10}}, 200)
	var one, other [][]float64
	for i := range 60 {
		v := float64(i%13) - 6
		w := float64(i*7%11) - 5
		y := func(score float64) float64 {
			if score+3*math.Sin(float64(i)) > 0 {
				return 1
			}
			return 0
		}
		one = append(one, []float64{y(v - 2), v, w + 2})
		if i < 30 {
			other = append(other, []float64{y(w - v + 3), v/2 - 2, w})
		}
	}
	return s, []part{sheet(s, one...), sheet(s, other...)}
}

// SCAFFOLD goes to the optimum of the pooled rows where FedAvg, with the same
// steps, stays away from it.
func TestScaffoldReachesThePooledOptimumWhereFedAvgDrifts(t *testing.T) {
	s, parts := differing()
	pooled := &data.Table{Columns: s.features}
	for _, p := range parts {
		pooled.Append(p.train)
	}
	want, err := model.Fit(pooled, 1)
	if err != nil {
		t.Fatal(err)
	}
	off := make(map[string]float64)
	for _, name := range []string{agreement.FedAvg, agreement.Scaffold} {
		s := s.family(agreement.Algorithm{Name: name, Rounds: 120, Steps: 10, Rate: 0.3, Ridge: 1})
		sites := s.learners(t, parts)
		if _, err := learn(hushed{t}, s.layouts, sites); err != nil {
			t.Fatal(err)
		}
		off[name] = model.Largest(model.Add(sites[1].Model().Weights(), negative(want.Weights())))
	}
	if t.Log(off); !(off[agreement.Scaffold] < 1e-6) || !(off[agreement.FedAvg] > 0.05) {
		t.Errorf("largest difference to the pooled optimum %v", off)
	}
}
