package algorithm

import (
	"bytes"
	"errors"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/plan"
	program "samband/pkg/trainer"
	"samband/pkg/vector"
)

// outsideAgreement is four hospitals with a model of three parameters that their
// own programs train; edits change lines of it.
func outsideAgreement(t testing.TB, edits ...string) *plan.Plan {
	t.Helper()
	text, err := os.ReadFile("../agreement/testdata/four-hospitals.yaml")
	if err != nil {
		t.Fatal(err)
	}
	edits = append([]string{
		"model: logistic-regression", "model: external\ntrainer: {parameters: 3}",
		"  name: newton", "  name: fedavg", "  ridge: 1", "  ridge: 0",
	}, edits...)
	for i := 0; i < len(edits); i += 2 {
		if !bytes.Contains(text, []byte(edits[i]+"\n")) {
			t.Fatalf("no line %q", edits[i])
		}
		text = bytes.Replace(text, []byte(edits[i]+"\n"), []byte(edits[i+1]+"\n"), 1)
	}
	a, err := agreement.Parse("outside.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.New(a)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// pull is a program that goes half the way to its target, so that the joint
// model goes to the targets' mean, weighted by rows.
type pull struct {
	target []float32
	rows   int
	held   []float64 // validation losses of the rounds
	fails  error
}

func (p *pull) Train(round int, from []float32) (program.Update, error) {
	u := program.Update{Rows: p.rows, Loss: 1 / float64(round), Parameters: slices.Clone(from)}
	for j := range from {
		u.Parameters[j] += (p.target[j] - from[j]) / 2
	}
	return u, p.fails
}

func (p *pull) Evaluate(round int, part program.Part, at []float32) (program.Evaluation, error) {
	if part == program.Validation {
		return program.Evaluation{Rows: 2, Loss: p.held[round-1]}, p.fails
	}
	return program.Evaluation{Rows: 10 * p.rows, Loss: float64(at[0])}, p.fails
}

// pulls are four sites with 1, 2, 3 and 4 rows and targets in the same
// proportion.
func pulls() []*pull {
	var all []*pull
	for i := range 4 {
		v := float32(i + 1)
		all = append(all, &pull{target: []float32{v, -v, 1}, rows: i + 1})
	}
	return all
}

func learners(t testing.TB, p *plan.Plan, programs []*pull) []Learner {
	t.Helper()
	var sites []Learner
	for _, own := range programs {
		n, err := New(p, Local{ID: "x", Program: own})
		if err != nil {
			t.Fatal(err)
		}
		sites = append(sites, n)
	}
	return sites
}

// sum quantises and adds the contributions of all sites, as a run does.
func sum(t testing.TB, p *plan.Plan, sites []Learner, phase string) Sum {
	t.Helper()
	layout, err := p.Layout(phase)
	if err != nil {
		t.Fatal(err)
	}
	total := make([]uint64, layout.Values())
	for _, n := range sites {
		values, err := n.Contribution(phase)
		if err != nil {
			t.Fatal(err)
		}
		integers := make([]uint64, len(values))
		none := func(_ int, dst []int64) error { clear(dst); return nil } // noise that happens to be 0
		clipped, err := layout.QuantiseTo(values, layout.AddNoise(none, layout.Into(integers)))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range clipped {
			if c.Clipped > 0 {
				t.Errorf("phase %s: %+v", phase, c)
			}
		}
		for i, v := range integers {
			total[i] += v
		}
	}
	values, err := layout.Restore(total, len(sites))
	if err != nil {
		t.Fatal(err)
	}
	return Sum{Values: values, Contributors: len(sites), Own: true}
}

// round is one sum, applied at all sites, which must come to the same.
func round(t testing.TB, p *plan.Plan, sites []Learner, phase string) string {
	t.Helper()
	s := sum(t, p, sites, phase)
	var next string
	var state []byte
	for i, n := range sites {
		to, err := n.Apply(phase, s)
		if err != nil {
			t.Fatal(err)
		}
		now, err := n.MarshalState()
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 && (to != next || !bytes.Equal(now, state)) {
			t.Fatalf("site %d goes on to %s, others to %s", i, to, next)
		}
		next, state = to, now
	}
	return next
}

func TestExternalAverages(t *testing.T) {
	p := outsideAgreement(t, "  rounds: 10", "  rounds: 4")
	if got := p.Phases(); !slices.Equal(got, []string{"fedavg", "evaluate"}) || p.MaxRounds() != 5 || p.First() != "fedavg" {
		t.Fatal(got, p.MaxRounds())
	}
	sites := learners(t, p, pulls())
	want := 0.0
	for r := 1; r <= 4; r++ {
		if sites[0].(External).Parameters() != nil {
			t.Error("a model before the last round")
		}
		want += (3 - want) / 2 // (1·1 + 2·2 + 3·3 + 4·4)/10 = 3
		next := round(t, p, sites, "fedavg")
		if (next == plan.Evaluate) != (r == 4) {
			t.Fatalf("round %d: %s", r, next)
		}
		if n := sites[0].Progress(); n.Rows != 10 || math.Abs(n.Loss-1/float64(r)) > 1e-9 || n.Sites != 4 || !n.External {
			t.Errorf("%+v", n)
		}
	}
	got := sites[0].(External).Parameters()
	layout, _ := p.Layout("fedavg")
	off := 8 * layout.Segments[1].Step() / 10 // four roundings, half of them kept every round
	if math.Abs(float64(got[0])-want) > off || math.Abs(float64(got[1])+want) > off || math.Abs(float64(got[2])-0.9375) > off {
		t.Errorf("%v, want %v, within %v", got, want, off)
	}
	if next := round(t, p, sites, plan.Evaluate); next != plan.Done {
		t.Fatal(next)
	}
	e := sites[3].Evaluation()
	if e.Rows != 100 || math.Abs(*e.Loss-float64(got[0])) > 1e-9 || e.LogLoss != nil || e.AUC != nil {
		t.Errorf("%+v", e)
	}
}

// Early stopping keeps the parameters with the best loss on the rows held back.
func TestExternalStopsEarly(t *testing.T) {
	p := outsideAgreement(t, "  name: fedavg", "  name: fedavg\n  validation: 0.2\n  patience: 2")
	programs := pulls()
	for _, own := range programs {
		own.held = []float64{3, 1, 2, 2, 0}
	}
	sites := learners(t, p, programs)
	var best []float32
	for r := 1; r <= 4; r++ {
		if r == 2 {
			best = sites[0].(*external).common()
		}
		next := round(t, p, sites, "fedavg")
		if (next == plan.Evaluate) != (r == 4) {
			t.Fatalf("round %d: %s", r, next)
		}
	}
	if n := sites[0].Progress(); n.Event != Stopped || n.Held != 2 || n.Kept != 2 {
		t.Errorf("%+v", n)
	}
	if got := sites[1].(External).Parameters(); !slices.Equal(got, best) {
		t.Errorf("%v, want %v", got, best)
	}
}

// A run goes on from any state, and from no other's.
func TestExternalResumes(t *testing.T) {
	p := outsideAgreement(t, "  name: fedavg", "  name: fedadam\n  server_rate: 0.5", "  rounds: 10", "  rounds: 3")
	sites := learners(t, p, pulls())
	for phase := p.First(); phase != plan.Done; {
		for i, n := range sites {
			state, err := n.MarshalState()
			if err != nil {
				t.Fatal(err)
			}
			if sites[i], err = Resume(p, Local{Program: pulls()[i]}, state); err != nil {
				t.Fatal(err)
			}
			other := outsideAgreement(t, "model: external\ntrainer: {parameters: 3}", "model: external\ntrainer: {parameters: 4}", "  name: fedavg", "  name: fedadam\n  server_rate: 0.5")
			if _, err := Resume(other, Local{Program: pulls()[i]}, state); err == nil || !strings.Contains(err.Error(), "another number of parameters") {
				t.Error(err)
			}
		}
		phase = round(t, p, sites, phase)
	}
}

// What a program does wrong is no word about the run, and nothing leaves.
func TestExternalFault(t *testing.T) {
	p := outsideAgreement(t)
	programs := pulls()
	programs[0].fails = &program.Fault{Trainer: "x"}
	n := learners(t, p, programs)[0]
	values, err := n.Contribution("fedavg")
	if f := (*program.Fault)(nil); values != nil || !errors.As(err, &f) {
		t.Error(values, err)
	}
	if _, err := New(p, Local{}); err == nil || !strings.Contains(err.Error(), "--trainer") {
		t.Error(err)
	}
}

// A rule that goes too far stops all sites alike.
func TestExternalBeyondClip(t *testing.T) {
	p := outsideAgreement(t, "  name: fedavg", "  name: fedavgm\n  server_rate: 100")
	sites := learners(t, p, pulls())
	if _, err := sites[0].Apply("fedavgm", sum(t, p, sites, "fedavgm")); err == nil || !strings.Contains(err.Error(), "lower algorithm.server_rate") {
		t.Error(err)
	}
}

// Learning begins at numbers that depend on the split alone, evenly spread.
func TestStart(t *testing.T) {
	s := agreement.Split{Seed: "1", Dataset: "d"}
	values := start(s, 100_000, 0.5)
	again := start(s, 100, 0.5)
	if !slices.Equal(values[:100], again) || slices.Equal(again, start(agreement.Split{Seed: "2", Dataset: "d"}, 100, 0.5)) {
		t.Error("not of the seed alone")
	}
	mean, square := 0.0, 0.0
	for _, v := range values {
		mean += v / 1e5
		square += v * v / 1e5
		if math.Abs(v) > 0.5 || float64(float32(v)) != v {
			t.Fatal(v)
		}
	}
	// Deviations of mean and square: 0.5/√3/√n and 0.5²·√(4/45)/√n.
	if math.Abs(mean) > 6*0.5/math.Sqrt(3e5) || math.Abs(square-0.25/3) > 6*0.25*math.Sqrt(4.0/45e5) {
		t.Error(mean, square)
	}
	if slices.ContainsFunc(start(s, 10, 0), func(v float64) bool { return v != 0 }) {
		t.Error("no zeros")
	}
}

// Under noise for whole participants a site brings nothing but its change of the
// parameters, no longer than the clip, and every site counts alike.
func TestExternalUnderNoise(t *testing.T) {
	p := outsideAgreement(t, "  unit: record", "  unit: participant", "  noise: none", "  noise: discrete-gaussian\n  epsilon: 8\n  delta: 1e-5\n  clip: 2", "  rounds: 10", "  rounds: 2")
	if got := p.Phases(); !slices.Equal(got, []string{"fedavg"}) || p.MaxRounds() != 2 {
		t.Fatal(got, p.MaxRounds())
	}
	programs := pulls()
	for i, own := range programs {
		own.target = []float32{float32(4 * i), 0, 0} // half the way is 0, 2, 4, 6
	}
	sites := learners(t, p, programs)
	for r := 1; r <= 2; r++ {
		layout, err := p.Layout("fedavg")
		if err != nil {
			t.Fatal(err)
		}
		if len(layout.Segments) != 1 || layout.Segments[0].Name != "update" || layout.Segments[0].Length != 3 || p.Noise("fedavg")[0].Unit != 2 {
			t.Fatalf("%+v, %+v", layout, p.Noise("fedavg"))
		}
		for i, n := range sites {
			values, err := n.Contribution("fedavg")
			if err != nil {
				t.Fatal(err)
			}
			if norm := math.Hypot(math.Hypot(values[0], values[1]), values[2]); norm > 2 || r == 1 && i > 0 && norm < 1.999 {
				t.Errorf("round %d, site %d: %v", r, i, values)
			}
		}
		next := round(t, p, sites, "fedavg")
		if want := map[int]string{1: "fedavg", 2: plan.Done}[r]; next != want {
			t.Fatalf("round %d: %s", r, next)
		}
		if r == 1 { // (0 + 2 + 2 + 2)/4
			if got := sites[0].(*external).common(); math.Abs(float64(got[0])-1.5) > 1e-4 || math.Abs(float64(got[1])) > 1e-4 {
				t.Error(got)
			}
		}
	}
	if n := sites[0].Progress(); n.Rows != 0 || n.Loss != 0 || n.Event != Last {
		t.Errorf("%+v", n)
	}
	if sites[0].(External).Parameters() == nil || sites[0].Evaluation() != nil {
		t.Error("no model, or an evaluation that nobody made")
	}
	// Noise takes the model no further than the clip.
	wild := Sum{Values: []float64{1e9, -1e9, 0}, Contributors: 4}
	far := learners(t, p, pulls())[0]
	if _, err := far.Apply("fedavg", wild); err != nil || !slices.Equal(far.(*external).common(), []float32{8, -8, 0}) {
		t.Error(far.(*external).common(), err)
	}
}

// FuzzRestoreExternal: whatever lies in a state file, what is taken from it
// either works or is an error.
func FuzzRestoreExternal(f *testing.F) {
	p := outsideAgreement(f, "  rounds: 10", "  rounds: 2")
	sites := learners(f, p, pulls())
	for phase := p.First(); phase != plan.Done; phase = round(f, p, sites, phase) {
		text, err := sites[0].MarshalState()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"version":1,"phase":"fedavg","weights":"AAAAAAAA8H8AAAAAAADwfwAAAAAAAPB/"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		n, err := New(p, Local{Program: pulls()[0]})
		if err != nil {
			t.Fatal(err)
		}
		if n.(*external).restore(text) != nil {
			return
		}
		phase := n.(*external).state.Phase
		values, err := n.Contribution(phase)
		if err == nil {
			n.Apply(phase, Sum{Values: values, Contributors: 1, Own: true})
		}
	})
}

// Under noise all agreed rounds take place, however little a sum moves.
func TestExternalUnderNoiseDoesNotSettle(t *testing.T) {
	n := &external{
		learning: agreement.FedAvg, phases: []string{agreement.FedAvg}, rule: averaging{}, rounds: 2, tolerance: 0.1, clip: 1, unit: 1,
		layouts: map[string]vector.Layout{agreement.FedAvg: {Segments: []vector.Segment{{Name: "update", Length: 1, Bits: 30, Clip: 4, Noise: 9}}}},
		state:   externalState{Phase: agreement.FedAvg, Weights: []float64{0}},
	}
	for _, want := range []string{agreement.FedAvg, plan.Done} {
		if next, err := n.Apply(agreement.FedAvg, Sum{Values: []float64{0.01}, Contributors: 2}); next != want || err != nil {
			t.Fatalf("%s, %v; want %s", next, err, want)
		}
	}
}
