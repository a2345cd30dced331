package algorithm

import (
	"samband/pkg/agreement"
	"samband/pkg/data"
	"samband/pkg/digest"
	"samband/pkg/model"
	"samband/pkg/network"
)

// perceptron is a multilayer perceptron.
//
// What a site computes with it may differ in the last digits between kinds of
// processors. Nothing is decided from that at one site alone: sites agree on
// what follows from sums.
type perceptron struct {
	*model.Perceptron
	form agreement.Network
	seed string // of the agreement: initial weights follow from it
}

func newPerceptron(columns int, form agreement.Network, seed string) (predictor, error) {
	p, err := model.NewPerceptron(columns, form.Hidden, network.Activation(form.Activation), network.Loss(form.Loss))
	if err != nil {
		return nil, err
	}
	return perceptron{p, form, seed}, nil
}

func (p perceptron) start() []float64 {
	return p.Start(digest.New("samband initial weights").Text(p.seed).Sum())
}

func (p perceptron) slope(t *data.Table, s model.Scale, weights []float64, rows []int, gradient []float64) float64 {
	return p.AddSlope(t, s, weights, rows, gradient)
}

func (p perceptron) norms(t *data.Table, s model.Scale, weights []float64, units [][]int) []float64 {
	return p.Norms(t, s, weights, units)
}

func (p perceptron) shrink(weights []float64, scale float64, gradient []float64) {
	p.AddShrink(weights, scale, gradient)
}

func (p perceptron) penalty(weights []float64) float64 { return p.Penalty(weights) }

func (p perceptron) scores(t *data.Table, s model.Scale, weights []float64) []float64 {
	return p.Scores(t, s, weights)
}

// separates: a network with enough units tells any rows apart, which is no sign
// of anything; its weights are bounded by the agreed clip.
func (perceptron) separates(float64) bool { return false }

func (p perceptron) fill(m *model.Model, weights []float64) {
	n := &model.Network{Hidden: p.form.Hidden, Activation: network.Activation(p.form.Activation), Loss: network.Loss(p.form.Loss)}
	for _, w := range weights {
		n.Weights = append(n.Weights, float32(w))
	}
	m.Network = n
}

// settle: the last weight is the bias of the only output, or of that for yes. An
// output that estimates a probability by least squares is best raised by the mean
// of what it lacks.
func (p perceptron) settle(t *data.Table, s model.Scale, weights []float64) {
	last := len(weights) - 1
	if p.form.Loss != agreement.SquaredLoss {
		weights[last] += intercept(p.Scores(t, s, weights), t.Y)
		return
	}
	if positives := t.Positives(); positives > 0 && positives < t.Len() {
		gradient := make([]float64, len(weights))
		p.AddSlope(t, s, weights, nil, gradient)
		weights[last] -= gradient[last] / float64(t.Len())
	}
}
