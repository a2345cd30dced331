package attack

import (
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"os"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mathext"

	"samband/pkg/budget"
)

// Published bounds of another program. It tries every threshold on the convex
// hull of the true and false guesses and divides the significance by their
// number; the hull is that of these same canaries, so here, where bounds are to
// hold, numbers of guesses are chosen beforehand instead.
func TestVectors(t *testing.T) {
	text, err := os.ReadFile("../../../shared/vectors/one_run_audit.json")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no ../shared/vectors/one_run_audit.json beside the repository")
	}
	if err != nil {
		t.Fatal(err)
	}
	var v struct {
		Cases []struct {
			Shift   float64
			Epsilon float64 `json:"one_run_epsilon"`
			FDP     float64 `json:"f_dp_epsilon"`
		}
	}
	if err := json.Unmarshal(text, &v); err != nil || len(v.Cases) == 0 {
		t.Fatal(err)
	}
	for _, c := range v.Cases {
		epsilon, mu := bestOnHull(quantiles(c.Shift), 0.05, 1e-6)
		fdp := budget.AnalyticEpsilon(mu, 1e-6)
		if math.Abs(epsilon-c.Epsilon) > 1e-6 || math.Abs(fdp-c.FDP) > 1e-6 {
			t.Errorf("shift %v: %.7f and %.7f, want %v and %v", c.Shift, epsilon, fdp, c.Epsilon, c.FDP)
		}
	}
}

// quantiles are 10,000 canaries that are in, moved by shift, and as many that are
// out, with the quantiles of a normal distribution as scores.
func quantiles(shift float64) []Canary {
	const n = 10000
	var canaries []Canary
	for i := range n {
		x := mathext.NormalQuantile((float64(i) + 0.5) / n)
		canaries = append(canaries, Canary{x + shift, true}, Canary{x, false})
	}
	return canaries
}

// bestOnHull is the best of both bounds over the thresholds on the hull.
func bestOnHull(canaries []Canary, significance, delta float64) (epsilon, mu float64) {
	slices.SortFunc(canaries, func(a, b Canary) int {
		return int(math.Copysign(1, a.Score-b.Score))
	})
	type point struct{ in, out int } // below the threshold
	var hull []point
	keep := func(p point) {
		for len(hull) > 1 {
			a, b := hull[len(hull)-2], hull[len(hull)-1]
			if (b.out-a.out)*(p.in-b.in)-(p.out-b.out)*(b.in-a.in) > 0 {
				break
			}
			hull = hull[:len(hull)-1]
		}
		hull = append(hull, p)
	}
	var below point
	for _, c := range canaries {
		keep(below)
		if c.In {
			below.in++
		} else {
			below.out++
		}
	}
	keep(below)
	significance /= float64(len(hull))
	for _, p := range hull {
		g := Guesses{len(canaries), len(canaries) - p.in - p.out, below.in - p.in}
		if g.likely(epsilon, delta) <= significance {
			epsilon = max(epsilon, g.Epsilon(significance, delta))
		}
		if !g.possible(mu, significance) {
			mu = max(mu, g.Mu(significance))
		}
	}
	return epsilon, mu
}
