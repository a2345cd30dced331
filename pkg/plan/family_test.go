package plan

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"samband/pkg/agreement"
)

// TestGoldenFamily pins what TestGolden pins, for an algorithm with all segments
// that a learning round may have.
func TestGoldenFamily(t *testing.T) {
	a := averaging(t, "two-hospitals.yaml", 5)
	a.Algorithm.Name, a.Algorithm.Validation, a.Algorithm.Patience = agreement.Scaffold, 0.2, 3
	a.Algorithm.Standardise = agreement.BySite
	golden(t, "two-hospitals-scaffold", planned(t, a))
}

// Each algorithm that averages has a phase of its name, with the segments that it
// needs and no others.
func TestSegmentsOfTheFamily(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{agreement.FedAvg, "rows weights loss"}, {agreement.FedAvgM, "rows weights loss"}, {agreement.FedProx, "rows weights loss"},
		{agreement.FedAdam, "rows weights loss"}, {agreement.FedYogi, "rows weights loss"}, {agreement.FedAdagrad, "rows weights loss"},
		{agreement.Scaffold, "rows weights loss variates"},
	} {
		for _, held := range []bool{false, true} {
			a := averaging(t, "four-hospitals.yaml", 5)
			a.Algorithm.Name = c.name
			want := c.want
			if held {
				a.Algorithm.Validation, a.Algorithm.Patience = 0.2, 3
				want += " held-loss held-rows"
			}
			p := planned(t, a)
			l, err := p.Layout(c.name)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, s := range l.Segments {
				names = append(names, s.Name)
			}
			if got := strings.Join(names, " "); got != want || p.Learning() != c.name || fmt.Sprint(p.Next(c.name)) != fmt.Sprint([]string{c.name, Evaluate}) {
				t.Errorf("%s: segments %q, next %v", c.name, got, p.Next(c.name))
			}
		}
	}
}

// A control variate moves the weights, over the way of a round, in steps no
// greater than a sixteenth of what these are rounded to.
func TestVariatesAreFinerThanWeights(t *testing.T) {
	for _, rate := range []float64{0.001, 0.1, 3} {
		a := averaging(t, "two-hospitals.yaml", 7)
		a.Algorithm.Name, a.Algorithm.Rate = agreement.Scaffold, rate
		l, err := planned(t, a).Layout(agreement.Scaffold)
		if err != nil {
			t.Fatal(err)
		}
		weights, variates := l.Segments[1], l.Segments[3]
		if moved := variates.Step() * 7 * rate; !(moved <= weights.Step()/8) || variates.Clip*7*rate < 4*weights.Clip*(1-1e-12) || math.IsNaN(moved) {
			t.Errorf("rate %v: a step of a variate moves weights by %v, which have steps of %v", rate, moved, weights.Step())
		}
	}
}

// Sums over some of the groups are said to show groups, by how small they are.
func TestWarningOfDrawnGroups(t *testing.T) {
	a := averaging(t, "four-hospitals.yaml", 5)
	ids := a.Participants()
	a.Algorithm.Sample, a.Aggregation.Groups = 0.5, []agreement.Group{ids[:3], ids[3:]} // not what Parse lets through
	p := planned(t, a)
	w, said := p.drawn()
	if !said || p.Draw() != 1 || !strings.Contains(w.En, "over 1 of 2 groups") || !strings.Contains(w.En, "smallest group has 1 participants") || !strings.Contains(w.Sv, "över 1 av 2 grupper") {
		t.Errorf("%+v", w)
	}
	if _, said := planned(t, averaging(t, "four-hospitals.yaml", 5)).drawn(); said {
		t.Error("said where every round is over all")
	}
}
