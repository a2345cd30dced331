package vector

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestStep(t *testing.T) {
	for _, c := range []struct {
		bits       int
		clip, want float64
	}{
		{16, 32767, 1},
		{16, 32767.5, 2},
		{16, 1, 0x1p-14}, // 32767 steps of 2^−15 reach 0.99997 only
		{2, 1, 1},
		{2, 1.0000001, 2},
		{2, 0.5, 0.5},
		{48, 4096, 0x1p-34},
		{52, 0x1p900, 0x1p850},
		{52, 0x1p-900, 0x1p-950},
	} {
		if got := (Segment{Bits: c.bits, Clip: c.clip}).Step(); got != c.want {
			t.Errorf("%d bits, clip %v: step %v, want %v", c.bits, c.clip, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := Segment{Bits: rapid.IntRange(MinBits, MaxBits).Draw(t, "bits"), Clip: rapid.Float64Range(1e-200, 1e200).Draw(t, "clip")}
		step, most := s.Step(), int64(1)<<(s.Bits-1)-1
		reach := func(step float64) *big.Rat {
			r := new(big.Rat).SetFloat64(step)
			return r.Mul(r, big.NewRat(most, 1))
		}
		clip := new(big.Rat).SetFloat64(s.Clip)
		if fraction, _ := math.Frexp(step); fraction != 0.5 || clip.Cmp(reach(step)) > 0 || clip.Cmp(reach(step/2)) <= 0 {
			t.Fatalf("step %v for %+v", step, s)
		}
	})
}

func TestQuantise(t *testing.T) {
	l := Layout{[]Segment{{"a", 5, 4, 7, 0}, {"b", 3, 16, 0.5, 0}}} // steps 1 and 2^−15
	got, clipped, err := l.Quantise([]float64{-7, 7, 0.5, 1.5, -99, 0, -0.5, 0.75})
	if err != nil {
		t.Fatal(err)
	}
	if want := []uint64{1, 15, 8, 10, 1, 32768, 16384, 49152}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if want := []Clipping{{"a", 1, 5}, {"b", 1, 3}}; !slices.Equal(clipped, want) {
		t.Errorf("got %v, want %v", clipped, want)
	}
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		_, _, err := l.Quantise([]float64{0, 0, 0, 0, 0, 0, bad, 0})
		if err == nil || !strings.Contains(err.Error(), `"b", value 1`) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	if _, _, err := l.Quantise(make([]float64, 7)); err == nil {
		t.Error("a missing value is accepted")
	}
}

// Long segments go to the sink in pieces; counts and places are those of the
// whole.
func TestQuantiseInPieces(t *testing.T) {
	l := Layout{[]Segment{{"a", 3, 4, 7, 0}, {"long", 3*pieceValues + 5, 16, 1, 0}}}
	values := make([]float64, l.Values())
	for i := range values {
		values[i] = float64(i%7) / 4
	}
	var got []uint64
	clipped, err := l.QuantiseTo(values, func(from int, piece []uint64) error {
		if from != len(got) || len(piece) > pieceValues {
			t.Errorf("%d values from %d on, after %d", len(piece), from, len(got))
		}
		got = append(got, piece...)
		return nil
	})
	if err != nil || len(got) != len(values) {
		t.Fatalf("%d values, %v", len(got), err)
	}
	above := 0
	for i, v := range values[3:] {
		if v > 1 {
			above++
		}
		if want := uint64(min(v, 1)*(1<<14)) + 1<<15; got[3+i] != want {
			t.Fatalf("value %d is %d, want %d", i, got[3+i], want)
		}
	}
	if clipped[1] != (Clipping{"long", above, 3*pieceValues + 5}) {
		t.Errorf("%+v, want %d clipped", clipped[1], above)
	}
	full := errors.New("full")
	if _, err := l.QuantiseTo(values, func(int, []uint64) error { return full }); err != full {
		t.Error(err)
	}
	values[3+2*pieceValues+1] = math.NaN()
	if _, _, err := l.Quantise(values); err == nil || !strings.Contains(err.Error(), fmt.Sprintf(`"long", value %d `, 2*pieceValues+1)) {
		t.Error(err)
	}
}

// Sums of quantised values restore to the sum of values, within half a step
// for each participant.
func TestRestore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Segment{"s", 3, rapid.IntRange(MinBits, 45).Draw(t, "bits"), rapid.Float64Range(1e-3, 1e3).Draw(t, "clip"), 0}
		l := Layout{[]Segment{s}}
		n := rapid.IntRange(1, 20).Draw(t, "n")
		sums, want := make([]uint64, 3), make([]float64, 3)
		for range n {
			v := rapid.SliceOfN(rapid.Float64Range(-s.Clip, s.Clip), 3, 3).Draw(t, "v")
			q, clipped, err := l.Quantise(v)
			if err != nil || clipped[0].Clipped != 0 {
				t.Fatal(err, clipped)
			}
			for i := range q {
				if q[i] >= 1<<s.Bits {
					t.Fatalf("%d has more than %d bits", q[i], s.Bits)
				}
				sums[i] += q[i]
				want[i] += v[i]
			}
		}
		got, err := l.Restore(sums, n)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			if math.Abs(got[i]-want[i]) > float64(n)*s.Step()/2*(1+1e-6) {
				t.Fatalf("%v, want %v within %d half steps of %v", got[i], want[i], n, s.Step())
			}
		}
	})
}

