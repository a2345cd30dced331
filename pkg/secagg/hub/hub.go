// Package hub is the coordinator's half of the secure sum, the same for every
// scheme: it checks that a chunk has its form and adds it to the sum, lane by
// lane, where it lies. There is no key here, no ring, and nothing that could
// read what the lanes hold.
package hub

import (
	"fmt"

	"samband/pkg/residue"
	"samband/pkg/secagg"
)

// Sum is the form of the running sum of one round; it holds no body.
type Sum struct {
	scheme secagg.Scheme
	chunks []residue.Shape
}

// New prepares the sum of a round with the given chunks.
func New(scheme secagg.Scheme, chunks []residue.Shape) (*Sum, error) {
	if err := scheme.Check(); err != nil {
		return nil, err
	}
	if len(chunks) == 0 {
		return nil, fmt.Errorf("a sum of scheme %s needs at least one chunk", scheme)
	}
	return &Sum{scheme: scheme, chunks: chunks}, nil
}

// Chunks is how many chunks a contribution has.
func (s *Sum) Chunks() int { return len(s.chunks) }

// Zero gives the body of the empty sum of a chunk.
func (s *Sum) Zero(chunk int) ([]byte, error) {
	if err := s.known(chunk); err != nil {
		return nil, err
	}
	return make([]byte, s.scheme.BodySize(s.chunks[chunk])), nil
}

// Check refuses a body that is no chunk at that place: by its length, and by
// bits set where there is no lane.
func (s *Sum) Check(chunk int, body []byte) error {
	if err := s.known(chunk); err != nil {
		return err
	}
	if want := s.scheme.BodySize(s.chunks[chunk]); len(body) != want {
		return fmt.Errorf("chunk %d has %d bytes, this has %d", chunk, want, len(body))
	}
	if err := s.chunks[chunk].Check(body[s.scheme.Salt():]); err != nil {
		return fmt.Errorf("chunk %d: %w", chunk, err)
	}
	return nil
}

// Add adds src to dst: lanes modulo 2^b, salts by exclusive or, so that the
// salt of the sum stays unknown to whoever lacks one of the contributions. If
// either is malformed, neither is changed.
func (s *Sum) Add(chunk int, dst, src []byte) error {
	for _, body := range [][]byte{dst, src} {
		if err := s.Check(chunk, body); err != nil {
			return err
		}
	}
	salt := s.scheme.Salt()
	for i := range salt {
		dst[i] ^= src[i]
	}
	if err := s.chunks[chunk].Add(dst[salt:], src[salt:]); err != nil {
		return fmt.Errorf("chunk %d: %w", chunk, err)
	}
	return nil
}

func (s *Sum) known(chunk int) error {
	if chunk < 0 || chunk >= len(s.chunks) {
		return fmt.Errorf("there is no chunk %d, only 0 to %d", chunk, len(s.chunks)-1)
	}
	return nil
}
