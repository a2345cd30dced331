package residue

import (
	"bytes"
	"encoding/hex"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/digest"
)

// number reads a packed body as one integer, low byte first.
func number(body []byte) *big.Int {
	b := slices.Clone(body)
	slices.Reverse(b)
	return new(big.Int).SetBytes(b)
}

// lane cuts lane i out of a body, without any code under test.
func lane(s Shape, body []byte, i int) *big.Int {
	v := new(big.Int).Rsh(number(body), uint(i*s.Bits))
	return v.And(v, mask(s.Bits))
}

func mask(bits int) *big.Int {
	m := new(big.Int).Lsh(big.NewInt(1), uint(bits))
	return m.Sub(m, big.NewInt(1))
}

func shapes(t *rapid.T) Shape {
	return Shape{Bits: rapid.IntRange(1, MaxBits).Draw(t, "bits"), Lanes: rapid.IntRange(1, 150).Draw(t, "lanes")}
}

func words(t *rapid.T, s Shape, name string) []uint64 {
	return rapid.SliceOfN(rapid.OneOf(rapid.Uint64(), rapid.Just(^uint64(0))), s.Lanes, s.Lanes).Draw(t, name)
}

func TestPackPlacesLanes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := shapes(t)
		lo, hi := words(t, s, "lo"), words(t, s, "hi")
		body := bytes.Repeat([]byte{0xff}, s.Bytes())
		if err := s.Pack(body, lo, hi); err != nil {
			t.Fatal(err)
		}
		if err := s.Check(body); err != nil {
			t.Fatal(err)
		}
		gotLo, gotHi := make([]uint64, s.Lanes), make([]uint64, s.Lanes)
		if err := s.Unpack(body, gotLo, gotHi); err != nil {
			t.Fatal(err)
		}
		for i := range lo {
			want := new(big.Int).SetUint64(hi[i])
			want.Lsh(want, 64).Or(want, new(big.Int).SetUint64(lo[i])).And(want, mask(s.Bits))
			if got := lane(s, body, i); got.Cmp(want) != 0 {
				t.Fatalf("lane %d is %x, want %x", i, got, want)
			}
			read := new(big.Int).SetUint64(gotHi[i])
			if read.Lsh(read, 64).Or(read, new(big.Int).SetUint64(gotLo[i])); read.Cmp(want) != 0 {
				t.Fatalf("lane %d is read as %x, want %x", i, read, want)
			}
		}
	})
}

func TestAddIsLaneWise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := shapes(t)
		a, b := make([]byte, s.Bytes()), make([]byte, s.Bytes())
		if s.Pack(a, words(t, s, "a"), words(t, s, "ah")) != nil || s.Pack(b, words(t, s, "b"), words(t, s, "bh")) != nil {
			t.Fatal("not packed")
		}
		sum, src := slices.Clone(a), slices.Clone(b)
		if err := s.Add(sum, src); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(src, b) || s.Check(sum) != nil {
			t.Fatal("source changed, or padding set")
		}
		for i := range s.Lanes {
			want := new(big.Int).Add(lane(s, a, i), lane(s, b, i))
			if got := lane(s, sum, i); got.Cmp(want.And(want, mask(s.Bits))) != 0 {
				t.Fatalf("lane %d of %d bits is %x, want %x", i, s.Bits, got, want)
			}
		}
	})
}

func TestCheckRefuses(t *testing.T) {
	s := Shape{Bits: 87, Lanes: 3} // 261 bits, 33 bytes, 5 bits of the last one used
	good := make([]byte, s.Bytes())
	good[32] = 1<<5 - 1
	if err := s.Check(good); err != nil {
		t.Fatal(err)
	}
	for bit := 5; bit < 8; bit++ {
		bad := slices.Clone(good)
		bad[32] |= 1 << bit
		lo, hi := make([]uint64, 3), make([]uint64, 3)
		if s.Check(bad) == nil || s.Add(bad, good) == nil || s.Add(good, bad) == nil || s.Unpack(bad, lo, hi) == nil {
			t.Errorf("padding bit %d is accepted", bit)
		}
	}
	for _, n := range []int{0, 1, 32, 34, 1000} {
		if s.Check(make([]byte, n)) == nil {
			t.Errorf("%d bytes are accepted", n)
		}
	}
	for _, bad := range []Shape{{}, {Bits: 0, Lanes: 1}, {Bits: 129, Lanes: 1}, {Bits: 8}, {Bits: -8, Lanes: -1}, {Bits: -1, Lanes: 8}} {
		if bad.Check(nil) == nil || bad.Check(make([]byte, 1)) == nil {
			t.Errorf("shape %v is accepted", bad)
		}
	}
	if s.Pack(good, make([]uint64, 3), nil) == nil || s.Unpack(good, make([]uint64, 2), make([]uint64, 3)) == nil {
		t.Error("missing words are accepted")
	}
}

