package residue

import (
	"bytes"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func moduli(t *rapid.T) Shape {
	m := rapid.OneOf(rapid.Uint64Range(2, 1<<63), rapid.SampledFrom([]uint64{2, 3, 1 << 62, 1<<62 + 1, 1 << 63, 1<<60 - 16383})).Draw(t, "modulus")
	return Residues(m, rapid.IntRange(1, 150).Draw(t, "lanes"))
}

func below(t *rapid.T, s Shape, name string) []byte {
	lanes := rapid.SliceOfN(rapid.OneOf(rapid.Uint64Range(0, s.Modulus-1), rapid.Just(s.Modulus-1)), s.Lanes, s.Lanes).Draw(t, name)
	body := make([]byte, s.Bytes())
	if err := s.Pack(body, lanes, nil); err != nil {
		t.Fatal(err)
	}
	return body
}

func TestAddModuloIsLaneWise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := moduli(t)
		a, b := below(t, s, "a"), below(t, s, "b")
		sum := slices.Clone(a)
		if err := s.Add(sum, b); err != nil {
			t.Fatal(err)
		}
		if err := s.Check(sum); err != nil {
			t.Fatal(err)
		}
		for i := range s.Lanes {
			want := new(big.Int).Add(lane(s, a, i), lane(s, b, i))
			if want.Mod(want, new(big.Int).SetUint64(s.Modulus)); lane(s, sum, i).Cmp(want) != 0 {
				t.Fatalf("lane %d is %v, want %v", i, lane(s, sum, i), want)
			}
		}
	})
}

func TestLanesAboveTheModulusAreRefused(t *testing.T) {
	s := Residues(1<<60-16383, 5)
	if s.Bits != 60 {
		t.Fatal(s)
	}
	for place := range s.Lanes {
		for _, v := range []uint64{s.Modulus, 1<<60 - 1} {
			lanes := make([]uint64, s.Lanes)
			lanes[place] = v
			body := make([]byte, s.Bytes())
			if err := s.Pack(body, lanes, nil); err == nil {
				t.Errorf("lane %d of %d is packed", place, v)
			}
			plain := Shape{Bits: s.Bits, Lanes: s.Lanes}
			if err := plain.Pack(body, lanes, nil); err != nil {
				t.Fatal(err)
			}
			good := make([]byte, s.Bytes())
			if s.Check(body) == nil || s.Add(good, body) == nil || s.Unpack(body, lanes, nil) == nil || !bytes.Equal(good, make([]byte, len(good))) {
				t.Errorf("lane %d of %d is accepted", place, v)
			}
		}
	}
	for _, bad := range []Shape{{60, 5, 1}, {59, 5, 1<<60 - 16383}, {61, 5, 1<<60 - 16383}, {64, 5, 1<<63 + 2}, {1, 0, 2}} {
		if bad.Check(make([]byte, max(bad.Bytes(), 0))) == nil {
			t.Errorf("shape %v is accepted", bad)
		}
	}
}

func FuzzResidues(f *testing.F) {
	f.Add(uint64(3), 4, []byte{0x24})
	f.Add(uint64(1<<60-16383), 2, bytes.Repeat([]byte{0xff}, 15))
	f.Add(uint64(1<<40), 1, []byte{1, 2, 3, 4, 5})
	f.Add(uint64(0), 1, []byte{1})
	f.Fuzz(func(t *testing.T, m uint64, lanes int, body []byte) {
		if lanes > 4096 {
			return
		}
		s := Residues(m, lanes)
		if s.Check(body) != nil {
			return
		}
		got := make([]uint64, lanes)
		again := make([]byte, s.Bytes())
		if s.Unpack(body, got, make([]uint64, lanes)) != nil || s.Pack(again, got, make([]uint64, lanes)) != nil || !bytes.Equal(again, body) {
			t.Fatalf("%x is read and written as %x", body, again)
		}
		if s.Add(again, body) != nil || s.Check(again) != nil {
			t.Fatal("the sum does not pass")
		}
	})
}

// One prime of one ciphertext of the direct schemes.
func BenchmarkAddModulus(b *testing.B) {
	s := Residues(1<<60-16383, 16384)
	dst, src, lanes := make([]byte, s.Bytes()), make([]byte, s.Bytes()), make([]uint64, s.Lanes)
	for i := range lanes {
		lanes[i] = uint64(i) * 0x123456789abcd % s.Modulus
	}
	if err := s.Pack(src, lanes, nil); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := s.Add(dst, src); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(s.Lanes)*float64(b.N)/1e6/b.Elapsed().Seconds(), "Mlanes/s")
}
