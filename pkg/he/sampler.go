package he

import (
	"crypto/rand"
	"encoding/binary"

	"samband/pkg/digest"
)

// batch is how many draws are made at once.
const batch = 64

// sampler draws from a discrete Gaussian by its table of cumulative
// probabilities: a draw takes 64 random bits, compares 63 of them as a number
// with every entry of the table, and uses the last as the sign.
//
// It makes 64 draws at once, bit-sliced: word i of 64 random words holds bit i
// of all of them, and the comparisons are the And and Or of words that the
// entries spell out (thresholds.go; the idea is in Karmakar et al., IEEE
// Transactions on Computers 67, 2018). There is no comparison of numbers, no
// carry, no branch and no index: time and memory accesses do not depend on what
// is drawn.
type sampler struct {
	support    uint64
	magnitudes func(*[batch]uint64) (m0, m1, m2, m3, m4, m5 uint64)

	random []byte        // secret, wiped after use
	words  [batch]uint64 // secret, wiped after use
	draws  [batch]uint8  // secret, wiped after use
}

// batchesPerBlock keeps a block of random bytes inside the first-level cache.
const batchesPerBlock = 8

func newSecretSampler() *sampler { return newSampler(len(secretTable), secretMagnitudes) }
func newErrorSampler() *sampler  { return newSampler(len(errorTable), errorMagnitudes) }

func newSampler(support int, magnitudes func(*[batch]uint64) (m0, m1, m2, m3, m4, m5 uint64)) *sampler {
	return &sampler{support: uint64(support), magnitudes: magnitudes, random: make([]byte, 8*batch*batchesPerBlock)}
}

// draw fills dst with draws, each offset by the support to lie in
// [0, 2·support]. The random bits are AES-256 in counter mode under a key
// fresh from the operating system, one key a call.
func (s *sampler) draw(dst []uint8) {
	var seed digest.Digest
	rand.Read(seed[:]) // never fails: it ends the program instead
	s.expand(dst, seed.Expand())
	clear(seed[:])
}

func (s *sampler) expand(dst []uint8, stream *digest.Stream) {
	for len(dst) > 0 {
		stream.Read(s.random)
		for b := range batchesPerBlock {
			s.scan(s.random[8*batch*b:])
			dst = dst[copy(dst, s.draws[:]):]
		}
	}
	clear(s.random)
	clear(s.words[:])
	clear(s.draws[:])
}

// scan turns 64 words of random bytes into 64 draws. Draw 8·b + i, which has
// bit 8·b + i of every word, is the byte 8·i + b of draws.
func (s *sampler) scan(random []byte) {
	for i := range s.words {
		s.words[i] = binary.LittleEndian.Uint64(random[8*i:])
	}
	m0, m1, m2, m3, m4, m5 := s.magnitudes(&s.words)
	sign := s.words[63]
	planes := [8]uint64{m0, m1, m2, m3, m4, m5}
	signed(&planes, sign, s.support)
	transpose(&planes)
	for i, p := range planes {
		binary.LittleEndian.PutUint64(s.draws[8*i:], p)
	}
}

// signed turns the bits of magnitudes into those of support ± magnitude, minus
// where sign is 1: (m xor sign) + sign + support on numbers of seven bits.
func signed(planes *[8]uint64, sign, support uint64) {
	carry := sign
	for i := range 7 {
		m, constant := planes[i]^sign, -(support >> i & 1)
		planes[i] = m ^ constant ^ carry
		carry = m&constant | carry&(m^constant)
	}
}

// transpose turns eight words of bits into eight bytes to a word: byte b of
// word i has bit 8·b + i of each (Warren, Hacker's Delight, section 7-3).
func transpose(p *[8]uint64) {
	for i := range 4 {
		swap(&p[i], &p[i+4], 4, 0x0f0f0f0f0f0f0f0f)
	}
	for _, i := range [...]int{0, 1, 4, 5} {
		swap(&p[i], &p[i+2], 2, 0x3333333333333333)
	}
	for i := 0; i < 8; i += 2 {
		swap(&p[i], &p[i+1], 1, 0x5555555555555555)
	}
}

// swap exchanges the bits of a above shift with those of b under mask.
func swap(a, b *uint64, shift uint, mask uint64) {
	t := (*a>>shift ^ *b) & mask
	*a, *b = *a^t<<shift, *b^t
}
