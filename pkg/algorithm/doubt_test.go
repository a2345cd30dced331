package algorithm

import (
	"testing"

	"samband/pkg/model"
)

// A model is doubted where noise is much for a coefficient, or much beside what
// the coefficients are: also where they are small because a step was kept short.
func TestDoubt(t *testing.T) {
	n := &site{}
	n.predictor = logistic(2)
	for _, c := range []struct {
		weights []float64
		off     float64
		doubted bool
	}{
		{[]float64{1, 0.5, -0.5}, 0.1, false},
		{[]float64{1, 0.5, -0.5}, 0.3, true},
		{[]float64{1, 0.5, -0.5}, 0.26, true},
		{[]float64{1, 0.02, -0.02}, 0.011, true},
		{[]float64{1, 0.02, -0.02}, 0.009, false},
		{[]float64{1, 0, 0}, 1e-9, true},
	} {
		next := state{Weights: c.weights}
		n.doubt(&next, c.off)
		if got := len(next.Warnings) == 1 && next.Warnings[0].Cause == model.Noisy; got != c.doubted {
			t.Errorf("%v off by %v: %v", c.weights, c.off, next.Warnings)
		}
	}
}
