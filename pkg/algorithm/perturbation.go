package algorithm

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"samband/pkg/budget"
	"samband/pkg/dp"
	"samband/pkg/model"
	"samband/pkg/phrase"
	"samband/pkg/plan"
)

// Objective perturbation (Chaudhuri, Monteleoni and Sarwate, Differentially
// private empirical risk minimization, JMLR 2011; Kifer, Smith and Thakurta,
// COLT 2012): each site fits a model to its own rows with noise in the objective,
// and what it sends is differentially private by itself. pkg/budget has the bound
// and plan.Perturbation the noise; that a computed minimum is not exact
// (Iyengar, Near, Song, Thakkar, Thakurta and Wang, Towards practical
// differentially private convex optimization, S&P 2019) is covered by the noise on
// the integers that are sent.
//
// There is one learning round, but the sites' noise does not shrink as it does in
// a sum of gradients, where a share of it from each is enough: see bench/README.md
// for what that costs.

// fitted is this site's model, times about its number of rows, and that number.
// It is drawn once: a run that is taken up again draws, and is charged, anew
// unless the vector was kept.
func (n *site) fitted() ([]float64, error) {
	if n.drawn != nil {
		return slices.Clone(n.drawn), nil
	}
	o := n.noise.objective
	size := len(n.state.Weights)
	b, err := n.integers(1<<(2*plan.PerturbationBits), size)
	if err != nil {
		return nil, err
	}
	for j := range b {
		b[j] = math.Ldexp(b[j]*o.Deviation, -plan.PerturbationBits)
	}
	count, err := n.integers(o.Count, 1)
	if err != nil {
		return nil, err
	}
	rows := within(1, float64(n.train.Len())+count[0], float64(n.maxRows))
	weights, err := n.minimum(b)
	if err != nil {
		return nil, err
	}
	values := make([]float64, 0, size+1)
	for _, w := range weights {
		values = append(values, rows*within(-plan.Farthest, w, plan.Farthest))
	}
	n.drawn = append(values, rows)
	n.units = n.train.Len()
	return slices.Clone(n.drawn), nil
}

// integers draws discrete Gaussian noise of a variance.
func (n *site) integers(variance uint64, count int) ([]float64, error) {
	bound := uint64(math.Ceil(n.noise.objective.Bound * math.Sqrt(float64(variance))))
	s, err := dp.NewSampler(budget.DiscreteGaussian, variance, bound, n.random)
	if err != nil {
		return nil, err
	}
	draws, values := make([]int64, count), make([]float64, count)
	if err := s.Fill(draws); err != nil {
		return nil, err
	}
	for i, v := range draws {
		values[i] = float64(v)
	}
	clear(draws)
	return values, nil
}

// minimum is where the objective with noise is least, up to a gradient of
// plan.Flat. It is found by Newton's method, with steps halved as long as they do
// not lower the objective enough (Armijo's rule).
func (n *site) minimum(b []float64) ([]float64, error) {
	o := objective{n.shortened(), n.state.Weights, b, n.noise.objective.Ridge}
	at := slices.Clone(n.state.Weights)
	for range 200 {
		value, gradient, hessian := o.derive(at, true)
		if length(gradient) <= plan.Flat {
			return at, nil
		}
		var factor mat.Cholesky
		var step mat.VecDense
		if !factor.Factorize(hessian) || factor.SolveVecTo(&step, mat.NewVecDense(len(at), gradient)) != nil {
			return nil, model.ErrSingular
		}
		gain := mat.Dot(&step, mat.NewVecDense(len(at), gradient))
		next := slices.Clone(at)
		for part := 1.0; part > 1e-9; part /= 2 {
			for j := range next {
				next[j] = at[j] - part*step.AtVec(j)
			}
			if lower, slope, _ := o.derive(next, false); lower <= value-part*gain/4 || length(slope) < length(gradient)/2 {
				break
			}
		}
		at = next
	}
	return nil, phrase.Errorf("learn.no-minimum", "the objective with noise has no minimum that can be found: look for extreme values among the rows, or agree on a higher ridge")
}

// objective is Σ loss + ridge/2·|w − centre|² + bᵀw.
type objective struct {
	rows      []labelled
	centre, b []float64
	ridge     float64
}

// labelled is a row with its 1 for the intercept, scaled down.
type labelled struct {
	x []float64
	y float64
}

// shortened are this site's training rows, standardised, none longer than agreed.
func (n *site) shortened() []labelled {
	scale, most := n.scale(), n.noise.objective.Norm
	rows := make([]labelled, n.train.Len())
	n.clipped = 0
	for i := range rows {
		x := []float64{1}
		for j, v := range n.train.Row(i) {
			x = append(x, (v-scale.Mean[j])/scale.SD[j])
		}
		if long := length(x); long > most {
			n.clipped++
			for j := range x {
				x[j] *= most / long * (1 - 0x1p-50) // rounding must not make it longer
			}
		}
		rows[i] = labelled{x, n.train.Y[i]}
	}
	return rows
}

func (o objective) derive(w []float64, curved bool) (value float64, gradient []float64, hessian *mat.SymDense) {
	size := len(w)
	gradient = make([]float64, size)
	if curved {
		hessian = mat.NewSymDense(size, nil)
	}
	for _, r := range o.rows {
		score := 0.0
		for j, v := range r.x {
			score += w[j] * v
		}
		value += model.Loss(score, r.y)
		p := model.Probability(score)
		for j, v := range r.x {
			gradient[j] += (p - r.y) * v
		}
		if curved {
			hessian.SymRankOne(hessian, p*(1-p), mat.NewVecDense(size, r.x))
		}
	}
	for j := range w {
		away := w[j] - o.centre[j]
		value += o.ridge/2*away*away + o.b[j]*w[j]
		gradient[j] += o.ridge*away + o.b[j]
		if curved {
			hessian.SetSym(j, j, hessian.At(j, j)+o.ridge)
		}
	}
	return value, gradient, hessian
}

// length is the L2 norm.
func length(v []float64) float64 {
	square := 0.0
	for _, x := range v {
		square += x * x
	}
	return math.Sqrt(square)
}

// takeFitted averages the sites' models, each by about its number of rows.
func (n *site) takeFitted(sum map[string][]float64, contributors int) (state, Progress) {
	next, o := n.state, n.noise.objective
	next.Round++
	values := sum["fitted"]
	last := len(values) - 1
	rows := within(float64(contributors), values[last], float64(contributors)*float64(n.maxRows))
	next.Weights = make([]float64, last)
	for j := range next.Weights {
		next.Weights[j] = values[j] / rows
	}
	progress := n.moved(&next, plan.Farthest)
	// A site's noise moves its weights by σ over its curvature, of which logistic
	// regression has about an eighth a row, and the average by 1/√sites of that.
	each := o.Ridge + next.Rows/float64(contributors)/8
	next.Phase, progress.Event = plan.Evaluate, Last
	n.doubt(&next, o.Deviation/each/math.Sqrt(float64(contributors)))
	return next, progress
}
