package algorithm

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samband/pkg/agreement"
	"samband/pkg/digest"
	"samband/pkg/dp"
	"samband/pkg/model"
	"samband/pkg/plan"
)

// noised changes an agreement so that it learns under noise: with so many
// rounds, of Newton's method or of gradient steps.
func noised(epsilon, clip float64, name string, rounds int) func(*agreement.Agreement) {
	return func(a *agreement.Agreement) {
		p, l := &a.Privacy, &a.Algorithm
		p.Noise, p.Epsilon, p.Delta, p.Clip = agreement.DiscreteGaussian, epsilon, 1e-5, clip
		p.Insiders = max(1, agreement.Collusion(a.Aggregation.Threshold, a.Aggregation.MinContributors))
		l.Name, l.Rounds = name, rounds
		if l.Averages() {
			l.Steps, l.Rate, l.ServerRate, l.Momentum, l.Beta1, l.Beta2, l.Adaptivity = 1, 0.6, 1, 0.9, 0.9, 0.99, 1e-3
			if l.Adaptive() {
				l.ServerRate = 0.1
			}
			a.Aggregation.Bits, a.Aggregation.Clip = 16, 10
		}
	}
}

// withNoise takes sites through a plan as a run does: noise is added to what
// each quantised.
func withNoise(t fataler, p *plan.Plan, sites []Learner, seed string) {
	t.Helper()
	stream := digest.New("noise of a test").Text(seed).Sum().Expand()
	for phase := p.First(); phase != plan.Done; {
		layout, err := p.Layout(phase)
		if err != nil {
			t.Fatal(err)
		}
		noise, total := p.Noise(phase), make([]uint64, layout.Values())
		for _, n := range sites {
			values, err := n.Contribution(phase)
			if err != nil {
				t.Fatal(err)
			}
			var samplers []*dp.Sampler
			for _, s := range noise {
				sampler, err := dp.NewSampler(s.Kind, s.Variance, s.Bound, stream)
				if err != nil {
					t.Fatal(err)
				}
				samplers = append(samplers, sampler)
			}
			draw := func(segment int, dst []int64) error { return samplers[segment].Fill(dst) }
			clippings, err := layout.QuantiseTo(values, layout.AddNoise(draw, func(from int, integers []uint64) error {
				for i, v := range integers {
					total[from+i] += v
				}
				return nil
			}))
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range clippings {
				if c.Clipped > 0 {
					t.Errorf("%s: %d values of %s are cut, which one unit more could move", phase, c.Clipped, c.Segment)
				}
			}
		}
		sum, err := layout.Restore(total, len(sites))
		if err != nil {
			t.Fatal(err)
		}
		phase = allApply(t, sites, phase, sum)
	}
}

// weightsOf are those of a learner's model; sites may have scales of their own.
func weightsOf(n Learner) []float64 {
	if n.Model() == nil {
		return nil
	}
	return n.Model().Weights()
}

// allApply has every site take the same sum; they must decide the same.
func allApply(t fataler, sites []Learner, phase string, sum []float64) string {
	t.Helper()
	var next string
	for i, n := range sites {
		named, err := n.Apply(phase, Sum{sum, len(sites), true})
		if err != nil {
			t.Fatalf("%s: %v", phase, err)
		}
		if i > 0 && (named != next || !cmp.Equal(weightsOf(n), weightsOf(sites[0])) || !cmp.Equal(n.Evaluation(), sites[0].Evaluation())) {
			t.Fatalf("after %s, sites differ: %s and %s", phase, next, named)
		}
		next = named
	}
	t.Log(sites[0].Progress())
	return next
}

// silent takes sites through a plan with noise, of which every draw is 0.
func silent(t fataler, p *plan.Plan, sites []Learner) {
	t.Helper()
	for phase := p.First(); phase != plan.Done; {
		layout, err := p.Layout(phase)
		if err != nil {
			t.Fatal(err)
		}
		total := make([]uint64, layout.Values())
		for _, n := range sites {
			for i, v := range integers(t, layout, n, phase) {
				total[i] += v
			}
		}
		sum, err := layout.Restore(total, len(sites))
		if err != nil {
			t.Fatal(err)
		}
		phase = allApply(t, sites, phase, sum)
	}
}

// As noise and its bounds go to nothing, and with a clip that no row reaches, the
// model becomes that without noise.
func TestWithoutNoiseItIsTheFit(t *testing.T) {
	_, _, exactly := hospitals(t, func(*agreement.Agreement) {})
	p0, _, _ := hospitals(t, func(*agreement.Agreement) {})
	if _, err := learn(t, layoutsOf(t, p0), exactly); err != nil {
		t.Fatal(err)
	}
	for name, rounds := range map[string]int{agreement.Newton: 30, agreement.FedAvg: 400, agreement.FedAvgM: 100} {
		t.Run(name, func(t *testing.T) {
			p, parts, sites := hospitals(t, noised(1000, 50, name, rounds))
			silent(hushed{t}, p, sites)
			m, want := sites[0].Model(), exactly[0].Model()
			largest := 0.0
			for j := range m.Features {
				// On the scale of the columns: the standardisation differs a little.
				largest = math.Max(largest, math.Abs(m.Coefficients[j]/m.SD[j]-want.Coefficients[j]/want.SD[j])*want.SD[j])
			}
			t.Logf("largest difference %.2g", largest)
			if !(largest < 0.02) {
				t.Errorf("coefficients %v, without noise %v", m.Coefficients, want.Coefficients)
			}
			e := sites[0].Evaluation()
			auc, loss, _ := exact(t, m, parts)
			if e.AUC == nil || math.Abs(*e.AUC-auc) > 0.01 || math.Abs(*e.LogLoss-loss) > 0.02 || !(*e.Low < auc && auc < *e.High) {
				t.Errorf("evaluation %+v: AUC %v, log-loss %v exactly", e, auc, loss)
			}
		})
	}
}

