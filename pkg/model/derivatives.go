package model

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"samband/pkg/data"
	"samband/pkg/phrase"
)

// Derivatives of the summed log-loss, without the penalty, at some weights: a
// table's share of one Newton step. Those of several tables add up.
type Derivatives struct {
	Loss     float64
	Gradient []float64 // d + 1, the intercept first
	Hessian  []float64 // (d + 1)(d + 2)/2, the upper triangle row by row; nil from Slope
}

// Derive computes the derivatives over all rows of t, standardised by s, at the
// d + 1 weights.
func Derive(t *data.Table, s Scale, weights []float64) Derivatives {
	d := Slope(t, s, weights)
	n := len(weights)
	d.Hessian = make([]float64, n*(n+1)/2)
	AddHessian(t, s, weights, nil, d.Hessian)
	return d
}

// AddHessian adds the Hessian over some rows of t, all of them if rows is nil.
func AddHessian(t *data.Table, s Scale, weights []float64, rows []int, hessian []float64) {
	count, n := len(rows), len(weights)
	if rows == nil {
		count = t.Len()
	}
	x := make([]float64, n)
	for i := range count {
		if rows != nil {
			i = rows[i]
		}
		s.row(x, t.Row(i))
		p := Probability(dot(weights, x))
		at := 0
		for j, v := range x {
			h := p * (1 - p) * v
			for k := j; k < n; k++ {
				hessian[at] += h * x[k]
				at++
			}
		}
	}
}

// Slope computes what Derive does, but no Hessian.
func Slope(t *data.Table, s Scale, weights []float64) Derivatives {
	d := Derivatives{Gradient: make([]float64, len(weights))}
	d.Loss = AddSlope(t, s, weights, nil, d.Gradient)
	return d
}

// AddSlope adds the gradient over some rows of t, all of them if rows is nil,
// and gives their loss.
func AddSlope(t *data.Table, s Scale, weights []float64, rows []int, gradient []float64) (loss float64) {
	count := len(rows)
	if rows == nil {
		count = t.Len()
	}
	x := make([]float64, len(weights))
	for i := range count {
		if rows != nil {
			i = rows[i]
		}
		s.row(x, t.Row(i))
		score := dot(weights, x)
		loss += Loss(score, t.Y[i])
		residual := Probability(score) - t.Y[i]
		for j, v := range x {
			gradient[j] += residual * v
		}
	}
	return loss
}

// Loss is the log-loss of one row with linear predictor score and outcome y,
// which is 0 or 1: log(1 + exp(score)) − y·score, without overflow.
func Loss(score, y float64) float64 {
	return math.Max(score, 0) + math.Log1p(math.Exp(-math.Abs(score))) - y*score
}

// Objective is the loss with the penalty at the same weights.
func (d Derivatives) Objective(weights []float64, ridge float64) float64 {
	return d.Loss + ridge/2*dot(weights[1:], weights[1:])
}

// ErrSingular says that a Newton step does not exist. Dependences and
// Separation tell why.
var ErrSingular = phrase.Errorf("model.singular", "the Hessian is singular: columns determine each other or the outcome; use a ridge penalty above 0 or remove columns")

// Step is the Newton step from weights: −(H + ridge·D)⁻¹(g + ridge·D·weights),
// where D leaves out the intercept.
func (d Derivatives) Step(weights []float64, ridge float64) ([]float64, error) {
	n := len(weights)
	if len(d.Gradient) != n || len(d.Hessian) != n*(n+1)/2 {
		return nil, phrase.Errorf("model.sizes", "%d weights need a gradient of %d and a Hessian of %d values, they have %d and %d", n, n, n*(n+1)/2, len(d.Gradient), len(d.Hessian))
	}
	h := mat.NewSymDense(n, nil)
	g := mat.NewVecDense(n, nil)
	at := 0
	for j := range n {
		penalty := ridge
		if j == 0 {
			penalty = 0
		}
		for k := j; k < n; k++ {
			h.SetSym(j, k, d.Hessian[at])
			at++
		}
		h.SetSym(j, j, h.At(j, j)+penalty)
		g.SetVec(j, -(d.Gradient[j] + penalty*weights[j]))
	}
	var factor mat.Cholesky
	if !factor.Factorize(h) {
		return nil, ErrSingular
	}
	var step mat.VecDense
	if err := factor.SolveVecTo(&step, g); err != nil { // badly conditioned
		return nil, ErrSingular
	}
	return step.RawVector().Data, nil
}
