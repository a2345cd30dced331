package model

import (
	"math"
	"slices"

	"samband/pkg/data"
	"samband/pkg/phrase"
)

// Fit trains on one table: what a site can do alone and, where one party owns
// all tables, the pooled model that a joint one is compared with. Ranges and
// hashes are left to the caller. Where no fit exists the error is a *Fault.
func Fit(t *data.Table, ridge float64) (*Model, error) {
	const (
		iterations = 100
		precision  = 1e-11 // of the largest change in a weight
		rounding   = 1e-10 // of the objective, relative: near the optimum it seems to rise
	)
	if t.Len() == 0 {
		return nil, phrase.Errorf("model.no-rows", "no rows to train on")
	}
	if p := t.Positives(); p == 0 || p == t.Len() {
		return nil, NoContrast(float64(t.Len()))
	}
	scale := ScaleOf(t)
	weights := make([]float64, len(t.Columns)+1)
	now := Derive(t, scale, weights)
	if all := now.Dependences(ridge, 0); len(all) > 0 {
		return nil, CollinearColumns(t.Columns, all, false)
	}
	width, decrement := widths(t, scale), 0.0
	for range iterations {
		step, err := now.Step(weights, ridge)
		if ridge == 0 {
			if cause, columns := now.Separation(weights, step, width, decrement); cause != "" {
				return nil, SeparatingColumns(t.Columns, cause, columns)
			}
		}
		if err != nil {
			return nil, err
		}
		decrement = now.Decrement(step)
		// Newton's method may overshoot far from the optimum; half the step
		// until the objective no longer rises.
		most := now.Objective(weights, ridge) * (1 + rounding)
		next, then := weights, now
		for {
			next = Add(weights, step)
			then = Derive(t, scale, next)
			if Largest(step) < precision || then.Objective(next, ridge) <= most {
				break
			}
			for j := range step {
				step[j] /= 2
			}
		}
		weights, now = next, then
		if Largest(step) < precision {
			return &Model{
				Features: slices.Clone(t.Columns), Mean: scale.Mean, SD: scale.SD, Ridge: ridge,
				Intercept: weights[0], Coefficients: weights[1:],
			}, nil
		}
	}
	return nil, &Fault{Cause: NotConverged, What: phrase.New("model.iterations", "no convergence in %d iterations", iterations), Remedy: phrase.New("model.higher-ridge", "use a higher ridge penalty")}
}

// widths are the ranges of a table's columns in standard deviations.
func widths(t *data.Table, s Scale) []float64 {
	all := make([]float64, len(t.Columns))
	for j := range all {
		low, high := math.Inf(1), math.Inf(-1)
		for i := range t.Len() {
			low, high = min(low, t.Row(i)[j]), max(high, t.Row(i)[j])
		}
		all[j] = (high - low) / s.SD[j]
	}
	return all
}

// Add gives a + b.
func Add(a, b []float64) []float64 {
	sum := make([]float64, len(a))
	for j := range a {
		sum[j] = a[j] + b[j]
	}
	return sum
}

// Largest is the largest absolute value.
func Largest(step []float64) float64 {
	most := 0.0
	for _, v := range step {
		most = math.Max(most, math.Abs(v))
	}
	return most
}
