package budget

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// known is what testdata/known.py computed by other means.
type known struct {
	Analytic  []struct{ Epsilon, Mu, Delta float64 }
	TPR       []struct{ Mu, FPR, TPR float64 }
	Sampled   []struct{ Q, Z, Order, Divergence float64 }
	Gaussians []noised
	Skellam   []noised
	Tail      []struct {
		Noise       Noise
		Variance    float64
		Bound       uint64
		Probability float64
	}
}

type noised struct {
	Variance                       uint64
	Sites                          int
	Sensitivity, Order, Divergence float64
}

func knownValues(t *testing.T) (k known) {
	t.Helper()
	text, err := os.ReadFile("testdata/known.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &k); err != nil {
		t.Fatal(err)
	}
	if len(k.Analytic) == 0 || len(k.TPR) == 0 || len(k.Sampled) == 0 || len(k.Gaussians) == 0 || len(k.Skellam) == 0 || len(k.Tail) == 0 {
		t.Fatal("values are missing")
	}
	return k
}

// near compares with a relative tolerance.
func near(got, want, tolerance float64) bool {
	return math.Abs(got-want) <= tolerance*math.Abs(want)
}

func TestKnownGaussian(t *testing.T) {
	k := knownValues(t)
	for _, c := range k.Analytic {
		if got := Delta(c.Epsilon, c.Mu); !near(got, c.Delta, 1e-11) {
			t.Errorf("δ of ε %v, µ %v is %v, want %v", c.Epsilon, c.Mu, got, c.Delta)
		}
		mu, err := AnalyticMu(max(c.Epsilon, 1e-9), c.Delta)
		if c.Epsilon > 0 && c.Delta > 1e-30 && (err != nil || !near(mu, c.Mu, 1e-9)) {
			t.Errorf("µ of ε %v, δ %v is %v, %v; want %v", c.Epsilon, c.Delta, mu, err, c.Mu)
		}
		if got := AnalyticEpsilon(c.Mu, c.Delta); math.Abs(got-c.Epsilon) > 1e-9*(1+c.Epsilon) {
			t.Errorf("ε of µ %v, δ %v is %v, want %v", c.Mu, c.Delta, got, c.Epsilon)
		}
	}
	for _, c := range k.TPR {
		if got := TPR(c.Mu, c.FPR); !near(got, c.TPR, 1e-11) {
			t.Errorf("TPR of µ %v at %v is %v, want %v", c.Mu, c.FPR, got, c.TPR)
		}
	}
}

func TestKnownSampled(t *testing.T) {
	for _, c := range knownValues(t).Sampled {
		if got := SampledGaussian(c.Q, c.Z, int(c.Order)); !near(got, c.Divergence, 1e-9) {
			t.Errorf("%+v: got %v", c, got)
		}
	}
}

// The bounds hold, and are no looser than the papers leave them: the exact
// divergences are summed in one dimension.
func TestKnownIntegerNoise(t *testing.T) {
	k := knownValues(t)
	for noise, cases := range map[Noise][]noised{DiscreteGaussian: k.Gaussians, Skellam: k.Skellam} {
		for _, c := range cases {
			r := Release{Variance: c.Variance, Sites: c.Sites, Sensitivity: c.Sensitivity, Values: 1, Times: 1}
			got := r.renyi(noise, c.Order)
			loose := 1.25
			if c.Variance == 1 || noise == Skellam && c.Variance <= 5 {
				loose = 2.5
			}
			if got < c.Divergence || got > loose*c.Divergence {
				t.Errorf("%s %+v: bound %v", noise, c, got)
			}
		}
	}
}

func TestKnownTail(t *testing.T) {
	for _, c := range knownValues(t).Tail {
		sigma := math.Sqrt(c.Variance)
		got := Tail(c.Noise, sigma, c.Bound)
		slack := 4 + 3*float64(c.Bound)/sigma // Chernoff is off by about √(2π)·x/σ
		if got < c.Probability || got > slack*c.Probability+TableError {
			t.Errorf("%+v: bound %v", c, got)
		}
	}
}