func TestSplit(t *testing.T) {
	if got := Split(104, 20000, 8192); !slices.Equal(got, []Shape{{Bits: 104, Lanes: 8192}, {Bits: 104, Lanes: 8192}, {Bits: 104, Lanes: 3616}}) {
		t.Error(got)
	}
	if got := Split(16, 8192, 8192); !slices.Equal(got, []Shape{{Bits: 16, Lanes: 8192}}) {
		t.Error(got)
	}
	for _, bad := range [][3]int{{0, 1, 1}, {1, 0, 1}, {1, 1, 0}, {1, -5, 1}} {
		if got := Split(bad[0], bad[1], bad[2]); len(got) != 0 {
			t.Error(got)
		}
	}
}

// Computed with Python's hashlib from the encoding that package digest
// documents.
func TestDigestsPinned(t *testing.T) {
	body, _ := hex.DecodeString("00ff10")
	first := ChunkDigest(7, body)
	if got, want := first.String(), pinnedChunk; got != want {
		t.Errorf("chunk digest %s, want %s", got, want)
	}
	if ChunkDigest(8, body) == first {
		t.Error("the place of a chunk is not bound")
	}
	second := ChunkDigest(8, nil)
	if got, want := Root([]digest.Digest{first, second}).String(), pinnedRoot; got != want {
		t.Errorf("root %s, want %s", got, want)
	}
	if Root([]digest.Digest{first, second}) == Root([]digest.Digest{second, first}) {
		t.Error("the order of chunks is not bound")
	}
}

// No body may panic or be accepted with a second encoding.
func FuzzBody(f *testing.F) {
	f.Add(104, 2, make([]byte, 26))
	f.Add(87, 3, bytes.Repeat([]byte{0xff}, 33))
	f.Add(17, 5, []byte("eleven byte"))
	f.Add(1, 1, []byte{1})
	f.Fuzz(func(t *testing.T, bits, lanes int, body []byte) {
		if lanes > 4096 {
			return
		}
		s := Shape{Bits: bits, Lanes: lanes}
		if s.Check(body) != nil {
			if s.Add(body, body) == nil {
				t.Fatal("added a body that does not pass")
			}
			return
		}
		lo, hi := make([]uint64, lanes), make([]uint64, lanes)
		if err := s.Unpack(body, lo, hi); err != nil {
			t.Fatal(err)
		}
		again := make([]byte, s.Bytes())
		if err := s.Pack(again, lo, hi); err != nil || !bytes.Equal(again, body) {
			t.Fatalf("%x is read and written as %x (%v)", body, again, err)
		}
		if err := s.Add(again, body); err != nil || s.Check(again) != nil {
			t.Fatal("sum does not pass")
		}
	})
}

// The body of one chunk at n = 2: six digits of 17 bits in a lane of 104.
func BenchmarkAdd(b *testing.B) {
	s := Shape{Bits: 104, Lanes: 8192}
	dst, src := make([]byte, s.Bytes()), bytes.Repeat([]byte{0xa5}, s.Bytes())
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		if err := s.Add(dst, src); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(6*s.Lanes)*float64(b.N)/1e6/b.Elapsed().Seconds(), "Mvalues/s")
}

func TestSubIsTheInverseOfAdd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := shapes(t)
		a, b := make([]byte, s.Bytes()), make([]byte, s.Bytes())
		if s.Pack(a, words(t, s, "a"), words(t, s, "ah")) != nil || s.Pack(b, words(t, s, "b"), words(t, s, "bh")) != nil {
			t.Fatal("not packed")
		}
		d := slices.Clone(a)
		if err := s.Sub(d, b); err != nil {
			t.Fatal(err)
		}
		for i := range s.Lanes {
			want := new(big.Int).Sub(lane(s, a, i), lane(s, b, i))
			if got := lane(s, d, i); got.Cmp(want.And(want, mask(s.Bits))) != 0 {
				t.Fatalf("lane %d of %d bits is %x, want %x", i, s.Bits, got, want)
			}
		}
		if err := s.Add(d, b); err != nil || !bytes.Equal(d, a) {
			t.Fatal("adding again gives something else", err)
		}
		bad := append(slices.Clone(b), 0)
		if s.Sub(d, bad) == nil || s.Sub(bad, d) == nil || !bytes.Equal(d, a) {
			t.Fatal("a body of another length is subtracted")
		}
	})
	if s := Residues(3, 4); s.Sub(make([]byte, 1), make([]byte, 1)) == nil {
		t.Error("residues modulo 3 are subtracted")
	}
}
