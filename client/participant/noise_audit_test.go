package participant

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/cryptotest"

	"samband/pkg/agreement"
	"samband/pkg/algorithm"
	"samband/pkg/attack"
	"samband/pkg/digest"
	"samband/pkg/dp"
	"samband/pkg/plan"
	"samband/pkg/protocol"
	"samband/pkg/secagg"
	"samband/pkg/vector"
)

// audited is a run whose noise is audited: its vectors are made by the programs
// of the participants themselves, charged, noised and on disk.
type audited struct {
	plan  *plan.Plan
	sites []*participant
	in    []bool // which canaries are at the last site, by coins
}

// auditPlan is of so many hospitals, one insider, and a network of some 8,000
// weights, so that every canary has a value of the gradient to itself. The noise is
// shared by one honest hospital of two, or by two of the three that at least take
// part of four.
func auditPlan(t *testing.T, hospitals int, noise string) *plan.Plan {
	t.Helper()
	file, hidden := "two-hospitals.yaml", 1150
	if hospitals == 4 {
		file, hidden = "four-hospitals.yaml", 540
	}
	text, err := os.ReadFile("../../pkg/agreement/testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	yaml := strings.NewReplacer(
		"model: logistic-regression", fmt.Sprintf("model: mlp\nnetwork: {hidden: [%d], activation: relu, loss: logistic}", hidden),
		"name: newton\n", "name: fedavg\n  steps: 1\n  rate: 0.1\n", "rounds: 10", "rounds: 4", "  tolerance: 1e-9\n", "",
		"unit: patient", "unit: patient\n  rows_per_patient: 1",
		"noise: none", "noise: "+noise+"\n  epsilon: 4\n  delta: 1e-5\n  clip: 1\n  insiders: 1",
		"threshold: 4", "threshold: 2", "min_contributors: 4", "min_contributors: 3",
	).Replace(string(text))
	a, err := agreement.Parse(file, []byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.New(a)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// claimed is what the learning rounds, of which canaries are a part, are said to
// cost.
func claimed(p *plan.Plan) attack.Bound {
	times := map[string]int{p.Learning(): p.Most()[p.Learning()]}
	epsilon := p.Spent(times)
	return attack.Bound{Epsilon: epsilon, Mu: p.Mu(times), Gaussian: epsilon}
}

// newAudited flips the coins. As many sites take part as must.
func newAudited(t *testing.T, p *plan.Plan, coins *rand.Rand) *audited {
	t.Helper()
	a := &audited{plan: p}
	for range p.Parameters() {
		a.in = append(a.in, coins.IntN(2) == 1)
	}
	for range p.MinContributors {
		d := &directory{t.TempDir()}
		if err := os.Mkdir(filepath.Join(d.path, RoundFolder), 0o700); err != nil {
			t.Fatal(err)
		}
		a.sites = append(a.sites, &participant{cfg: Config{Agreement: p.Agreement, Log: slog.New(slog.DiscardHandler)}, plan: p, dir: d})
	}
	return a
}

// brings is what a site contributes to a learning round.
type brings struct {
	algorithm.Learner
	gradient []float64
}

func (b brings) MarshalState() ([]byte, error)          { return []byte("{}"), nil }
func (b brings) Contribution(string) ([]float64, error) { return b.gradient, nil }

// clipped is the sum over the canaries that are in, as the units that they are:
// each brings twice what a unit may, to one value of the gradient, and is clipped.
func (a *audited) clipped(t *testing.T) []float64 {
	t.Helper()
	unit := a.plan.Noise(a.plan.Learning())[0].Unit
	sum, err := dp.NewSum([]dp.Segment{{Length: len(a.in), Unit: unit}})
	if err != nil {
		t.Fatal(err)
	}
	gradient := make([]float64, len(a.in))
	for j, in := range a.in {
		if !in {
			continue
		}
		gradient[j] = 2 * unit
		if err := sum.Add(gradient); err != nil {
			t.Fatal(err)
		}
		gradient[j] = 0
	}
	return sum.Values()
}

// scores goes through the learning rounds and gives what the insider, the first
// site, is left with when it subtracts its own part: for each canary the mean over
// the rounds, in units of what one brings. In every other round canaries bring
// the opposite, as gradients may. Vectors are made by the maker.
func (a *audited) scores(t *testing.T, by maker) []float64 {
	t.Helper()
	phase := a.plan.Learning()
	layout, err := a.plan.Layout(phase)
	if err != nil {
		t.Fatal(err)
	}
	rounds, unit := a.plan.Most()[phase], a.plan.Noise(phase)[0].Unit
	var scores []float64
	nothing, gradient, sign := make([]float64, len(a.in)), a.clipped(t), 1.0
	for round := 1; round <= rounds; round++ {
		sign = -sign
		for j := range gradient {
			gradient[j] = -gradient[j]
		}
		var left []uint64 // what is not the insider's own
		for i, site := range a.sites {
			if site.learner = (brings{gradient: nothing}); i == len(a.sites)-1 {
				site.learner = brings{gradient: gradient}
			}
			values := by(t, site, i, uint32(round), layout)
			if i == 0 {
				left = append(left, values...)
				clear(left)
				continue
			}
			for j, v := range values {
				left[j] += v
			}
		}
		values, err := layout.Restore(left, len(a.sites)-1)
		if err != nil {
			t.Fatal(err)
		}
		if scores == nil {
			scores = append(scores, values...)
			clear(scores)
		}
		for j, v := range values {
			scores[j] += v * sign / unit / float64(rounds)
		}
	}
	return scores
}

// maker makes the integers that a site sends.
type maker func(t *testing.T, site *participant, index int, round uint32, layout vector.Layout) []uint64

// product is what the program does.
func product(t *testing.T, site *participant, _ int, round uint32, layout vector.Layout) []uint64 {
	t.Helper()
	prefix := protocol.Prefix{Session: digest.New("audit").Sum(), Round: round}
	v, err := site.vector(prefix, site.plan.Learning(), secagg.Round{Layout: layout})
	if err != nil {
		t.Fatal(err)
	}
	values := make([]uint64, layout.Values())
	if err := errors.Join(v.read(0, values), v.close(), os.Remove(filepath.Join(site.dir.path, vectorFile))); err != nil {
		t.Fatal(err)
	}
	return values
}

// broken is a site whose noise is not that of the plan: its program does the same
// but with changed noise.
func broken(index int, change func(draw vector.Draw) vector.Draw) maker {
	return func(t *testing.T, site *participant, i int, round uint32, layout vector.Layout) []uint64 {
		t.Helper()
		if i != index {
			return product(t, site, i, round, layout)
		}
		contribution, err := site.learner.Contribution(site.plan.Learning())
		if err != nil {
			t.Fatal(err)
		}
		draw, err := samplers(site.plan.Noise(site.plan.Learning()))
		if err != nil {
			t.Fatal(err)
		}
		values := make([]uint64, layout.Values())
		if _, err := layout.QuantiseTo(contribution, layout.AddNoise(change(draw), layout.Into(values))); err != nil {
			t.Fatal(err)
		}
		return values
	}
}

// half halves what is drawn, none draws nothing.
func half(draw vector.Draw) vector.Draw {
	return func(segment int, dst []int64) error {
		err := draw(segment, dst)
		for i := range dst {
			dst[i] /= 2
		}
		return err
	}
}

func none(vector.Draw) vector.Draw { return func(int, []int64) error { return nil } }

// canaries are those of a run with their scores.
func (a *audited) canaries(t *testing.T, by maker) []attack.Canary {
	t.Helper()
	var canaries []attack.Canary
	for j, score := range a.scores(t, by) {
		canaries = append(canaries, attack.Canary{Score: score, In: a.in[j]})
	}
	return canaries
}

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
			c.seeds = 2
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

// Noise that is broken is seen to be, by the same audit.
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
		for seed := range uint64(5) {
			t.Run(fmt.Sprintf("%s, seed %d", name, seed), func(t *testing.T) {
				cryptotest.SetGlobalRandom(t, seed)
				b := audit(t, p, newAudited(t, p, rand.New(rand.NewPCG(seed, 21))).canaries(t, by(seed)))
				if b.Mu <= claimed(p).Mu || b.Gaussian <= claimed(p).Epsilon {
					t.Error("the audit does not see it")
				}
			})
		}
	}
}

// Where two honest sites share the noise, that of one is missing if the other
// adds none: a factor √2 only. Several runs together, which are as one over more
// units, show it, and show nothing where noise is as planned.
func TestMissingNoiseAmongSeveralIsCaught(t *testing.T) {
	p := auditPlan(t, 4, agreement.DiscreteGaussian)
	for name, c := range map[string]struct {
		by     maker
		stands bool
	}{"as planned": {product, true}, "none at one": {broken(1, none), false}} {
		t.Run(name, func(t *testing.T) {
			cryptotest.SetGlobalRandom(t, 1)
			var canaries []attack.Canary
			for seed := range uint64(12) {
				canaries = append(canaries, newAudited(t, p, rand.New(rand.NewPCG(seed, 23))).canaries(t, c.by)...)
			}
			if b := audit(t, p, canaries); (b.Mu <= claimed(p).Mu) != c.stands || !c.stands && b.Mu < 1.02*claimed(p).Mu {
				t.Error("the audit does not tell")
			}
		})
	}
}
