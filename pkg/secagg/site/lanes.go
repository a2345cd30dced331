package site

import (
	"fmt"

	"samband/pkg/residue"
	"samband/pkg/secagg"
	"samband/pkg/vector"
)

// span is what lies in one chunk where every value has a lane of its own.
type span struct {
	start int // first value
	most  uint64
	shape residue.Shape
}

// spans gives them for every chunk.
func spans(r secagg.Round) []span {
	var all []span
	start := 0
	for _, s := range r.Layout.Segments {
		for end := start + s.Length; start < end; {
			shape := r.Chunks[len(all)]
			all = append(all, span{start, 1<<s.Width() - 1, shape})
			start += shape.Lanes
		}
	}
	return all
}

// laned is what one goroutine needs for chunks of lanes.
type laned struct {
	values        []uint64
	body, scratch []byte
}

func (w *laned) destroy() { clear(w.values) }

func newLaned() (*laned, error) { return new(laned), nil }

// putLanes emits the packed values under their masks.
func putLanes(r secagg.Round, values vector.Source, c *cover, emit func(int, []byte) error) error {
	chunks := spans(r)
	return steps[*laned]{
		worker: newLaned,
		before: func(w *laned, chunk int) error {
			w.values = sized(w.values, chunks[chunk].shape.Lanes)
			return values(chunks[chunk].start, w.values)
		},
		work: func(w *laned, chunk int) error {
			s := chunks[chunk]
			for i, v := range w.values {
				if v > s.most {
					return fmt.Errorf("value %d is above %d", s.start+i, s.most)
				}
			}
			w.body, w.scratch = make([]byte, s.shape.Bytes()), make([]byte, s.shape.Bytes())
			if err := s.shape.Pack(w.body, w.values, nil); err != nil {
				return err
			}
			return c.apply(chunk, s.shape, w.body, w.scratch, false)
		},
		after: func(w *laned, chunk int) error { return emit(chunk, w.body) },
		end:   (*laned).destroy,
	}.run(0, len(chunks))
}

// takeLanes gives the sums that are left when the masks are taken off.
func takeLanes(r secagg.Round, contributors int, read func(int) ([]byte, error), c *cover, sums vector.Sink) error {
	chunks := spans(r)
	return steps[*laned]{
		worker: newLaned,
		before: func(w *laned, chunk int) error {
			body, err := read(chunk)
			w.body = append(w.body[:0], body...)
			return err
		},
		work: func(w *laned, chunk int) error {
			s := chunks[chunk]
			w.scratch = make([]byte, s.shape.Bytes())
			if err := c.apply(chunk, s.shape, w.body, w.scratch, true); err != nil {
				return &ChecksumError{Err: fmt.Errorf("chunk %d of the sum: %w", chunk, err)}
			}
			w.values = sized(w.values, s.shape.Lanes)
			if err := s.shape.Unpack(w.body, w.values, nil); err != nil {
				return &ChecksumError{Err: fmt.Errorf("chunk %d of the sum: %w", chunk, err)}
			}
			for i, v := range w.values {
				if v > s.most*uint64(contributors) {
					return &ChecksumError{Err: fmt.Errorf("chunk %d of the sum: value %d is no sum of %d values", chunk, s.start+i, contributors)}
				}
			}
			return nil
		},
		after: func(w *laned, chunk int) error { return sums(chunks[chunk].start, w.values) },
		end:   (*laned).destroy,
	}.run(0, len(chunks))
}
