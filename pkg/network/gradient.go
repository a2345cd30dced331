package network

import (
	"fmt"

	"gonum.org/v1/gonum/blas/blas32"
)

// Gradient writes the gradient of the loss, summed over the rows, to dst and
// gives that loss.
func (n *Network) Gradient(dst, weights []float32, b Batch) (loss float64) {
	n.check(weights)
	n.check(dst)
	clear(dst)
	for at, rows := 0, n.countBoth(b); at < rows; at += n.rows {
		end := min(at+n.rows, rows)
		loss += n.backward(weights, n.block(b, at, end), end-at)
		n.collect(dst, end-at)
	}
	return loss
}

// backward computes the derivatives of the loss by every unit of every layer,
// before activation, for up to n.rows rows (Rumelhart, Hinton and Williams,
// Nature 1986), and gives the loss.
func (n *Network) backward(weights []float32, b Batch, rows int) float64 {
	out := n.forward(weights, b.X, rows)
	last := len(n.layers) - 1
	loss := n.shape.Loss.judge(n.deltas[last][:len(out)], out, b.Y, n.shape.Outputs)
	for i := last; i > 0; i-- {
		l := n.layers[i]
		before := matrix(rows, l.in, n.deltas[i-1])
		clear(before.Data)
		multiply(false, matrix(rows, l.out, n.deltas[i]), n.turn(weights, l), before)
		n.shape.Activation.slopes(before.Data, n.units[i][:rows*l.in])
	}
	return loss
}

// turn transposes the weights of a layer. A product with a transposed right
// side would be made of inner products, whose order depends on where slices lie
// in memory.
func (n *Network) turn(weights []float32, l layer) blas32.General {
	turned := matrix(l.out, l.in, n.turned)
	slopes := l.slopes(weights)
	for j := range l.out {
		row := turned.Data[j*l.in : (j+1)*l.in]
		for i := range row {
			row[i] = slopes[i*l.out+j]
		}
	}
	return turned
}

// collect adds the gradient over the rows that backward was called with.
func (n *Network) collect(dst []float32, rows int) {
	for i, l := range n.layers {
		deltas := matrix(rows, l.out, n.deltas[i])
		multiply(true, matrix(rows, l.in, n.units[i]), deltas, matrix(l.in, l.out, l.slopes(dst)))
		biases := l.biases(dst)
		for r := range rows {
			for j, d := range deltas.Data[r*l.out : (r+1)*l.out] {
				biases[j] += d
			}
		}
	}
}

// fits checks that units, the number of rows of each, are the rows and each fits
// into a block.
func (n *Network) fits(units []int, rows int) {
	sum := 0
	for _, u := range units {
		if u < 1 || u > n.rows {
			panic(fmt.Sprintf("network: a unit of %d rows, the network computes with 1 to %d at a time", u, n.rows))
		}
		sum += u
	}
	if sum != rows {
		panic(fmt.Sprintf("network: units of %d rows in all for %d rows", sum, rows))
	}
}
