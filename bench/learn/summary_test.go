package learn

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"samband/bench/learn/setting"
)

// Quantiles of the t distribution, from tables.
func TestStudent(t *testing.T) {
	for freedom, want := range map[int]float64{1: 12.7062, 2: 4.30265, 3: 3.18245, 4: 2.77645, 7: 2.36462, 10: 2.22814, 29: 2.04523, 120: 1.97993} {
		if got := student(freedom); math.Abs(got-want) > 1e-4*want {
			t.Errorf("%d: %v, not %v", freedom, got, want)
		}
	}
}

func TestInterval(t *testing.T) {
	// Mean 3, deviation √2.5: 3 ± 2.776·√(2.5/5).
	i := newInterval([]float64{1, 2, 3, 4, 5})
	if i.mean != 3 || math.Abs(i.half-1.96324) > 1e-4 || i.String() != "3.000 ± 1.963" {
		t.Errorf("%+v: %s", i, i)
	}
	for want, i := range map[string]interval{"": {}, "0.500": newInterval([]float64{0.5}), " (2 ended early)": {ended: 2}, "undefined": {undefined: 1}} {
		if i.String() != want {
			t.Errorf("%q, not %q", i.String(), want)
		}
	}
}

const varied = small + `
grid:
  partition.participants: [2, 3]
  algorithm.ridge: {light: 0.1, heavy: 10, "∞": 1.0e6}
seeds: [1, 2, 3]
report: {chart: lines}
`

// made are results of a file as if its runs had scored: 0.8 plus a bit for each
// setting and seed.
func made(t *testing.T, text string) *summary {
	t.Helper()
	f, err := setting.Parse("c.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	runs, err := f.Runs()
	if err != nil {
		t.Fatal(err)
	}
	var all []Result
	for i, run := range runs[:len(runs)-1] { // the last one is missing
		r := Result{Digest: run.Digest, Seed: run.Seed, Version: "v", Began: "2026-11-25T00:00:00Z", Seconds: 60, Simulated: true}
		value := 0.8 + 0.01*float64(run.Seed) + 0.03*float64(i/3)
		r.Joint = &Scores{All: Score{AUC: &value}}
		r.Pooled = &Scores{All: Score{AUC: pointer(0.9)}}
		if i == 0 {
			r.Joint = nil
		}
		all = append(all, r)
	}
	s, err := newSummary(f, append(all, Result{Digest: "of another configuration"}))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTable(t *testing.T) {
	s := made(t, varied)
	want := `| participants | light | heavy | ∞ | all rows at one place |
| --- | --- | --- | --- | --- |
| 2 | 0.825 ± 0.064 (1 ended early) | 0.850 ± 0.025 | 0.880 ± 0.025 | 0.900 ± 0.000 |
| 3 | 0.910 ± 0.025 | 0.940 ± 0.025 | 0.965 ± 0.064 | 0.900 ± 0.000 |
`
	if got := s.tables(); got != want {
		t.Errorf("\n%s", got)
	}
	if facts := s.facts(); !strings.Contains(facts, "AUC on test rows; 17 runs with 3 seeds") || !strings.Contains(facts, "17m0s in all, last on 2026-11-25, by v") || !strings.Contains(facts, "**Sites are simulated.** **Without a result yet: 1 run.**") {
		t.Error(facts)
	}
	one := made(t, small+"grid: {algorithm.ridge: [1, 10]}\n")
	if got := one.tables(); !strings.HasPrefix(got, "| ridge | joint | all rows at one place |\n") {
		t.Errorf("\n%s", got)
	}
	cost := made(t, small+"grid: {algorithm.ridge: [1, 10]}\nreport: {metrics: [cost]}\n")
	if got := cost.tables(); !strings.Contains(got, "| 0 | 0 | one-time-he |  | 60.0 | 0 | 0.00 |") {
		t.Errorf("\n%s", got)
	}
}

func TestCharts(t *testing.T) {
	s := made(t, varied)
	svg := s.charts()[""]
	for _, want := range []string{"(sites simulated)", ">∞<", ">2<", ">3<", "AUC"} {
		if !bytes.Contains(svg, []byte(want)) {
			t.Errorf("lines: no %s", want)
		}
	}
	bars := made(t, strings.Replace(varied, "chart: lines", "chart: bars", 1)).charts()[""]
	for _, want := range []string{"heavy", "all rows at one place", "0.94"} {
		if !bytes.Contains(bars, []byte(want)) {
			t.Errorf("bars: no %s", want)
		}
	}
	three := made(t, strings.Replace(varied, "grid:\n", "grid:\n  split.test: [0.2, 0.3]\n", 1)).charts()
	if len(three) != 2 || !bytes.Contains(three["-2"], []byte(", 0.3<")) {
		t.Errorf("%d charts", len(three))
	}
	if len(made(t, small+"grid: {algorithm.ridge: [1, 10]}\n").charts()) > 0 {
		t.Error("a chart that nobody asked for")
	}
}
