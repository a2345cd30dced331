package plan

import (
	"math"
	"strings"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/budget"
)

func perturbing(epsilon, clip, ridge float64) func(*agreement.Agreement) {
	return func(a *agreement.Agreement) {
		a.Algorithm.Name, a.Algorithm.Rounds, a.Algorithm.Ridge = agreement.Perturbation, 1, ridge
		a.Privacy.Epsilon, a.Privacy.Clip = epsilon, clip
	}
}

// The noise of an objective is the least that keeps to the budget; the noise on
// what is sent is next to nothing beside it, and has room.
func TestPerturbationSpendsTheBudget(t *testing.T) {
	for _, epsilon := range []float64{0.5, 4, 16} {
		p := noisy(t, "four-hospitals.yaml", perturbing(epsilon, 2, 30))
		o := p.Perturbation()
		if spent := p.Spent(p.Most()); !(spent <= epsilon && spent > 0.99*epsilon) {
			t.Errorf("ε %v, agreed %v", spent, epsilon)
		}
		most := p.Most()
		if most[p.Learning()] != 1 {
			t.Errorf("%d learning rounds", most[p.Learning()])
		}
		most[p.Learning()]++
		if spent := p.Spent(most); spent <= epsilon*1.1 {
			t.Errorf("another model comes to ε %v, agreed %v", spent, epsilon)
		}
		if a, b := p.Found(p.Most(), 0.01), p.Found(p.Most(), 0.1); !(a > 0.01 && a <= b && b <= 1 && (epsilon > 4 || b < 1)) {
			t.Errorf("attackers find %v at 0.01 and %v at 0.1", a, b)
		}
		layout, err := p.Layout(p.Learning())
		if err != nil || layout.Check() != nil || layout.Segments[0].Clip < 10*float64(p.Agreement.Algorithm.MaxRows) {
			t.Errorf("layout %+v, %v", layout, err)
		}
		n := p.Noise(p.Learning())[0]
		sent := math.Sqrt(float64(n.Variance)) * layout.Segments[0].Step() / float64(p.Agreement.Algorithm.MaxRows)
		if own := o.Deviation / (o.Ridge + float64(p.Agreement.Algorithm.MaxRows)/4); !(sent < own/20) {
			t.Errorf("ε %v: noise on what is sent moves a weight by %v, that in the objective by %v", epsilon, sent, own)
		}
	}
}

func TestPerturbationNeedsAPenalty(t *testing.T) {
	a := noisy(t, "four-hospitals.yaml", perturbing(0.5, 2, 30)).Agreement
	a.Algorithm.Ridge = 0.5
	if _, err := New(a); err == nil || !strings.Contains(err.Error(), "a higher algorithm.ridge, such as 7.51") {
		t.Errorf("λ ½ at ε ½: %v", err)
	}
}

// Noise in an objective is rounded to steps of 2^-28 of its deviation. Where ε and
// δ leave no room for what that costs, there is no plan.
func TestRoundingOfAnObjectiveNeedsRoom(t *testing.T) {
	base := *noisy(t, "four-hospitals.yaml", perturbing(16, 2, 30)).Agreement
	for _, c := range []struct {
		epsilon, delta float64
		ok             bool
	}{{16, 1e-5, true}, {4, 1e-10, true}, {30, 1e-5, false}, {100, 1e-2, false}, {4, 1e-20, false}} {
		a := base
		a.Privacy.Epsilon, a.Privacy.Delta = c.epsilon, c.delta
		p, err := New(&a)
		if ok := err == nil; ok != c.ok {
			t.Errorf("ε %v, δ %v: %v", c.epsilon, c.delta, err)
		}
		if err != nil {
			continue
		}
		draws := float64(len(p.Participants) * (2 + len(p.columns) + p.numbers() + 2*(p.Parameters()+1) + 2*NoisyBins))
		if rounding := math.Ldexp(float64(p.Parameters()), roundingBits); !(budget.Beyond(c.epsilon, draws*p.tail+rounding) <= budget.Room*c.delta*(1+1e-9)) {
			t.Errorf("ε %v, δ %v: draws and rounding together cost %v", c.epsilon, c.delta, budget.Beyond(c.epsilon, draws*p.tail+rounding))
		}
	}
}
