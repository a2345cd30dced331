package rows

import (
	"math"
	"math/rand/v2"
	"slices"
)

// dirichlet draws shares around mean, which sums to 1: near it for a large
// concentration, all for one for a small one. It is a quotient of gamma variates,
// whose logarithms are drawn so that small shapes do not underflow.
func dirichlet(random *rand.Rand, concentration float64, mean []float64) []float64 {
	logs := make([]float64, len(mean))
	for i, m := range mean {
		logs[i] = math.Inf(-1)
		if m > 0 {
			logs[i] = logGamma(random, concentration*m)
		}
	}
	most, sum := slices.Max(logs), 0.0
	shares := make([]float64, len(mean))
	for i, l := range logs {
		shares[i] = math.Exp(l - most)
		sum += shares[i]
	}
	for i := range shares {
		shares[i] /= sum
	}
	return shares
}

// logGamma draws the logarithm of a gamma variate of scale 1 (Marsaglia and
// Tsang, A simple method for generating gamma variables, 2000; shapes below 1 by
// the remark in section 6).
func logGamma(random *rand.Rand, shape float64) float64 {
	boost := 0.0
	if shape < 1 {
		boost = math.Log(1-random.Float64()) / shape
		shape++
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := random.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-random.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return math.Log(d*v) + boost
		}
	}
}
