// Package dp makes the two things that differential privacy needs at a site:
// noise on whole numbers, drawn exactly, and sums to which every unit's part is
// bounded. What either is worth in (ε, δ) is reckoned in budget.
//
// Noise comes from random bytes by integer arithmetic only: no floating point, whose rounding would let single outputs tell more than the
// mathematics allows (Mironov 2012). How long a draw takes depends on what is
// drawn, as with every sampler by rejection; who can time a site's draws to the
// microsecond learns a little of them.
//
// Participants only: the coordinator's program does not contain this package.
package dp

import (
	"fmt"
	"io"
	"math"

	"samband/pkg/budget"
	"samband/pkg/digest"
)

// Sampler draws noise of one distribution. It is not for use by several
// goroutines at once.
type Sampler struct {
	random io.Reader
	source source
	draw   func(*source) int64
}

// NewSampler gives noise of this variance, in steps², redrawn beyond ±bound. A
// program passes crypto/rand.Reader; tests pass a stream of their own.
//
// The discrete Gaussian is exact, for variances up to 2^56. Skellam noise comes
// from a table that is computed here, for variances up to 2^28; it is nearer to
// its distribution than budget.TableError in total variation.
func NewSampler(noise budget.Noise, variance, bound uint64, random io.Reader) (*Sampler, error) {
	most := map[budget.Noise]uint64{budget.DiscreteGaussian: 1 << 56, budget.Skellam: 1 << 28}[noise]
	switch sigma := math.Sqrt(float64(variance)); {
	case most == 0:
		return nil, fmt.Errorf("there is no noise by the name %q", noise)
	case variance < 1 || variance > most:
		return nil, fmt.Errorf("noise %s has the variance %d; it needs 1 to %d", noise, variance, most)
	case float64(bound) < sigma || float64(bound) > 64*sigma:
		return nil, fmt.Errorf("noise %s of deviation %.4g has the hard bound %d; it needs 1 to 64 deviations", noise, sigma, bound)
	}
	s := &Sampler{random: random}
	if noise == budget.Skellam {
		s.draw = newTable(variance, bound).draw
	} else {
		s.draw = newGaussian(variance, bound).draw
	}
	return s, nil
}

// Fill draws dst, from a stream whose key of 32 bytes it reads from the random
// source. When the source fails, nothing is drawn, dst is cleared, and the error
// is the source's.
func (s *Sampler) Fill(dst []int64) error {
	var seed digest.Digest
	if _, err := io.ReadFull(s.random, seed[:]); err != nil {
		clear(dst)
		return fmt.Errorf("random numbers for noise: %w", err)
	}
	s.source.stream = seed.Expand()
	clear(seed[:])
	for i := range dst {
		dst[i] = s.draw(&s.source)
	}
	s.source.wipe()
	return nil
}
