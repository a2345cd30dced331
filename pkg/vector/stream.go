package vector

import "fmt"

// Source gives quantised values of a vector: it fills dst with those from
// index from on. It is asked in ascending order, may be asked for a value
// twice, and is never called twice at once.
type Source func(from int, dst []uint64) error

// Sink takes values of a vector, or their sums, from index from on, in
// ascending order and without gaps. It must not keep the slice. It is never
// called twice at once.
type Sink func(from int, values []uint64) error

// From is the source of values that lie in memory. It fails if they are not as
// many as the layout has.
func (l Layout) From(values []uint64) Source {
	total := l.Values()
	return func(from int, dst []uint64) error {
		if len(values) != total {
			return fmt.Errorf("the layout has %d values, not %d", total, len(values))
		}
		if from < 0 || from > total-len(dst) {
			return fmt.Errorf("there are no %d values from %d on, only %d in all", len(dst), from, total)
		}
		copy(dst, values[from:])
		return nil
	}
}

// Into is the sink that writes to values. It fails if they are not as many as
// the layout has.
func (l Layout) Into(values []uint64) Sink {
	total := l.Values()
	return func(from int, piece []uint64) error {
		if len(values) != total {
			return fmt.Errorf("the layout has %d values, not %d", total, len(values))
		}
		if from < 0 || from > total-len(piece) {
			return fmt.Errorf("there are no %d values from %d on, only %d in all", len(piece), from, total)
		}
		copy(values[from:], piece)
		return nil
	}
}
