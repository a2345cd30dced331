package budget

import (
	"errors"
	"fmt"
	"math"
)

// Multiplier is the noise multiplier z of each release so that all together are
// (ε, δ)-differentially private by Epsilon, with Room·ε to spare for what
// rounding to whole steps and noise on integers add. weights are the releases'
// shares of the budget, of any scale: 1/z² of a release is in proportion to its
// weight. A run of k releases with the same noise has k weights 1, or one entry
// of weight k whose z is then multiplied by √k.
//
// delta is what is left of the agreed δ after Eta: (1 − Room)·δ.
func Multiplier(noise Noise, epsilon, delta float64, weights []float64) ([]float64, error) {
	if err := check(epsilon, delta); err != nil {
		return nil, err
	}
	total := 0.0
	for i, w := range weights {
		if !(w > 0) || math.IsInf(w, 1) {
			return nil, fmt.Errorf("the weight of release %d is %v; it needs a positive number", i+1, w)
		}
		total += w
	}
	if total == 0 || math.IsInf(total, 1) {
		return nil, errors.New("there is no release to calibrate, or the weights are too large")
	}
	mu, err := renyiMu(noise, epsilon*(1-Room), delta)
	if err != nil {
		return nil, err
	}
	z := make([]float64, len(weights))
	for i, w := range weights {
		z[i] = math.Sqrt(total/w) / mu
	}
	return z, nil
}

// renyiMu is the largest µ whose Rényi divergence order·µ²/2 gives (ε, δ), at the
// orders that the noise allows.
func renyiMu(noise Noise, epsilon, delta float64) (float64, error) {
	within := func(mu float64) bool {
		e, _ := best(noise, delta, func(order float64) float64 { return Gaussian(1/mu, order) })
		return e <= epsilon
	}
	high, err := AnalyticMu(epsilon, delta) // Rényi is never below it
	if err != nil {
		return 0, err
	}
	high *= 1.01
	if within(high) {
		return 0, fmt.Errorf("ε %v with δ %v is beyond what the accountant reaches", epsilon, delta)
	}
	low, _ := bisect(0, high, func(mu float64) bool { return mu == 0 || within(mu) })
	if low < 1e-9 {
		return 0, fmt.Errorf("ε %v with δ %v is below what the accountant reaches: more ε, or more δ", epsilon, delta)
	}
	return low, nil
}
