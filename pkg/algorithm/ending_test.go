package algorithm

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/data"
	"samband/pkg/model"
	"samband/pkg/plan"
)

// Learning stops when the loss on the rows held back has not fallen for the agreed
// rounds, with the weights that had the least. All of it is checked against the
// rows at hand.
func TestStopsByTheLossOnRowsHeldBack(t *testing.T) {
	s, parts := differing()
	s = s.family(agreement.Algorithm{Name: agreement.FedAdam, Rounds: 80, Steps: 3, Rate: 0.5, Ridge: 0, ServerRate: 0.5, Beta1: 0.9, Beta2: 0.99, Adaptivity: 1e-3, Validation: 0.3, Patience: 4})
	sites := s.learners(t, parts)
	held, trained := &data.Table{Columns: s.features}, 0
	for _, p := range parts {
		rest, back := p.train.HoldBack(s.hold, "")
		held.Append(back)
		trained += rest.Len()
	}
	var losses []float64
	var weights [][]float64
	var last Progress
	err := learnWith(hushed{t}, s.layouts, sites, func(phase string, number int) []Learner {
		n := sites[0].(*site)
		if phase == plan.Evaluate {
			last = n.progress
		}
		if phase != agreement.FedAdam {
			return sites
		}
		loss, _ := model.LogLoss(n.scores(held, n.scale(), n.state.Weights), held.Y)
		losses, weights = append(losses, loss), append(weights, n.state.Weights)
		return sites
	})
	if err != nil {
		t.Fatal(err)
	}
	best := 0
	for i, l := range losses {
		if l < losses[best] {
			best = i
		}
	}
	if len(losses) != best+5 || last.Event != Stopped {
		t.Errorf("%d rounds, the best was round %d: %v, %v", len(losses), best+1, last, losses)
	}
	if got := sites[0].Model().Weights(); !slices.Equal(got, weights[best]) {
		t.Errorf("weights %v, the best were %v", got, weights[best])
	}
	if math.Abs(last.Held-losses[len(losses)-1]) > 1e-6 || last.Rows != trained || last.Rows+held.Len() != 90 {
		t.Errorf("%+v: %d rows trained on, %d held back", last, trained, held.Len())
	}
	if last.Kept != best+1 || !strings.Contains(last.String(), "stopped, kept are the weights after round "+strconv.Itoa(best)) {
		t.Error(last)
	}
}

