// Package keyshare splits a one-time key among the members of a committee so
// that any t of them can give the sum of many keys and t-1 of them learn
// nothing: Shamir's sharing (1979) over the field of p = 2^61-1 elements.
// Shares of different keys add up to shares of the sum of the keys, so no key
// but the sum is ever put together.
//
// The key's coefficients travel as digits, several to an element, with enough
// room in each that the sum over all participants does not spill over.
package keyshare

import "math/bits"

// P is the number of elements of the field, the Mersenne prime 2^61-1.
const P = 1<<61 - 1

// Element is a number below P.
type Element uint64

// The operations below have no branch on their operands: the elements are
// secret.

// reduce brings v < 2P below P.
func reduce(v uint64) Element {
	t := v - P
	return Element(t + P&-(t>>63)) // t>>63 is 1 exactly if v < P
}

func add(a, b Element) Element { return reduce(uint64(a) + uint64(b)) }

func sub(a, b Element) Element { return reduce(uint64(a) + P - uint64(b)) }

// mul uses 2^61 = 1 mod P: the product's high and low halves just add.
func mul(a, b Element) Element {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	return reduce(lo&P + (hi<<3 | lo>>61))
}

// invert gives 1/a for a != 0 (and 0 for 0) as a^(P-2), P-2 = 2^61-3.
func invert(a Element) Element {
	r := Element(1)
	for i := 60; i >= 0; i-- {
		r = mul(r, r)
		if (P-2)>>i&1 == 1 {
			r = mul(r, a)
		}
	}
	return r
}
