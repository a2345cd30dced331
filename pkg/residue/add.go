package residue

import (
	"encoding/binary"
	"math/bits"
)

// Add adds src to dst lane by lane, modulo 2^b each or modulo the modulus; src
// stays as it is. Both are checked first; on an error dst is unchanged.
//
// Modulo 2^b: with the top bit of every lane cleared, one long addition over all words
// carries within lanes but never out of one; the top bits are then added by
// exclusive or. The mask of top bits repeats after b words.
func (s Shape) Add(dst, src []byte) error {
	if err := s.Check(dst); err != nil {
		return err
	}
	if err := s.Check(src); err != nil {
		return err
	}
	if s.Modulus != 0 {
		s.addModulus(dst, src)
		return nil
	}
	var table [MaxBits]uint64
	tops := table[:s.Bits]
	s.tops(tops)
	var carry uint64
	for len(dst) >= 8*len(tops) {
		carry = addWords(dst[:8*len(tops)], src[:8*len(tops)], tops, carry)
		dst, src = dst[8*len(tops):], src[8*len(tops):]
	}
	whole := len(dst) / 8
	carry = addWords(dst[:8*whole], src[:8*whole], tops[:whole], carry)
	if rest := dst[8*whole:]; len(rest) > 0 {
		var a, b [8]byte
		copy(a[:], rest)
		copy(b[:], src[8*whole:])
		addWords(a[:], b[:], tops[whole:whole+1], carry)
		copy(rest, a[:])
	}
	return nil
}

// tops sets in mask, seen as one long number, the top bit of every lane.
func (s Shape) tops(mask []uint64) {
	for bit := s.Bits - 1; bit < 64*len(mask); bit += s.Bits {
		mask[bit/64] |= 1 << (bit % 64)
	}
}

// addWords adds as many words as there are masks.
func addWords(dst, src []byte, tops []uint64, carry uint64) uint64 {
	for _, top := range tops {
		a, b := binary.LittleEndian.Uint64(dst), binary.LittleEndian.Uint64(src)
		var sum uint64
		sum, carry = bits.Add64(a&^top, b&^top, carry)
		binary.LittleEndian.PutUint64(dst, sum^(a^b)&top)
		dst, src = dst[8:], src[8:]
	}
	return carry
}
