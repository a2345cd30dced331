package algorithm

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"samband/pkg/agreement"
	"samband/pkg/data"
	"samband/pkg/digest"
	"samband/pkg/dp"
	"samband/pkg/plan"
	"samband/pkg/vector"
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
	for phase := plan.Moments; phase != plan.Done; {
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

// allApply has every site take the same sum; they must decide the same.
func allApply(t fataler, sites []Learner, phase string, sum []float64) string {
	t.Helper()
	var next string
	for i, n := range sites {
		named, err := n.Apply(phase, Sum{sum, len(sites), true})
		if err != nil {
			t.Fatalf("%s: %v", phase, err)
		}
		if i > 0 && (named != next || !cmp.Equal(n.Model(), sites[0].Model()) || !cmp.Equal(n.Evaluation(), sites[0].Evaluation())) {
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
	for phase := plan.Moments; phase != plan.Done; {
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

// hostile draws tables that provoke: one outcome only, constant columns, values at
// the ends of their ranges, one row.
func hostile(t *rapid.T, a *agreement.Agreement, unit bool) *data.Table {
	table := &data.Table{}
	columns := a.Schema.Columns()
	for _, c := range columns {
		table.Columns = append(table.Columns, c.Name)
	}
	fixed := rapid.Bool().Draw(t, "constant")
	for i := range rapid.IntRange(1, 20).Draw(t, "rows") {
		for _, c := range columns {
			v := c.Min
			if !fixed {
				v = c.Min + (c.Max-c.Min)*rapid.SampledFrom([]float64{0, 1, 0.5, 1e-9}).Draw(t, "value")
			}
			table.X = append(table.X, v)
		}
		table.Y = append(table.Y, float64(rapid.IntRange(0, 1).Draw(t, "y")))
		table.Rows = append(table.Rows, i)
		if unit {
			table.Units = append(table.Units, rapid.IntRange(0, min(i, 5)).Draw(t, "unit"))
		}
	}
	return table
}

// Whatever rows, budget and clip, nothing is infinite, no number or a panic, all
// agreed rounds take place, and all sites decide the same.
func TestNoNoiseDestroysARun(t *testing.T) {
	base, err := agreement.Read("../agreement/testdata/four-hospitals.yaml")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		a := *base
		name := rapid.SampledFrom([]string{agreement.Newton, agreement.FedAvg, agreement.FedAdam}).Draw(t, "name")
		noised(math.Pow(10, rapid.Float64Range(-1.5, 2).Draw(t, "epsilon")), math.Pow(10, rapid.Float64Range(-2, 2).Draw(t, "clip")), name, rapid.IntRange(1, 5).Draw(t, "rounds"))(&a)
		a.Algorithm.Ridge = rapid.SampledFrom([]float64{0, 1, 1e3}).Draw(t, "ridge")
		if a.Algorithm.Averages() {
			a.Algorithm.Rate = math.Pow(10, rapid.Float64Range(-2, 3).Draw(t, "rate"))
		}
		p, err := plan.New(&a)
		if err != nil {
			t.Fatal(err)
		}
		var sites []Learner
		for i := range 4 {
			n, err := New(p, Local{ID: fmt.Sprint(i), Train: hostile(t, &a, false), Test: hostile(t, &a, false)})
			if err != nil {
				t.Fatal(err)
			}
			sites = append(sites, n)
		}
		withNoise(t, p, sites, "hostile")
		m := sites[0].Model()
		for _, values := range [][]float64{m.Weights(), m.Mean, m.SD} {
			if err := finite("model", values); err != nil {
				t.Fatal(err)
			}
		}
		for j, sd := range m.SD {
			if c := m.Ranges[j]; !(sd > 0) || m.Mean[j] < c.Min || m.Mean[j] > c.Max {
				t.Fatalf("column %d has mean %v and deviation %v", j, m.Mean[j], sd)
			}
		}
		for _, v := range []*float64{sites[0].Evaluation().AUC, sites[0].Evaluation().LogLoss} {
			if v != nil && !(*v >= 0 && *v < 100) {
				t.Fatalf("evaluation %+v", sites[0].Evaluation())
			}
		}
	})
}

// One unit more or less moves the integers of no segment by more than the noise
// is calibrated for, in any phase.
func TestAUnitMovesASumByItsBoundAtMost(t *testing.T) {
	base, err := agreement.Read("../agreement/testdata/four-hospitals.yaml")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		a := *base
		a.Schema.PatientID, a.Privacy.Unit, a.Privacy.RowsPerPatient = "patient", agreement.Patient, rapid.IntRange(1, 4).Draw(t, "rows of a patient")
		name := rapid.SampledFrom([]string{agreement.Newton, agreement.FedAvg}).Draw(t, "name")
		noised(rapid.Float64Range(0.1, 50).Draw(t, "epsilon"), rapid.Float64Range(0.1, 10).Draw(t, "clip"), name, 3)(&a)
		p, err := plan.New(&a)
		if err != nil {
			t.Fatal(err)
		}
		train, test := hostile(t, &a, true), hostile(t, &a, true)
		out := rapid.IntRange(0, 5).Draw(t, "left out")
		start := func(train, test *data.Table) Learner {
			n, err := New(p, Local{ID: "here", Train: train, Test: test})
			if err != nil {
				t.Skip("no training rows are left")
			}
			return n
		}
		with := []Learner{start(train, test)}
		without := start(leaveOut(train, out), test)
		other := start(train, leaveOut(test, out))
		for phase := plan.Moments; phase != plan.Done; {
			layout, err := p.Layout(phase)
			if err != nil {
				t.Fatal(err)
			}
			whole := integers(t, layout, with[0], phase)
			for i, less := range [][]uint64{integers(t, layout, without, phase), integers(t, layout, other, phase)} {
				touched := (phase == plan.Evaluate) == (i == 1)
				start := 0
				for s, noise := range p.Noise(phase) {
					g := layout.Segments[s]
					moved := 0.0
					for j := start; j < start+g.Length; j++ {
						moved += math.Pow(float64(int64(whole[j])-int64(less[j])), 2)
					}
					start += g.Length
					if bound := noise.Unit/g.Step() + math.Sqrt(float64(g.Length)); math.Sqrt(moved) > bound || bound > noise.Sensitivity || !touched && moved > 0 {
						t.Fatalf("%s, %s: leaving unit %d out moves the integers by %v, the bound is %v, the noise is for %v", phase, g.Name, out, math.Sqrt(moved), bound, noise.Sensitivity)
					}
				}
			}
			sum, err := layout.Restore(whole, 1)
			if err != nil {
				t.Fatal(err)
			}
			phase = allApply(t, []Learner{with[0], without, other}, phase, sum)
		}
	})
}

func integers(t fataler, layout vector.Layout, n Learner, phase string) []uint64 {
	t.Helper()
	values, err := n.Contribution(phase)
	if err != nil {
		t.Fatal(err)
	}
	whole, _, err := layout.Quantise(values)
	if err != nil {
		t.Fatal(err)
	}
	for i := range whole {
		segment := 0
		for j := i; j >= layout.Segments[segment].Length; segment++ {
			j -= layout.Segments[segment].Length
		}
		whole[i] += layout.Segments[segment].Noise // as noise of 0 would
	}
	return whole
}

// leaveOut is a table without the rows of one unit.
func leaveOut(t *data.Table, unit int) *data.Table {
	less := &data.Table{Columns: t.Columns, Units: []int{}}
	for i := range t.Len() {
		if t.Units[i] != unit {
			less.X = append(less.X, t.Row(i)...)
			less.Y, less.Rows, less.Units = append(less.Y, t.Y[i]), append(less.Rows, t.Rows[i]), append(less.Units, t.Units[i])
		}
	}
	return less
}

// leaveRow is a table without its last row.
func leaveRow(t *data.Table) *data.Table {
	last := t.Len() - 1
	return &data.Table{Columns: t.Columns, X: t.X[:last*len(t.Columns)], Y: t.Y[:last], Rows: t.Rows[:last]}
}

// Rows beyond what is agreed for a patient are left out, the last of them in the
// file, and the site says how many.
func TestRowsOfAPatientAreBounded(t *testing.T) {
	a, err := agreement.Read("../agreement/testdata/four-hospitals.yaml")
	if err != nil {
		t.Fatal(err)
	}
	noised(1, 1, agreement.Newton, 2)(a)
	a.Schema.PatientID, a.Privacy.Unit, a.Privacy.RowsPerPatient = "patient", agreement.Patient, 2
	p, err := plan.New(a)
	if err != nil {
		t.Fatal(err)
	}
	table := func(units ...int) *data.Table {
		t := &data.Table{Units: units}
		for _, c := range a.Schema.Columns() {
			t.Columns = append(t.Columns, c.Name)
		}
		for i := range units {
			t.Y, t.Rows = append(t.Y, float64(i%2)), append(t.Rows, i)
			for _, c := range a.Schema.Columns() {
				t.X = append(t.X, c.Max)
			}
		}
		return t
	}
	n, err := New(p, Local{ID: "here", Train: table(0, 0, 1, 0, 0, 2), Test: table(0, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	values, err := n.Contribution(plan.Moments)
	if err != nil {
		t.Fatal(err)
	}
	if values[0] != 4 {
		t.Errorf("%v rows, want 2 of patient 0 and 1 of each other", values[0])
	}
	if _, err := n.Apply(plan.Moments, Sum{make([]float64, len(values)), 1, true}); err != nil {
		t.Fatal(err)
	}
	if got := n.Progress(); got.LeftOut != 3 || got.Units != 3 || got.Clipped != 0 {
		t.Errorf("progress %+v, want 3 rows left out, 3 units, none clipped", got)
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
