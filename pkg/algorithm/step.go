package algorithm

import (
	"errors"
	"fmt"
	"math"

	"samband/pkg/model"
	"samband/pkg/plan"
)

// rise is how much, relative to it, the objective may rise in a step without
// the step being halved: above what rounding in sums and weights can do, far
// below what a step that overshoots does.
const rise = 1e-7

// step takes the derivatives at the current weights. If the objective rose
// since the weights before, the way between them is halved and tried again;
// otherwise the next Newton step is made, and learning ends once a full one is
// below the tolerance.
func (n *newton) step(sum map[string][]float64, contributors int) (state, string, error) {
	next := n.state
	next.Round++
	now := model.Derivatives{Loss: sum["loss"][0], Gradient: sum["gradient"], Hessian: sum["hessian"]}
	objective := now.Objective(next.Weights, n.ridge)
	perRow := objective / next.Rows
	if next.Round == 1 { // at weights 0, where the intercept's gradient is rows/2 − positives
		if p := math.Round(next.Rows/2 - now.Gradient[0]); p <= 0 || p >= next.Rows {
			return state{}, "", errors.New("newton round 1: the outcome is the same in all training rows of all sites: nothing can be learnt; look at the outcome's column and rule")
		}
	}
	// Objectives of different sets of sites cannot be compared.
	before := next.Before
	if before != nil && before.Contributors == contributors && objective > before.Objective+rise*(1+before.Objective) {
		next.Weights = make([]float64, len(before.Weights))
		for j, w := range before.Weights {
			next.Weights[j] = grid((w + n.state.Weights[j]) / 2)
		}
		return n.bounded(next, fmt.Sprintf("Newton round %d: the loss rose to %.6f a row, step halved", next.Round, perRow), 0)
	}
	change, err := now.Step(next.Weights, n.ridge)
	if err != nil {
		return state{}, "", fmt.Errorf("newton round %d: %w", next.Round, err)
	}
	next.Before = &point{Weights: next.Weights, Objective: objective, Contributors: contributors}
	next.Weights = model.Add(next.Weights, change)
	for j := range change {
		next.Weights[j] = grid(next.Weights[j])
		change[j] = grid(change[j])
	}
	if err := finite(plan.Newton, next.Weights); err != nil {
		return state{}, "", err
	}
	largest := model.Largest(change)
	progress := fmt.Sprintf("Newton round %d: loss %.6f a row, largest change of a coefficient %.1e", next.Round, perRow, largest)
	if largest < n.tolerance {
		next.Phase, next.Before = plan.Evaluate, nil
		return next, progress + ", converged", nil
	}
	return n.bounded(next, progress, largest)
}

// bounded refuses another round beyond the agreed number.
func (n *newton) bounded(next state, progress string, largest float64) (state, string, error) {
	if next.Round >= n.rounds {
		return state{}, "", fmt.Errorf("newton round %d: no convergence within the agreed %d rounds (largest change %.1e, tolerance %.1e): agree on more rounds or a higher ridge",
			next.Round, n.rounds, largest, n.tolerance)
	}
	return next, progress, nil
}
