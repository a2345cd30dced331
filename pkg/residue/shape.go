// Package residue handles vectors of unsigned integers modulo 2^b, or modulo a
// number of b bits, as they travel: lanes of b bits one after another, low bit
// first, without gaps, the last byte filled up with zero bits.
//
// It is all the arithmetic that a coordinator does: lanes are added where they
// lie, without unpacking and without any key.
package residue

import "fmt"

// MaxBits bounds the bits of a lane.
const MaxBits = 128

// Shape is the form of one packed chunk.
type Shape struct {
	Bits    int    // b, bits a lane, 1 to 128
	Lanes   int    // at least 1
	Modulus uint64 // of the lanes; 0 for 2^b
}

// Split divides lanes into chunks of perChunk, the last one partly filled. The
// result is empty unless all three are positive.
func Split(bits, lanes, perChunk int) []Shape {
	if bits < 1 || lanes < 1 || perChunk < 1 {
		return nil
	}
	chunks := make([]Shape, 0, (lanes-1)/perChunk+1)
	for ; lanes > 0; lanes -= perChunk {
		chunks = append(chunks, Shape{Bits: bits, Lanes: min(lanes, perChunk)})
	}
	return chunks
}

// Bytes is the length of the packed chunk.
func (s Shape) Bytes() int { return (s.Bits*s.Lanes + 7) / 8 }

// Check refuses a body that is not exactly as long as s says, that has a lane
// that is not below the modulus, or that has padding bits set. Every body that it accepts has one meaning, and every
// meaning one body.
func (s Shape) Check(body []byte) error {
	if err := s.checkLength(body); err != nil {
		return err
	}
	if used := s.Bits * s.Lanes % 8; used != 0 && body[len(body)-1]>>used != 0 {
		return fmt.Errorf("the last byte of a body of %d lanes of %d bits has padding bits set", s.Lanes, s.Bits)
	}
	return s.checkLess(body)
}

func (s Shape) checkLength(body []byte) error {
	if s.Bits < 1 || s.Bits > MaxBits || s.Lanes < 1 {
		return fmt.Errorf("%d lanes of %d bits are no valid shape", s.Lanes, s.Bits)
	}
	if err := s.checkModulus(); err != nil {
		return err
	}
	if len(body) != s.Bytes() {
		return fmt.Errorf("a body of %d lanes of %d bits has %d bytes, this has %d", s.Lanes, s.Bits, s.Bytes(), len(body))
	}
	return nil
}
