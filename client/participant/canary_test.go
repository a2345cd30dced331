package participant

import (
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
