package network

import "math"

// Norms writes the Euclidean norm of each unit's gradient, the sum of those of
// its rows, to dst. The rows of a unit follow each other; units says how many
// each has.
//
// No gradient is formed. A layer's gradient for row i is the outer product of
// its input aᵢ, with a 1 for the bias, and the derivatives δᵢ by its units, so
// that the squared norm of a unit's sum is Σᵢⱼ (δᵢ·δⱼ)(aᵢ·aⱼ + 1) over pairs of
// its rows; with one row it is the product of two norms (Goodfellow, Efficient
// per-example gradient computations, 2015).
func (n *Network) Norms(dst []float64, weights []float32, b Batch, units []int) {
	n.check(weights)
	n.fits(units, n.countBoth(b))
	_ = dst[:len(units)]
	at := 0
	for u := 0; u < len(units); {
		taken, rows := n.fill(units[u:])
		n.backward(weights, n.block(b, at, at+rows), rows)
		n.norms(dst[u:u+taken], units[u:u+taken])
		u, at = u+taken, at+rows
	}
}

// Clipped writes to dst the sum over units of their gradients, each scaled down
// to the norm clip if it is longer (Abadi et al., CCS 2016, algorithm 1). It
// gives the loss over all rows, clipped or not, and how many units were scaled.
// The sum is made in float32: rounding may take a unit's share above clip by
// about a millionth of it.
func (n *Network) Clipped(dst, weights []float32, b Batch, units []int, clip float64) (loss float64, shortened int) {
	n.check(weights)
	n.check(dst)
	n.fits(units, n.countBoth(b))
	clear(dst)
	at := 0
	for u := 0; u < len(units); {
		taken, rows := n.fill(units[u:])
		loss += n.backward(weights, n.block(b, at, at+rows), rows)
		scale := n.scale[:taken]
		n.norms(scale, units[u:u+taken])
		for i, norm := range scale {
			scale[i] = 1
			if !(norm <= clip) { // also what is not a number
				scale[i] = clip / norm
				shortened++
			}
		}
		n.shorten(scale, units[u:u+taken])
		n.collect(dst, rows)
		u, at = u+taken, at+rows
	}
	return loss, shortened
}

// fill says how many units, and rows of theirs, fit into one block.
func (n *Network) fill(units []int) (taken, rows int) {
	for _, u := range units {
		if rows+u > n.rows {
			break
		}
		taken, rows = taken+1, rows+u
	}
	return taken, rows
}

// norms is Norms for the units that backward was called with.
func (n *Network) norms(dst []float64, units []int) {
	first := 0
	for u, rows := range units {
		square := 0.0
		for i := first; i < first+rows; i++ {
			square += n.pair(i, i)
			for j := first; j < i; j++ {
				square += 2 * n.pair(i, j)
			}
		}
		dst[u] = math.Sqrt(math.Max(square, 0)) // rounding may take it below
		first += rows
	}
}

// pair is the inner product of the gradients of rows i and j.
func (n *Network) pair(i, j int) float64 {
	sum := 0.0
	for k, l := range n.layers {
		deltas, inputs := n.deltas[k], n.units[k]
		d := inner(deltas[i*l.out:(i+1)*l.out], deltas[j*l.out:(j+1)*l.out])
		sum += d * (inner(inputs[i*l.in:(i+1)*l.in], inputs[j*l.in:(j+1)*l.in]) + 1)
	}
	return sum
}

func inner(a, b []float32) float64 {
	sum := 0.0
	for i, v := range a {
		sum += float64(v) * float64(b[i])
	}
	return sum
}

// shorten multiplies the derivatives of each unit's rows.
func (n *Network) shorten(scale []float64, units []int) {
	first := 0
	for u, rows := range units {
		if scale[u] != 1 {
			for k, l := range n.layers {
				deltas := n.deltas[k][first*l.out : (first+rows)*l.out]
				for i := range deltas {
					deltas[i] *= float32(scale[u])
				}
			}
		}
		first += rows
	}
}
