package attack

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Limits of the search. Beyond them a bound says "no protection" all the same.
const (
	mostEpsilon = 1000
	mostMu      = 60
)

// Epsilon is a lower bound of ε at this δ that is wrong with at most the given
// probability (Steinke, Nasr, Jagielski 2023, theorem 5.2): the smallest ε under
// which guesses as good as these are not too unlikely. It is 0 where they are
// not, and 1000 where no ε explains them.
func (g Guesses) Epsilon(significance, delta float64) float64 {
	return smallest(mostEpsilon, func(epsilon float64) bool { return g.likely(epsilon, delta) > significance })
}

// likely bounds the probability that so many guesses or more are right, of any
// auditor of an (ε, δ)-differentially private release. Without δ each guess is
// right with probability e^ε/(1 + e^ε) at most, whatever the others were; δ adds
// 2mδ times the most that the distribution of right guesses has to a guess,
// averaged over the counts right below.
func (g Guesses) likely(epsilon, delta float64) float64 {
	wrong := 1 / (1 + math.Exp(epsilon))
	if float64(g.Correct) <= math.Floor(float64(g.Made)*(1-wrong)) {
		return 1 // at most the mean: one half at least, and no audit asks for that
	}
	at := binomial(g.Made, g.Correct, wrong) // of the count itself, then of those above
	enough := 0.0
	for v := g.Correct; v <= g.Made && at > 0; v++ {
		enough += at
		at *= float64(g.Made-v) / float64(v+1) * (1 - wrong) / wrong
	}
	most, sum := 0.0, 0.0
	at = binomial(g.Made, g.Correct-1, wrong)
	for v := g.Correct - 1; v >= 0 && at > most; v-- { // unimodal: once below the mean of those before, below for good
		sum += at
		most = sum / float64(g.Correct-v)
		at *= float64(v) / float64(g.Made-v+1) * wrong / (1 - wrong)
	}
	return math.Min(1, enough+2*float64(g.Canaries)*delta*most)
}

// binomial is the probability of k of n, each with probability 1 − wrong.
func binomial(n, k int, wrong float64) float64 {
	all, _ := math.Lgamma(float64(n + 1))
	right, _ := math.Lgamma(float64(k + 1))
	rest, _ := math.Lgamma(float64(n - k + 1))
	return math.Exp(all - right - rest + float64(k)*math.Log1p(-wrong) + float64(n-k)*math.Log(wrong))
}

// Mu is a lower bound of the µ of Gaussian differential privacy that is wrong
// with at most the given probability (Mahloujifar, Melis, Chaudhuri 2024): it
// uses the whole trade-off curve, not one ε of it, and is above what Epsilon
// shows where noise is Gaussian.
func (g Guesses) Mu(significance float64) float64 {
	return smallest(mostMu, func(mu float64) bool { return g.possible(mu, significance) })
}

// possible tells whether an auditor of a µ-Gaussian differentially private
// release is so often right with the probability given. It follows that paper's
// recursion from the count of right guesses down: right and wrong are the
// probabilities, per canary, of a guess right and wrong together with at least
// so many right, which cannot grow faster than the trade-off curve lets the one
// be of the other; if what would be left at no right guess is more than the
// guesses made per canary, it is impossible.
func (g Guesses) possible(mu, significance float64) bool {
	if g.Correct == 0 {
		return true
	}
	m := float64(g.Canaries)
	right := significance * float64(g.Correct) / m
	wrong := significance * float64(g.Made-g.Correct) / m
	for v := g.Correct - 1; v >= 0; v-- {
		least := 0.0
		if right > 0 {
			least = normal(mathext.NormalQuantile(math.Min(right, 1)) - mu)
		}
		if least <= wrong {
			break
		}
		right = math.Min(1, right+float64(v)/float64(g.Made-v)*(least-wrong))
		wrong = least
	}
	return right+wrong <= float64(g.Made)/m
}

// normal is the standard normal distribution function.
func normal(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

// smallest is the smallest x of [0, most] from which on holds is true, within
// 1e-9, or most where it is nowhere.
func smallest(most float64, holds func(x float64) bool) float64 {
	if holds(0) {
		return 0
	}
	low, high := 0.0, 1.0
	for !holds(high) {
		if low, high = high, 2*high; high > most {
			return most
		}
	}
	for high-low > 1e-9*math.Max(1, high) {
		if middle := (low + high) / 2; holds(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return low
}
