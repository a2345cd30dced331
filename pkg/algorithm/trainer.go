package algorithm

import (
	"samband/pkg/data"
	"samband/pkg/model"
)

// A learning round of the FedAvg family has three parts that do not know of
// each other: a trainer takes this site from the common weights to its own, a
// correction changes the gradients on the way, and a rule makes the next common
// weights out of the sites' average.

// trainer is this site's training between two sums.
type trainer interface {
	// train starts from the common weights, which it leaves as they are. Calls
	// with the same arguments give the same: a round is trained again after a
	// crash. correct is nil where the algorithm has no correction. Weights that
	// are not finite or too large are found by the caller.
	train(round int, from []float64, correct correction) (trained, error)
}

// trained is what a trainer made of the common weights.
type trained struct {
	weights []float64
	rows    float64 // trained on
	loss    float64 // of these rows at the common weights, summed, without penalty
}

// predictor is a model as learning sees it: a flat vector of weights. Losses and
// gradients are sums over rows, without penalty.
type predictor interface {
	// start are the weights that learning begins with, the same at all sites.
	start() []float64
	// slope adds the gradient over rows of t, all of them if rows is nil, and
	// gives their loss.
	slope(t *data.Table, s model.Scale, weights []float64, rows []int, gradient []float64) (loss float64)
	// norms are the lengths of the gradients of units, each of one or more rows.
	norms(t *data.Table, s model.Scale, weights []float64, units [][]int) []float64
	// shrink adds scale times the gradient of ½|b|², b being the weights that
	// are penalised.
	shrink(weights []float64, scale float64, gradient []float64)
	// penalty is ½|b|².
	penalty(weights []float64) float64
	// scores are the linear predictors of the rows of t: log odds.
	scores(t *data.Table, s model.Scale, weights []float64) []float64
	// settle raises or lowers what is said of all rows alike so that it fits the
	// outcomes of t best; it leaves weights as they are where these are all the
	// same.
	settle(t *data.Table, s model.Scale, weights []float64)
	// separates tells whether a loss over all rows can only be that of weights
	// that a fit without penalty would take on without end.
	separates(loss float64) bool
	// fill writes the weights into a model.
	fill(m *model.Model, weights []float64)
}
