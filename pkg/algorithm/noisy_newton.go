package algorithm

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"samband/pkg/model"
	"samband/pkg/plan"
)

// Newton's method on noised sums (Ganesh, Haghifam, Steinke and Thakurta, Faster
// differentially private convex optimization via second-order methods, NeurIPS
// 2023): gradient and Hessian are clipped for each unit, and eigenvalues of the
// Hessian that noise could have made are raised above it. It needs three or four
// rounds where gradient steps need five to ten.

// reach bounds a step: probabilities move by less than it takes for the Hessian
// to mean nothing where the step ends.
const reach = 2.0

// curved is the gradient and the Hessian over the rows of one unit.
func (n *site) curved(rows []int, to [][]float64) {
	n.sloped(rows, to)
	model.AddHessian(n.train, n.scale(), n.state.Weights, rows, to[1])
}

// noisyNewton makes a step with what the sums tell of curvature.
func (n *site) noisyNewton(sum map[string][]float64, contributors int) (state, Progress, error) {
	next, gradient := n.state, slices.Clone(sum["gradient"])
	next.Round++
	n.shrink(next.Weights, n.ridge, gradient)
	noise := n.noise.deviation(n.learning, "hessian", contributors)
	curves, measured, directions, err := n.eigen(sum["hessian"], noise)
	if err != nil {
		return state{}, Progress{}, err
	}
	size := len(gradient)
	step, length := make([]float64, size), 0.0
	for k, curve := range curves {
		along := 0.0
		for j, g := range gradient {
			along += float64(directions.At(j, k) * g)
		}
		length += float64(along / curve * (along / curve))
		for j := range step {
			step[j] -= float64(directions.At(j, k) * (along / curve))
		}
	}
	length = math.Sqrt(length)
	part := min(1, reach/max(length, 1e-300))
	next.Weights = make([]float64, size)
	for j, w := range n.state.Weights {
		next.Weights[j] = w + float64(part*step[j])
	}
	progress := n.moved(&next, plan.Farthest)
	last := newtonStep{
		curves: curves, measured: measured, weights: next.Weights, vectors: directions.At, part: part, length: part * length,
		gradient: n.noise.deviation(n.learning, "gradient", contributors), hessian: noise, rounds: n.rounds, began: next.Began,
	}
	n.finish(&next, &progress, 0, func() (spread, bool) { return last.spread(), true }, plan.Farthest)
	return next, progress, nil
}

// eigen gives eigenvalues and eigenvectors of a Hessian with the penalty, the
// values raised to what noise alone can make: a symmetric matrix of independent
// noise of deviation σ has none above about 2σ√size (Wigner's semicircle). measured
// is about what they are without being raised: those below are as large as noise
// can make them, and told apart by chance, but their mean is that of the rows.
func (n *site) eigen(hessian []float64, noise float64) (raised, measured []float64, vectors *mat.Dense, err error) {
	size := len(n.state.Weights)
	h := mat.NewSymDense(size, nil)
	at := 0
	for j := range size {
		for k := j; k < size; k++ {
			h.SetSym(j, k, hessian[at])
			at++
		}
		if j > 0 {
			h.SetSym(j, j, h.At(j, j)+n.ridge)
		}
	}
	var e mat.EigenSym
	if !e.Factorize(h, true) {
		return nil, nil, nil, model.ErrSingular
	}
	raised, vectors = e.Values(nil), mat.NewDense(size, size, nil)
	e.VectorsTo(vectors)
	least := max(2*noise*math.Sqrt(float64(size)), 1e-6*n.state.Rows, 1e-6)
	below, count := 0.0, 0.0
	for _, v := range raised {
		if v < least {
			below += v
			count++
		}
	}
	for k, v := range raised {
		measured = append(measured, v)
		if v < least {
			raised[k], measured[k] = least, within(0, below/count, least)
		}
	}
	return raised, measured, vectors, nil
}
