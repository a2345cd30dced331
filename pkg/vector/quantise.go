package vector

import (
	"fmt"
	"math"
	"math/bits"
)

// Clipping counts the values of a segment that lay outside its clip.
type Clipping struct {
	Segment string
	Clipped int
	Values  int
}

// Quantise rounds every value to the nearest multiple of its segment's step,
// halves to even, after cutting it to ±Clip, and adds 2^(w−1), so that results
// lie in [0, 2^w). NaN and infinities are errors. The clippings are in the
// order of the segments.
func (l Layout) Quantise(values []float64) ([]uint64, []Clipping, error) {
	integers := make([]uint64, len(values))
	clippings, err := l.QuantiseTo(values, l.Into(integers))
	if err != nil {
		return nil, nil, err
	}
	return integers, clippings, nil
}

// pieceValues is how many values are quantised at a time.
const pieceValues = 1 << 13

// QuantiseTo is Quantise for vectors whose integers need not be in memory at
// once. After an error, what the sink has got means nothing.
func (l Layout) QuantiseTo(values []float64, to Sink) ([]Clipping, error) {
	if err := l.Check(); err != nil {
		return nil, err
	}
	if len(values) != l.Values() {
		return nil, fmt.Errorf("the layout has %d values, not %d", l.Values(), len(values))
	}
	piece := make([]uint64, min(len(values), pieceValues))
	defer clear(piece)
	clippings := make([]Clipping, 0, len(l.Segments))
	start := 0
	for _, s := range l.Segments {
		clipping := Clipping{s.Name, 0, s.Length}
		for done := 0; done < s.Length; {
			in := values[start+done : start+min(done+pieceValues, s.Length)]
			clipped, bad := s.quantise(in, piece)
			if bad >= 0 {
				return nil, fmt.Errorf("segment %q, value %d is %v; only finite numbers can be summed", s.Name, done+bad, in[bad])
			}
			if err := to(start+done, piece[:len(in)]); err != nil {
				return nil, err
			}
			clipping.Clipped += clipped
			done += len(in)
		}
		clippings = append(clippings, clipping)
		start += s.Length
	}
	return clippings, nil
}

// quantise returns how many values were clipped, and the index of a value that
// is not finite or −1.
func (s Segment) quantise(in []float64, out []uint64) (clipped, bad int) {
	inverse := 1 / s.Step() // exact: a power of two, far from the ends of float64
	offset := s.offset()
	for i, v := range in {
		if math.Abs(v) > s.Clip {
			if math.IsInf(v, 0) {
				return 0, i
			}
			clipped++
			v = math.Copysign(s.Clip, v)
		} else if v != v {
			return 0, i
		}
		out[i] = uint64(int64(math.RoundToEven(v*inverse)) + offset)
	}
	return clipped, -1
}

// Restore turns sums of quantised values of contributors participants, with
// their noise where the layout has it, into the sums of the values. Where a sum has more than 53 bits it is rounded once.
func (l Layout) Restore(sums []uint64, contributors int) ([]float64, error) {
	if err := l.Check(); err != nil {
		return nil, err
	}
	if len(sums) != l.Values() {
		return nil, fmt.Errorf("the layout has %d values, not %d sums", l.Values(), len(sums))
	}
	values := make([]float64, len(sums))
	start := 0
	for _, s := range l.Segments {
		if err := checkRoom(s, contributors); err != nil {
			return nil, err
		}
		step, offset := s.Step(), int64(contributors)*(s.offset()+int64(s.Noise))
		most := uint64(contributors) * s.most()
		for i, sum := range sums[start : start+s.Length] {
			if sum > most {
				return nil, fmt.Errorf("segment %q, value %d: %d is no sum of %d values of %d bits", s.Name, i, sum, contributors, s.Width())
			}
			values[start+i] = float64(int64(sum)-offset) * step
		}
		start += s.Length
	}
	return values, nil
}

// checkRoom refuses a number of participants for which a sum of w-bit values
// could leave 63 bits.
func checkRoom(s Segment, participants int) error {
	if participants < 1 || s.Width()+bits.Len(uint(participants)) > 63 {
		return fmt.Errorf("segment %q: %d participants cannot sum values of %d bits in 63 bits", s.Name, participants, s.Width())
	}
	return nil
}
