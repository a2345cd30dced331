package algorithm

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/agreement"
	"samband/pkg/digest"
	"samband/pkg/plan"
)

// perturbed is noised for an objective with noise.
func perturbed(epsilon, clip, ridge float64) func(*agreement.Agreement) {
	return func(a *agreement.Agreement) {
		noised(epsilon, clip, agreement.Perturbation, 1)(a)
		a.Algorithm.Ridge = ridge
	}
}

// Models fitted to objectives with noise, averaged, tell the outcomes apart; more
// budget has less noise. (Whether one draw of less noise tells more is chance.)
func TestPerturbedObjectives(t *testing.T) {
	aucs, noise := make(map[float64]float64), make(map[float64]float64)
	for _, epsilon := range []float64{1, 8, 16} {
		p, parts, sites := hospitals(t, perturbed(epsilon, 2.5, 30))
		withNoise(hushed{t}, p, sites, "perturbed")
		auc, loss, _ := exact(t, sites[0].Model(), parts)
		aucs[epsilon], noise[epsilon] = auc, p.Perturbation().Deviation
		t.Logf("ε %v: noise %.3g, AUC %.4f, log-loss %.4f; %s", epsilon, p.Perturbation().Deviation, auc, loss, sites[0].Progress())
		if spent := p.Spent(p.Most()); !(spent <= epsilon && spent > 0.98*epsilon) {
			t.Errorf("ε %v of %v", spent, epsilon)
		}
	}
	if !(aucs[8] > 0.8 && aucs[16] > 0.8 && noise[1] > noise[8] && noise[8] > noise[16]) {
		t.Errorf("by ε: AUC %v, noise %v", aucs, noise)
	}
}

// A computed minimum has the small gradient that the plan counts on, wherever the
// rows and the noise pull; with the same noise, one row more or less moves it by
// no more than the row's slope over λ.
func TestMinimumIsFound(t *testing.T) {
	base, err := agreement.Read("../agreement/testdata/four-hospitals.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var plans []*plan.Plan
	for _, s := range [][3]float64{{0.5, 0.5, 20}, {0.5, 4, 200}, {2, 2.5, 30}, {16, 0.5, 1}, {16, 4, 20}} { // ε, clip, ridge
		a := *base
		perturbed(s[0], s[1], s[2])(&a)
		p, err := plan.New(&a)
		if err != nil {
			t.Fatal(err)
		}
		plans = append(plans, p)
	}
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(plans).Draw(t, "plan")
		table := hostile(t, p.Agreement, false)
		learner, err := New(p, Local{ID: "here", Train: table, Test: table, Random: digest.New("noise of a test").Sum().Expand()})
		if err != nil {
			t.Fatal(err)
		}
		silent(t, p, []Learner{learner})
		n := learner.(*site)
		n.state.Weights[0] = rapid.Float64Range(-10, 10).Draw(t, "centre")
		b := make([]float64, len(n.state.Weights))
		for j := range b {
			b[j] = rapid.Float64Range(-6, 6).Draw(t, "b") * p.Perturbation().Deviation
		}
		at, err := n.minimum(b)
		if err != nil {
			t.Fatal(err)
		}
		rows := n.shortened()
		o := objective{rows, n.state.Weights, b, p.Perturbation().Ridge}
		if _, gradient, _ := o.derive(at, false); length(gradient) > plan.Flat {
			t.Fatalf("gradient of size %v", length(gradient))
		}
		for _, r := range rows {
			if length(r.x) > p.Perturbation().Norm {
				t.Fatalf("a row of length %v, agreed is %v", length(r.x), p.Perturbation().Norm)
			}
		}
		if len(rows) > 1 {
			n.train = leaveRow(n.train)
			less, err := n.minimum(b)
			if err != nil {
				t.Fatal(err)
			}
			for j := range less {
				less[j] -= at[j]
			}
			if most := p.Perturbation().Norm/p.Perturbation().Ridge + 1e-6; length(less) > most {
				t.Fatalf("a row moves the minimum by %v, at most %v can be", length(less), most)
			}
		}
	})
}

// The contribution is drawn once for a round, and anew in another process.
func TestNoiseOfAnObjectiveIsDrawnOnce(t *testing.T) {
	p, parts, sites := hospitals(t, perturbed(4, 2.5, 30))
	var sum []float64
	for _, n := range sites {
		values, err := n.Contribution(plan.Moments)
		if err != nil {
			t.Fatal(err)
		}
		if sum == nil {
			sum = make([]float64, len(values))
		}
		for i, v := range values {
			sum[i] += v
		}
	}
	phase := allApply(hushed{t}, sites, plan.Moments, sum)
	first, err := sites[0].Contribution(phase)
	if err != nil {
		t.Fatal(err)
	}
	second, err := sites[0].Contribution(phase)
	if err != nil || !slices.Equal(first, second) {
		t.Errorf("another contribution to the same round, %v", err)
	}
	text, err := sites[0].MarshalState()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Resume(p, Local{ID: heartSites[0], Train: parts[0].train, Test: parts[0].test}, text)
	if err != nil {
		t.Fatal(err)
	}
	if third, err := again.Contribution(phase); err != nil || slices.Equal(first, third) {
		t.Errorf("the same noise twice, %v", err)
	}
}
