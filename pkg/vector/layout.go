// Package vector turns vectors of reals into vectors of integers that can be
// summed exactly, and says how those integers lie in the coefficients that are
// encrypted.
//
// Words: a value is one number of a segment, quantised to w bits, with integer
// noise added where there is any; a limb is a part of a value; a digit is a limb with room above it for the sum over all
// participants; a coefficient carries several digits. The layout follows from
// the agreement alone, never from the values.
package vector

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
)

const (
	// MinBits and MaxBits bound the bits of a quantised value. Above 52, a
	// float64 could not hold every quantised value.
	MinBits = 2
	MaxBits = 52

	// MaxValues bounds the values of a layout.
	MaxValues = 1 << 30

	// Checksum is the name of the field that follows all segments; no segment
	// may have it.
	Checksum = "checksum"
)

// Segment is a named run of values of one kind.
type Segment struct {
	Name   string
	Length int     // values
	Bits   int     // w, bits of a quantised value, 2 to 52
	Clip   float64 // values are cut to ±Clip
	Noise  uint64  // B, the largest size of the integer noise that is added to a quantised value; 0: none is
}

// most is the largest integer that stands for a value: a quantised one with its
// offset 2^(w−1), and noise with its offset B.
func (s Segment) most() uint64 { return 1<<s.Bits - 1 + 2*s.Noise }

// Width is how many bits that integer has.
func (s Segment) Width() int { return bits.Len64(s.most()) }

// Step is the distance between quantised values: the smallest power of two
// with Clip ≤ (2^(w−1) − 1)·Step.
func (s Segment) Step() float64 {
	most := float64(int64(1)<<(s.Bits-1) - 1)
	_, exponent := math.Frexp(s.Clip / most) // Clip/most < 2^exponent, if rounding did not lie
	step := math.Ldexp(1, exponent)
	for s.Clip <= most*(step/2) {
		step /= 2
	}
	return step
}

// offset makes quantised values non-negative.
func (s Segment) offset() int64 { return 1 << (s.Bits - 1) }

// maxNoise keeps 2^w − 1 + 2B, and sums of it, far from the end of 64 bits.
const maxNoise = 1 << 56

func (s Segment) check() error {
	switch {
	case s.Name == "" || s.Name == Checksum:
		return fmt.Errorf("segment name %q is not allowed", s.Name)
	case s.Length < 1 || s.Length > MaxValues:
		return fmt.Errorf("segment %q has %d values; it needs 1 to %d", s.Name, s.Length, MaxValues)
	case s.Bits < MinBits || s.Bits > MaxBits:
		return fmt.Errorf("segment %q has values of %d bits; it needs %d to %d", s.Name, s.Bits, MinBits, MaxBits)
	case !(s.Clip >= 0x1p-900 && s.Clip <= 0x1p900): // outside, steps or sums could leave float64; NaN is refused too
		return fmt.Errorf("segment %q has the clip %v; it needs a positive number", s.Name, s.Clip)
	case s.Noise > maxNoise:
		return fmt.Errorf("segment %q has noise up to %d; at most %d can be added", s.Name, s.Noise, uint64(maxNoise))
	}
	return nil
}

// Layout is the order of the segments in a vector.
type Layout struct{ Segments []Segment }

// Values counts the values of all segments.
func (l Layout) Values() int {
	total := 0
	for _, s := range l.Segments {
		total += s.Length
	}
	return total
}

// Check refuses segments that cannot be quantised, repeated names and empty
// or too long layouts.
func (l Layout) Check() error {
	if len(l.Segments) == 0 {
		return errors.New("the layout has no segments")
	}
	seen := make(map[string]bool, len(l.Segments))
	total := 0
	for _, s := range l.Segments {
		if err := s.check(); err != nil {
			return err
		}
		if seen[s.Name] {
			return fmt.Errorf("segment %q occurs twice", s.Name)
		}
		seen[s.Name] = true
		if total += s.Length; total > MaxValues {
			return fmt.Errorf("the layout has more than %d values", MaxValues)
		}
	}
	return nil
}

// Part is the run of values that belongs to the named segment, not copied.
func Part[T any](l Layout, values []T, name string) ([]T, error) {
	if len(values) != l.Values() {
		return nil, fmt.Errorf("the layout has %d values, not %d", l.Values(), len(values))
	}
	start := 0
	for _, s := range l.Segments {
		if s.Name == name {
			return values[start : start+s.Length : start+s.Length], nil
		}
		start += s.Length
	}
	return nil, fmt.Errorf("the layout has no segment %q", name)
}
