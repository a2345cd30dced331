// Package network is a multilayer perceptron as one flat vector of float32
// weights: its loss and gradient on batches of rows, the norm of the gradient
// of each unit (a row, or the rows of one patient) in closed form, sums of
// gradients that are clipped per unit, and predictions.
//
// The objective is the sum, not the mean, of the loss over rows. Training loops,
// rates and penalties belong to the algorithms.
//
// The floats are the same in every call on one machine: all products are made
// of y += a·x, element by element and in a fixed order, so that nothing depends
// on where slices lie in memory, nor a row's result on the rows beside it.
// Between kinds of processors they may differ in the last digits, because some
// fuse the multiplication with the addition. Participants must therefore never
// compare, or decide from, what they computed with this package on their own:
// they agree only on what comes out of the decrypted sum of integers. Only
// initial weights are the same on all machines.
package network

import (
	"slices"

	"samband/pkg/phrase"
)

// Activation is the function after each hidden layer.
type Activation string

// The activations.
const (
	ReLU Activation = "relu" // max(0, z); its slope at 0 is taken as 0
	Tanh Activation = "tanh"
)

// Loss says what the outputs mean and how they are judged. o are the outputs of
// one row, y its targets.
type Loss string

// The losses.
const (
	Logistic Loss = "logistic" // Σ log(1 + exp(o)) − y·o: outputs are log-odds, each of its own yes or no
	Softmax  Loss = "softmax"  // log Σ exp(o) − Σ y·o: outputs are log-probabilities but for a constant; the targets are 0 but for one 1
	Squared  Loss = "squared"  // ½ Σ (o − y)²
)

// Shape is a network without its weights. The weights of a layer from m to n
// units are m·n values, row by row (that of input i to unit j at i·n + j), and
// then n biases; a network's are those of its layers, the first one first.
type Shape struct {
	Inputs     int
	Hidden     []int // units of each hidden layer; none makes a linear model
	Outputs    int
	Activation Activation // not looked at if there is no hidden layer
	Loss       Loss
}

const (
	// MaxLayers bounds the hidden layers.
	MaxLayers = 32
	// MaxWeights bounds the weights of a network, biases among them.
	MaxWeights = 1 << 22
)

// Check says what is wrong with a shape.
func (s Shape) Check() error {
	if len(s.Hidden) > 0 && s.Activation != ReLU && s.Activation != Tanh {
		return phrase.Errorf("network.activation", "network: %.40q is no activation: use relu or tanh", string(s.Activation))
	}
	if s.Loss != Logistic && s.Loss != Softmax && s.Loss != Squared {
		return phrase.Errorf("network.loss", "network: %.40q is no loss: use logistic, softmax or squared", string(s.Loss))
	}
	if s.Loss == Softmax && s.Outputs < 2 {
		return phrase.Errorf("network.softmax-outputs", "network: softmax needs at least 2 outputs")
	}
	if len(s.Hidden) > MaxLayers {
		return phrase.Errorf("network.layers", "network: %d hidden layers, at most %d are supported", len(s.Hidden), MaxLayers)
	}
	total := 0
	widths := s.widths()
	for l, w := range widths {
		if w < 1 || w > MaxWeights {
			return phrase.Errorf("network.width", "network: a layer of %d units: use 1 to %d", w, MaxWeights)
		}
		if l == 0 {
			continue
		}
		if before := widths[l-1]; before+1 > (MaxWeights-total)/w {
			return phrase.Errorf("network.weights", "network: more than %d weights: use fewer or narrower layers", MaxWeights)
		}
		total += (widths[l-1] + 1) * w
	}
	return nil
}

// Weights is the number of weights of a checked shape, biases among them.
func (s Shape) Weights() int {
	total := 0
	for _, l := range s.layers() {
		total += (l.in + 1) * l.out
	}
	return total
}

func (s Shape) widths() []int {
	return slices.Concat([]int{s.Inputs}, s.Hidden, []int{s.Outputs})
}

// Stretch is a part of a flat vector, from First up to but not including End.
type Stretch struct{ First, End int }

// Penalised says where the weights lie that a penalty on their size is for: all
// but the biases.
func (s Shape) Penalised() []Stretch {
	var all []Stretch
	for _, l := range s.layers() {
		all = append(all, Stretch{l.first, l.first + l.in*l.out})
	}
	return all
}

// layer is where one layer's weights lie in the flat vector.
type layer struct{ in, out, first int }

func (s Shape) layers() []layer {
	widths := s.widths()
	all := make([]layer, len(widths)-1)
	first := 0
	for l := range all {
		all[l] = layer{widths[l], widths[l+1], first}
		first += (all[l].in + 1) * all[l].out
	}
	return all
}

// slopes are the in × out weights of a layer, row by row.
func (l layer) slopes(flat []float32) []float32 { return flat[l.first : l.first+l.in*l.out] }

// biases are the out weights of a layer that no input is multiplied with.
func (l layer) biases(flat []float32) []float32 {
	return flat[l.first+l.in*l.out : l.first+(l.in+1)*l.out]
}
