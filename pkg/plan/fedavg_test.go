package plan

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/agreement"
	"samband/pkg/vector"
)

// averaging is an agreement of the test data, made one about FedAvg.
func averaging(t testing.TB, name string, steps int) *agreement.Agreement {
	t.Helper()
	a := load(t, name)
	a.Algorithm.Name, a.Algorithm.Steps, a.Algorithm.Rate = agreement.FedAvg, steps, 0.5
	return a
}

// TestGoldenFedAvg pins what TestGolden pins, for federated averaging.
func TestGoldenFedAvg(t *testing.T) {
	golden(t, "two-hospitals-fedavg", planned(t, averaging(t, "two-hospitals.yaml", 5)))
}

func TestPhasesOfFedAvg(t *testing.T) {
	p := planned(t, averaging(t, "four-hospitals.yaml", 5))
	var path []string
	for phase := p.First(); phase != Done; {
		path = append(path, phase)
		next := p.Next(phase)
		phase = next[len(next)-1]
	}
	if got := strings.Join(path, " "); got != "moments fedavg evaluate" || strings.Join(p.Phases(), " ") != got {
		t.Errorf("phases %s, plan %v", got, p.Phases())
	}
	if p.Next(FedAvg)[0] != FedAvg || p.Next(Newton) != nil || p.MaxRounds() != 12 {
		t.Errorf("after fedavg %v, after newton %v, at most %d rounds", p.Next(FedAvg), p.Next(Newton), p.MaxRounds())
	}
	if _, err := p.Layout(Newton); err == nil {
		t.Error("newton has a layout without being agreed on")
	}
	if _, err := planned(t, load(t, "four-hospitals.yaml")).Layout(FedAvg); err == nil {
		t.Error("fedavg has a layout without being agreed on")
	}
}

// TestWeightsTimesRows: whatever is agreed, nothing of weights within the clip
// is clipped, and a site's weights are off by no more than half a step of the
// agreed bits over its rows.
func TestWeightsTimesRows(t *testing.T) {
	base := averaging(t, "two-hospitals.yaml", 5)
	rapid.Check(t, func(t *rapid.T) {
		a := *base
		a.Algorithm.MaxRows = rapid.IntRange(1, 1<<24).Draw(t, "max_rows")
		a.Aggregation.Bits = rapid.IntRange(2, 24).Draw(t, "bits")
		a.Aggregation.Clip = rapid.Float64Range(1e-6, 1e6).Draw(t, "clip")
		p, err := New(&a)
		if err != nil {
			t.Fatal(err)
		}
		l, err := p.Layout(FedAvg)
		if err != nil {
			t.Fatal(err)
		}
		rows := float64(rapid.IntRange(1, a.Algorithm.MaxRows).Draw(t, "rows"))
		weight := rapid.Float64Range(-1, 1).Draw(t, "weight") * a.Aggregation.Clip
		values := make([]float64, l.Values())
		values[0], values[1] = rows, rows*weight
		integers, clipped, err := l.Quantise(values)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range clipped {
			if c.Clipped > 0 {
				t.Errorf("%+v", c)
			}
		}
		again, err := l.Restore(integers, 1)
		if err != nil {
			t.Fatal(err)
		}
		step := vector.Segment{Name: "weight", Length: 1, Bits: a.Aggregation.Bits, Clip: a.Aggregation.Clip}.Step()
		if again[0] != rows || !(math.Abs(again[1]/rows-weight) <= step/2/rows*(1+1e-9)) {
			t.Errorf("%v rows times %v became %v and %v", rows, weight, again[0], again[1])
		}
	})
}
