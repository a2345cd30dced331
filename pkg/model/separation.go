package model

import (
	"cmp"
	"math"
	"slices"

	"samband/pkg/phrase"
)

const (
	// settled is the square of the Newton decrement, about twice what a step is
	// expected to gain, below which the loss counts as being at its limit.
	settled = 1e-5
	// slow is the part of the square of the decrement that is left after a step
	// if the step did not come closer to an optimum. Near an optimum the part is
	// about a quarter of the squared change of log-odds, and falls to 0; where
	// there is none it stays at 1/e.
	slow = 0.3
)

// Decrement is the square of the Newton decrement: how much the loss falls per
// unit of the step (Boyd and Vandenberghe, Convex Optimization, 2004, section
// 9.5). It is 0 for a step that is nil.
func (d Derivatives) Decrement(step []float64) float64 {
	if step == nil {
		return 0
	}
	return -dot(d.Gradient, step)
}

// Separation looks for an outcome that columns separate, in the derivatives
// without penalty at weights and the Newton step from there, which is nil if
// the Hessian is singular; before is the Decrement of the step that led there,
// 0 if there was none. Where columns separate the outcome the loss has no
// minimum, and weights grow without end (Albert and Anderson, Biometrika
// 1984;71:1, who name the two kinds). width is the width of each column's range
// in standard deviations. It gives "" if there is no sign of separation, and
// otherwise the columns whose effect is growing, the fastest first, counted
// like weights.
//
// A loss below log 2 over all rows proves complete separation: a row on the
// wrong side alone would cost as much. In quasi-complete separation the loss
// converges and weights go on by about one in log-odds a step, because the loss
// that is left falls like exp(−x), on which Newton's step is 1.
func (d Derivatives) Separation(weights, step, width []float64, before float64) (Cause, []int) {
	if d.Loss < math.Ln2 {
		return Separated, Leading(weights, width)
	}
	if step == nil {
		return QuasiSeparated, Leading(weights, width)
	}
	if d.Decrement(step) < settled && d.Steady(step, before) {
		return QuasiSeparated, Leading(step, width)
	}
	return "", nil
}

// Steady tells that step is about as long as the one before, whose Decrement is
// given: there is no optimum close by. Where decrements are no more than
// rounding, that tells nothing.
func (d Derivatives) Steady(step []float64, before float64) bool {
	return before > settled/100 && d.Decrement(step) > slow*before
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
	f.Remedy = phrase.New("model.penalise", "agree on a ridge above 0, such as 1, or remove or merge these columns; look first whether one of them is known only after the outcome")
	if cause == Separated {
		f.What = phrase.New("model.separated", "the columns separate the outcomes of all training rows without error, so that without a penalty coefficients grow without end, above all %s", few(f.Columns))
	} else {
		f.What = phrase.New("model.quasi-separated", "for some rows the columns determine the outcome (such as a level whose rows all have the same), so that without a penalty these coefficients grow without end, or almost: %s", few(f.Columns))
	}
	return f
}