func TestRestoreRefuses(t *testing.T) {
	l := Layout{[]Segment{{"s", 1, 16, 1, 0}}}
	if _, err := l.Restore([]uint64{2 * 65535}, 2); err != nil {
		t.Error(err)
	}
	for _, c := range []struct {
		sums         []uint64
		contributors int
	}{{[]uint64{2*65535 + 1}, 2}, {[]uint64{^uint64(0)}, 2}, {[]uint64{}, 2}, {[]uint64{0, 0}, 2}, {[]uint64{0}, 0}, {[]uint64{0}, -1}, {[]uint64{0}, 1 << 60}} {
		if _, err := l.Restore(c.sums, c.contributors); err == nil {
			t.Errorf("%v of %d contributors is accepted", c.sums, c.contributors)
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	good := Segment{"s", 1, 16, 1, 0}
	for what, l := range map[string]Layout{
		"empty":       {},
		"no name":     {[]Segment{{"", 1, 16, 1, 0}}},
		"checksum":    {[]Segment{{Checksum, 1, 16, 1, 0}}},
		"twice":       {[]Segment{good, good}},
		"no values":   {[]Segment{{"s", 0, 16, 1, 0}}},
		"negative":    {[]Segment{{"s", -1, 16, 1, 0}}},
		"too long":    {[]Segment{{"s", math.MaxInt, 16, 1, 0}}},
		"long in sum": {[]Segment{{"s", MaxValues, 16, 1, 0}, {"t", 1, 16, 1, 0}}},
		"one bit":     {[]Segment{{"s", 1, 1, 1, 0}}},
		"53 bits":     {[]Segment{{"s", 1, 53, 1, 0}}},
		"no clip":     {[]Segment{{"s", 1, 16, 0, 0}}},
		"below zero":  {[]Segment{{"s", 1, 16, -1, 0}}},
		"NaN":         {[]Segment{{"s", 1, 16, math.NaN(), 0}}},
		"infinite":    {[]Segment{{"s", 1, 16, math.Inf(1), 0}}},
		"subnormal":   {[]Segment{{"s", 1, 16, 5e-324, 0}}},
	} {
		if l.Check() == nil {
			t.Errorf("%s: accepted", what)
		}
		if _, err := Pack(l, 2, 102, true); err == nil {
			t.Errorf("%s: packed", what)
		}
	}
}

func TestPart(t *testing.T) {
	l := Layout{[]Segment{{"a", 2, 16, 1, 0}, {"b", 3, 16, 1, 0}}}
	values := []int{1, 2, 3, 4, 5}
	if got, err := Part(l, values, "b"); err != nil || !slices.Equal(got, []int{3, 4, 5}) {
		t.Error(got, err)
	}
	if got, err := Part(l, values, "a"); err != nil || len(got) != 2 || cap(got) != 2 {
		t.Error(got, err)
	}
	if _, err := Part(l, values, "c"); err == nil {
		t.Error("an unknown segment is found")
	}
	if _, err := Part(l, values[1:], "a"); err == nil {
		t.Error("a short vector is accepted")
	}
}