// With patience for all rounds the last measured weights may be the best, and the
// last step, which nobody asked the rows about, is not taken.
func TestLastStepIsNotTaken(t *testing.T) {
	s, parts := differing()
	s = s.family(agreement.Algorithm{Name: agreement.FedAvg, Rounds: 3, Steps: 1, Rate: 0.1, Ridge: 1, Validation: 0.3, Patience: 3})
	sites := s.learners(t, parts)
	var before []float64
	err := learnWith(hushed{t}, s.layouts, sites, func(phase string, number int) []Learner {
		if phase == agreement.FedAvg {
			before = sites[0].(*site).state.Weights
		}
		return sites
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := sites[0].Model().Weights(); !slices.Equal(got, before) {
		t.Errorf("weights %v, those of the last measurement were %v", got, before)
	}
}

// Where no row is held back anywhere, that is said.
func TestNothingHeldBack(t *testing.T) {
	s := named("x")
	s = s.family(agreement.Algorithm{Name: agreement.FedAvg, Rounds: 3, Steps: 1, Rate: 0.1, Ridge: 1, Validation: 0.01, Patience: 1})
	sites := s.learners(t, []part{sheet(s, []float64{0, 1}, []float64{1, 2}), sheet(s, []float64{0, 2}, []float64{1, 3})})
	_, err := learn(hushed{t}, s.layouts, sites)
	if err == nil || !strings.Contains(err.Error(), "0 rows are held back") || !strings.Contains(err.Error(), "larger algorithm.validation") {
		t.Error(err)
	}
}

// A site that standardises by its own rows gives no mean and no deviation away,
// and has them in its model; the weights are those of the others.
func TestOwnStandardisation(t *testing.T) {
	s, parts := differing()
	s = s.family(agreement.Algorithm{Name: agreement.FedAvg, Rounds: 40, Steps: 1, Rate: 1, Ridge: 1, Standardise: agreement.BySite})
	sites := s.learners(t, parts)
	first, err := sites[0].Contribution(plan.Moments)
	if err != nil || len(first) != 2 {
		t.Fatalf("moments %v, %v", first, err)
	}
	if _, err := learn(hushed{t}, s.layouts, sites); err != nil {
		t.Fatal(err)
	}
	pooled := &data.Table{Columns: s.features}
	for i, p := range parts {
		scale, m := model.ScaleOf(p.train), sites[i].Model()
		if !slices.Equal(m.Mean, scale.Mean) || !slices.Equal(m.SD, scale.SD) || !slices.Equal(m.Weights(), sites[0].Model().Weights()) {
			t.Errorf("site %d: %+v", i, m)
		}
		for row := range p.train.Len() {
			for j, v := range p.train.Row(row) {
				pooled.X = append(pooled.X, (v-scale.Mean[j])/scale.SD[j])
			}
			pooled.Y, pooled.Rows = append(pooled.Y, p.train.Y[row]), append(pooled.Rows, row)
		}
	}
	// With one step a round it is gradient descent on these pooled rows.
	w, unit := make([]float64, 3), model.Scale{Mean: make([]float64, 2), SD: []float64{1, 1}}
	for range 40 {
		g := model.Slope(pooled, unit, w).Gradient
		for j := range w {
			if j > 0 {
				g[j] += w[j]
			}
			w[j] -= g[j] / float64(pooled.Len())
		}
	}
	if off := model.Largest(model.Add(sites[0].Model().Weights(), negative(w))); off > 1e-6 {
		t.Errorf("off by %v", off)
	}
}

// SCAFFOLD's own control variate survives a crash at any point: a site that is
// taken up again from its state goes on as if nothing had been.
func TestScaffoldAfterACrash(t *testing.T) {
	s, parts := differing()
	s = s.family(agreement.Algorithm{Name: agreement.Scaffold, Rounds: 6, Steps: 5, Rate: 0.3, Ridge: 1, Batch: 9})
	want := s.learners(t, parts)
	if _, err := learn(hushed{t}, s.layouts, want); err != nil {
		t.Fatal(err)
	}
	sites := s.learners(t, parts)
	again := func(i int) {
		text, err := sites[i].MarshalState()
		if err != nil {
			t.Fatal(err)
		}
		n, err := s.begin(Local{Train: parts[i].train, Test: parts[i].test})
		if err != nil {
			t.Fatal(err)
		}
		if err := n.restore(text); err != nil {
			t.Fatal(err)
		}
		sites[i] = n
	}
	phase := plan.Moments
	for phase != plan.Done {
		layout := s.layouts[phase]
		total := make([]uint64, layout.Values())
		for i := range sites {
			again(i)
			values, err := sites[i].Contribution(phase)
			if err != nil {
				t.Fatal(err)
			}
			integers, _, err := layout.Quantise(values)
			if err != nil {
				t.Fatal(err)
			}
			for k, v := range integers {
				total[k] += v
			}
			again(i) // the vector is made, and nothing else is known of it
		}
		sum, err := layout.Restore(total, len(sites))
		if err != nil {
			t.Fatal(err)
		}
		next := ""
		for i := range sites {
			if next, err = sites[i].Apply(phase, Sum{sum, len(sites), true}); err != nil {
				t.Fatal(err)
			}
		}
		phase = next
	}
	for i := range sites {
		if !slices.Equal(sites[i].Model().Weights(), want[i].Model().Weights()) {
			t.Errorf("site %d: %v, undisturbed %v", i, sites[i].Model().Weights(), want[i].Model().Weights())
		}
	}
}

// The common control variate is the mean, by rows, of the sites' own, up to
// rounding, and a state without variates is refused by SCAFFOLD.
func TestVariatesAddUp(t *testing.T) {
	s, parts := differing()
	s = s.family(agreement.Algorithm{Name: agreement.Scaffold, Rounds: 9, Steps: 5, Rate: 0.3, Ridge: 1})
	sites := s.learners(t, parts)
	err := learnWith(hushed{t}, s.layouts, sites, func(phase string, number int) []Learner {
		if phase == agreement.Scaffold && number > 1 {
			for j, c := range sites[0].(*site).state.Variates.Common {
				mean := 0.0
				for i, p := range parts {
					mean += float64(p.train.Len()) * sites[i].(*site).state.Variates.Own[j] / 90
				}
				if math.Abs(mean-c) > 1e-8 {
					t.Errorf("round %d, weight %d: common %v, mean of own %v", number, j, c, mean)
				}
			}
			if number == 5 {
				return sites[:1] // the other's stays as it is
			}
		}
		return sites
	})
	if err != nil {
		t.Fatal(err)
	}
	n, err := s.begin(Local{Train: parts[0].train, Test: parts[0].test})
	if err != nil {
		t.Fatal(err)
	}
	text := `{"version":` + strconv.Itoa(stateVersion) + `,"state":{"phase":"scaffold","mean":[0,0],"sd":[1,1],"weights":[0,0,0]}}`
	if err := n.restore([]byte(text)); err == nil {
		t.Error("SCAFFOLD took a state without control variates")
	}
}

// That the rows of some sites tell the outcomes apart is no separation: what counts
// are the rows of all.
func TestSeparationOfSomeSitesOnly(t *testing.T) {
	s := named("x")
	parts := []part{sheet(s, []float64{0, -5}, []float64{1, 5}, []float64{0, -6}, []float64{1, 6}), sheet(s, []float64{1, -1}, []float64{0, 1}, []float64{1, -2})}
	s = s.family(agreement.Algorithm{Name: agreement.FedAvg, Rounds: 40, Steps: 5, Rate: 1})
	for _, all := range []bool{false, true} {
		part := parts[:1]
		if !all {
			part = parts
		}
		sites := s.learners(t, part)
		err := learnWith(hushed{t}, s.layouts, sites, func(phase string, _ int) []Learner {
			if phase == agreement.FedAvg {
				return sites[:1]
			}
			return sites
		})
		if said := err != nil && strings.Contains(err.Error(), "without error"); said != all {
			t.Errorf("the separated rows are all: %v, and what is said is %v", all, err)
		}
	}
}