// A run that is taken up again from its state, after every sum, gives the same.
func TestNoisyStateRestores(t *testing.T) {
	for _, name := range []string{agreement.Newton, agreement.FedAdam} {
		p, parts, sites := hospitals(t, noised(2, 1.5, name, 3))
		again := slices.Clone(sites)
		for i := range again {
			again[i] = &restarting{Learner: sites[i], plan: p, local: Local{ID: heartSites[i], Train: parts[i].train, Test: parts[i].test}}
		}
		withNoise(hushed{t}, p, again, name)
		_, _, through := hospitals(t, func(a *agreement.Agreement) { *a = *p.Agreement })
		withNoise(hushed{t}, p, through, name)
		if a, b := again[0].Model(), through[0].Model(); !cmp.Equal(a.Weights(), b.Weights()) || !cmp.Equal(again[0].Evaluation(), through[0].Evaluation()) {
			t.Errorf("%s: restarted at %v, without restarts %v", name, a.Weights(), b.Weights())
		}
	}
}

// restarting is a learner that begins anew from its state after every sum.
type restarting struct {
	Learner
	plan  *plan.Plan
	local Local
}

func (r *restarting) Apply(phase string, sum Sum) (string, error) {
	next, err := r.Learner.Apply(phase, sum)
	if err != nil {
		return "", err
	}
	text, err := r.MarshalState()
	if err != nil {
		return "", err
	}
	r.Learner, err = Resume(r.plan, r.local, text)
	return next, err
}

// With noise for whole participants nothing is sent but updates, none longer than
// agreed, and all sites count alike.
func TestWholeUpdates(t *testing.T) {
	whole := func(clip float64) func(*agreement.Agreement) {
		return func(a *agreement.Agreement) {
			noised(8, clip, agreement.FedAvg, 30)(a)
			a.Privacy.Unit, a.Algorithm.Standardise, a.Algorithm.Steps = agreement.Participant, agreement.BySite, 5
		}
	}
	p, _, sites := hospitals(t, whole(0.05))
	if !slices.Equal(p.Phases(), []string{agreement.FedAvg}) {
		t.Fatalf("phases %v", p.Phases())
	}
	for _, n := range sites {
		values, err := n.Contribution(agreement.FedAvg)
		if err != nil {
			t.Fatal(err)
		}
		if long := length(values); long > 0.05 || long < 0.049 {
			t.Errorf("an update of length %v, the first ones are longer than the clip", long)
		}
	}
	p, parts, sites := hospitals(t, whole(3))
	silent(hushed{t}, p, sites)
	if sites[0].Evaluation() != nil || sites[0].Model() == nil {
		t.Error("no model, or an evaluation that nobody summed")
	}
	for i, n := range sites[:2] {
		if auc, _, _ := exact(t, n.Model(), parts[i:i+1]); auc < 0.8 {
			t.Errorf("%s: AUC %v on its own test rows", heartSites[i], auc)
		}
	}
	p, _, noisy := hospitals(t, whole(3))
	withNoise(hushed{t}, p, noisy, "whole")
	if !slices.ContainsFunc(noisy[0].Warnings(), func(f model.Fault) bool { return f.Cause == model.Noisy }) {
		t.Error("four participants, and no warning that noise is all there is")
	}
}

// At ε = 4 four hospitals lose little of what they can learn together, by either
// method; draws of the noise are fixed.
func TestFourHospitalsUnderNoise(t *testing.T) {
	for name, rounds := range map[string]int{agreement.Newton: 3, agreement.FedAvg: 10} {
		p, parts, sites := hospitals(t, noised(4, 1.5, name, rounds))
		withNoise(hushed{t}, p, sites, name)
		auc, loss, _ := exact(t, sites[0].Model(), parts)
		t.Logf("%s: AUC %.4f, log-loss %.4f; without noise 0.8802 and 0.4292; %s", name, auc, loss, sites[0].Progress())
		if !(auc > 0.85 && loss < 0.5) {
			t.Errorf("%s: AUC %v, log-loss %v", name, auc, loss)
		}
		if e := sites[0].Evaluation(); e.AUC == nil || !(*e.Low < auc && auc < *e.High) {
			t.Errorf("%s: evaluation %+v, exactly %v", name, e, auc)
		}
	}
}
