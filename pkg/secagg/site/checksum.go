package site

import (
	"encoding/binary"
	"math/bits"

	"samband/pkg/digest"
	"samband/pkg/he"
	"samband/pkg/seal"
)

// limbBits is the width of the limbs in which the checksum travels.
const limbBits = 16

// wide is an integer below 2^320, lowest word first. A weighted sum of fewer
// than 2^64 coefficients of at most 128 bits with weights of 128 bits stays
// below that.
type wide [5]uint64

// checker gives the checksum over the coefficients that carry the digits of a
// vector, Σ r_x·M_x, an exact integer, in parts, one for every chunk: the
// weights r_x of the coefficients in a chunk are 128 bits that only the
// participants know, sixteen bytes each, little-endian, of the stream for this
// prefix and chunk. It is linear: the sum of the checksums of vectors is the
// checksum of their sum, because the coefficients of vectors add up without a
// carry out of τ bits. Nothing is reduced, because whether a reduction took
// place would tell about the digits.
//
// An altered sum passes only if Σ r_x·Δ_x equals the change of the checksum,
// for Δ that was chosen without knowing r: for each Δ != 0 and each change, at
// most one value of one r_x does that, a chance of 2^-128. What a shift of the
// checksum's own coefficients changes it by depends on r in one carry for each
// of them and for each limb; k of these leave a chance of at most 2^(k-128).
type checker struct {
	key    []byte
	prefix digest.Digest
}

func newChecker(group *seal.Group, prefix digest.Digest) checker {
	return checker{group.ChecksumKey(), prefix}
}

// destroy wipes the key.
func (c checker) destroy() { clear(c.key) }

// of is the part of the checksum over the first count coefficients of one
// chunk, those without limbs of the checksum itself.
func (c checker) of(chunk int, m *he.Coefficients, count int) wide {
	seed := digest.NewKeyed(c.key, "samband/secagg/site/checksum/1").Digest(c.prefix).Uint(uint64(chunk)).Sum()
	return weighted(seed.Expand(), m.Lo[:count], m.Hi[:count])
}

// weighted is Σ r_x·M_x with the weights of one stream, M_x = lo[x] + hi[x]·2^64.
// Products of words are summed apart by their place.
func weighted(stream *digest.Stream, lo, hi []uint64) wide {
	var low, middle, high column
	var block [4096]byte
	defer clear(block[:])
	for len(lo) > 0 {
		n := min(len(lo), len(block)/16)
		stream.Read(block[:])
		b := block[:]
		for i, m := range hi[:n] {
			r, s := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:16])
			low = low.plus(bits.Mul64(r, lo[i]))
			middle = middle.plus(bits.Mul64(r, m))
			middle = middle.plus(bits.Mul64(s, lo[i]))
			high = high.plus(bits.Mul64(s, m))
			b = b[16:]
		}
		lo, hi = lo[n:], hi[n:]
	}
	sum := wide{low.a, low.b, low.c}
	sum.add(&wide{0, middle.a, middle.b, middle.c})
	sum.add(&wide{0, 0, high.a, high.b, high.c})
	return sum
}

// column is a sum of fewer than 2^64 products of two words: a + b·2^64 + c·2^128.
type column struct{ a, b, c uint64 }

func (s column) plus(hi, lo uint64) column {
	var carry uint64
	s.a, carry = bits.Add64(s.a, lo, 0)
	s.b, carry = bits.Add64(s.b, hi, carry)
	s.c += carry
	return s
}

// add adds v.
func (w *wide) add(v *wide) {
	var carry uint64
	for i := range w {
		w[i], carry = bits.Add64(w[i], v[i], carry)
	}
}

// limbs writes the limbs of w from number first on; there are twenty.
func (w wide) limbs(first int, to []uint64) {
	for i := range to {
		at := limbBits * (first + i)
		to[i] = w[at/64] >> (at % 64) & (1<<limbBits - 1)
	}
}

// fromLimbs adds up limbs that, being sums themselves, may be wider than their
// place. It tells whether the result is below 2^320.
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
