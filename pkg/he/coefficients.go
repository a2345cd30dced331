package he

import (
	"fmt"

	"samband/pkg/residue"
)

// Coefficients are integers below 2^τ: Lo[i] + Hi[i]·2^64.
type Coefficients struct{ Lo, Hi []uint64 }

// NewCoefficients makes n zeros.
func NewCoefficients(n int) *Coefficients {
	return &Coefficients{make([]uint64, n), make([]uint64, n)}
}

// checkChunk refuses a chunk that does not fit the ring.
func (a *Ring) checkChunk(chunk int, shape residue.Shape, m *Coefficients) error {
	switch {
	case chunk < 0:
		return fmt.Errorf("there is no chunk %d", chunk)
	case shape.Bits != a.set.Bits || shape.Lanes < 1 || shape.Lanes > a.set.N():
		return fmt.Errorf("chunk %d has %d lanes of %d bits; parameter set %q has 1 to %d of %d bits", chunk, shape.Lanes, shape.Bits, a.set.Name, a.set.N(), a.set.Bits)
	case len(m.Lo) < shape.Lanes || len(m.Hi) < shape.Lanes:
		return fmt.Errorf("chunk %d has %d lanes but %d coefficients", chunk, shape.Lanes, min(len(m.Lo), len(m.Hi)))
	}
	return nil
}
