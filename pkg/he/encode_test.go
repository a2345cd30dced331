package he

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/parameters"
	"samband/pkg/residue"
	"samband/pkg/vector"
)

// place puts every digit where the documentation of vector.Field says.
func place(p vector.Packing, digits []uint64) []*big.Int {
	all := make([]*big.Int, p.Coefficients())
	for i := range all {
		all[i] = new(big.Int)
	}
	for _, f := range p.Fields {
		for d, v := range digits[:f.Digits()] {
			c := all[f.Start+d/f.PerCoefficient]
			c.Or(c, shift(new(big.Int).SetUint64(v), d%f.PerCoefficient*f.DigitBits))
		}
		digits = digits[f.Digits():]
	}
	return all
}

func layouts(t *rapid.T) vector.Packing {
	var l vector.Layout
	for i := range rapid.IntRange(1, 4).Draw(t, "segments") {
		l.Segments = append(l.Segments, vector.Segment{
			Name:   fmt.Sprint("s", i),
			Length: rapid.IntRange(1, 90).Draw(t, "length"),
			Bits:   rapid.OneOf(rapid.SampledFrom([]int{16, 48}), rapid.IntRange(vector.MinBits, vector.MaxBits)).Draw(t, "bits"),
			Clip:   1,
		})
	}
	tau := rapid.OneOf(rapid.SampledFrom([]int{102, 95, 88, 78, 85}), rapid.IntRange(65, 119)).Draw(t, "tau")
	p, err := vector.Pack(l, rapid.IntRange(1, 1000).Draw(t, "n"), tau, rapid.Bool().Draw(t, "checksum"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// inRun gives a run of p and the digits in it.
func inRun(t interface{ Fatal(...any) }, p vector.Packing, digits []uint64, start, n int) (vector.Run, []uint64) {
	r, err := p.Run(start, n)
	if err != nil {
		t.Fatal(err)
	}
	before := 0
	for _, f := range p.Fields {
		before += min(max(start-f.Start, 0)*f.PerCoefficient, f.Digits())
	}
	return r, digits[before:][:r.Digits+r.Limbs]
}

func TestEncodePlacesDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := layouts(t)
		var digits []uint64
		for _, f := range p.Fields {
			digits = append(digits, rapid.SliceOfN(rapid.Uint64Range(0, 1<<f.LimbBits-1), f.Digits(), f.Digits()).Draw(t, f.Name)...)
		}
		want := place(p, digits)
		n := rapid.IntRange(1, 40).Draw(t, "n")
		var back []uint64
		m := &Coefficients{slices.Repeat([]uint64{^uint64(0)}, n), slices.Repeat([]uint64{^uint64(0)}, n)}
		for chunk := 0; chunk*n < len(want); chunk++ {
			r, own := inRun(t, p, digits, chunk*n, n)
			if err := Encode(r, own, m); err != nil {
				t.Fatal(err)
			}
			for i := range n {
				expected := new(big.Int)
				if c := chunk*n + i; c < len(want) {
					expected = want[c]
				}
				if got := wide(m.Lo[i], m.Hi[i]); got.Cmp(expected) != 0 || got.BitLen() > p.Tau {
					t.Fatalf("chunk %d, coefficient %d is %x, want %x", chunk, i, got, expected)
				}
			}
			got := make([]uint64, len(own))
			if err := Decode(r, m, got); err != nil {
				t.Fatal(err)
			}
			back = append(back, got...)
		}
		if !slices.Equal(back, digits) {
			t.Fatalf("%v is decoded as %v", digits, back)
		}
	})
}

// Sums of digits up to the participants' largest come back too, and any bit
// outside digits is seen.
func TestDecodeSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := layouts(t)
		var digits []uint64
		for _, f := range p.Fields {
			most := uint64(p.Participants) * (1<<f.LimbBits - 1)
			digits = append(digits, rapid.SliceOfN(rapid.Uint64Range(most/2, most), f.Digits(), f.Digits()).Draw(t, f.Name)...)
		}
		n := p.Coefficients()
		write := func() *Coefficients {
			m := NewCoefficients(n)
			for i, c := range place(p, digits) {
				m.Hi[i], m.Lo[i] = halves(c)
			}
			return m
		}
		back := make([]uint64, len(digits))
		whole, _ := inRun(t, p, digits, 0, n)
		if err := Decode(whole, write(), back); err != nil || !slices.Equal(back, digits) {
			t.Fatalf("%v is decoded as %v (%v)", digits, back, err)
		}
		f := p.Fields[rapid.IntRange(0, len(p.Fields)-1).Draw(t, "field")]
		last := f.Start + f.Coefficients - 1
		used := (f.Digits() - (f.Coefficients-1)*f.PerCoefficient) * f.DigitBits
		bit := rapid.IntRange(used, 127).Draw(t, "bit")
		m := write()
		if bit < 64 {
			m.Lo[last] |= 1 << bit
		} else {
			m.Hi[last] |= 1 << (bit - 64)
		}
		if Decode(whole, m, back) == nil {
			t.Fatalf("bit %d of coefficient %d is ignored", bit, last)
		}
	})
}

func TestEncodeRefuses(t *testing.T) {
	p, err := vector.Pack(vector.Layout{Segments: []vector.Segment{{Name: "s", Length: 20, Bits: 16, Clip: 1}}}, 2, 102, true)
	if err != nil {
		t.Fatal(err)
	}
	r, digits := inRun(t, p, make([]uint64, 20+p.ChecksumLimbs()), 0, 7)
	m := NewCoefficients(7)
	for what, err := range map[string]error{
		"missing digits":     Encode(r, digits[1:], m),
		"small coefficients": Encode(r, digits, NewCoefficients(5)),
		"decode too little":  Decode(r, m, digits[1:]),
		"decode from little": Decode(r, NewCoefficients(5), digits),
	} {
		if err == nil {
			t.Errorf("%s: accepted", what)
		}
	}
	digits[19] = 1 << 16
	if Encode(r, digits, m) == nil {
		t.Error("a digit of 17 bits is accepted")
	}
}

// The cost table of the design: bits sent for a value of 16 bits, at 1 Mi
// values, the checksum included. For two, the share and the other fixed bytes,
// about 13 KB, keep it within 0.56 of float32.
func TestUplink(t *testing.T) {
	for _, want := range []struct {
		n    int
		bits float64
	}{{2, 17.4}, {8, 19.9}, {64, 23.8}, {1000, 29.4}} {
		set, err := parameters.For(want.n)
		if err != nil {
			t.Fatal(err)
		}
		l := vector.Layout{Segments: []vector.Segment{{Name: "weights", Length: 1 << 20, Bits: 16, Clip: 1}}}
		p, err := vector.Pack(l, want.n, set.Tau, true)
		if err != nil {
			t.Fatal(err)
		}
		bytes := 0
		for _, s := range residue.Split(set.Bits, p.Coefficients(), set.N()) {
			bytes += s.Bytes()
		}
		if bits := float64(8*bytes) / (1 << 20); bits > want.bits {
			t.Errorf("n = %d: %.3f bits a value, want at most %v", want.n, bits, want.bits)
		}
		if ratio := float64(bytes+13<<10) / (4 << 20); want.n == 2 && ratio > 0.56 {
			t.Errorf("uplink is %.4f × float32", ratio)
		}
	}
}
