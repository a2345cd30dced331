package residue

import (
	"encoding/binary"
	"fmt"
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

// addWords adds as many words as there are masks, four at a time, so that the
// carry stays in the processor's flag between them.
func addWords(dst, src []byte, tops []uint64, carry uint64) uint64 {
	for len(tops) >= 4 {
		carry = addFour((*[32]byte)(dst), (*[32]byte)(src), (*[4]uint64)(tops), carry)
		dst, src, tops = dst[32:], src[32:], tops[4:]
	}
	for _, top := range tops {
		a, b := binary.LittleEndian.Uint64(dst), binary.LittleEndian.Uint64(src)
		var sum uint64
		sum, carry = bits.Add64(a&^top, b&^top, carry)
		binary.LittleEndian.PutUint64(dst, sum^(a^b)&top)
		dst, src = dst[8:], src[8:]
	}
	return carry
}

func addFour(dst, src *[32]byte, tops *[4]uint64, carry uint64) uint64 {
	a0, b0 := binary.LittleEndian.Uint64(dst[0:]), binary.LittleEndian.Uint64(src[0:])
	a1, b1 := binary.LittleEndian.Uint64(dst[8:]), binary.LittleEndian.Uint64(src[8:])
	a2, b2 := binary.LittleEndian.Uint64(dst[16:]), binary.LittleEndian.Uint64(src[16:])
	a3, b3 := binary.LittleEndian.Uint64(dst[24:]), binary.LittleEndian.Uint64(src[24:])
	t0, t1, t2, t3 := tops[0], tops[1], tops[2], tops[3]
	s0, carry := bits.Add64(a0&^t0, b0&^t0, carry)
	s1, carry := bits.Add64(a1&^t1, b1&^t1, carry)
	s2, carry := bits.Add64(a2&^t2, b2&^t2, carry)
	s3, carry := bits.Add64(a3&^t3, b3&^t3, carry)
	binary.LittleEndian.PutUint64(dst[0:], s0^(a0^b0)&t0)
	binary.LittleEndian.PutUint64(dst[8:], s1^(a1^b1)&t1)
	binary.LittleEndian.PutUint64(dst[16:], s2^(a2^b2)&t2)
	binary.LittleEndian.PutUint64(dst[24:], s3^(a3^b3)&t3)
	return carry
}

// Sub subtracts src from dst lane by lane, modulo 2^b each: the complement of
// every lane is 2^b − 1 less the lane, so that dst − src is the complement of
// what the complement of dst and src add up to. It is for shapes without a
// modulus. src stays as it is; on an error dst is unchanged.
func (s Shape) Sub(dst, src []byte) error {
	if s.Modulus != 0 {
		return fmt.Errorf("residues modulo %d are not subtracted", s.Modulus)
	}
	for _, body := range [][]byte{dst, src} {
		if err := s.Check(body); err != nil {
			return err
		}
	}
	s.complement(dst)
	err := s.Add(dst, src)
	s.complement(dst)
	return err
}

func (s Shape) complement(body []byte) {
	for i, v := range body {
		body[i] = ^v
	}
	s.Trim(body)
}

// Trim clears the padding bits of a body of the right length: bytes that are
// uniform become lanes that are.
func (s Shape) Trim(body []byte) {
	if used := s.Bits * s.Lanes % 8; used != 0 && len(body) > 0 {
		body[len(body)-1] &= 1<<used - 1
	}
}
