package he

import (
	"encoding/binary"
	"math/bits"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/parameters"
)

// Computed in Python (hashlib, cryptography) from the documented stream. The
// third modulus rejects half of all words, so that several refills are needed.
func TestUniformPinned(t *testing.T) {
	for _, want := range []struct {
		p     uint64
		chunk int
		hash  string
	}{
		{1152921504606830593, 5, "e2e28f84d4c9b49c02ba6b2ea673eb51ee1f2a95296c1a8dc412a3755b78d30c"},
		{1152921504606748673, 5, "fe35e3c9f0b5794c2d7e66470dbc668c9a92747cf73752b23945dda32dee63f6"},
		{1<<59 + 21, 0, "d0076bc815f3befad155ba339bdab6999bdf2540833df79bf6d2b3a86e718a32"},
	} {
		dst := make([]uint64, 8192)
		uniform(digest.Of(nil), want.p, want.chunk, dst, make([]byte, 8*8192))
		var all []byte
		for _, v := range dst {
			if v >= want.p {
				t.Fatalf("%d is not below %d", v, want.p)
			}
			all = binary.LittleEndian.AppendUint64(all, v)
		}
		if got := digest.Of(all).String(); got != want.hash {
			t.Errorf("p = %d: %s, want %s; first values %v", want.p, got, want.hash, dst[:3])
		}
	}
}

// The transform evaluates at ψ^(2·rev(i)+1), with the roots that the package
// comment documents.
func TestOrderOfPoints(t *testing.T) {
	set, err := parameters.For(2)
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewRing(set)
	if err != nil {
		t.Fatal(err)
	}
	for k, root := range []struct{ g, psi uint64 }{{10, 330791804103690911}, {3, 609248293264176271}} {
		p := &r.primes[k]
		if got := raise(root.g, (p.p-1)/16384, p.p); got != root.psi || raise(got, 8192, p.p) != p.p-1 {
			t.Fatalf("ψ%d = %d", k+1, got)
		}
		for g := uint64(3); g < root.g; g++ { // smaller ones are no primitive roots
			if primitive(g, p.p) {
				t.Errorf("%d is a primitive root of %d", g, p.p)
			}
		}
		if !primitive(root.g, p.p) {
			t.Errorf("%d is no primitive root of %d", root.g, p.p)
		}
		coefficients := make([]uint64, 8192)
		uniform(digest.Of([]byte{1}), p.p, k, coefficients, make([]byte, 8*8192))
		values := make([]uint64, 8192)
		p.NTT(coefficients, values)
		for _, i := range []int{0, 1, 2, 3, 4095, 4096, 5000, 8191} {
			point := raise(root.psi, uint64(2*(bits.Reverse16(uint16(i))>>3)+1), p.p)
			want := uint64(0)
			for j := len(coefficients) - 1; j >= 0; j-- {
				want = (times(want, point, p.p) + coefficients[j]) % p.p
			}
			if values[i] != want {
				t.Errorf("value %d modulo %d is %d, want %d", i, p.p, values[i], want)
			}
		}
	}
}

// primitive tells whether g generates all residues: no power (p−1)/f, f a prime
// factor of p − 1, is one.
func primitive(g, p uint64) bool {
	rest := p - 1
	for f := uint64(2); f*f <= rest; f++ {
		if rest%f != 0 {
			continue
		}
		if raise(g, (p-1)/f, p) == 1 {
			return false
		}
		for rest%f == 0 {
			rest /= f
		}
	}
	return rest == 1 || raise(g, (p-1)/rest, p) != 1
}

// times and raise use division, unlike the code under test.
func times(x, y, p uint64) uint64 {
	hi, lo := bits.Mul64(x, y)
	_, r := bits.Div64(hi%p, lo, p)
	return r
}

func raise(x, e, p uint64) uint64 {
	r := uint64(1)
	for ; e > 0; e >>= 1 {
		if e&1 == 1 {
			r = times(r, x, p)
		}
		x = times(x, x, p)
	}
	return r
}
