package budget

import (
	"math"
)

// Orders are searched from 1 + 2^firstOctave to 1 + 2^lastOctave, finely enough
// that the best between two of them is less than a thousandth better.
const (
	firstOctave = -4
	lastOctave  = 16
	perOctave   = 16
)

// best is the smallest ε over the orders that are searched, of Skellam noise the
// integers, for which alone its bound is proven. Without any divergence ε is 0.
func best(noise Noise, delta float64, divergence func(order float64) float64) (epsilon, order float64) {
	epsilon = math.Inf(1)
	for i := firstOctave * perOctave; i <= lastOctave*perOctave; i++ {
		o := 1 + math.Exp2(float64(i)/perOctave)
		if noise == Skellam {
			o = math.Ceil(o)
		}
		if e := Convert(divergence(o), o, delta); e < epsilon {
			epsilon, order = e, o
		}
	}
	if divergence(1+math.Exp2(lastOctave)) == 0 {
		return 0, 1 + math.Exp2(lastOctave)
	}
	return epsilon, order
}

// Convert turns a Rényi divergence at an order above 1 into the ε at which it
// implies (ε, δ)-differential privacy (Canonne, Kamath, Steinke 2020,
// proposition 12). It is +Inf where nothing follows, never negative.
func Convert(divergence, order, delta float64) float64 {
	if !(order > 1 && delta > 0 && delta < 1 && divergence >= 0) {
		return math.Inf(1)
	}
	epsilon := divergence + math.Log1p(-1/order) - (math.Log(delta)+math.Log(order))/(order-1)
	return math.Max(0, epsilon)
}

// Gaussian is the Rényi divergence of one release with real-valued Gaussian
// noise of multiplier z (Mironov 2017, corollary 3).
func Gaussian(z, order float64) float64 { return order / (2 * z * z) }

// SampledGaussian is the Rényi divergence, at an integer order above 1, of one
// release with Gaussian noise of multiplier z to which each unit contributes
// with probability q, by itself and in secret (Mironov, Talwar, Zhang 2019,
// section 3.3). It is +Inf for other arguments.
//
// No release of this product is of that kind: whole groups of sites are taken
// or left, and everybody knows which. It is here for comparison with programs
// that sample rows.
func SampledGaussian(q, z float64, order int) float64 {
	if !(q >= 0 && q <= 1 && z > 0) || order < 2 {
		return math.Inf(1)
	}
	if q == 0 {
		return 0
	}
	if q == 1 {
		return Gaussian(z, float64(order))
	}
	// log Σ_k binomial(α, k) (1−q)^(α−k) q^k exp(k(k−1)/(2z²)), by log-sum-exp.
	terms := make([]float64, order+1)
	most := math.Inf(-1)
	for k := range terms {
		terms[k] = logBinomial(order, k) + float64(order-k)*math.Log1p(-q) + float64(k)*math.Log(q) +
			float64(k)*float64(k-1)/(2*z*z)
		most = math.Max(most, terms[k])
	}
	sum := 0.0
	for _, t := range terms {
		sum += math.Exp(t - most)
	}
	return (most + math.Log(sum)) / float64(order-1)
}

// logBinomial is the logarithm of n over k.
func logBinomial(n, k int) float64 {
	all, _ := math.Lgamma(float64(n + 1))
	chosen, _ := math.Lgamma(float64(k + 1))
	rest, _ := math.Lgamma(float64(n - k + 1))
	return all - chosen - rest
}
