package model

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

const (
	// settled is the square of the Newton decrement, twice what a step is
	// expected to gain, below which the loss counts as being at its limit.
	settled = 1e-4
	// moving is the change of the log-odds in a step, added up over columns
	// each moved across its range, from which on weights count as growing.
	moving = 0.5
)

// Separation looks for an outcome that columns separate, in the derivatives
// without penalty at weights and the Newton step from there, which is nil if
// the Hessian is singular. Then the loss has no minimum: weights grow without
// end (Albert and Anderson, Biometrika 1984;71:1, who name the two kinds).
// width is the width of each column's range in standard deviations. It gives
// nil if there is no sign of it, and the columns that are growing, the fastest
// first, counted like weights.
//
// A loss below log 2 over all rows proves complete separation: a row on the
// wrong side alone would cost as much. In quasi-complete separation the loss
// converges, and the weights go on by about one in log-odds a step, because the
// loss that is left falls like exp(−x), on which Newton's step is 1. Where an
// optimum exists, steps are small once the loss has converged.
func (d Derivatives) Separation(weights, step, width []float64) (Cause, []int) {
	if d.Loss < math.Ln2 {
		return Separated, Leading(weights, width)
	}
	if step == nil {
		return QuasiSeparated, Leading(weights, width)
	}
	if columns := Growing(step, width); -dot(d.Gradient, step) < settled && len(columns) > 0 {
		return QuasiSeparated, columns
	}
	return "", nil
}

// Growing names the columns, the fastest first, whose weights a step changes
// so much that the log-odds of two rows can move apart by half or more.
func Growing(step, width []float64) []int {
	all := 0.0
	for j, w := range width {
		all += math.Abs(step[j+1]) * w
	}
	if all < moving {
		return nil
	}
	return Leading(step, width)
}

// Leading are the columns with at least a tenth of the effect of the largest.
func Leading(step, width []float64) []int {
	effect := func(w int) float64 { return math.Abs(step[w]) * width[w-1] }
	var all []int
	most := 0.0
	for j := range width {
		all = append(all, j+1)
		most = math.Max(most, effect(j+1))
	}
	slices.SortStableFunc(all, func(a, b int) int { return cmp.Compare(effect(b), effect(a)) })
	return slices.DeleteFunc(all, func(w int) bool { return effect(w) < most/10 })
}

// SeparatingColumns puts a separation into words.
func SeparatingColumns(features []string, cause Cause, columns []int) *Fault {
	f := &Fault{Cause: cause, Columns: Names(features, columns)}
	f.Remedy = "agree on a ridge above 0, such as 1, or remove or merge these columns; look first whether one of them is known only after the outcome"
	if cause == Separated {
		f.What = fmt.Sprintf("the columns separate the outcomes of all training rows without error, so the unpenalised fit does not exist and coefficients grow without end, above all %s", few(f.Columns))
	} else {
		f.What = fmt.Sprintf("for some rows the columns determine the outcome (such as a level whose rows all have the same), so the unpenalised fit does not exist and these coefficients grow without end: %s", few(f.Columns))
	}
	return f
}
