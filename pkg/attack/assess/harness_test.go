package assess

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/algorithm"
	"samband/pkg/data"
	"samband/pkg/model"
	"samband/pkg/plan"
	"samband/pkg/schema"
	"samband/pkg/vector"
)

// trained is a run of the two hospitals' agreement, changed, as north has it, on
// made-up rows: the sites' learners, their sums of integers and what both keep.
// A run with noise is without it: what is tested here does not ask.
func trained(t testing.TB, rows int, change func(*agreement.Agreement)) Input {
	t.Helper()
	p := planned(t, change)
	in := Input{Plan: p, Self: "north", Shadows: 16, Seed: 1}
	quiet := *p.Agreement
	quiet.Privacy.Noise = agreement.NoNoise
	run, err := plan.New(&quiet)
	if err != nil {
		t.Fatal(err)
	}
	var sites []algorithm.Learner
	for i, id := range p.Participants {
		train, test := table(p.Agreement.Schema, rows, uint64(i)).Split(data.Split{Seed: "1", Dataset: "made-up", Test: 0.25}, string(id))
		if i == 0 {
			in.Train, in.Test = train, test
		}
		s, err := algorithm.New(run, algorithm.Local{ID: string(id), Train: train, Test: test})
		if err != nil {
			t.Fatal(err)
		}
		sites = append(sites, s)
	}
	for phase, round := run.First(), uint32(1); phase != plan.Done; round++ {
		kept, next := sum(t, run, sites, phase)
		kept.Round = round
		in.Sums = append(in.Sums, kept)
		phase = next
	}
	in.Model = sites[0].Model()
	return in
}

// sum adds one round of all sites, as integers.
func sum(t testing.TB, p *plan.Plan, sites []algorithm.Learner, phase string) (kept Sum, next string) {
	t.Helper()
	layout, err := p.Layout(phase)
	if err != nil {
		t.Fatal(err)
	}
	kept = Sum{Phase: phase, Set: p.Participants}
	total := make([]uint64, layout.Values())
	for i, s := range sites {
		own := quantised(t, layout, s, phase)
		for j, v := range own {
			total[j] += v
		}
		if i == 0 {
			if kept.Own, err = layout.Restore(own, 1); err != nil {
				t.Fatal(err)
			}
		}
	}
	if kept.Sum, err = layout.Restore(total, len(sites)); err != nil {
		t.Fatal(err)
	}
	for _, s := range sites {
		if next, err = s.Apply(phase, algorithm.Sum{Values: kept.Sum, Contributors: len(sites), Own: true}); err != nil {
			t.Fatal(err)
		}
	}
	return kept, next
}

func quantised(t testing.TB, layout vector.Layout, s algorithm.Learner, phase string) []uint64 {
	t.Helper()
	values, err := s.Contribution(phase)
	if err != nil {
		t.Fatal(err)
	}
	own, _, err := layout.Quantise(values)
	if err != nil {
		t.Fatal(err)
	}
	return own
}

// planned is a plan of the agreement with rows for units, changed.
func planned(t testing.TB, change func(*agreement.Agreement)) *plan.Plan {
	t.Helper()
	base, err := agreement.Read("../../agreement/testdata/two-hospitals.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a := *base
	a.Schema.Features = append([]schema.Feature(nil), a.Schema.Features...)
	if change != nil {
		change(&a)
	}
	p, err := plan.New(&a)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// wide replaces the columns by as many numbers.
func wide(columns int) func(*agreement.Agreement) {
	return func(a *agreement.Agreement) {
		a.Schema.Features = nil
		for j := range columns {
			a.Schema.Features = append(a.Schema.Features, schema.Feature{Name: fmt.Sprint("x", j), Type: schema.Number, Min: -6, Max: 6})
		}
	}
}

// averaging trains a network of so many hidden units, or none, by averages.
func averaging(hidden, rounds int) func(*agreement.Agreement) {
	return func(a *agreement.Agreement) {
		a.Algorithm = agreement.Algorithm{Name: agreement.FedAvg, Rounds: rounds, Steps: 5, Rate: 0.3, MaxRows: a.Algorithm.MaxRows}
		if hidden > 0 {
			a.Model = agreement.MLP
			a.Network = &agreement.Network{Hidden: []int{hidden}, Activation: agreement.ReLU, Loss: agreement.LogisticLoss}
		}
	}
}

func both(changes ...func(*agreement.Agreement)) func(*agreement.Agreement) {
	return func(a *agreement.Agreement) {
		for _, c := range changes {
			c(a)
		}
	}
}

// table has made-up rows; two rows in a row are of one patient where the schema
// names them, by the numbers of Units.
func table(s schema.Schema, rows int, seed uint64) *data.Table {
	r := rand.New(rand.NewPCG(seed, 3))
	t := &data.Table{}
	for _, c := range s.Columns() {
		t.Columns = append(t.Columns, c.Name)
	}
	for i := range rows {
		score := 0.0
		for j, c := range s.Columns() {
			x := math.Max(c.Min, math.Min(c.Max, r.NormFloat64()))
			if s.Features[c.Feature].Type != schema.Number {
				x = float64(r.IntN(2))
				if j > 0 && s.Columns()[j-1].Feature == c.Feature { // at most one level
					x *= 1 - t.X[len(t.X)-1]
				}
			} else if c.Min > 0 {
				x = c.Min + (c.Max-c.Min)*r.Float64()
			}
			t.X = append(t.X, x)
			score += x / (c.Max - c.Min)
		}
		y := 0.0
		if r.Float64() < model.Probability(score-1) {
			y = 1
		}
		t.Y, t.Rows = append(t.Y, y), append(t.Rows, i)
	}
	return t
}
