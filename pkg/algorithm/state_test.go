package algorithm

import (
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/plan"
)

// FuzzRestore: whatever lies in a state file, what is taken from it either
// works or is an error, and what leaves the site is finite.
func FuzzRestore(f *testing.F) {
	plain := named("x").averaging(3, 2, 0.5)
	varied := named("x").family(agreement.Algorithm{Name: agreement.Scaffold, Rounds: 3, Steps: 2, Rate: 0.5, Ridge: 1, Validation: 0.5, Patience: 1, Batch: 1})
	adapted := named("x").family(agreement.Algorithm{Name: agreement.FedYogi, Rounds: 3, Steps: 2, Rate: 0.5, Ridge: 1, ServerRate: 0.1, Beta1: 0.9, Beta2: 0.9, Adaptivity: 0.1})
	setups := []setup{plain, varied, adapted}
	p := sheet(plain, []float64{0, 1}, []float64{1, 2}, []float64{0, 3}, []float64{1, 3}, []float64{0, 4})
	for _, s := range setups {
		sites := s.learners(f, []part{p})
		for phase := plan.Moments; phase != plan.Done; {
			values, err := sites[0].Contribution(phase)
			if err != nil {
				f.Fatal(err)
			}
			if phase, err = sites[0].Apply(phase, Sum{values, 1, true}); err != nil {
				f.Fatal(err)
			}
			text, err := sites[0].MarshalState()
			if err != nil {
				f.Fatal(err)
			}
			f.Add(text)
		}
	}
	f.Add([]byte(`{"version":2,"state":{"phase":"fedavg","mean":[0],"sd":[0],"weights":[1e300,-1e300]}}`))
	f.Add([]byte(`{"version":2,"state":{"phase":"fedyogi","mean":[0],"sd":[1],"weights":[0,0],"memory":{"second":[-1,0]}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, s := range setups {
			tryState(t, s, p, text)
		}
	})
}

func tryState(t *testing.T, s setup, p part, text []byte) {
	n, err := s.begin(Local{Train: p.train, Test: p.test})
	if err != nil {
		t.Fatal(err)
	}
	if n.restore(text) != nil {
		return
	}
	phase := n.state.Phase
	values, err := n.Contribution(phase)
	if err != nil {
		return
	}
	if finite(phase, values) != nil {
		t.Errorf("phase %s: %v", phase, values)
	}
	if _, err := n.Apply(phase, Sum{values, 1, true}); err == nil {
		if m := n.Model(); m != nil && finite("model", m.Weights()) != nil {
			t.Errorf("weights %v", m.Weights())
		}
	}
}

// The state of one algorithm is refused by another.
func TestStateOfAnotherAlgorithm(t *testing.T) {
	s := named("x")
	p := sheet(s, []float64{0, 1}, []float64{1, 2})
	newton, err := s.begin(Local{Train: p.train, Test: p.test})
	if err != nil {
		t.Fatal(err)
	}
	sum, err := newton.Contribution(plan.Moments)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newton.Apply(plan.Moments, Sum{sum, 1, true}); err != nil {
		t.Fatal(err)
	}
	text, err := newton.MarshalState()
	if err != nil {
		t.Fatal(err)
	}
	averaging, err := s.averaging(3, 2, 0.5).begin(Local{Train: p.train, Test: p.test})
	if err != nil {
		t.Fatal(err)
	}
	if err := averaging.restore(text); err == nil {
		t.Error("FedAvg took a state of Newton")
	}
}
