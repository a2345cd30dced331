package budget

import "math"

// Objective is the release of the exact minimum θ of a convex objective with
// noise in it (Chaudhuri, Monteleoni, Sarwate 2011; Kifer, Smith, Thakurta 2012):
// the logistic loss over rows x with outcome y, plus λ/2·|θ − θ₀|², plus bᵀθ with
// Gaussian b of deviation σ. Each row is a unit, of norm at most R.
//
// The bound is worked out for the logistic loss and adding or removing a row
// (compare Redberg, Koskela, Wang 2023, who have one for two signs of the
// slope). By a change of variables θ has the density φ(b(θ))·det(H(θ) + λ), where
// b(θ) = −∇loss(θ) − λ(θ − θ₀). Another row changes b(θ) by −s·x with a slope s
// whose sign y fixes and whose size is below 1, and the determinant by a factor
// between 1 and 1 + R²/4λ. So, with T standard normal and m = R/σ, the ratio of
// the two densities is at most (1 + R²/4λ)·e^g(T),
//
//	g(T) = max over s in [0, 1] of smT − s²m²/2 = 0 for T < 0, T²/2 up to T = m, mT − m²/2 beyond.
type Objective struct {
	Norm      float64 // R
	Deviation float64 // σ
	Ridge     float64 // λ
}

// panels is in how many parts an integral is bounded.
const panels = 256

// renyi bounds the Rényi divergence, in both directions, at an order above 1:
// α/(α − 1)·log(1 + R²/4λ) + log E[e^αg(T)]/(α − 1).
func (o Objective) renyi(order float64) float64 {
	if !(o.Norm > 0 && o.Deviation > 0 && o.Ridge > 0) {
		return math.Inf(1)
	}
	m, less := o.Norm/o.Deviation, order-1
	// ∫ e^((α−1)T²/2)/√2π from 0 to m; it rises, so that right ends bound it.
	middle := math.Inf(-1)
	for i := 1; i <= panels; i++ {
		t := m * float64(i) / panels
		middle = logAdd(middle, less*t*t/2)
	}
	middle += math.Log(m/panels) - math.Log(2*math.Pi)/2
	beyond := order*less*m*m/2 + math.Log(below(less*m))
	total := logAdd(logAdd(math.Log(0.5), middle), beyond)
	return (order*math.Log1p(o.Norm*o.Norm/(4*o.Ridge)) + total) / less
}

// logAdd is log(e^a + e^b).
func logAdd(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	if math.IsInf(a, -1) {
		return a
	}
	return a + math.Log1p(math.Exp(b-a))
}

// Found bounds the rate at which an attacker finds units that took part, at a
// rate fpr of others that it takes for them, from the Rényi divergence D at any
// order α: (fpr·e^D)^((α−1)/α), by Hölder's inequality. For Gaussian noise alone
// TPR is smaller.
func Found(noise Noise, releases []Release, fpr float64, objectives ...Objective) float64 {
	least := 1.0
	for i := firstOctave * perOctave; i <= lastOctave*perOctave; i++ {
		order := 1 + math.Exp2(float64(i)/perOctave)
		if noise == Skellam {
			order = math.Ceil(order)
		}
		least = math.Min(least, math.Exp((math.Log(fpr)+divergence(noise, releases, objectives, order))*(order-1)/order))
	}
	return least
}
