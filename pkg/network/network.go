package network

import (
	"fmt"
	"math"
)

// Network is a shape with the memory to compute with it, which is used again in
// every call: none of the methods allocates. It is not safe for concurrent use.
//
// Slices of other lengths than the shape says are a mistake of the caller and
// panic, as in BLAS. What is not finite goes through to the results.
type Network struct {
	shape  Shape
	rows   int // computed with at a time
	layers []layer

	units  [][]float32 // of each layer, the inputs' being the caller's: rows × width after activation
	deltas [][]float32 // of each layer but the inputs: rows × width, derivatives of the loss
	turned []float32   // the weights of a layer, transposed
	scale  []float64   // of each row of a block: by what clipping shortens its unit
}

// Batch is some rows and what their outputs should be, row by row.
type Batch struct {
	X []float32 // rows × inputs
	Y []float32 // rows × outputs; yes or no is 1 or 0
}

// New makes a network that computes with up to rows rows at a time, which bounds
// its memory and the rows of a unit; batches may be of any size. 64 is good.
func New(s Shape, rows int) (*Network, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	if rows < 1 {
		return nil, fmt.Errorf("network: %d rows at a time: use at least 1", rows)
	}
	n := &Network{shape: s, rows: rows, layers: s.layers(), scale: make([]float64, rows)}
	n.units = append(n.units, nil)
	most := 0
	for i, l := range n.layers {
		n.units = append(n.units, make([]float32, rows*l.out))
		n.deltas = append(n.deltas, make([]float32, rows*l.out))
		if i > 0 {
			most = max(most, l.in*l.out)
		}
	}
	n.turned = make([]float32, most)
	return n, nil
}

// Outputs writes the outputs of each row of x to dst.
func (n *Network) Outputs(dst, weights, x []float32) {
	n.check(weights)
	rows := n.count(x)
	if len(dst) != rows*n.shape.Outputs {
		panic(fmt.Sprintf("network: %d outputs for %d rows of %d", len(dst), rows, n.shape.Outputs))
	}
	for at := 0; at < rows; at += n.rows {
		end := min(at+n.rows, rows)
		out := n.forward(weights, n.slice(x, at, end), end-at)
		copy(dst[at*n.shape.Outputs:], out)
	}
}

// Loss is the sum of the loss over the rows.
func (n *Network) Loss(weights []float32, b Batch) float64 {
	n.check(weights)
	loss := 0.0
	for at, rows := 0, n.countBoth(b); at < rows; at += n.rows {
		block := n.block(b, at, min(at+n.rows, rows))
		loss += n.shape.Loss.judge(nil, n.forward(weights, block.X, n.count(block.X)), block.Y, n.shape.Outputs)
	}
	return loss
}

// forward gives the outputs of up to n.rows rows, and keeps every layer's units
// for backward.
func (n *Network) forward(weights, x []float32, rows int) []float32 {
	n.units[0] = x
	for i, l := range n.layers {
		out := matrix(rows, l.out, n.units[i+1])
		biases := l.biases(weights)
		for r := range rows {
			copy(out.Data[r*l.out:], biases)
		}
		multiply(false, matrix(rows, l.in, n.units[i]), matrix(l.in, l.out, l.slopes(weights)), out)
		if i < len(n.layers)-1 {
			n.shape.Activation.apply(out.Data)
		}
	}
	return n.units[len(n.layers)][:rows*n.shape.Outputs]
}

func (a Activation) apply(z []float32) {
	if a == Tanh {
		for i, v := range z {
			z[i] = float32(math.Tanh(float64(v)))
		}
		return
	}
	for i, v := range z {
		if v < 0 { // leaves what is not a number, which nobody should take for 0
			z[i] = 0
		}
	}
}

// slopes multiplies derivatives by the slope of the activation, which its value
// tells.
func (a Activation) slopes(derivatives, units []float32) {
	if a == Tanh {
		for i, v := range units {
			derivatives[i] *= 1 - v*v
		}
		return
	}
	for i, v := range units {
		if v == 0 {
			derivatives[i] = 0
		}
	}
}

func (n *Network) check(weights []float32) {
	if last := n.layers[len(n.layers)-1]; len(weights) != last.first+(last.in+1)*last.out {
		panic(fmt.Sprintf("network: %d weights for a shape of %d", len(weights), n.shape.Weights()))
	}
}

// count is the number of rows of x.
func (n *Network) count(x []float32) int {
	if len(x)%n.shape.Inputs != 0 {
		panic(fmt.Sprintf("network: %d values are no rows of %d", len(x), n.shape.Inputs))
	}
	return len(x) / n.shape.Inputs
}

func (n *Network) countBoth(b Batch) int {
	rows := n.count(b.X)
	if len(b.Y) != rows*n.shape.Outputs {
		panic(fmt.Sprintf("network: %d targets for %d rows of %d", len(b.Y), rows, n.shape.Outputs))
	}
	return rows
}

func (n *Network) slice(x []float32, from, to int) []float32 {
	return x[from*n.shape.Inputs : to*n.shape.Inputs]
}

func (n *Network) block(b Batch, from, to int) Batch {
	return Batch{n.slice(b.X, from, to), b.Y[from*n.shape.Outputs : to*n.shape.Outputs]}
}
