package algorithm

import (
	"math"

	"samband/pkg/data"
	"samband/pkg/model"
)

// logistic is logistic regression: an intercept, and a coefficient for each of
// that many columns.
type logistic int

func (d logistic) start() []float64 { return make([]float64, d+1) }

func (d logistic) slope(t *data.Table, s model.Scale, weights []float64, rows []int, gradient []float64) float64 {
	return model.AddSlope(t, s, weights, rows, gradient)
}

func (d logistic) norms(t *data.Table, s model.Scale, weights []float64, units [][]int) []float64 {
	norms, gradient := make([]float64, len(units)), make([]float64, len(weights))
	for u, rows := range units {
		clear(gradient)
		d.slope(t, s, weights, rows, gradient)
		square := 0.0
		for _, g := range gradient {
			square += g * g
		}
		norms[u] = math.Sqrt(square)
	}
	return norms
}

func (d logistic) shrink(weights []float64, scale float64, gradient []float64) {
	for j := 1; j < len(weights); j++ {
		gradient[j] += float64(scale * weights[j])
	}
}

func (d logistic) penalty(weights []float64) float64 {
	sum := 0.0
	for _, w := range weights[1:] {
		sum += float64(w * w)
	}
	return sum / 2
}

func (d logistic) scores(t *data.Table, s model.Scale, weights []float64) []float64 {
	return model.Scores(t, s, weights)
}

func (logistic) fill(m *model.Model, weights []float64) {
	m.Intercept, m.Coefficients = weights[0], weights[1:]
}

// separates: below log 2 in all, no row has its own side wrong (see
// model.Derivatives.Separation).
func (logistic) separates(loss float64) bool { return loss < math.Ln2 }

func (d logistic) settle(t *data.Table, s model.Scale, weights []float64) {
	weights[0] += intercept(d.scores(t, s, weights), t.Y)
}
