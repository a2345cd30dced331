package budget

import "math"

// Room is the part of ε that Multiplier leaves to what is only known once steps
// and variances are whole numbers, and the part of δ that the hard bound of the
// noise may take.
const Room = 1.0 / 1000

// Noise beyond a hard bound is drawn again. Were there no bound, a run would
// differ only if one of its draws were beyond: with probability η, so that
// every event of a run has its probability changed by at most η, with a unit and
// without, and (ε, δ) becomes (ε, δ + (1 + e^ε)·η).

// Beyond is what the hard bound adds to δ when the draws of a run are beyond it
// with probability eta in all.
func Beyond(epsilon, eta float64) float64 { return (1 + math.Exp(epsilon)) * eta }

// Eta is the probability that all draws of a run together may have of being
// beyond the hard bound: what it adds to δ is Room·δ.
func Eta(epsilon, delta float64) float64 { return Room * delta / (1 + math.Exp(epsilon)) }

// TableError bounds how far Skellam noise as pkg/dp draws it, from a table of 128
// bits, is from its distribution, in total variation. Tail contains it: it costs
// what draws beyond the bound cost.
const TableError = 0x1p-100

// Tail is an upper bound of the probability that one draw of deviation sigma
// lies beyond ±bound: twice the Chernoff bound at x = bound + 1. The discrete
// Gaussian has no larger moment-generating function than the Gaussian, since
// the weights of integers moved off 0 sum to less (Poisson summation; Canonne,
// Kamath, Steinke 2020), which gives exp(−x²/2σ²). Skellam noise has that of two
// Poisson variables, which gives exp(σ²(√(1 + y²) − 1) − x·asinh y), y = x/σ².
func Tail(noise Noise, sigma float64, bound uint64) float64 {
	if !(sigma > 0) || math.IsInf(sigma, 1) {
		return 1
	}
	x := float64(bound) + 1
	var exponent, table float64
	switch noise {
	case DiscreteGaussian:
		exponent = -x / sigma * (x / sigma) / 2
	case Skellam:
		y := x / (sigma * sigma)
		exponent, table = x*y/(math.Sqrt(1+y*y)+1)-x*math.Asinh(y), TableError
	default:
		return 1
	}
	return math.Min(1, 2*math.Exp(exponent)*(1+1e-9)+table) // the factor is for rounding here
}

// Bound is the smallest hard bound beyond which one draw lies with probability
// at most eta, by Tail. It is 2^62 where eta allows none.
func Bound(noise Noise, sigma, eta float64) uint64 {
	low, high := uint64(0), uint64(1)<<62
	for low < high {
		middle := low + (high-low)/2
		if Tail(noise, sigma, middle) <= eta {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}
