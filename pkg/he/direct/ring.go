package direct

import (
	"fmt"
	"reflect"

	"github.com/tuneinsight/lattigo/v5/core/rlwe"
	"github.com/tuneinsight/lattigo/v5/he/hefloat"
	"github.com/tuneinsight/lattigo/v5/he/heint"
	"github.com/tuneinsight/lattigo/v5/ring"

	"samband/pkg/digest"
	"samband/pkg/parameters"
	"samband/pkg/residue"
)

// Ring is everything that depends on the parameter set alone. It does not
// change once made and may be shared between goroutines.
type Ring struct {
	set    parameters.Set
	params rlwe.Parameters
	coder  func() coder
}

// New prepares the arithmetic of a set of a direct scheme, for as many
// participants as it serves.
func New(set parameters.Set) (*Ring, error) {
	if err := set.Check(set.Participants); err != nil {
		return nil, err
	}
	switch set.Kind {
	case parameters.BGV:
		p, err := heint.NewParametersFromLiteral(heint.ParametersLiteral{LogN: set.LogN, Q: set.Primes, PlaintextModulus: set.Plain})
		if err != nil {
			return nil, fmt.Errorf("parameter set %q: %w", set.Name, err)
		}
		return &Ring{set, p.Parameters.Parameters, func() coder { return newIntegers(p, set) }}, nil
	case parameters.CKKS:
		p, err := hefloat.NewParametersFromLiteral(hefloat.ParametersLiteral{LogN: set.LogN, Q: set.Primes, LogDefaultScale: set.Scale})
		if err != nil {
			return nil, fmt.Errorf("parameter set %q: %w", set.Name, err)
		}
		return &Ring{set, p.Parameters.Parameters, func() coder { return newFloats(p, set) }}, nil
	}
	return nil, fmt.Errorf("parameter set %q is not for a direct scheme", set.Name)
}

// Serves tells whether r was made of set.
func (r *Ring) Serves(set parameters.Set) bool { return reflect.DeepEqual(r.set, set) }

// Bodies gives the shapes of one ciphertext: for each prime, the residues of
// its two polynomials, in the transform's domain.
func Bodies(set parameters.Set) []residue.Shape { return polynomials(set, 2) }

// polynomials gives, for each prime, the shape of so many polynomials.
func polynomials(set parameters.Set, count int) []residue.Shape {
	shapes := make([]residue.Shape, len(set.Primes))
	for i, p := range set.Primes {
		shapes[i] = residue.Residues(p, count*set.N())
	}
	return shapes
}

// PolynomialSize is the length in bytes of one polynomial modulo all primes: of
// a part of the public key, and of a decryption share of one ciphertext.
func PolynomialSize(set parameters.Set) int {
	size := 0
	for _, s := range polynomials(set, 1) {
		size += s.Bytes()
	}
	return size
}

// pack writes p, its primes one after another, into dst of PolynomialSize.
func (r *Ring) pack(p ring.Poly, dst []byte) error {
	for i, s := range polynomials(r.set, 1) {
		if err := s.Pack(dst[:s.Bytes()], p.Coeffs[i], nil); err != nil {
			return err
		}
		dst = dst[s.Bytes():]
	}
	return nil
}

// unpack is the inverse of pack, for bytes from anybody.
func (r *Ring) unpack(src []byte, p ring.Poly) error {
	if want := PolynomialSize(r.set); len(src) != want {
		return fmt.Errorf("a polynomial has %d bytes, this has %d", want, len(src))
	}
	for i, s := range polynomials(r.set, 1) {
		if err := s.Unpack(src[:s.Bytes()], p.Coeffs[i], nil); err != nil {
			return err
		}
		src = src[s.Bytes():]
	}
	return nil
}

// common is the polynomial a of a seed, the same for everybody: for each prime
// 64-bit words of a stream, cut to its bits, those not below it left out.
func (r *Ring) common(seed digest.Digest) ring.Poly {
	a := r.params.RingQ().NewPoly()
	for i, p := range r.set.Primes {
		mask := uint64(1)<<residue.Residues(p, 1).Bits - 1
		words := newWords(digest.New("samband/he/direct/common/1").Digest(seed).Uint(p).Sum().Expand())
		for j := range a.Coeffs[i] {
			v := words.next() & mask
			for v >= p {
				v = words.next() & mask
			}
			a.Coeffs[i][j] = v
		}
	}
	return a
}
