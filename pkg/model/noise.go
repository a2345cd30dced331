package model

import (
	"math"

	"samband/pkg/phrase"
)

// Noise is how far the noise of differential privacy has put the weights of a
// logistic regression off. It is about the noise alone: not about which rows
// there were, and not about what clipping and few rounds do.
type Noise struct {
	// Deviations are the standard errors of the intercept and the coefficients;
	// one is nil where the noise hides it.
	Deviations []*float64 `json:"deviations"`
	// Widest is the largest standard error of any sum of weights whose factors'
	// squares add up to 1.
	Widest float64 `json:"widest"`
}

// Within95 is how many standard errors to either side hold 95 % of a normal
// distribution.
const Within95 = 1.96

// Hidden is the size of an odds ratio's interval, its end over its beginning,
// from which on noise says more than the ratio.
const Hidden = 10.0

// check tells what cannot be of a model with so many features.
func (n *Noise) check(features int) error {
	ok := len(n.Deviations) == features+1 && n.Widest >= 0 && !math.IsInf(n.Widest, 0)
	for _, d := range n.Deviations {
		ok = ok && (d == nil || *d >= 0 && !math.IsInf(*d, 0))
	}
	if !ok {
		return phrase.Errorf("model.file-noise", "what the model says of its noise has %d deviations for %d features, or one that is none", len(n.Deviations), features)
	}
	return nil
}

// Deviation is the standard error that noise gives the log-odds of a row of the
// model's columns, at most; false where the noise hides it, or its size is not
// known. Both bounds hold however the errors of the weights go together.
func (m *Model) Deviation(row []float64) (float64, bool) {
	if m.Noise == nil || m.Network != nil || len(row) != len(m.Features) {
		return 0, false
	}
	sum, square := 0.0, 0.0
	for j, d := range m.Noise.Deviations {
		x := 1.0
		if j > 0 {
			x = (row[j-1] - m.Mean[j-1]) / m.SD[j-1]
		}
		if d == nil {
			return 0, false
		}
		sum += math.Abs(x) * *d
		square += x * x
	}
	return min(sum, m.Noise.Widest*math.Sqrt(square)), true
}
