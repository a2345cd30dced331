package budget

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func releaseOf(t *rapid.T) Release {
	return Release{
		Variance:    rapid.Uint64Range(1<<16, 1<<44).Draw(t, "variance"),
		Sites:       rapid.IntRange(1, 50).Draw(t, "sites"),
		Sensitivity: rapid.Float64Range(1, 1<<20).Draw(t, "sensitivity"),
		Values:      rapid.IntRange(1, 1<<20).Draw(t, "values"),
		Times:       rapid.IntRange(1, 200).Draw(t, "times"),
	}
}

func noiseOf(t *rapid.T) Noise {
	return rapid.SampledFrom([]Noise{DiscreteGaussian, Skellam}).Draw(t, "noise")
}

func deltaOf(t *rapid.T) float64 {
	return math.Pow(10, -rapid.Float64Range(1, 15).Draw(t, "digits of δ"))
}

// More of anything that costs costs more, and less of what protects.
func TestMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		noise, r, delta := noiseOf(t), releaseOf(t), deltaOf(t)
		base, _ := Epsilon(noise, []Release{r}, delta)
		for what, worse := range map[string]Release{
			"more often":       {r.Variance, r.Sites, r.Sensitivity, r.Values, 2 * r.Times},
			"less noise":       {r.Variance / 2, r.Sites, r.Sensitivity, r.Values, r.Times},
			"more sensitivity": {r.Variance, r.Sites, 1.5 * r.Sensitivity, r.Values, r.Times},
			"more values":      {r.Variance, r.Sites, r.Sensitivity, 4 * r.Values, r.Times},
		} {
			if e, _ := Epsilon(noise, []Release{worse}, delta); e < base {
				t.Fatalf("%s: ε falls from %v to %v", what, base, e)
			}
		}
		if e, _ := Epsilon(noise, []Release{r}, delta/10); e < base {
			t.Fatalf("a smaller δ: ε falls from %v to %v", base, e)
		}
	})
}

// Composition: two entries are one of both; order and empty entries do not
// matter; the whole costs at most the sum of the parts at half δ each.
func TestComposition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		noise, r, s, delta := noiseOf(t), releaseOf(t), releaseOf(t), deltaOf(t)
		once := r
		once.Times = 1
		var split []Release
		for range r.Times {
			split = append(split, once)
		}
		whole, _ := Epsilon(noise, []Release{r}, delta)
		if parts, _ := Epsilon(noise, split, delta); !near(parts, whole, 1e-9) {
			t.Fatalf("%v in parts, %v whole", parts, whole)
		}
		both, _ := Epsilon(noise, []Release{r, s}, delta)
		if back, _ := Epsilon(noise, []Release{s, {}, r}, delta); !near(back, both, 1e-9) {
			t.Fatalf("%v in the other order, %v", back, both)
		}
		one, _ := Epsilon(noise, []Release{r}, delta/2)
		two, _ := Epsilon(noise, []Release{s}, delta/2)
		if both > (one+two)*(1+1e-3) {
			t.Fatalf("together %v, apart %v and %v", both, one, two)
		}
		if mu := Mu([]Release{r, s}); !near(mu*mu, math.Pow(Mu([]Release{r}), 2)+math.Pow(Mu([]Release{s}), 2), 1e-12) {
			t.Fatalf("µ %v", mu)
		}
	})
}

// Rényi accounting is never below the exact Gaussian, and not far above it.
func TestRenyiAboveAnalytic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mu, delta := rapid.Float64Range(0.01, 10).Draw(t, "µ"), deltaOf(t)
		exact := AnalyticEpsilon(mu, delta)
		renyi, _ := best(DiscreteGaussian, delta, func(order float64) float64 { return Gaussian(1/mu, order) })
		if renyi < exact {
			t.Fatalf("Rényi %v, exact %v", renyi, exact)
		}
		if delta <= 1e-5 && renyi > 1.35*exact+0.01 {
			t.Fatalf("Rényi %v is far above %v", renyi, exact)
		}
	})
}

func TestInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		epsilon, delta := rapid.Float64Range(0.01, 30).Draw(t, "ε"), deltaOf(t)
		mu, err := AnalyticMu(epsilon, delta)
		if err != nil {
			t.Fatal(err)
		}
		if got := Delta(epsilon, mu); got > delta || got < delta*(1-1e-9) {
			t.Fatalf("δ %v, want %v", got, delta)
		}
		if got := AnalyticEpsilon(mu, delta); !near(got, epsilon, 1e-9) {
			t.Fatalf("ε %v, want %v", got, epsilon)
		}
	})
}

