package site

import (
	"encoding/binary"
	"math/bits"

	"samband/pkg/digest"
	"samband/pkg/seal"
)

// limbBits is the width of the limbs in which the checksum travels.
const limbBits = 16

// wide is an integer below 2^256, lowest word first. A weighted sum of fewer
// than 2^32 digits of at most 63 bits with weights of 128 bits stays below
// 2^223.
type wide [4]uint64

// checker gives the checksum over the digits of a vector, Σ r_x·m_x, an exact
// integer, in parts, one for every chunk: the coefficients r_x of the digits in
// a chunk are 128 bits that only the participants know, sixteen bytes each,
// little-endian, of the stream for this prefix and chunk. It is linear: the sum
// of the checksums of vectors is the checksum of their sum. Nothing is reduced,
// because whether a reduction took place would tell about the digits.
//
// An altered sum passes only if Σ r_x·δ_x equals the change of the checksum,
// for δ that was chosen without knowing r: for each δ != 0 at most one value of
// one r_x does that, a chance of 2^-128.
type checker struct {
	key    []byte
	prefix digest.Digest
}

func newChecker(group *seal.Group, prefix digest.Digest) checker {
	return checker{group.ChecksumKey(), prefix}
}

// destroy wipes the key.
func (c checker) destroy() { clear(c.key) }

// of is the part of the checksum over the digits of one chunk, those of the
// checksum itself not among them.
func (c checker) of(chunk int, digits []uint64) wide {
	seed := digest.NewKeyed(c.key, "samband/secagg/site/checksum/1").Digest(c.prefix).Uint(uint64(chunk)).Sum()
	return weighted(seed.Expand(), digits)
}

// weighted is Σ r_x·m_x with the coefficients of one stream.
func weighted(stream *digest.Stream, digits []uint64) wide {
	var sum wide
	var block [4096]byte
	defer clear(block[:])
	for len(digits) > 0 {
		n := min(len(digits), len(block)/16)
		stream.Read(block[:])
		for i, m := range digits[:n] {
			sum.addProduct(binary.LittleEndian.Uint64(block[16*i:]), binary.LittleEndian.Uint64(block[16*i+8:]), m)
		}
		digits = digits[n:]
	}
	return sum
}

// add adds v.
func (w *wide) add(v *wide) {
	var carry uint64
	for i := range w {
		w[i], carry = bits.Add64(w[i], v[i], carry)
	}
}

// addProduct adds (lo + hi·2^64)·m.
func (w *wide) addProduct(lo, hi, m uint64) {
	h0, l0 := bits.Mul64(lo, m)
	h1, l1 := bits.Mul64(hi, m)
	l1, carry := bits.Add64(l1, h0, 0)
	h1 += carry // below 2^64: the product has 192 bits
	w[0], carry = bits.Add64(w[0], l0, 0)
	w[1], carry = bits.Add64(w[1], l1, carry)
	w[2], carry = bits.Add64(w[2], h1, carry)
	w[3] += carry
}

// limbs writes the limbs of w from number first on; there are sixteen.
func (w wide) limbs(first int, to []uint64) {
	for i := range to {
		at := limbBits * (first + i)
		to[i] = w[at/64] >> (at % 64) & (1<<limbBits - 1)
	}
}

// fromLimbs adds up limbs that, being sums themselves, may be wider than their
// place. It tells whether the result is below 2^256.
func fromLimbs(limbs []uint64) (w wide, ok bool) {
	for i, v := range limbs {
		at := limbBits * i
		word, shift := at/64, at%64
		part := [2]uint64{v << shift, v >> (64 - shift)} // a shift by 64 gives 0
		var carry uint64
		for k := word; k < len(w); k++ {
			var more uint64
			if k-word < len(part) {
				more = part[k-word]
			}
			w[k], carry = bits.Add64(w[k], more, carry)
		}
		if word >= len(w) && v != 0 || word == len(w)-1 && part[1] != 0 || carry != 0 {
			return wide{}, false
		}
	}
	return w, true
}
