package residue

import (
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
	r := reader{from: body}
	for i := range s.Lanes {
		if v := r.take(uint(s.Bits)); v >= s.Modulus {
			return fmt.Errorf("lane %d of a body of %d lanes is not below %d", i, s.Lanes, s.Modulus)
		}
	}
	return nil
}

// addModulus adds lanes below the modulus. The writer never overtakes the
// reader: it writes a word once all of its bits were taken.
func (s Shape) addModulus(dst, src []byte) {
	a, b, w := reader{from: dst}, reader{from: src}, writer{to: dst}
	width := uint(s.Bits)
	for range s.Lanes {
		sum := a.take(width) + b.take(width) - s.Modulus
		w.put(sum+s.Modulus&-(sum>>63), width)
	}
	w.flush()
}

// String gives bits and lanes, and the modulus where there is one.
func (s Shape) String() string {
	if s.Modulus == 0 {
		return fmt.Sprintf("{%d %d}", s.Bits, s.Lanes)
	}
	return fmt.Sprintf("{%d %d mod %d}", s.Bits, s.Lanes, s.Modulus)
}
