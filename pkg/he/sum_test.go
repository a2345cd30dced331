package he

import (
	"fmt"
	"math/bits"
	"slices"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/parameters"
	"samband/pkg/residue"
)

// Sums are exact with every error at its bound, all of one sign, and sums of
// messages that run through all of [0, 2^τ) including both ends.
func TestSumsExactAtBounds(t *testing.T) {
	type bound struct {
		n int
		e uint8 // plus the support
	}
	bounds := []bound{{1000, 102}} // one sign is enough of the slowest
	for _, n := range []int{1, 2, 3, 4, 8, 64} {
		bounds = append(bounds, bound{n, 0}, bound{n, 102})
	}
	for _, b := range bounds {
		t.Run(fmt.Sprintf("n=%d/e=%d", b.n, int(b.e)-51), func(t *testing.T) {
			set, err := parameters.For(b.n)
			if err != nil {
				t.Fatal(err)
			}
			exact(t, set, b.n, func(d []uint8) {
				for i := range d {
					d[i] = b.e
				}
			})
		})
	}
	exact(t, named(t, "sum-2-narrow"), 2, nil)
}

// The bound is real: under the set for two, the sum of 64 participants is
// wrong.
func TestSumsFailBeyondBound(t *testing.T) {
	set, err := parameters.For(2)
	if err != nil {
		t.Fatal(err)
	}
	sum, want := encryptAll(t, set, 64, nil)
	if got := sum.decrypt(t); slices.Equal(got.Lo, want.Lo) {
		t.Error("64 participants are exact under a set for 2: the test sees nothing")
	}
}

// exact sums n participants in one chunk and compares.
func exact(t *testing.T, set parameters.Set, n int, draw func([]uint8)) {
	t.Helper()
	sum, want := encryptAll(t, set, n, draw)
	got := sum.decrypt(t)
	if !slices.Equal(got.Lo, want.Lo) || !slices.Equal(got.Hi, want.Hi) {
		t.Errorf("%s: the sum of %d participants is not exact", set.Name, n)
	}
}

type total struct {
	shape     residue.Shape
	body      []byte
	decryptor *Decryptor
}

func (s total) decrypt(t *testing.T) *Coefficients {
	t.Helper()
	got := NewCoefficients(s.shape.Lanes)
	if err := s.decryptor.Decrypt(0, s.body, s.shape, got); err != nil {
		t.Fatal(err)
	}
	return got
}

// encryptAll sums the encryptions of n participants; the sum of their messages
// is coefficient by coefficient what it returns second.
func encryptAll(t *testing.T, set parameters.Set, n int, draw func([]uint8)) (total, *Coefficients) {
	t.Helper()
	seed := digest.New("test").Uint(uint64(n)).Sum()
	shape := residue.Shape{Bits: set.Bits, Lanes: set.N()}
	body, one := make([]byte, shape.Bytes()), make([]byte, shape.Bytes())
	keys, want := make([]int32, set.N()), NewCoefficients(set.N())
	ring, err := NewRing(set)
	if err != nil {
		t.Fatal(err)
	}
	top := uint64(1)<<(set.Tau-64) - 1
	for party := range n {
		key := newKey(ring)
		newSecretSampler().draw(key.digits)
		key.transform()
		e, err := NewEncryptor(seed, key)
		if err != nil {
			t.Fatal(err)
		}
		if draw != nil {
			e.draw = draw
		}
		m := patterned(set, uint64(party))
		m.Lo[0], m.Hi[0] = 0, 0
		m.Lo[1], m.Hi[1] = 0, 0
		if party == 0 {
			m.Lo[1], m.Hi[1] = ^uint64(0), top
		}
		for i := range m.Lo {
			var carry uint64
			want.Lo[i], carry = bits.Add64(want.Lo[i], m.Lo[i], 0)
			want.Hi[i] = (want.Hi[i] + m.Hi[i] + carry) & top
		}
		if err := e.Encrypt(0, m, shape, one); err != nil {
			t.Fatal(err)
		}
		if err := shape.Add(body, one); err != nil {
			t.Fatal(err)
		}
		addKey(keys, key)
	}
	return total{shape, body, newDecryptor(ring, seed, keys)}, want
}
