package network

import (
	"math"
	"testing"
)

func TestOutcomesAndLogOdds(t *testing.T) {
	for name, c := range map[string]struct {
		loss    Loss
		targets []float32 // for yes
		outputs []float32
		odds    float64
	}{
		"logistic": {Logistic, []float32{1}, []float32{-1.5}, -1.5},
		"softmax":  {Softmax, []float32{0, 1}, []float32{0.25, 1}, 0.75},
		"squared":  {Squared, []float32{1}, []float32{0.75}, math.Log(3)},
		"above":    {Squared, []float32{1}, []float32{1.2}, math.Log(999)},
		"below":    {Squared, []float32{1}, []float32{-7}, -math.Log(999)},
	} {
		s := Binary(3, []int{2}, ReLU, c.loss)
		if err := s.Check(); err != nil || s.Outputs != len(c.targets) {
			t.Errorf("%s: %d outputs, %v", name, s.Outputs, err)
		}
		got := make([]float32, s.Outputs)
		s.Targets(got, 1)
		for j, want := range c.targets {
			if got[j] != want {
				t.Errorf("%s: targets %v, want %v", name, got, c.targets)
			}
		}
		s.Targets(got, 0)
		if got[len(got)-1] != 0 || s.Outputs == 2 && got[0] != 1 {
			t.Errorf("%s: targets for no %v", name, got)
		}
		if odds := s.LogOdds(c.outputs); math.Abs(odds-c.odds) > 1e-6 {
			t.Errorf("%s: log-odds %v, want %v", name, odds, c.odds)
		}
	}
	if odds := Binary(1, nil, ReLU, Squared).LogOdds([]float32{float32(math.NaN())}); !math.IsNaN(odds) {
		t.Errorf("log-odds %v of what is not a number", odds)
	}
}
