package he

import (
	"crypto/rand"
	"encoding/binary"

	"samband/pkg/digest"
)

// sampler draws from a discrete Gaussian by its table of cumulative
// probabilities. A draw takes 64 random bits, compares 63 of them with every
// entry of the table and uses the last as the sign: time and memory accesses
// do not depend on what is drawn.
type sampler struct {
	table  []uint64
	random []byte // a block of random bytes, wiped after use
}

// drawsPerBlock keeps a block of random bytes inside the first-level cache.
const drawsPerBlock = 512

func newSampler(table []uint64) *sampler {
	return &sampler{table, make([]byte, 8*drawsPerBlock)}
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
		n := min(len(dst), drawsPerBlock)
		stream.Read(s.random)
		s.scan(dst[:n], s.random)
		dst = dst[n:]
	}
	clear(s.random)
}

// scan turns 8 bytes into a draw, four draws at a time so that each entry is
// loaded once for all four. Bytes for a multiple of four draws must be there.
func (s *sampler) scan(dst []uint8, random []byte) {
	const low63 = 1<<63 - 1
	support := uint64(len(s.table))
	for len(dst) > 0 {
		w0 := binary.LittleEndian.Uint64(random)
		w1 := binary.LittleEndian.Uint64(random[8:])
		w2 := binary.LittleEndian.Uint64(random[16:])
		w3 := binary.LittleEndian.Uint64(random[24:])
		r0, r1, r2, r3 := w0&low63, w1&low63, w2&low63, w3&low63
		var m0, m1, m2, m3 uint64
		for _, t := range s.table {
			t--
			m0 += (t - r0) >> 63 // 1 where r ≥ t, for both are below 2^63
			m1 += (t - r1) >> 63
			m2 += (t - r2) >> 63
			m3 += (t - r3) >> 63
		}
		draws := [4]uint8{signed(m0, w0, support), signed(m1, w1, support), signed(m2, w2, support), signed(m3, w3, support)}
		n := copy(dst, draws[:])
		dst, random = dst[n:], random[32:]
	}
}

// signed is support ± magnitude by the top bit of word.
func signed(magnitude, word, support uint64) uint8 {
	sign := word >> 63
	return uint8(support + (magnitude ^ -sign) + sign)
}
