package dp

import (
	"errors"
	"fmt"
	"math"
)

// Segment is a run of values of a sum, to which every unit brings at most an L2
// norm of Unit.
type Segment struct {
	Length int
	Unit   float64
}

const (
	// grain is how many bits a value of the norm Unit has. Values are rounded
	// towards 0 to whole grains, so that sums of them are exact.
	grain = 28

	// MaxUnits is how many units a sum takes: the sum of so many largest values
	// is still exact in a float64.
	MaxUnits = 1 << 25
)

// Sum adds what units bring and bounds what any one of them can bring: a segment
// whose norm is above its Unit is scaled down to it. Adding is exact, on whole
// numbers, so that two sums which differ in one unit differ by that unit's part
// and no rounding besides. What is not finite counts as zeros, because stopping
// there would tell of one unit.
type Sum struct {
	segments []segment
	units    int
	clipped  int
	faulty   int
}

type segment struct {
	step  float64 // a power of two
	most  int64   // whole steps in Unit, below 2^28
	sums  []int64 // secret, in steps
	whole []int64 // secret: the unit's values, in steps
}

// NewSum starts a sum at zero.
func NewSum(segments []Segment) (*Sum, error) {
	if len(segments) == 0 {
		return nil, errors.New("the sum has no segments")
	}
	s := &Sum{}
	for i, g := range segments {
		if g.Length < 1 || !(g.Unit >= 0x1p-900 && g.Unit <= 0x1p900) {
			return nil, fmt.Errorf("segment %d has %d values and units of norm %v; it needs values and a positive norm", i+1, g.Length, g.Unit)
		}
		_, exponent := math.Frexp(g.Unit)
		step := math.Ldexp(1, exponent-grain)
		s.segments = append(s.segments, segment{step, int64(g.Unit / step), make([]int64, g.Length), make([]int64, g.Length)})
	}
	return s, nil
}

// Add adds what one unit brings, a slice for each segment. An error, of slices
// that do not fit or one unit too many, does not depend on any value.
func (s *Sum) Add(unit ...[]float64) error {
	if len(unit) != len(s.segments) {
		return fmt.Errorf("a unit brings %d segments to a sum of %d", len(unit), len(s.segments))
	}
	for i, values := range unit {
		if len(values) != len(s.segments[i].sums) {
			return fmt.Errorf("a unit brings %d values to segment %d of %d", len(values), i+1, len(s.segments[i].sums))
		}
	}
	if s.units == MaxUnits {
		return fmt.Errorf("the sum has its %d units already", MaxUnits)
	}
	s.units++
	clipped, faulty := false, false
	for i, values := range unit {
		c, f := s.segments[i].add(values)
		clipped, faulty = clipped || c, faulty || f
	}
	if clipped {
		s.clipped++
	}
	if faulty {
		s.faulty++
	}
	return nil
}

// add adds one unit's values, scaled so that their norm in whole steps is at
// most g.most.
func (g segment) add(values []float64) (clipped, faulty bool) {
	norm, finite := length(values)
	if !finite {
		return false, true
	}
	scale, most := 1.0, float64(g.most)*g.step
	if norm > most {
		scale, clipped = most/norm, norm > most*(1+0x1p-20) // a shade above is rounding
	}
	for square := int64(math.MaxInt64); square > g.most*g.most; scale *= 1 - 0x1p-40 {
		square = 0
		steps := scale / g.step // in each unit of a value
		for i, v := range values {
			w := int64(v * steps) // towards 0; below 2^29
			g.whole[i] = w
			square += w * w
		}
	}
	for i, w := range g.whole {
		g.sums[i] += w
	}
	clear(g.whole)
	return clipped, false
}

// length is the L2 norm, also of values whose squares no float64 holds.
func length(values []float64) (norm float64, finite bool) {
	square := 0.0
	for _, v := range values {
		square += v * v
	}
	if square > 0x1p-900 && square < 0x1p1000 {
		return math.Sqrt(square), true
	}
	most := 0.0
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return 0, false
		}
		most = max(most, math.Abs(v))
	}
	if most == 0 {
		return 0, true
	}
	square = 0
	for _, v := range values {
		square += v / most * (v / most)
	}
	return most * math.Sqrt(square), true
}

// Values are the sums, segment after segment.
func (s *Sum) Values() []float64 {
	var values []float64
	for _, g := range s.segments {
		for _, w := range g.sums {
			values = append(values, float64(w)*g.step)
		}
	}
	return values
}

// Units counts the units added, Clipped those of them of which a segment was
// scaled down, and Faulty those of which a segment was not finite and counts as
// zeros. The counts are the site's own: none of them has noise.
func (s *Sum) Units() int   { return s.units }
func (s *Sum) Clipped() int { return s.clipped }
func (s *Sum) Faulty() int  { return s.faulty }

// Wipe clears the sums; the Sum is not used afterwards.
func (s *Sum) Wipe() {
	for _, g := range s.segments {
		clear(g.sums)
		clear(g.whole)
	}
}
