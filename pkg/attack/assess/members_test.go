package assess

import (
	"bytes"
	"context"
	"errors"
	"math"
	"runtime"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/evidence"
	"samband/pkg/exposure"
	"samband/pkg/plan"
)

// released gives what a test found of the released model.
func released(t *testing.T, r *evidence.Tests, kind string) evidence.Attack {
	t.Helper()
	for _, a := range r.Attacks {
		if a.Kind == kind && a.Target == string(exposure.FinalModel) {
			return a
		}
	}
	t.Fatalf("no %s of the released model", kind)
	return evidence.Attack{}
}

func tested(t *testing.T, in Input) *evidence.Tests {
	t.Helper()
	r, err := Run(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// memorised is a network that learnt few rows by heart.
func memorised(a *agreement.Agreement) {
	both(wide(20), averaging(32, 60))(a)
	a.Algorithm.Rate = 0.5
}

// A model that knows its rows by heart is found out; one that never had them is
// not: on its rows every attack guesses.
func TestMembersAreFoundAndOthersAreNot(t *testing.T) {
	in := trained(t, 160, memorised)
	in.Shadows = 32
	if found := released(t, tested(t, in), evidence.LiRA); found.Rates[0].Low < 0.55 || found.Rates[1].Value < 0.15 {
		t.Errorf("of a network that learnt by heart: %+v", found.Rates)
	}
	other := table(in.Plan.Agreement.Schema, 400, 77) // of the same kind, and in no model
	in.Sums = nil
	in.Train, in.Test = other.Subset(numbers(0, 300)), other.Subset(numbers(300, 400))
	result := tested(t, in)
	for _, kind := range []string{evidence.LiRA, evidence.LiRAOffline, evidence.LossAttack} {
		found := released(t, result, kind)
		if r := found.Rates[0]; r.Low > 0.5 || r.High < 0.5 || math.Abs(r.Value-0.5) > 0.1 {
			t.Errorf("%s of rows that no model had: %+v", kind, r)
		}
	}
}

func numbers(from, to int) (all []int) {
	for i := from; i < to; i++ {
		all = append(all, i)
	}
	return all
}

// The same seed gives the same bytes, however many processors there are; another
// one gives others.
func TestSameSeedSameBytes(t *testing.T) {
	in := trained(t, 200, averaging(4, 5))
	marshal := func() []byte {
		text, err := tested(t, in).Marshal()
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	first := marshal()
	if !bytes.Equal(first, marshal()) {
		t.Error("another result of the same input")
	}
	before := runtime.GOMAXPROCS(1)
	alone := marshal()
	runtime.GOMAXPROCS(before)
	if !bytes.Equal(first, alone) {
		t.Error("another result on one processor")
	}
	in.Seed++
	if bytes.Equal(first, marshal()) {
		t.Error("the seed changes nothing")
	}
}

// Rows of a patient are in a shadow together or not at all, and count once.
func TestPatientsStayTogether(t *testing.T) {
	in := trained(t, 300, nil)
	in.Train.Units, in.Test.Units = pairs(in.Train.Len()), pairs(in.Test.Len())
	s, err := begin(in)
	if err != nil {
		t.Fatal(err)
	}
	made, err := s.shadows(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for k, one := range made.Stages[0] {
		for row := range one.In {
			if row > 0 && s.units[row] == s.units[row-1] && one.In[row] != one.In[row-1] {
				t.Fatalf("shadow %d divides the patient of row %d", k, row)
			}
			if row > 0 && s.in[row] != s.in[row-1] && s.units[row] == s.units[row-1] {
				t.Fatalf("a patient inside and one outside have one number")
			}
		}
	}
	result := tested(t, in)
	found := released(t, result, evidence.LiRA)
	if !result.ByPatient || found.Inside != (in.Train.Len()+1)/2 || found.Outside != (in.Test.Len()+1)/2 || result.Rows != [2]int{in.Train.Len(), in.Test.Len()} {
		t.Errorf("%d and %d units of %v rows, by patient %v", found.Inside, found.Outside, result.Rows, result.ByPatient)
	}
}

// pairs numbers units of two rows each.
func pairs(rows int) (units []int) {
	for i := range rows {
		units = append(units, i/2)
	}
	return units
}

// Every algorithm is tested in the same way, with the models of its rounds. Rows
// that early stopping looked at are neither inside nor outside.
func TestEveryAlgorithm(t *testing.T) {
	for name, change := range map[string]func(*agreement.Agreement){
		"newton": nil, "fedavg": averaging(0, 6), "network": averaging(8, 6),
		"by site":  both(averaging(0, 6), func(a *agreement.Agreement) { a.Algorithm.Standardise = agreement.BySite }),
		"scaffold": both(averaging(0, 6), func(a *agreement.Agreement) { a.Algorithm.Name = agreement.Scaffold }),
		"batches":  both(averaging(0, 6), func(a *agreement.Agreement) { a.Algorithm.Batch = 16 }),
		"personal": both(averaging(0, 6), func(a *agreement.Agreement) {
			a.Algorithm.Personal = &agreement.Personal{Intercept: true, Steps: 5, Rate: 0.1}
		}),
		"early": both(averaging(0, 12), func(a *agreement.Agreement) { a.Algorithm.Validation, a.Algorithm.Patience = 0.2, 2 }),
	} {
		in := trained(t, 300, change)
		result := tested(t, in)
		rounds := 0
		for _, a := range result.Attacks {
			if a.Kind == evidence.LiRA && a.Target != string(exposure.FinalModel) {
				rounds++
			}
		}
		if rounds == 0 || rounds != len(result.Rounds) || result.Shadows != in.Shadows {
			t.Errorf("%s: %d rounds, %v", name, rounds, result.Rounds)
		}
		if back := in.Train.Len() - result.Rows[0]; (back > 0) != (name == "early") || result.Rows[1] != in.Test.Len() {
			t.Errorf("%s: %v of %d and %d rows", name, result.Rows, in.Train.Len(), in.Test.Len())
		}
		for i, a := range result.Attacks {
			for _, r := range a.Rates {
				if !(0 <= r.Low && r.Low <= r.Value && r.Value <= r.High && r.High <= 1) || r.Promise != nil {
					t.Errorf("%s: attack %d: %+v", name, i, r)
				}
			}
		}
	}
}

// Beside what is found of a run with noise for patients stands what the noise
// bounds; noise for a whole participant bounds nothing of a patient.
func TestPromise(t *testing.T) {
	noise := func(unit string) func(*agreement.Agreement) {
		return func(a *agreement.Agreement) {
			a.Privacy = agreement.Privacy{Unit: unit, RowsPerPatient: 1, Noise: agreement.DiscreteGaussian, Epsilon: 4, Delta: 1e-6, Clip: 4, MinCell: a.Privacy.MinCell}
			a.Algorithm.Rounds = 4
		}
	}
	in := trained(t, 300, func(a *agreement.Agreement) { a.Algorithm.Rounds = 20 })
	in.Sums = nil
	for unit, bounded := range map[string]bool{agreement.Patient: true, agreement.Record: true} {
		in.Plan = planned(t, noise(unit))
		for i, r := range released(t, tested(t, in), evidence.LiRA).Rates {
			if (r.Promise != nil) != (bounded && (r.False == nil || *r.False > 0)) {
				t.Errorf("%s: rate %d: %+v", unit, i, r)
			}
			if r.Promise != nil && r.False != nil && *r.Promise < *r.False {
				t.Errorf("%s: less than guessing is promised: %v at %v", unit, *r.Promise, *r.False)
			}
		}
	}
	if mu := in.Plan.Mu(in.Plan.Most()); !(mu > 0 && mu < 2) {
		t.Errorf("µ %v", mu)
	}
}

// A test that is to end does, before the models under way are done.
func TestEnds(t *testing.T) {
	in := trained(t, 300, averaging(16, 4))
	in.Sums = nil
	long := *in.Plan.Agreement
	long.Algorithm.Rounds, long.Algorithm.Steps = 2000, 10 // minutes
	var err error
	if in.Plan, err = plan.New(&long); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	in.Stage = func(name string, steps int) func() {
		if name != TrainingShadows || steps != in.Shadows {
			t.Errorf("stage %s of %d", name, steps)
		}
		cancel()
		return func() {}
	}
	if _, err := Run(ctx, in); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
