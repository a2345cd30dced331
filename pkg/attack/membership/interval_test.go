package membership

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mathext"
)

// Intervals of 95 % hold what is true in no fewer of samples: of the area, and of
// the share found at a share of false alarms, whose threshold each sample has to
// find for itself. With 30 units inside that spread widely it is 93 % of the area.
// Hanley and McNeil's interval of the area held it in 83 to 90 % in the third and
// fourth, and Clopper and Pearson's the rate in 28 to 89 % over all, as it takes
// this sample's threshold for the true one.
func TestIntervalsHold(t *testing.T) {
	const samples = 1500
	for _, c := range []struct {
		shift, deviation float64 // of scores inside; outside they are standard normal
		inside, outside  int
		least            float64
	}{
		{0, 1, 90, 30, 0.95}, {0.2, 1, 300, 100, 0.95}, {2, 1, 300, 100, 0.95}, {1, 0.5, 300, 100, 0.95}, {1, 2, 30, 300, 0.93}, {1, 1, 1000, 1000, 0.95},
	} {
		r := rand.New(rand.NewPCG(5, 7))
		area := normalCDF(c.shift / math.Sqrt(1+c.deviation*c.deviation))
		held, wide := make([]int, 1+len(Falses())), 0.0
		for range samples {
			var all []Guess
			for range c.inside {
				all = append(all, Guess{c.shift + c.deviation*r.NormFloat64(), true})
			}
			for range c.outside {
				all = append(all, Guess{r.NormFloat64(), false})
			}
			m := Measure(all, 0.95)
			wide += (m.AUC.High - m.AUC.Low) / samples
			if m.AUC.Low <= area && area <= m.AUC.High {
				held[0]++
			}
			for i, rate := range m.Rates {
				found := 1 - normalCDF((mathext.NormalQuantile(1-rate.False)-c.shift)/c.deviation)
				if rate.Low <= found && found <= rate.High {
					held[1+i]++
				}
			}
		}
		t.Logf("%+v: the area's hold in %.3f, width %.3f; the rates' in %.3f %.3f %.3f", c, float64(held[0])/samples, wide,
			float64(held[1])/samples, float64(held[2])/samples, float64(held[3])/samples)
		for i, h := range held[:len(held)-1] { // at 0 there is no threshold to know
			if float64(h) < samples*(c.least-3*math.Sqrt(0.05*0.95/samples)) {
				t.Errorf("%+v: interval %d holds in %d of %d", c, i, h, samples)
			}
		}
		if simple := 2 * 1.96 * math.Sqrt(1.0/12*(1/float64(c.inside)+1/float64(c.outside))); wide > 1.25*simple {
			t.Errorf("%+v: intervals are %.3f wide, at chance %.3f is enough", c, wide, simple)
		}
	}
}

func normalCDF(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

// Cells are marked that the sample cannot resolve, and an interval says so too:
// even where all scores inside are above all outside it is no single number.
func TestResolved(t *testing.T) {
	for _, c := range []struct {
		inside, outside int
		want            [4]bool // at 10, 1, 0.1 and 0 %
	}{
		{0, 0, [4]bool{}},
		{0, 100000, [4]bool{}},
		{29, 100000, [4]bool{}},
		{30, 99, [4]bool{}},
		{30, 100, [4]bool{true}},
		{500, 999, [4]bool{true}},
		{500, 1000, [4]bool{true, true}},
		{500, 2999, [4]bool{true, true}},
		{500, 3000, [4]bool{true, true, false, true}},
		{500, 10000, [4]bool{true, true, true, true}},
	} {
		var all []Guess
		for i := range c.inside + c.outside {
			all = append(all, Guess{float64(-i), i < c.inside})
		}
		m := Measure(all, 0.95)
		for i, r := range m.Rates {
			if r.Resolved != c.want[i] {
				t.Errorf("%d inside, %d outside, at %v: resolved %v", c.inside, c.outside, r.False, r.Resolved)
			}
			if r.Low > r.Value || r.High < r.Value || r.Low >= r.High || r.High != 1 {
				t.Errorf("%d inside, %d outside, at %v: %+v", c.inside, c.outside, r.False, r.Interval)
			}
			if expected := r.False * float64(c.outside); r.False > 0 && expected < 3 && r.Low != 0 {
				t.Errorf("%d outside bound what is found at %v: %+v", c.outside, r.False, r.Interval)
			}
		}
		if a := m.AUC; a.High != 1 || a.Low >= a.Value || c.inside > 0 && c.outside > 0 && a.Value != 1 {
			t.Errorf("%d inside, %d outside: area %+v", c.inside, c.outside, a)
		}
	}
}
