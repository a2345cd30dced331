package dp

import (
	"encoding/binary"
	"math/big"
	"math/bits"

	"samband/pkg/digest"
)

// source hands out random words: AES-256 in counter mode under a key that was
// drawn for one call of Fill.
type source struct {
	stream *digest.Stream
	block  [4096]byte // secret, wiped after use
	left   []byte     // what of the block is still to be handed out
}

func (s *source) wipe() {
	clear(s.block[:])
	s.stream, s.left = nil, nil
}

func (s *source) word() uint64 {
	if len(s.left) == 0 {
		s.stream.Read(s.block[:]) // never fails
		s.left = s.block[:]
	}
	w := binary.LittleEndian.Uint64(s.left)
	s.left = s.left[8:]
	return w
}

// fraction is the number (bits + rest/whole)/2^64 of [0, 1], exactly.
type fraction struct{ bits, rest, whole uint64 }

var one = fraction{1<<64 - 1, 1, 1}

// less is true with probability f/k, exactly: whether k times a uniform real of
// [0, 1) is below f. The first 64 bits of the real mostly tell; if not, further
// ones do.
func (s *source) less(k uint64, f fraction) bool {
	r := s.word() // the real is in [r, r + 1)/2^64
	high, low := bits.Mul64(k, r)
	if high != 0 || low > f.bits || low == f.bits && f.rest == 0 {
		return false
	}
	if end, carry := bits.Add64(low, k, 0); carry == 0 && end <= f.bits {
		return true
	}
	return s.further(k, r, f)
}

// further goes on with less where the first 64 bits r of the real did not tell.
func (s *source) further(k, r uint64, f fraction) bool {
	number := func(v uint64) *big.Int { return new(big.Int).SetUint64(v) }
	limit := number(f.bits) // f·whole·2^bits of the real so far
	limit.Mul(limit, number(f.whole)).Add(limit, number(f.rest))
	scale := number(k)
	scale.Mul(scale, number(f.whole))
	for real := number(r); ; {
		low := new(big.Int).Mul(real, scale)
		if low.Cmp(limit) >= 0 {
			return false
		}
		if low.Add(low, scale).Cmp(limit) <= 0 {
			return true
		}
		real.Lsh(real, 64).Or(real, number(s.word()))
		limit.Lsh(limit, 64)
	}
}

// decays is true with probability e^(−f), exactly (Canonne, Kamath, Steinke 2020,
// algorithm 1): k counts how many draws of probability f/k succeed in a row, and
// the alternating sum of 1, f, f²/2, f³/6 … is that of an odd count.
func (s *source) decays(f fraction) bool {
	k := uint64(1)
	for s.less(k, f) {
		k++
	}
	return k%2 == 1
}
