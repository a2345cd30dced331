package he

import (
	"fmt"
	"math/big"
	"math/bits"
	"reflect"

	"github.com/tuneinsight/lattigo/v5/ring"

	"samband/pkg/parameters"
)

// Ring is everything that depends on the parameter set alone. Making one takes
// milliseconds, so make it once; it does not change and may be shared between
// goroutines.
type Ring struct {
	set    parameters.Set
	primes [2]prime
	qLo    uint64 // q modulo 2^128
	qHi    uint64
}

// prime holds constants for one of the two primes, p, with other the second
// one. Polynomials modulo p are kept multiplied by other^−1, the form that the
// rounding needs: x/q is y1/p1 + y2/p2 modulo 1. R is 2^64.
type prime struct {
	*ring.SubRing
	p, inverse uint64 // inverse is p^−1 mod R
	unit       uint64 // other^−1·R
	unitSquare uint64 // other^−1·R²

	// What term multiplies ρ's low and high word with, and adds to it.
	low, high, zero uint64

	fractionHi, fractionLo uint64 // ⌊2^187/p⌋
}

// NewRing makes the ring of a parameter set.
func NewRing(set parameters.Set) (*Ring, error) {
	if err := set.Check(set.Participants); err != nil {
		return nil, err
	}
	if set.Tau <= 64 || set.SupportSecret != len(secretTable) || set.SupportError != len(errorTable) {
		return nil, fmt.Errorf("parameter set %q: this build has no arithmetic or sampler for it", set.Name)
	}
	r, err := ring.NewRing(set.N(), set.Primes)
	if err != nil {
		return nil, fmt.Errorf("parameter set %q: %w", set.Name, err)
	}
	a := &Ring{set: set}
	q := set.Modulus()
	a.qHi, a.qLo = halves(q)
	for i := range a.primes {
		a.primes[i] = newPrime(r.SubRings[i], q, set)
	}
	return a, nil
}

// Serves tells whether the ring was made for the set.
func (a *Ring) Serves(set parameters.Set) bool {
	return reflect.DeepEqual(a.set, set)
}

func newPrime(sub *ring.SubRing, q *big.Int, set parameters.Set) prime {
	p := new(big.Int).SetUint64(sub.Modulus)
	mod := func(x *big.Int) uint64 { return new(big.Int).Mod(x, p).Uint64() }
	power := func(e int) *big.Int { return new(big.Int).Lsh(big.NewInt(1), uint(e)) }
	inverse := func(x *big.Int) *big.Int { return new(big.Int).ModInverse(x, p) }

	unit := inverse(new(big.Int).Quo(q, p))
	unit.Mul(unit, power(64))
	scale := new(big.Int).Mul(unit, inverse(power(set.Tau)))
	scale.Neg(scale)
	zero := new(big.Int).Sub(inverse(big.NewInt(2)), big.NewInt(int64(set.SupportError)))

	c := prime{
		SubRing:    sub,
		p:          sub.Modulus,
		inverse:    sub.MRedConstant,
		unit:       mod(unit),
		unitSquare: mod(new(big.Int).Mul(unit, power(64))),
		low:        mod(scale),
		high:       mod(new(big.Int).Mul(scale, power(64))),
		zero:       mod(zero.Mul(zero, unit)),
	}
	c.fractionHi, c.fractionLo = halves(new(big.Int).Quo(power(187), p))
	return c
}

// halves splits x, which is below 2^128.
func halves(x *big.Int) (hi, lo uint64) {
	low := new(big.Int).And(x, new(big.Int).SetUint64(^uint64(0)))
	return new(big.Int).Rsh(x, 64).Uint64(), low.Uint64()
}

// transform brings a polynomial of coefficients in [0, p) into the form in
// which multiplyUniform takes it: its values, times other^−1·R.
func (c *prime) transform(poly []uint64) {
	c.NTT(poly, poly)
	c.MulScalarMontgomery(poly, c.unitSquare, poly)
}

// multiply sets dst to the coefficients of uniform·key·other^−1, in [0, 2p).
func (c *prime) multiply(uniform, key, dst []uint64) {
	c.MulCoeffsMontgomery(uniform, key, dst)
	c.INTTLazy(dst, dst)
}

// term is (e + ⌊q·m/2^τ⌉)·other^−1 modulo p, in [0, 3p), from e + support and
// ρ = (q·m + 2^(τ−1)) mod 2^τ: the rounded message is (q·m + 2^(τ−1) − ρ)/2^τ,
// which is ½ − ρ·2^(−τ) modulo p, because p divides q. One Montgomery
// reduction serves the sum of all products, which is below 2·p·R.
func (c *prime) term(errorDigit, rhoLo, rhoHi uint64) uint64 {
	hi, lo := bits.Mul64(rhoLo, c.low)
	h, l := bits.Mul64(rhoHi, c.high)
	var carry uint64
	lo, carry = bits.Add64(lo, l, 0)
	hi += h + carry
	h, l = bits.Mul64(errorDigit, c.unit)
	lo, carry = bits.Add64(lo, l, 0)
	hi += h + carry
	lo, carry = bits.Add64(lo, c.zero, 0)
	hi += carry
	h, _ = bits.Mul64(lo*c.inverse, c.p)
	return hi - h + c.p
}

// reduce brings y from [0, 5p) to [0, p) without branches.
func (c *prime) reduce(y uint64) uint64 {
	y = subtract(y, 4*c.p)
	y = subtract(y, 2*c.p)
	return subtract(y, c.p)
}

// subtract is y − m where that is not negative, y otherwise; both are below
// 2^63.
func subtract(y, m uint64) uint64 {
	d := y - m
	return d + m&-(d>>63)
}

// fraction is ⌊y·2^127/p⌋ or up to 2 less, for y in [0, p).
func (c *prime) fraction(y uint64) (hi, lo uint64) {
	hi, lo = bits.Mul64(y<<4, c.fractionHi)
	h, _ := bits.Mul64(y<<4, c.fractionLo)
	lo, carry := bits.Add64(lo, h, 0)
	return hi + carry, lo
}