// What Multiplier gives, fits, in whole numbers too, and wastes little.
func TestMultiplier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		noise, epsilon, delta := noiseOf(t), rapid.Float64Range(0.1, 16).Draw(t, "ε"), deltaOf(t)
		weights := rapid.SliceOfN(rapid.Float64Range(0.01, 10), 1, 5).Draw(t, "weights")
		sites, values := rapid.IntRange(1, 9).Draw(t, "sites"), rapid.IntRange(1, 1<<16).Draw(t, "values")
		z, err := Multiplier(noise, epsilon, delta, weights)
		if err != nil {
			t.Fatal(err)
		}
		var releases []Release
		for i := range z {
			if want := z[0] * math.Sqrt(weights[0]/weights[i]); !near(z[i], want, 1e-12) {
				t.Fatalf("multipliers %v of weights %v", z, weights)
			}
			// Steps so that a site's deviation is about 2^13 of them, as the plan has it.
			sensitivity := 0x1p13 * math.Sqrt(float64(sites)) / z[i]
			site := math.Ceil(math.Pow(z[i]*sensitivity, 2) / float64(sites))
			releases = append(releases, Release{uint64(site), sites, sensitivity, values, 1})
		}
		got, _ := Epsilon(noise, releases, delta)
		if got > epsilon || got < epsilon*(1-3*Room) {
			t.Fatalf("ε %v of %v", got, epsilon)
		}
	})
}

func TestRefused(t *testing.T) {
	for _, c := range []struct{ epsilon, delta float64 }{
		{0, 1e-6}, {-1, 1e-6}, {math.NaN(), 1e-6}, {math.Inf(1), 1e-6}, {1001, 1e-6}, {1, 0}, {1, 1}, {1, -1}, {1, math.NaN()}, {1, 1e-31},
	} {
		if _, err := Multiplier(Skellam, c.epsilon, c.delta, []float64{1}); err == nil {
			t.Errorf("%+v is accepted", c)
		}
		if _, err := AnalyticMu(c.epsilon, c.delta); err == nil {
			t.Errorf("%+v is accepted", c)
		}
	}
	for _, weights := range [][]float64{nil, {0}, {1, -1}, {math.NaN()}, {math.Inf(1)}, {math.MaxFloat64, math.MaxFloat64}} {
		if _, err := Multiplier(DiscreteGaussian, 1, 1e-6, weights); err == nil {
			t.Errorf("weights %v are accepted", weights)
		}
	}
	good := Release{1 << 40, 2, 1 << 18, 10, 1}
	for what, bad := range map[string]Release{
		"no noise":       {0, 2, 1, 10, 1},
		"no sites":       {1 << 40, 0, 1, 10, 1},
		"no values":      {1 << 40, 2, 1, 0, 1},
		"no sensitivity": {1 << 40, 2, math.NaN(), 10, 1},
		"negative":       {1 << 40, 2, -1, 10, 1},
	} {
		if e, _ := Epsilon(DiscreteGaussian, []Release{good, bad}, 1e-6); !math.IsInf(e, 1) {
			t.Errorf("%s: ε %v", what, e)
		}
	}
	if e, _ := Epsilon("laplace", []Release{good}, 1e-6); !math.IsInf(e, 1) {
		t.Errorf("unknown noise: ε %v", e)
	}
	for _, delta := range []float64{0, 1, -1, math.NaN()} {
		if e, _ := Epsilon(Skellam, []Release{good}, delta); !math.IsInf(e, 1) {
			t.Errorf("δ %v: ε %v", delta, e)
		}
	}
	if e, _ := Epsilon(Skellam, nil, 1e-6); e != 0 {
		t.Errorf("nothing released: ε %v", e)
	}
	if p := TPR(1, 0); p != 0 {
		t.Errorf("TPR %v at no false positives", p)
	}
	if p := TPR(1, 1); p != 1 {
		t.Errorf("TPR %v at all false positives", p)
	}
}

// The hard bound is the smallest that Tail allows, and adds to δ what is said.
func TestBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		noise := noiseOf(t)
		sigma := math.Exp2(rapid.Float64Range(0, 24).Draw(t, "log σ"))
		eta := math.Exp2(-rapid.Float64Range(1, 200).Draw(t, "−log η"))
		if noise == Skellam {
			eta += 2 * TableError
		}
		bound := Bound(noise, sigma, eta)
		if Tail(noise, sigma, bound) > eta || bound > 0 && Tail(noise, sigma, bound-1) <= eta {
			t.Fatalf("bound %d", bound)
		}
		if noise == DiscreteGaussian && float64(bound) > sigma*math.Sqrt(2*math.Log(2/eta))+1 {
			t.Fatalf("bound %d is above the closed form", bound)
		}
	})
	epsilon, delta := 4.0, 1e-6
	if got := Beyond(epsilon, Eta(epsilon, delta)); !near(got, delta*Room, 1e-12) {
		t.Errorf("the hard bound adds %v to δ", got)
	}
	if b := Bound(DiscreteGaussian, 1, 0); b != 1<<62 && Tail(DiscreteGaussian, 1, b) != 0 {
		t.Errorf("bound %d for no tail", b)
	}
	for _, sigma := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		if p := Tail(Skellam, sigma, 10); p != 1 {
			t.Errorf("σ %v: tail %v", sigma, p)
		}
	}
}
