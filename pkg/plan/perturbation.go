package plan

import (
	"fmt"
	"math"

	"samband/pkg/agreement"
	"samband/pkg/budget"
)

// Shares of the privacy budget under objective perturbation. What moments and
// these two leave is the objective's.
const (
	ownShare   = 0.05 // each site's number of rows, by which its weights count
	coverShare = 1e-3 // noise on what is sent, which covers how far a computed minimum is from the exact one
)

const (
	// PerturbationBits is how many steps, as a power of two, the deviation of the
	// noise in an objective has. To round real-valued noise to so small steps and
	// to draw the discrete Gaussian are the same but for a probability of
	// 1/(24·2^56) a value, below 2^roundingBits. It costs what a draw beyond the
	// hard bound costs, and a plan that has no room for it is refused.
	PerturbationBits = 28
	roundingBits     = -60

	// Flat is the size of the gradient at which a minimum counts as found.
	Flat = 1e-7

	// Farthest bounds a coefficient of a standardised column under noise: beyond
	// it a column alone would decide the outcome.
	Farthest = 10.0
)

// Perturbation is the noise of an objective at one site (agreement:
// objective-perturbation). It stands alone: whoever has the site's model, without
// any other site's, has no more than the budget says.
type Perturbation struct {
	Norm      float64 `json:"norm"`           // R: L2 norm to which a row, with its 1 for the intercept, is scaled down
	Ridge     float64 `json:"ridge"`          // λ
	Deviation float64 `json:"deviation"`      // σ: of the noise on each component of the gradient
	Count     uint64  `json:"count_variance"` // variance of the noise on the number of rows
	Bound     float64 `json:"bound"`          // largest draw of either, in deviations
}

// Perturbation is what a plan's objective has; the zero value for other
// algorithms.
func (p *Plan) Perturbation() Perturbation { return p.perturbation }

func (p *Plan) perturbed() bool { return p.Agreement.Algorithm.Name == agreement.Perturbation }

// objectives are what the accountant counts for models that were fitted so many
// times.
func (p *Plan) objectives(times int) ([]budget.Release, []budget.Objective) {
	if !p.perturbed() || times == 0 {
		return nil, nil
	}
	o := p.perturbation
	all := make([]budget.Objective, times)
	for i := range all {
		all[i] = budget.Objective{Norm: o.Norm, Deviation: o.Deviation, Ridge: o.Ridge}
	}
	return []budget.Release{{Variance: o.Count, Sites: 1, Sensitivity: 1, Values: 1, Times: times}}, all
}

// perturb finds the least noise in the objective with which the run keeps to its
// budget.
func (p *Plan) perturb() error {
	a := p.Agreement
	z := p.multiplier / math.Sqrt(ownShare)
	p.perturbation = Perturbation{
		Norm: a.Privacy.Clip, Ridge: a.Algorithm.Ridge, Count: uint64(math.Ceil(z * z)),
		Bound: math.Ceil(math.Sqrt(-2 * math.Log(p.tail/4))),
	}
	within := func(deviation float64) bool {
		p.perturbation.Deviation = deviation
		return p.Spent(p.Most()) <= a.Privacy.Epsilon*(1-budget.Room)
	}
	low, high := 0.0, p.perturbation.Norm*p.multiplier*16
	if !within(high) {
		least := p.perturbation.Norm * p.perturbation.Norm / 4
		return fmt.Errorf("plan: privacy: with this clip and ridge no noise in the objective keeps to ε = %g: write a lower privacy.clip or a higher algorithm.ridge, such as %.3g", a.Privacy.Epsilon, least/math.Expm1(a.Privacy.Epsilon/4))
	}
	for range 32 {
		if middle := (low + high) / 2; within(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	within(high)
	return nil
}

// fitted is the segment of a site's fitted weights, each times about its number
// of rows, and that number. What one row can change beyond what the noise in the
// objective covers is that a computed minimum is off: by gradients up to Flat, and
// by steps of the noise, each divided by λ, which is how much a gradient tells of
// the way at least.
func (p *Plan) fitted() []noised {
	o, rows := p.perturbation, float64(p.Agreement.Algorithm.MaxRows)
	values := float64(p.Parameters())
	off := (Flat + math.Ldexp(o.Deviation, -PerturbationBits-1)*math.Sqrt(values)) / o.Ridge
	most := 2 * Farthest * rows
	// At least so much that the values have bits enough.
	return []noised{{"fitted", p.Parameters() + 1, max(2*rows*off, math.Ldexp(most, -29)), coverShare, most}}
}
