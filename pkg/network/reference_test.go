package network

import "math"

// reference computes in float64, row by row and with nothing but sums, what the
// package does in float32 with matrices.
type reference struct{ Shape }

// layersOf gives the inputs of every layer and the outputs, and the smallest
// distance of a hidden unit from 0 before activation.
func (r reference) layersOf(weights, x []float64) (units [][]float64, kink float64) {
	units, kink = [][]float64{x}, math.Inf(1)
	first := 0
	widths := r.widths()
	for l := 1; l < len(widths); l++ {
		in, out := widths[l-1], widths[l]
		z := make([]float64, out)
		for j := range z {
			z[j] = weights[first+in*out+j]
			for i, v := range units[l-1] {
				z[j] += v * weights[first+i*out+j]
			}
			if l == len(widths)-1 {
				continue
			}
			kink = min(kink, math.Abs(z[j]))
			if r.Activation == Tanh {
				z[j] = math.Tanh(z[j])
			} else {
				z[j] = max(z[j], 0)
			}
		}
		units = append(units, z)
		first += (in + 1) * out
	}
	return units, kink
}

func (r reference) loss(weights, x, y []float64) float64 {
	units, _ := r.layersOf(weights, x)
	out := units[len(units)-1]
	total, normaliser := 0.0, 0.0
	for j, o := range out {
		normaliser += math.Exp(o)
		switch r.Loss {
		case Logistic:
			total += math.Log(1+math.Exp(o)) - y[j]*o
		case Softmax:
			total -= y[j] * o
		case Squared:
			total += (o - y[j]) * (o - y[j]) / 2
		}
	}
	if r.Loss == Softmax {
		total += math.Log(normaliser)
	}
	return total
}

// gradient of one row, by the chain rule.
func (r reference) gradient(weights, x, y []float64) []float64 {
	units, _ := r.layersOf(weights, x)
	out := units[len(units)-1]
	delta := make([]float64, len(out))
	normaliser := 0.0
	for _, o := range out {
		normaliser += math.Exp(o)
	}
	for j, o := range out {
		switch r.Loss {
		case Logistic:
			delta[j] = 1/(1+math.Exp(-o)) - y[j]
		case Softmax:
			delta[j] = math.Exp(o)/normaliser - y[j]
		case Squared:
			delta[j] = o - y[j]
		}
	}
	g := make([]float64, len(weights))
	layers := r.layers()
	for l := len(layers) - 1; l >= 0; l-- {
		at := layers[l]
		before := make([]float64, at.in)
		for i, v := range units[l] {
			for j, d := range delta {
				g[at.first+i*at.out+j] = v * d
				before[i] += weights[at.first+i*at.out+j] * d
			}
			switch {
			case r.Activation == Tanh:
				before[i] *= 1 - v*v
			case v <= 0:
				before[i] = 0
			}
		}
		copy(g[at.first+at.in*at.out:], delta)
		delta = before
	}
	return g
}

func wide(v []float32) []float64 {
	all := make([]float64, len(v))
	for i, x := range v {
		all[i] = float64(x)
	}
	return all
}

func norm(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x * x
	}
	return math.Sqrt(sum)
}
