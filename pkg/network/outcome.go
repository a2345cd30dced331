package network

import "math"

// Binary is the shape of a network that tells a yes from a no: of two outputs
// for softmax, of one for the other losses.
func Binary(inputs int, hidden []int, activation Activation, loss Loss) Shape {
	s := Shape{Inputs: inputs, Hidden: hidden, Outputs: 1, Activation: activation, Loss: loss}
	if loss == Softmax {
		s.Outputs = 2
	}
	return s
}

// Targets writes what the outputs of a binary network should be for the
// outcome y, which is 0 or 1.
func (s Shape) Targets(dst []float32, y float64) {
	dst[len(dst)-1] = float32(y)
	if s.Loss == Softmax {
		dst[0] = float32(1 - y)
	}
}

// least is the probability of an outcome below which the output of a network
// that was trained on squares is not taken at its word.
const least = 1e-3

// LogOdds reads the outputs of a binary network for one row: the output itself
// if the loss is logistic, and the second one less the first for softmax. What
// was trained on squared errors estimates a probability, and may lie outside
// 0 to 1; it counts as at least 0.001 and at most 0.999, log-odds of ±6.9.
func (s Shape) LogOdds(outputs []float32) float64 {
	first := float64(outputs[0])
	switch s.Loss {
	case Softmax:
		return float64(outputs[1]) - first
	case Squared:
		p := min(max(first, least), 1-least)
		return math.Log(p / (1 - p))
	}
	return first
}
