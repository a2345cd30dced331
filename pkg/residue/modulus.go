package residue

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// modulusBits bounds the bits of a modulus, so that a sum of two residues fits
// a word.
const modulusBits = 63

// Residues gives the shape of lanes residues modulo m, each in as many bits as
// m - 1 has.
func Residues(m uint64, lanes int) Shape {
	return Shape{Bits: bits.Len64(m - 1), Lanes: lanes, Modulus: m}
}

// checkModulus refuses a modulus that does not fit the bits of a lane.
func (s Shape) checkModulus() error {
	if s.Modulus != 0 && (s.Modulus < 2 || s.Bits > modulusBits || s.Bits != bits.Len64(s.Modulus-1)) {
		return fmt.Errorf("%d lanes of %d bits modulo %d are no valid shape", s.Lanes, s.Bits, s.Modulus)
	}
	return nil
}

// checkLess refuses a body with a lane that is not below the modulus.
func (s Shape) checkLess(body []byte) error {
	if s.Modulus == 0 {
		return nil
	}
	whole, mask := s.loadable(body), ^uint64(0)>>(64-s.Bits)
	over := uint64(0)
	for i := range whole {
		over |= s.Modulus - 1 - laneAt(body, uint(i*s.Bits), mask) // both are below 2^63
	}
	r := s.rest(body, whole)
	for range s.Lanes - whole {
		over |= s.Modulus - 1 - r.take(uint(s.Bits))
	}
	if over>>63 != 0 {
		return fmt.Errorf("a body of %d lanes has one that is not below %d", s.Lanes, s.Modulus)
	}
	return nil
}

// loadable is how many lanes can be read as laneAt does, which looks at nine
// bytes.
func (s Shape) loadable(body []byte) int {
	return max(0, min(s.Lanes, (8*(len(body)-9)+8)/s.Bits))
}

// laneAt reads the lane that starts at the bit, of as many bits as the mask.
func laneAt(body []byte, bit uint, mask uint64) uint64 {
	at := (*[9]byte)(body[bit/8:])
	low := binary.LittleEndian.Uint64(at[:8]) >> (bit % 8)
	return (low | uint64(at[8])<<(64-bit%8)) & mask
}

// rest reads the lanes after the first ones.
func (s Shape) rest(body []byte, lanes int) reader {
	bit := lanes * s.Bits
	r := reader{from: body[bit/8:]}
	if skip := uint(bit % 8); skip > 0 {
		r.take(skip)
	}
	return r
}

// addModulus adds lanes below the modulus. The writer never overtakes what is
// read: it writes a word once all of its bits were taken.
func (s Shape) addModulus(dst, src []byte) {
	width, mask := uint(s.Bits), ^uint64(0)>>(64-s.Bits)
	whole, w := s.loadable(dst), writer{to: dst}
	for i := range whole {
		bit := uint(i) * width
		w.put(s.sum(laneAt(dst, bit, mask), laneAt(src, bit, mask)), width)
	}
	a, b := s.rest(dst, whole), s.rest(src, whole)
	for range s.Lanes - whole {
		w.put(s.sum(a.take(width), b.take(width)), width)
	}
	w.flush()
}

// sum is a + b modulo the modulus, both below it.
func (s Shape) sum(a, b uint64) uint64 {
	d := a + b - s.Modulus
	return d + s.Modulus&-(d>>63)
}

// String gives bits and lanes, and the modulus where there is one.
func (s Shape) String() string {
	if s.Modulus == 0 {
		return fmt.Sprintf("{%d %d}", s.Bits, s.Lanes)
	}
	return fmt.Sprintf("{%d %d mod %d}", s.Bits, s.Lanes, s.Modulus)
}
