package hub

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/residue"
	"samband/pkg/secagg"
)

var chunks = []residue.Shape{{Bits: 87, Lanes: 10}, {Bits: 17, Lanes: 3}}

// Residues of the direct schemes are added modulo their prime, by the same code.
func TestAddsResidues(t *testing.T) {
	shape := residue.Residues(1<<40-147455, 3)
	s, err := New(secagg.DirectBGV, []residue.Shape{shape})
	if err != nil {
		t.Fatal(err)
	}
	total, err := s.Zero(0)
	if err != nil {
		t.Fatal(err)
	}
	src, lanes := bytes.Clone(total), []uint64{0, 1, shape.Modulus - 1}
	if err := shape.Pack(src, lanes, nil); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := s.Add(0, total, src); err != nil {
			t.Fatal(err)
		}
	}
	if err := shape.Unpack(total, lanes, nil); err != nil || lanes[0] != 0 || lanes[1] != 3 || lanes[2] != shape.Modulus-3 {
		t.Errorf("%v, %v", lanes, err)
	}
	if err := (residue.Shape{Bits: 40, Lanes: 3}).Pack(src, []uint64{0, 0, shape.Modulus}, nil); err != nil || s.Add(0, total, src) == nil {
		t.Error("what is no residue is added")
	}
}

// body is a chunk whose lanes count up from value, behind a salt of zeros.
func body(t interface{ Fatal(...any) }, s *Sum, chunk int, value uint64) []byte {
	b, err := s.Zero(chunk)
	if err != nil {
		t.Fatal(err)
	}
	shape := chunks[chunk]
	lo, hi := make([]uint64, shape.Lanes), make([]uint64, shape.Lanes)
	for i := range lo {
		lo[i] = value + uint64(i)
	}
	if err := shape.Pack(b[len(b)-shape.Bytes():], lo, hi); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAddsLanesAndMixesSalts(t *testing.T) {
	for _, scheme := range secagg.Schemes() {
		s, err := New(scheme, chunks)
		if err != nil {
			t.Fatal(err)
		}
		rapid.Check(t, func(t *rapid.T) {
			chunk := rapid.IntRange(0, 1).Draw(t, "chunk")
			a, b := rapid.Uint64Range(0, 1<<15).Draw(t, "a"), rapid.Uint64Range(0, 1<<15).Draw(t, "b")
			shape := chunks[chunk]
			total, src := body(t, s, chunk, a), body(t, s, chunk, b)
			salt := scheme.Salt()
			for i := range salt {
				total[i], src[i] = byte(i), 0xf0
			}
			if err := s.Add(chunk, total, src); err != nil {
				t.Fatal(err)
			}
			lo, hi := make([]uint64, shape.Lanes), make([]uint64, shape.Lanes)
			if err := shape.Unpack(total[salt:], lo, hi); err != nil {
				t.Fatal(err)
			}
			for i, v := range lo {
				if v != (a+b+2*uint64(i))%(1<<min(shape.Bits, 63)) {
					t.Fatalf("lane %d is %d", i, v)
				}
			}
			for i := range salt {
				if total[i] != byte(i)^0xf0 {
					t.Fatalf("salt byte %d is %x", i, total[i])
				}
			}
		})
	}
}

func TestMalformedBodiesChangeNothing(t *testing.T) {
	for _, scheme := range secagg.Schemes() {
		s, err := New(scheme, chunks)
		if err != nil {
			t.Fatal(err)
		}
		good := body(t, s, 1, 5)
		padded := bytes.Clone(good)
		padded[len(padded)-1] |= 0x80 // 51 bits are used
		for name, bad := range map[string][]byte{
			"empty": nil, "cut": good[1:], "longer": append(bytes.Clone(good), 0),
			"padding": padded, "another chunk's": body(t, s, 0, 5),
		} {
			before := body(t, s, 1, 7)
			total := bytes.Clone(before)
			if err := s.Add(1, total, bad); err == nil || !bytes.Equal(total, before) {
				t.Errorf("%s, %s: %v", scheme, name, err)
			}
			if err := s.Add(1, bad, bytes.Clone(good)); err == nil {
				t.Errorf("%s, %s is added to", scheme, name)
			}
		}
		for _, chunk := range []int{-1, 2} {
			if s.Check(chunk, good) == nil || s.Add(chunk, good, good) == nil {
				t.Errorf("%s: chunk %d is there", scheme, chunk)
			}
			if _, err := s.Zero(chunk); err == nil {
				t.Errorf("%s: chunk %d is there", scheme, chunk)
			}
		}
	}
	if _, err := New("rot13", chunks); err == nil {
		t.Error("a scheme that is not there is accepted")
	}
	if _, err := New(secagg.OneTimeHE, nil); err == nil {
		t.Error("a sum of no chunks is accepted")
	}
}

func FuzzAdd(f *testing.F) {
	s, err := New(secagg.Plaintext, chunks)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(1, body(f, s, 1, 5))
	f.Add(0, body(f, s, 0, 5))
	f.Add(-1, []byte{})
	f.Fuzz(func(t *testing.T, chunk int, src []byte) {
		total, err := s.Zero(chunk)
		if err != nil {
			return
		}
		if s.Add(chunk, total, src) == nil && !bytes.Equal(total, src) {
			t.Errorf("zero and %x give %x", src, total)
		}
	})
}

// Eight contributions of 1 Mi values at n = 8, as they lie in 26 chunks.
func BenchmarkAdd(b *testing.B) {
	shapes := residue.Split(99, 1<<20/5, 8192)
	s, err := New(secagg.OneTimeHE, shapes)
	if err != nil {
		b.Fatal(err)
	}
	src := make([]byte, shapes[0].Bytes())
	for i := range src {
		src[i] = byte(rand.Uint32())
	}
	total, err := s.Zero(0)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := s.Add(0, total, src); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(5*8192*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mvalues/s")
}
