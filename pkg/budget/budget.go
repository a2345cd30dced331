// Package budget is privacy accounting: what a run's noised releases cost in
// (ε, δ), what noise an agreed (ε, δ) needs, and what the remaining room for an
// attacker is. It draws nothing and sees no value.
//
// Words: a release is one vector that several sites noised and that was summed;
// its sensitivity Δ is the largest L2 distance, in steps of the quantised
// values, between the sums with and without one unit; σ is the deviation of the
// noise that the insiders cannot subtract, and z = σ/Δ its multiplier.
//
// What is enforced is Rényi differential privacy (Mironov 2017), because it
// holds for noise on integers: for a sum of discrete Gaussians (Kairouz, Liu,
// Steinke 2021) and for Skellam noise (Agarwal, Kairouz, Liu 2021). Beside it
// stands the analytic Gaussian (Balle, Wang 2018), exact for real-valued noise
// and a shade smaller. docs/privacy.md has the formulas and their sources.
package budget

import "math"

// Noise is a distribution of noise on integers, by its name in the agreement.
type Noise string

const (
	DiscreteGaussian Noise = "discrete-gaussian"
	Skellam          Noise = "skellam"
)

// Release is one kind of noised vector and how often it is released.
type Release struct {
	Variance    uint64  // of one site's noise on one value, in steps²
	Sites       int     // h: how many sites' noise counts, insiders' left out
	Sensitivity float64 // Δ: L2, in steps
	Values      int     // D: length of the vector
	Times       int
}

// Deviation is σ = √(h·variance), in steps.
func (r Release) Deviation() float64 {
	return math.Sqrt(float64(r.Sites) * float64(r.Variance))
}

// Multiplier is z = σ/Δ.
func (r Release) Multiplier() float64 { return r.Deviation() / r.Sensitivity }

// renyi bounds the Rényi divergence of one such release at an order above 1, an
// integer for Skellam noise.
func (r Release) renyi(noise Noise, order float64) float64 {
	if r.Variance == 0 || r.Sites < 1 || r.Values < 1 || !(r.Sensitivity >= 0) {
		return math.Inf(1)
	}
	switch noise {
	case DiscreteGaussian:
		return r.gaussians(order)
	case Skellam:
		return r.skellam(order)
	}
	return math.Inf(1)
}

// gaussians is Kairouz, Liu, Steinke 2021, theorem on sums of discrete
// Gaussians: a sum of h of them is no discrete Gaussian, but so near to one
// that the multiplier's inverse grows by τ√D. From σ = 5 of a site on, τ is
// below 10⁻¹⁰⁰.
func (r Release) gaussians(order float64) float64 {
	tau, site := 0.0, float64(r.Variance)
	for k := 1; k < r.Sites; k++ {
		ratio := float64(k) / float64(k+1)
		tau += 10 * math.Exp(-2*math.Pi*math.Pi*site*ratio)
	}
	inverse := 1/r.Multiplier() + tau*math.Sqrt(float64(r.Values))
	return order / 2 * inverse * inverse
}

// skellam is Agarwal, Kairouz, Liu 2021, the bound for several dimensions, with
// the L1 sensitivity that follows from the L2 one: ≤ √D·Δ for any vector and
// ≤ Δ² for integers. Sums of Skellam noise are Skellam noise of the summed
// variance.
func (r Release) skellam(order float64) float64 {
	variance := float64(r.Sites) * float64(r.Variance)
	square := r.Sensitivity * r.Sensitivity
	l1 := math.Min(math.Sqrt(float64(r.Values))*r.Sensitivity, square)
	more := math.Min(((2*order-1)*square+6*l1)/(4*variance*variance), 3*l1/(2*variance))
	return order*square/(2*variance) + more
}

// Epsilon is the ε at which all releases together are (ε, δ)-differentially
// private, whatever each depends on of those before, and the order that gives
// it. It is +Inf, at order 0, where there is no bound: a release without noise,
// or δ outside (0, 1).
func Epsilon(noise Noise, releases []Release, delta float64, objectives ...Objective) (epsilon, order float64) {
	return best(noise, delta, func(order float64) float64 { return divergence(noise, releases, objectives, order) })
}

// divergence is the Rényi divergence of all releases together.
func divergence(noise Noise, releases []Release, objectives []Objective, order float64) float64 {
	total := 0.0
	for _, r := range releases {
		if r.Times > 0 {
			total += float64(r.Times) * r.renyi(noise, order)
		}
	}
	for _, o := range objectives {
		total += o.renyi(order)
	}
	return total
}

// Mu is the µ of Gaussian differential privacy of all releases together, √Σ 1/z²
// (Dong, Roth, Su 2022, corollary on composition), as if their noise were
// real-valued.
func Mu(releases []Release) float64 {
	total := 0.0
	for _, r := range releases {
		if r.Times > 0 {
			z := r.Multiplier()
			total += float64(r.Times) / (z * z)
		}
	}
	return math.Sqrt(total)
}
