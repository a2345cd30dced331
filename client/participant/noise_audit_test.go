package participant

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"testing/cryptotest"

	"samband/pkg/agreement"
	"samband/pkg/attack"
	"samband/pkg/plan"
	"samband/pkg/vector"
)

// audit tries two numbers of guesses, chosen beforehand, at 5 %.
func audit(t *testing.T, p *plan.Plan, canaries []attack.Canary) attack.Bound {
	t.Helper()
	m := len(canaries)
	b := attack.Audit(canaries, []int{m / 100, m / 30}, 0.05, p.Agreement.Privacy.Delta)
	t.Logf("%d canaries show ε %.2f, µ %.3f and with it ε %.2f; claimed ε %.2f, µ %.3f", m, b.Epsilon, b.Mu, b.Gaussian, claimed(p).Epsilon, claimed(p).Mu)
	return b
}

// stands tells whether a bound leaves the claim standing.
func stands(b, claim attack.Bound) bool {
	return b.Epsilon <= claim.Epsilon && b.Mu <= claim.Mu && b.Gaussian <= claim.Gaussian
}

// Over 20 seeds no audit shows more than is claimed; and each shows something, or
// it could not fail.
func TestNoiseHoldsItsPromise(t *testing.T) {
	for _, c := range []struct {
		hospitals int
		noise     string
		seeds     uint64
	}{{2, agreement.DiscreteGaussian, 20}, {4, agreement.DiscreteGaussian, 20}, {2, agreement.Skellam, 3}} {
		p := auditPlan(t, c.hospitals, c.noise)
		if testing.Short() {
			c.seeds = 1
		}
		for seed := range c.seeds {
			t.Run(fmt.Sprintf("%s at %d, seed %d", c.noise, c.hospitals, seed), func(t *testing.T) {
				cryptotest.SetGlobalRandom(t, seed)
				b := audit(t, p, newAudited(t, p, rand.New(rand.NewPCG(seed, 20))).canaries(t, product))
				if !stands(b, claimed(p)) {
					t.Error("the audit shows more than is claimed")
				}
				if b.Epsilon < 0.25*claimed(p).Epsilon || b.Mu < 0.4*claimed(p).Mu {
					t.Error("the audit shows hardly anything")
				}
			})
		}
	}
}

// What the insider is left with has the planned deviation around what canaries
// bring.
func TestInsiderFacesTheNoise(t *testing.T) {
	for _, hospitals := range []int{2, 4} {
		p := auditPlan(t, hospitals, agreement.DiscreteGaussian)
		cryptotest.SetGlobalRandom(t, 7)
		a := newAudited(t, p, rand.New(rand.NewPCG(7, 7)))
		sigma := 1 / claimed(p).Mu // of the mean over the rounds
		square, m := 0.0, float64(len(a.in))
		for _, c := range a.canaries(t, product) {
			if c.In {
				c.Score--
			}
			square += c.Score / sigma * (c.Score / sigma) / m
		}
		if math.Abs(square-1) > 5*math.Sqrt(2/m) {
			t.Errorf("%d hospitals: the variance is %v of the planned one", hospitals, square)
		}
	}
}

// together are the canaries of several runs, which are as one run over more units.
func together(t *testing.T, p *plan.Plan, runs int, seed uint64, by maker) (canaries []attack.Canary) {
	t.Helper()
	for run := range runs {
		canaries = append(canaries, newAudited(t, p, rand.New(rand.NewPCG(seed, uint64(run)))).canaries(t, by)...)
	}
	return canaries
}

// Noise that is broken is seen to be, by the same audit. Each seed is of three
// runs, so that half the deviation is seen whatever is drawn.
func TestBrokenNoiseIsCaught(t *testing.T) {
	p := auditPlan(t, 2, agreement.DiscreteGaussian)
	for name, by := range map[string]func(seed uint64) maker{
		"half the deviation":    func(uint64) maker { return broken(1, half) },
		"none at the other one": func(uint64) maker { return broken(1, none) },
		"the same draws again": func(seed uint64) maker {
			return func(t *testing.T, site *participant, i int, round uint32, layout vector.Layout) []uint64 {
				// The machine's random numbers begin anew, as after a bad start.
				cryptotest.SetGlobalRandom(t, seed<<8+uint64(i))
				return product(t, site, i, round, layout)
			}
		},
	} {
		seeds := uint64(3)
		if testing.Short() {
			seeds = 1
		}
		for seed := range seeds {
			t.Run(fmt.Sprintf("%s, seed %d", name, seed), func(t *testing.T) {
				cryptotest.SetGlobalRandom(t, seed)
				b := audit(t, p, together(t, p, 3, seed, by(seed)))
				if b.Mu <= claimed(p).Mu || b.Gaussian <= claimed(p).Epsilon {
					t.Error("the audit does not see it")
				}
			})
		}
	}
}

// Where two honest sites share the noise, that of one is missing if the other
// adds none: a factor √2 only. It takes many runs to show, and they show nothing
// where noise is as planned.
func TestMissingNoiseAmongSeveralIsCaught(t *testing.T) {
	if testing.Short() {
		t.Skip("60 runs")
	}
	p := auditPlan(t, 4, agreement.DiscreteGaussian)
	for name, c := range map[string]struct {
		by     maker
		stands bool
	}{"as planned": {product, true}, "none at one": {broken(1, none), false}} {
		t.Run(name, func(t *testing.T) {
			cryptotest.SetGlobalRandom(t, 1)
			if b := audit(t, p, together(t, p, 30, 1, c.by)); (b.Mu <= claimed(p).Mu) != c.stands {
				t.Error("the audit does not tell")
			}
		})
	}
}
