package algorithm

import (
	"math"
	"slices"
	"strings"

	"samband/pkg/model"
	"samband/pkg/phrase"
)

// How far noise has put each weight off is worked out where it can be: sums are
// off by noise of a known deviation, and steps are linear in it, to first order.
// It is worked out from what all participants have, and rounded, so that all
// write it into the same model.

// spread is how far the noise of all rounds has put the weights off.
type spread struct {
	each   []float64 // deviation of each weight; NaN where the noise hides it
	widest float64   // largest, of a sum of weights whose factors' squares add up to 1
}

// usual is the deviation of a weight in the mean of squares, of those that are told.
func (s spread) usual() float64 {
	square, count := 0.0, 0.0
	for _, d := range s.each {
		if !math.IsNaN(d) {
			square += d * d
			count++
		}
	}
	return math.Sqrt(square / max(1, count))
}

// stepSpread is what noise makes of weights that move by gradient steps, or by
// mean updates, when each round's noise moves a weight by the deviation each. A
// step that does not overshoot takes back some of the noise of those before it,
// and never adds to it: the deviations are the largest that can be. ok is false
// where the update rule does not follow the average, so that nobody can say.
//
// Few steps go the less far the larger the deviation is that a column is divided
// by: where noise has put that off, so is the coefficient, and where it may be all
// noise, the coefficient is hidden.
func (n *site) stepSpread(next *state, each float64) (s spread, ok bool) {
	gain, ok := gainOf(n.rule, n.rounds)
	if !ok || n.scaffold || !n.linear() {
		return spread{}, false
	}
	s.each = make([]float64, len(n.state.Weights))
	for j := range s.each {
		s.each[j] = each * gain
	}
	s.each[0] = math.Hypot(s.each[0], next.Began)
	s.widest = s.each[0]
	for j, rough := range next.Rough {
		if !(rough < 1) {
			s.each[j+1] = math.NaN() // and then nothing is said of a row either
			continue
		}
		s.each[j+1] = math.Hypot(s.each[j+1], rough*next.Weights[j+1])
		s.widest = max(s.widest, s.each[j+1])
	}
	return s, true
}

// gainOf is how far noise of deviation 1 in the average of each round puts a
// weight off in all, at most.
func gainOf(r rule, rounds int) (gain float64, ok bool) {
	switch r := r.(type) {
	case averaging:
		return math.Sqrt(float64(rounds)), true
	case momentum: // a change goes on for all rounds that are left
		square, moved, more := 0.0, 0.0, r.rate
		for range rounds {
			moved += more
			more *= r.beta
			square += moved * moved
		}
		return math.Sqrt(square), true
	}
	return 0, false
}

// newtonStep is the last step of Newton's method under noise, in the directions of
// the Hessian's eigenvectors.
type newtonStep struct {
	curves   []float64 // eigenvalues with the penalty, raised to what noise can make
	measured []float64 // about what they are without that
	vectors  func(weight, direction int) float64
	part     float64 // of the step that was made
	length   float64 // of that part
	gradient float64 // deviation of the noise of each value, in the sum of gradients
	hessian  float64 // and of Hessians
	rounds   int
	weights  []float64 // that came of it
	began    float64   // deviation of the intercept that learning began with
}

// unlearnt is how much of a weight, as a share, noise may have kept from being
// learnt before it counts as hidden.
const unlearnt = 0.5

// spread is how far noise has put the weights off. Along an eigenvector a step is
// off by the noise of the gradient and by that of the Hessian times the way that
// the step should have gone, both over the curve. Where the curve was raised for noise, the step is too short: it
// takes back only part of what earlier rounds were off by, and what is still to be
// learnt puts the weights off too.
func (s newtonStep) spread() spread {
	size := len(s.curves)
	noise, left, short := make([]float64, size), make([]float64, size), make([]float64, size)
	made := spread{each: make([]float64, size)}
	way := s.length * s.length // and what there was still to go, for noise
	for _, curve := range s.curves {
		way += s.part / curve * s.gradient * s.part / curve * s.gradient
	}
	for k, curve := range s.curves {
		stays := 1 - s.part*s.measured[k]/curve
		sum, power := 0.0, 1.0
		for range s.rounds {
			sum += power * power
			power *= stays
		}
		left[k] = power
		noise[k] = s.part / curve * math.Hypot(s.gradient, s.hessian*math.Sqrt(way)) * math.Sqrt(sum)
		along := 0.0
		for j := 1; j < size; j++ { // the intercept began with the outcome's share
			along += s.vectors(j, k) * s.weights[j]
		}
		short[k] = along * left[k] / max(1-left[k], unlearnt)
		made.widest = max(made.widest, math.Hypot(noise[k], short[k]))
	}
	for j := range size {
		square, hidden, began, missing := 0.0, 0.0, 0.0, 0.0
		for k := range size {
			v := s.vectors(j, k)
			square += v * v * noise[k] * noise[k]
			hidden += v * v * left[k] * left[k]
			began += v * left[k] * s.vectors(0, k) * s.began
			missing += v * short[k]
		}
		if made.each[j] = math.Hypot(math.Sqrt(square), math.Hypot(began, missing)); hidden > unlearnt*unlearnt {
			made.each[j] = math.NaN()
		}
	}
	made.widest = math.Hypot(made.widest, slices.Max(left)*s.began)
	return made
}

// digits rounds to three of them: what is left is far above what processors may
// differ by.
func digits(v float64) float64 {
	if v == 0 {
		return 0
	}
	scale := math.Pow(10, 2-math.Floor(math.Log10(v)))
	return math.Round(v*scale) / scale
}

// tell keeps with the model how far noise has put its weights off, and warns of
// those that it hides. A weight that was held at the most it may be is one of them.
func (n *site) tell(next *state, s spread, most float64) {
	next.Noise = &model.Noise{Widest: digits(s.widest)}
	var hidden []int
	for j, d := range s.each {
		if math.IsNaN(d) || math.Abs(next.Weights[j]) >= most {
			next.Noise.Deviations = append(next.Noise.Deviations, nil)
			hidden = append(hidden, j)
			continue
		}
		d = digits(d)
		next.Noise.Deviations = append(next.Noise.Deviations, &d)
	}
	if columns := model.Names(n.features, hidden); len(columns) > 0 {
		next.Warnings = append(slices.Clip(next.Warnings), model.Fault{Cause: model.Noisy, Columns: columns,
			What:   phrase.New("learn.hidden", "the noise hides what the outcome has to do with %s", strings.Join(columns, ", ")),
			Remedy: phrase.New("learn.hidden-remedy", "take nothing from their coefficients; agree on a higher epsilon, on fewer columns, or on more rows")})
	}
}
