package dp

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// square is the squared L2 norm, exactly.
func square(values []float64) *big.Rat {
	total := new(big.Rat)
	for _, v := range values {
		r := new(big.Rat).SetFloat64(v)
		total.Add(total, r.Mul(r, r))
	}
	return total
}

// With and without any one unit, sums differ by at most its norm in every
// segment: exactly, not up to rounding. And what is within the norm arrives.
func TestSensitivity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		segments := []Segment{{rapid.IntRange(1, 5).Draw(t, "length"), rapid.SampledFrom([]float64{1, 0.3, 1e-9, 1e9, 1e-260, 1e260}).Draw(t, "norm")}, {2, 1}}
		with, err := NewSum(segments)
		if err != nil {
			t.Fatal(err)
		}
		without, _ := NewSum(segments)
		units := rapid.IntRange(1, 20).Draw(t, "units")
		left := rapid.IntRange(0, units-1).Draw(t, "left out")
		for u := range units {
			var unit [][]float64
			for _, g := range segments {
				scale := g.Unit * rapid.SampledFrom([]float64{1e-3, 0.3, 1, 5, 1e12, 1e45}).Draw(t, "scale")
				values := rapid.SliceOfN(rapid.Float64Range(-1, 1), g.Length, g.Length).Draw(t, "values")
				for i := range values {
					values[i] *= scale
				}
				if rapid.Bool().Draw(t, "at the norm") {
					clear(values)
					values[0] = g.Unit
				}
				unit = append(unit, values)
			}
			if err := with.Add(unit...); err != nil {
				t.Fatal(err)
			}
			if u != left {
				without.Add(unit...)
			}
		}
		start, a, b := 0, with.Values(), without.Values()
		for _, g := range segments {
			difference := make([]float64, g.Length)
			for i := range difference {
				difference[i] = a[start+i] - b[start+i] // exact: whole steps below 2^53
			}
			if limit := square([]float64{g.Unit}); square(difference).Cmp(limit) > 0 {
				t.Fatalf("a unit of norm %v changed the sum by %v", g.Unit, difference)
			}
			start += g.Length
		}
	})
}

func TestSum(t *testing.T) {
	s, err := NewSum([]Segment{{2, 5}, {1, 0.1}})
	if err != nil {
		t.Fatal(err)
	}
	for _, unit := range [][][]float64{
		{{3, 4}, {0.05}},                  // as it is
		{{-6, 8}, {0}},                    // half
		{{0, 0}, {-7}},                    // to the norm
		{{math.NaN(), 1}, {0.01}},         // nothing of the first segment
		{{0, math.Inf(1)}, {math.Inf(1)}}, // nothing
		{{1e300, 1e300}, {0}},
	} {
		if err := s.Add(unit...); err != nil {
			t.Fatal(err)
		}
	}
	want := []float64{0 + 3 - 3 + 5/math.Sqrt2, 4 + 4 + 5/math.Sqrt2, 0.05 - 0.1 + 0.01}
	for i, v := range s.Values() {
		if math.Abs(v-want[i]) > 1e-6 {
			t.Errorf("value %d is %v, want %v", i, v, want[i])
		}
	}
	if s.Units() != 6 || s.Clipped() != 3 || s.Faulty() != 2 {
		t.Errorf("%d units, %d clipped, %d faulty", s.Units(), s.Clipped(), s.Faulty())
	}
	for i, bad := range [][][]float64{{{1, 2}}, {{1}, {1}}, {{1, 2}, {}}, {{1, 2}, {1}, {1}}} {
		if s.Add(bad...) == nil {
			t.Errorf("shape %d is accepted", i)
		}
	}
	if s.units = MaxUnits; s.Add([]float64{0, 0}, []float64{0}) == nil {
		t.Error("a unit too many is accepted")
	}
	if s.Wipe(); !slices.Equal(s.Values(), []float64{0, 0, 0}) {
		t.Error("sums are left")
	}
}

func TestNewSumRefuses(t *testing.T) {
	for _, bad := range [][]Segment{nil, {{0, 1}}, {{-1, 1}}, {{1, 0}}, {{1, -1}}, {{1, math.NaN()}}, {{1, math.Inf(1)}}, {{1, 1}, {1, 5e-324}}} {
		if _, err := NewSum(bad); err == nil {
			t.Errorf("%v is accepted", bad)
		}
	}
}

// The longest sums stay exact: the largest values, as often as they may come.
func TestLargestSum(t *testing.T) {
	s, err := NewSum([]Segment{{1, math.Nextafter(1, 0)}})
	if err != nil {
		t.Fatal(err)
	}
	s.Add([]float64{1e9})
	most := s.segments[0].sums[0]
	if total := most * MaxUnits; total > 1<<53 || total < 0 {
		t.Errorf("%d units of %d grains are no exact float64", MaxUnits, most)
	}
}
