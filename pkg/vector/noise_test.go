package vector

import (
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Noise, also where every participant draws its largest, comes through packing
// digit by digit and leaves the sum of values and noise exactly: nothing wraps
// and nothing carries into a neighbour.
func TestNoiseComesThroughExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 50).Draw(t, "n")
		var l Layout
		for _, name := range []string{"a", "b", "c"} {
			bound := uint64(rapid.SampledFrom([]int{0, 1, 255, 1 << 20, 1 << 35}).Draw(t, "bound"))
			l.Segments = append(l.Segments, Segment{name, rapid.IntRange(1, 9).Draw(t, "length"), rapid.IntRange(MinBits, 40).Draw(t, "bits"), 1, bound})
		}
		p, err := Pack(l, n, 103, false)
		if err != nil {
			t.Fatal(err)
		}
		run, err := p.Run(0, p.Coefficients())
		if err != nil {
			t.Fatal(err)
		}
		digits := make([]uint64, run.Digits)
		want := make([]int64, l.Values()) // in steps
		for range n {
			values := rapid.SliceOfN(rapid.SampledFrom([]float64{-1, -0.3, 0, 0.7, 1}), l.Values(), l.Values()).Draw(t, "values")
			integers, at := make([]uint64, l.Values()), 0
			noised := l.AddNoise(func(segment int, dst []int64) error {
				most := int64(l.Segments[segment].Noise)
				for i := range dst {
					dst[i] = rapid.SampledFrom([]int64{-most, -most / 2, 0, most}).Draw(t, "draw")
					for l.Segments[l.segmentOf(at)].Noise == 0 {
						at++
					}
					want[at] += dst[i]
					at++
				}
				return nil
			}, l.Into(integers))
			if _, err := l.QuantiseTo(values, noised); err != nil {
				t.Fatal(err)
			}
			one := make([]uint64, run.Digits)
			if err := run.Split(integers, one); err != nil {
				t.Fatal(err)
			}
			for i, d := range one {
				digits[i] += d
			}
			for i, v := range values {
				want[i] += int64(math.RoundToEven(v / l.Segments[l.segmentOf(i)].Step()))
			}
		}
		rest := digits
		for _, s := range run.Stretches {
			for _, d := range rest[:s.Digits] {
				if d>>s.Field.DigitBits != 0 {
					t.Fatalf("%s: a digit of %d bits carries", s.Field.Name, s.Field.DigitBits)
				}
			}
			rest = rest[s.Digits:]
		}
		sums := make([]uint64, run.Values)
		if err := run.Join(digits, n, sums); err != nil {
			t.Fatal(err)
		}
		got, err := l.Restore(sums, n)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			if step := l.Segments[l.segmentOf(i)].Step(); got[i] != float64(want[i])*step {
				t.Fatalf("value %d is %v, want %v", i, got[i], float64(want[i])*step)
			}
		}
	})
}

// segmentOf is the segment that value i belongs to.
func (l Layout) segmentOf(i int) int {
	for j, s := range l.Segments {
		if i -= s.Length; i < 0 {
			return j
		}
	}
	return len(l.Segments)
}

func TestNoiseIsRefused(t *testing.T) {
	l := Layout{[]Segment{{"plain", 2, 8, 1, 0}, {"noised", 3, 8, 1, 5}}}
	sink := func(int, []uint64) error { return nil }
	values := make([]float64, 5)
	for name, c := range map[string]struct {
		draw Draw
		want string
	}{
		"too large": {func(_ int, dst []int64) error { dst[1] = 6; return nil }, `"noised": a draw of the noise is larger than its bound of 5`},
		"too small": {func(_ int, dst []int64) error { dst[2] = -6; return nil }, `"noised": a draw of the noise is larger`},
		"least int": {func(_ int, dst []int64) error { dst[0] = math.MinInt64; return nil }, "larger than its bound"},
		"failed":    {func(int, []int64) error { return errors.New("no entropy") }, "no entropy"},
	} {
		if _, err := l.QuantiseTo(values, l.AddNoise(c.draw, sink)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := l.AddNoise(func(int, []int64) error { return nil }, sink)(0, make([]uint64, 6)); err == nil {
		t.Error("more values than the layout has are accepted")
	}
	l.Segments[1].Noise = maxNoise + 1
	if err := l.Check(); err == nil || !strings.Contains(err.Error(), "noise up to") {
		t.Error(err)
	}
}
