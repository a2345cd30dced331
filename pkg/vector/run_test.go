package vector

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// runs cuts a packing into runs of count coefficients.
func (p Packing) runs(t interface{ Fatal(...any) }, count int) []Run {
	var runs []Run
	for start := 0; start < p.Coefficients(); start += count {
		r, err := p.Run(start, count)
		if err != nil {
			t.Fatal(err)
		}
		runs = append(runs, r)
	}
	return runs
}

// Runs cover every coefficient, digit, limb and value once, except that a value
// may lie in two of them, which then says so.
func TestRunsCoverThePacking(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := packings(t)
		count := rapid.IntRange(1, 40).Draw(t, "count")
		digits, limbs, values, covered, shared := 0, 0, 0, 0, false
		next := make(map[string]int)
		for i, r := range p.runs(t, count) {
			at := 0
			for _, s := range r.Stretches {
				if s.From != at || s.First != next[s.Field.Name] || s.Field.Start+s.First/s.Field.PerCoefficient != i*count+s.From {
					t.Fatalf("run %d has the stretch %+v", i, s)
				}
				at = s.To
				next[s.Field.Name] += s.Digits
			}
			if at != min(count, p.Coefficients()-i*count) {
				t.Fatalf("run %d has %d coefficients", i, at)
			}
			if r.Limbs > 0 && r.Starts != limbs {
				t.Fatalf("run %d has limbs from %d on after %d", i, r.Starts, limbs)
			}
			if r.Values > 0 {
				if shared {
					values--
				}
				if r.First != values {
					t.Fatalf("run %d has values from %d on after %d", i, r.First, values)
				}
				values, shared = values+r.Values, r.GoesOn
			}
			digits, limbs, covered = digits+r.Digits, limbs+r.Limbs, covered+r.Covered
		}
		if digits != p.Digits() || limbs != p.ChecksumLimbs() || values != p.Values() || shared {
			t.Fatalf("%d digits, %d limbs, %d values of %+v", digits, limbs, values, p)
		}
		if last := p.Fields[len(p.Fields)-1]; last.Name == Checksum && covered != last.Start || last.Name != Checksum && covered != p.Coefficients() {
			t.Fatalf("%d coefficients of segments in %+v", covered, p)
		}
		for _, f := range p.Fields {
			if next[f.Name] != f.Digits() {
				t.Fatalf("%d digits of %+v", next[f.Name], f)
			}
		}
	})
}

func TestRunRefuses(t *testing.T) {
	p, err := Pack(single(20, 16), 2, 102, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range [][2]int{{-1, 8}, {p.Coefficients(), 8}, {1 << 62, 8}, {0, 0}, {0, -1}} {
		if _, err := p.Run(c[0], c[1]); err == nil {
			t.Errorf("%d coefficients from %d on are a run", c[1], c[0])
		}
	}
	if r, err := p.Run(1, 1<<62); err != nil || r.Digits != 14 {
		t.Errorf("all but the first coefficient: %+v, %v", r, err)
	}
}

// Limbs of every value lie as Field says, and the sums of runs, added where a
// value lies in two, are the sums of the values.
func TestSplitAndJoin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := packings(t)
		contributors := rapid.IntRange(1, min(p.Participants, 5)).Draw(t, "contributors")
		count := rapid.IntRange(1, 40).Draw(t, "count")
		runs := p.runs(t, count)
		want, got := make([]uint64, p.Values()), make([]uint64, p.Values())
		total := make([][]uint64, len(runs))
		for range contributors {
			values, limbs := drawn(t, p)
			for i, v := range values {
				want[i] += v
			}
			for i, r := range runs {
				digits := make([]uint64, r.Digits+r.Limbs)
				if err := r.Split(values[r.First:][:r.Values], digits); err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(digits[:r.Digits], limbs[:r.Digits]) {
					t.Fatalf("run %d has the digits %v, want %v", i, digits[:r.Digits], limbs[:r.Digits])
				}
				limbs = limbs[r.Digits:]
				if total[i] == nil {
					total[i] = make([]uint64, len(digits))
				}
				for k, d := range digits {
					total[i][k] += d
				}
			}
		}
		for i, r := range runs {
			sums := slices.Repeat([]uint64{99}, r.Values)
			if err := r.Join(total[i], contributors, sums); err != nil {
				t.Fatal(err)
			}
			for k, v := range sums {
				got[r.First+k] += v
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

// drawn is a vector and all its limbs, value after value.
func drawn(t *rapid.T, p Packing) (values, limbs []uint64) {
	for _, f := range p.Fields {
		if f.Name == Checksum {
			continue
		}
		for _, v := range rapid.SliceOfN(rapid.Uint64Range(0, 1<<f.Bits-1), f.Length, f.Length).Draw(t, f.Name) {
			values = append(values, v)
			for range f.Limbs {
				limbs = append(limbs, v%(1<<f.LimbBits))
				v >>= f.LimbBits
			}
		}
	}
	return values, limbs
}

func TestSplitAndJoinRefuse(t *testing.T) {
	p, err := Pack(single(2, 16), 2, 102, false)
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.Run(0, 8)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range [][]uint64{nil, {1}, {1, 2, 3}, {1, 65536}, {^uint64(0), 0}} {
		if r.Split(bad, make([]uint64, 2)) == nil {
			t.Errorf("%v is split", bad)
		}
	}
	if r.Split([]uint64{1, 2}, make([]uint64, 1)) == nil {
		t.Error("two values are split into one digit")
	}
	for _, c := range []struct {
		digits       []uint64
		contributors int
	}{{nil, 1}, {[]uint64{1, 2, 3}, 1}, {[]uint64{0, 65536}, 1}, {[]uint64{0, 2 * 65536}, 2}, {[]uint64{0, 0}, 0}} {
		if r.Join(c.digits, c.contributors, make([]uint64, 2)) == nil {
			t.Errorf("%v of %d contributors is joined", c.digits, c.contributors)
		}
	}
	if r.Join([]uint64{1, 2}, 1, make([]uint64, 3)) == nil {
		t.Error("two digits are joined to three values")
	}
}

func TestFromAndInto(t *testing.T) {
	l := single(10, 16)
	values := []uint64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	part := make([]uint64, 3)
	if err := l.From(values)(4, part); err != nil || !slices.Equal(part, values[4:7]) {
		t.Errorf("%v, %v", part, err)
	}
	back := make([]uint64, 10)
	if err := l.Into(back)(7, part); err != nil || !slices.Equal(back[7:], values[4:7]) {
		t.Errorf("%v, %v", back, err)
	}
	for _, from := range []int{-1, 8, 1 << 62} {
		if l.From(values)(from, part) == nil || l.Into(back)(from, part) == nil {
			t.Errorf("three values from %d on", from)
		}
	}
	if l.From(values[1:])(0, part) == nil || l.Into(back[1:])(0, part) == nil {
		t.Error("another number of values than the layout's is accepted")
	}
}
