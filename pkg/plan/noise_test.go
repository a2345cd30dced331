package plan

import (
	"math"
	"os"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/agreement"
	"samband/pkg/budget"
)

// noisy is the plan of the two hospitals, or the four, with noise.
func noisy(t interface {
	Helper()
	Fatal(...any)
}, file string, change func(*agreement.Agreement)) *Plan {
	t.Helper()
	text, err := os.ReadFile("../agreement/testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	noised := strings.Replace(string(text), "noise: none", "noise: discrete-gaussian\n  epsilon: 4\n  delta: 1e-5\n  clip: 1", 1)
	noised = strings.Replace(noised, "unit: patient", "unit: patient\n  rows_per_patient: 3", 1)
	a, err := agreement.Parse(file, []byte(noised))
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(a)
		again, err := a.YAML()
		if err != nil {
			t.Fatal(err)
		}
		again = regexp.MustCompile(`(?m)^\s+(threshold|min_contributors|insiders): 0\n`).ReplaceAll(again, nil)
		if a, err = agreement.Parse(file, again); err != nil {
			t.Fatal(err)
		}
	}
	p, err := New(a)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// What all rounds come to is the agreed ε, hardly less; one round more is above.
func TestBudgetIsSpentExactly(t *testing.T) {
	for _, kind := range []string{agreement.DiscreteGaussian, agreement.Skellam} {
		for _, epsilon := range []float64{0.1, 0.5, 1, 4, 8, 30} {
			p := noisy(t, "two-hospitals.yaml", func(a *agreement.Agreement) { a.Privacy.Noise, a.Privacy.Epsilon = kind, epsilon })
			if spent := p.Spent(p.Most()); !(spent <= epsilon && spent > 0.99*epsilon) {
				t.Errorf("%s: ε %v, agreed %v", kind, spent, epsilon)
			}
			more := p.Most()
			more[p.Learning()]++
			if spent := p.Spent(more); spent <= epsilon {
				t.Errorf("%s: another round comes to ε %v, agreed %v", kind, spent, epsilon)
			}
			if p.Spent(nil) != 0 {
				t.Error("nothing costs something")
			}
			if mu, err := budget.AnalyticMu(epsilon, p.Agreement.Privacy.Delta); err != nil || p.Mu(p.Most()) > mu {
				t.Errorf("%s: µ %v above that of the analytic Gaussian, %v, %v", kind, p.Mu(p.Most()), mu, err)
			}
		}
	}
}

// Whoever are the insiders, the noise of the others has the full deviation; and
// all sums fit, with every draw at its bound.
func TestNoiseOfTheHonest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := noisy(t, rapid.SampledFrom([]string{"two-hospitals.yaml", "four-hospitals.yaml"}).Draw(t, "file"), func(a *agreement.Agreement) {
			a.Privacy.Noise = rapid.SampledFrom([]string{agreement.DiscreteGaussian, agreement.Skellam}).Draw(t, "noise")
			a.Privacy.Epsilon = rapid.Float64Range(0.2, 30).Draw(t, "epsilon")
			a.Privacy.Delta = rapid.SampledFrom([]float64{1e-9, 1e-6, 1e-3}).Draw(t, "delta")
			a.Privacy.Clip = rapid.Float64Range(1e-3, 1e3).Draw(t, "clip")
			a.Privacy.Insiders = rapid.IntRange(1, len(a.Parties)-1).Draw(t, "insiders")
			a.Algorithm.Rounds = rapid.IntRange(1, 40).Draw(t, "rounds")
			a.Algorithm.MaxRows = rapid.SampledFrom([]int{1, 100, 1 << 24}).Draw(t, "max_rows")
		})
		honest := float64(p.MinContributors - p.Agreement.Privacy.Insiders)
		for _, phase := range p.Phases() {
			l, err := p.Layout(phase)
			if err != nil {
				t.Fatal(err)
			}
			if err := l.Check(); err != nil {
				t.Fatal(err)
			}
			noise := p.Noise(phase)
			if len(noise) != len(l.Segments) {
				t.Fatalf("%d noises for %d segments", len(noise), len(l.Segments))
			}
			for i, n := range noise {
				s := l.Segments[i]
				if least := n.Unit/s.Step() + math.Sqrt(float64(s.Length)); n.Sensitivity < least {
					t.Fatalf("%s: sensitivity %v, a unit moves the sum by %v", s.Name, n.Sensitivity, least)
				}
				sigma := math.Sqrt(honest * float64(n.Variance))
				if sigma < n.Multiplier*n.Sensitivity*(1-1e-12) {
					t.Fatalf("%s: σ %v of those who are honest, needed %v", s.Name, sigma, n.Multiplier*n.Sensitivity)
				}
				if site := math.Sqrt(float64(n.Variance)); site < 1<<12 || n.Variance > most(n.Kind) {
					t.Fatalf("%s: a site's σ is %v steps", s.Name, site)
				}
				if s.Noise != n.Bound || float64(n.Bound) < 5*math.Sqrt(float64(n.Variance)) {
					t.Fatalf("%s: bound %d of the layout, %d of the noise", s.Name, s.Noise, n.Bound)
				}
				if s.Clip < float64(p.Agreement.Algorithm.MaxRows)*n.Unit {
					t.Fatalf("%s: a site can bring %v to a value, the clip is %v", s.Name, float64(p.Agreement.Algorithm.MaxRows)*n.Unit, s.Clip)
				}
			}
		}
	})
}

func TestNoiseThatCannotBeDrawn(t *testing.T) {
	p := noisy(t, "two-hospitals.yaml", nil)
	p.Agreement.Privacy.Noise, p.Agreement.Privacy.Epsilon = agreement.Skellam, 60
	if err := p.calibrate(); err == nil || !strings.Contains(err.Error(), "write noise: discrete-gaussian, or a lower epsilon") {
		t.Error(err)
	}
}

// What docs/privacy.md says of a person with rows at two of the sites that share
// the noise: the sum moves by twice the sensitivity, under the same noise.
func TestPersonAtTwoSites(t *testing.T) {
	p := noisy(t, "four-hospitals.yaml", func(a *agreement.Agreement) { a.Privacy.Insiders = 2 })
	if p.honest() < 2 {
		t.Fatalf("%d honest", p.honest())
	}
	twice := 0.0
	for _, part := range p.releases(p.Most()) {
		for i := range part {
			part[i].Sensitivity *= 2
		}
		epsilon, _ := budget.Epsilon(budget.DiscreteGaussian, part, p.delta())
		twice = max(twice, epsilon)
	}
	if math.Abs(twice-9.0) > 0.05 {
		t.Errorf("ε = %v; the document says 9.0 at ε = %v, δ = %v", twice, p.Agreement.Privacy.Epsilon, p.Agreement.Privacy.Delta)
	}
}
