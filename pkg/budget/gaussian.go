package budget

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// below is Φ, the standard normal distribution function.
func below(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

// scaled is exp(x²)·erfc(x) for x ≥ 0, where neither factor alone would do for
// a large x.
func scaled(x float64) float64 {
	if x < 3 {
		return math.Exp(x*x) * math.Erfc(x)
	}
	// The continued fraction of erfc (Abramowitz, Stegun 7.1.14), from its end.
	tail := x
	for k := 60; k >= 1; k-- {
		tail = x + float64(k)/2/tail
	}
	return 1 / (math.Sqrt(math.Pi) * tail)
}

// Delta is the smallest δ at which real-valued Gaussian noise of µ = Δ/σ is
// (ε, δ)-differentially private (Balle, Wang 2018, theorem 8), for ε ≥ 0:
//
//	δ = Φ(−a) − e^ε·Φ(−b), a = ε/µ − µ/2, b = ε/µ + µ/2
//
// with e^ε·φ(b) = φ(a), so that nothing overflows.
func Delta(epsilon, mu float64) float64 {
	if !(mu > 0) {
		return 0
	}
	a, b := epsilon/mu-mu/2, epsilon/mu+mu/2
	density := math.Exp(-a*a/2) / 2
	if a > 0 {
		return density * (scaled(a/math.Sqrt2) - scaled(b/math.Sqrt2))
	}
	return below(-a) - density*scaled(b/math.Sqrt2)
}

// AnalyticEpsilon is the smallest ε of real-valued Gaussian noise of µ at this
// δ, rounded up; +Inf where δ is not in (0, 1).
func AnalyticEpsilon(mu, delta float64) float64 {
	if !(delta > 0 && delta < 1) || math.IsNaN(mu) || math.IsInf(mu, 0) {
		return math.Inf(1)
	}
	if Delta(0, mu) <= delta {
		return 0
	}
	high := 1.0
	for Delta(high, mu) > delta {
		high *= 2
	}
	_, high = bisect(0, high, func(epsilon float64) bool { return Delta(epsilon, mu) > delta })
	return high
}

// AnalyticMu is the largest µ at which real-valued Gaussian noise is (ε,
// δ)-differentially private, rounded down.
func AnalyticMu(epsilon, delta float64) (float64, error) {
	if err := check(epsilon, delta); err != nil {
		return 0, err
	}
	high := 1.0
	for Delta(epsilon, high) <= delta {
		high *= 2
	}
	low, _ := bisect(0, high, func(mu float64) bool { return Delta(epsilon, mu) <= delta })
	return low, nil
}

// bisect narrows [low, high], where holds(low) and not holds(high), to
// neighbouring numbers or nearly.
func bisect(low, high float64, holds func(float64) bool) (float64, float64) {
	for range 200 {
		middle := low + (high-low)/2
		if middle <= low || middle >= high {
			break
		}
		if holds(middle) {
			low = middle
		} else {
			high = middle
		}
	}
	return low, high
}

// TPR bounds how often an attacker who wrongly says of a part fpr of absent
// units that they are present rightly says so of a present one, where all
// releases together have µ: Φ(Φ⁻¹(fpr) + µ) (Dong, Roth, Su 2022). It holds
// whatever the attacker knows of all other units.
func TPR(mu, fpr float64) float64 {
	switch {
	case !(fpr > 0):
		return 0
	case fpr >= 1:
		return 1
	}
	return below(mathext.NormalQuantile(fpr) + mu)
}

// AUC bounds the area under the curve of TPR over false positives, Φ(µ/√2).
func AUC(mu float64) float64 { return below(mu / math.Sqrt2) }

// check refuses budgets of which nothing follows.
func check(epsilon, delta float64) error {
	if !(epsilon > 0 && epsilon <= 1000) {
		return fmt.Errorf("ε is %v; it needs a number above 0, at most 1000", epsilon)
	}
	if !(delta >= 1e-30 && delta < 1) {
		return fmt.Errorf("δ is %v; it needs a number from 1e-30 to below 1", delta)
	}
	return nil
}
