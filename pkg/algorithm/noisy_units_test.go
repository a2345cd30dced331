package algorithm

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/agreement"
	"samband/pkg/data"
	"samband/pkg/plan"
	"samband/pkg/vector"
)

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
		for phase := p.First(); phase != plan.Done; {
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

// Where the unit is a row, a patient with several rows is several units, all of
// which count.
func TestRecordsOfAPatientAreUnits(t *testing.T) {
	a, err := agreement.Read("../agreement/testdata/four-hospitals.yaml")
	if err != nil {
		t.Fatal(err)
	}
	noised(1, 1, agreement.Newton, 2)(a)
	a.Schema.PatientID = "patient"
	p, err := plan.New(a)
	if err != nil {
		t.Fatal(err)
	}
	table := &data.Table{Units: []int{0, 0, 0}, Rows: []int{0, 1, 2}, Y: []float64{0, 1, 1}}
	for _, c := range a.Schema.Columns() {
		table.Columns = append(table.Columns, c.Name)
	}
	for range table.Rows {
		for _, c := range a.Schema.Columns() {
			table.X = append(table.X, c.Max)
		}
	}
	n, err := New(p, Local{ID: "here", Train: table, Test: table})
	if err != nil {
		t.Fatal(err)
	}
	values, err := n.Contribution(plan.Moments)
	if err != nil || math.Abs(values[0]-3) > 1e-6 {
		t.Errorf("%v rows, want 3; %v", values[0], err)
	}
}
