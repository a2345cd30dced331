package vector

import "fmt"

// Draw fills dst with integer noise for values of a segment, each of a size of
// at most that segment's Noise.
type Draw func(segment int, dst []int64) error

// AddNoise is the sink that adds noise to quantised values, with the offset that
// keeps them non-negative, and passes them on. Values of segments without noise
// pass as they are. Nothing is cut to a range afterwards: that would tell where
// the tails are.
func (l Layout) AddNoise(draw Draw, to Sink) Sink {
	segment, end := -1, 0 // the segment that is being written, and where it ends
	var noise []int64
	var buffer []uint64
	return func(from int, values []uint64) error {
		if len(buffer) < len(values) {
			buffer = make([]uint64, len(values))
		}
		noised := buffer[:len(values)]
		defer clear(noised)
		for done := 0; done < len(values); {
			for from+done >= end {
				if segment++; segment == len(l.Segments) {
					return fmt.Errorf("there is no value %d, only %d in all", from+done, end)
				}
				end += l.Segments[segment].Length
			}
			s := l.Segments[segment]
			count := min(len(values), end-from) - done
			in, out := values[done:done+count], noised[done:done+count]
			done += count
			copy(out, in)
			if s.Noise == 0 {
				continue
			}
			if len(noise) < count {
				clear(noise)
				noise = make([]int64, count)
			}
			if err := draw(segment, noise[:count]); err != nil {
				return fmt.Errorf("segment %q: noise: %w", s.Name, err)
			}
			for i, v := range noise[:count] {
				if v < -int64(s.Noise) || v > int64(s.Noise) {
					return fmt.Errorf("segment %q: a draw of the noise is larger than its bound of %d", s.Name, s.Noise)
				}
				out[i] += uint64(v + int64(s.Noise))
			}
			clear(noise[:count])
		}
		return to(from, noised)
	}
}
