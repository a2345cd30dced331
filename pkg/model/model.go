// Package model is what is learnt, as one flat vector of weights: loss and
// gradient on a table, prediction, metrics, and the file that a model is kept
// in. It is logistic regression with a ridge penalty, with a Hessian and a fit
// in one place, or a multilayer perceptron (package network).
//
// The objective is the sum, not the mean, of the loss over rows plus
// ridge·½·|b|², where b are the coefficients of the standardised features, or
// the network's weights; the intercept, or the biases, are not penalised. (Hoerl and Kennard, Technometrics 1970; le Cessie
// and van Houwelingen, Applied Statistics 1992.)
package model

import (
	"math"

	"samband/pkg/data"
	"samband/pkg/phrase"
	"samband/pkg/schema"
)

// Model predicts the probability of a positive outcome from the columns of a
// table.
type Model struct {
	Agreement    string         `json:"agreement"`           // hash of the agreement that it was trained under
	Rehearsal    bool           `json:"rehearsal,omitempty"` // trained on generated rows: its predictions mean nothing
	Noised       bool           `json:"noised,omitempty"`    // learnt from sums with noise in them
	Noise        *Noise         `json:"noise,omitempty"`     // how far that may have put the weights off; nil: cannot be told
	Schema       string         `json:"schema"`              // hash of the schema that its rows must follow
	Declared     *schema.Schema `json:"declared,omitempty"`  // that schema, so that new rows can be read with the model alone
	Features     []string       `json:"features"`            // the table's columns, d of them
	Mean         []float64      `json:"mean"`                // d, of the training rows
	SD           []float64      `json:"sd"`                  // d, population standard deviations of the training rows
	Ranges       []Range        `json:"ranges"`              // d, the declared ranges of the training rows
	Ridge        float64        `json:"ridge"`
	Intercept    float64        `json:"intercept"`         // 0 of a network
	Coefficients []float64      `json:"coefficients"`      // d, of the standardised features; nil of a network
	Network      *Network       `json:"network,omitempty"` // nil: logistic regression
}

// Range is what a feature's values could be when the model was trained. It is
// the declared range: the observed one would be two patients' values.
type Range struct {
	Min float64 `json:"min"`
	Max float64 `json:"max"`
}

// Weights is the intercept followed by the coefficients, d + 1 values, or a
// network's weights.
func (m *Model) Weights() []float64 {
	if m.Network != nil {
		weights := make([]float64, len(m.Network.Weights))
		for i, w := range m.Network.Weights {
			weights[i] = float64(w)
		}
		return weights
	}
	return append([]float64{m.Intercept}, m.Coefficients...)
}

// Parameters are all weights of the model: a network's, or Weights.
func (m *Model) Parameters() []float64 {
	if m.Network == nil {
		return m.Weights()
	}
	all := make([]float64, len(m.Network.Weights))
	for i, w := range m.Network.Weights {
		all[i] = float64(w)
	}
	return all
}

// Scale is the standardisation that the coefficients refer to.
func (m *Model) Scale() Scale { return Scale{m.Mean, m.SD} }

// Scores gives the log-odds of a positive outcome for each row of t, whose
// columns must be the model's features.
func (m *Model) Scores(t *data.Table) ([]float64, error) {
	if len(t.Columns) != len(m.Features) {
		return nil, phrase.Errorf("model.other-columns", "the model has %d features, the table %d columns: read it with the schema of the model's agreement", len(m.Features), len(t.Columns))
	}
	for i, name := range m.Features {
		if t.Columns[i] != name {
			return nil, phrase.Errorf("model.other-column", "the model's feature %d is %q, the table's column %q: read it with the schema of the model's agreement", i+1, name, t.Columns[i])
		}
	}
	if m.Network != nil {
		p, err := NewPerceptron(len(t.Columns), m.Network.Hidden, m.Network.Activation, m.Network.Loss)
		if err != nil {
			return nil, err
		}
		return p.Scores(t, m.Scale(), m.Weights()), nil
	}
	return Scores(t, m.Scale(), m.Weights()), nil
}

// Probability turns log-odds into a probability.
func Probability(score float64) float64 {
	if score >= 0 {
		return 1 / (1 + math.Exp(-score))
	}
	e := math.Exp(score) // of a negative number: cannot overflow
	return e / (1 + e)
}

// Scores gives the linear predictor for each row of t, standardised by s, at the
// d + 1 weights.
func Scores(t *data.Table, s Scale, weights []float64) []float64 {
	all := make([]float64, t.Len())
	x := make([]float64, len(t.Columns)+1)
	for i := range all {
		s.row(x, t.Row(i))
		all[i] = dot(weights, x)
	}
	return all
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

// Scale standardises d columns: (x − Mean) / SD.
type Scale struct{ Mean, SD []float64 }

// ScaleOf is the standardisation by the mean and the population standard
// deviation of a table's columns. A column that does not vary gets the
// deviation 1: it becomes 0 in every training row, and a penalised coefficient
// of it stays 0.
func ScaleOf(t *data.Table) Scale {
	d, n := len(t.Columns), float64(t.Len())
	s := Scale{make([]float64, d), make([]float64, d)}
	for i := range t.Len() {
		for j, v := range t.Row(i) {
			s.Mean[j] += v / n
		}
	}
	for i := range t.Len() {
		for j, v := range t.Row(i) {
			s.SD[j] += (v - s.Mean[j]) * (v - s.Mean[j]) / n
		}
	}
	for j, v := range s.SD {
		s.SD[j] = math.Sqrt(v)
		if s.SD[j] <= 1e-12*math.Abs(s.Mean[j]) { // all values equal, up to rounding of the mean
			s.SD[j] = 1
		}
	}
	return s
}

// row writes 1 (for the intercept) and the standardised values to dst.
func (s Scale) row(dst, raw []float64) {
	dst[0] = 1
	for j, v := range raw {
		dst[j+1] = (v - s.Mean[j]) / s.SD[j]
	}
}
