package learn

import (
	"errors"
	"fmt"
	"io"
	"sync"

	"samband/bench/learn/rows"
	"samband/pkg/algorithm"
	"samband/pkg/digest"
	"samband/pkg/dp"
	"samband/pkg/plan"
	"samband/pkg/vector"
)

// site is one participant: the product's learner, its quantising and its noise.
type site struct {
	algorithm.Learner
	plan    *plan.Plan
	id      string
	seed    digest.Digest // of the noise
	clipped map[string]int
	times   map[string]int // vectors with noise that were made, by phase
	source  source
	draws   map[string]vector.Draw // of phases with noise
	common  *common                // nil where each keeps its own
	applied int
	failed  error // of the learner: why the run ended early
}

// common is what the sites of a run have learnt from their sums, of which one
// copy is enough. It also notices when they come to different conclusions.
type common struct {
	mu    sync.Mutex
	after map[int]*algorithm.Common // so many sums
}

func (c *common) share(l algorithm.Learner, sums int) error {
	c.mu.Lock()
	first := c.after[sums]
	if first == nil {
		c.after[sums] = algorithm.CommonOf(l)
		delete(c.after, sums-2)
	}
	c.mu.Unlock()
	if first != nil && !first.Share(l) {
		return errors.New("this learner has concluded something else than another one from the same sums")
	}
	return nil
}

// source is where samplers read; it changes with the round.
type source struct{ io.Reader }

// newSite begins to learn from a part's rows. Noise follows from the seed, so
// that a run can be repeated; in the product it comes from the operating system.
func newSite(p *plan.Plan, part rows.Part, seed digest.Digest) (*site, error) {
	l, err := algorithm.New(p, algorithm.Local{ID: part.ID, Train: part.Train, Test: part.Test, Random: digest.New("noise in an objective, simulated").Digest(seed).Text(part.ID).Sum().Expand()})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", part.ID, err)
	}
	return &site{Learner: l, plan: p, id: part.ID, seed: seed, clipped: make(map[string]int), times: make(map[string]int), draws: make(map[string]vector.Draw)}, nil
}

// Values is of drive.Learner.
func (s *site) Values(round uint32, phase string) (vector.Source, error) {
	layout, err := s.plan.Layout(phase)
	if err != nil {
		return nil, err
	}
	values, err := s.Contribution(phase)
	algorithm.Rest(s.Learner)
	if err != nil {
		s.failed = err
		return nil, err
	}
	integers := make([]uint64, len(values))
	to := layout.Into(integers)
	if noise := s.plan.Noise(phase); noise != nil {
		s.source.Reader = digest.New("bench/learn/noise").Digest(s.seed).Text(s.id).Uint(uint64(round)).Sum().Expand()
		draw, err := s.draw(phase, noise)
		if err != nil {
			return nil, err
		}
		to = layout.AddNoise(draw, to)
		s.times[phase]++
	}
	clipped, err := layout.QuantiseTo(values, to)
	for _, c := range clipped {
		s.clipped[phase+" "+c.Segment] += c.Clipped
	}
	return layout.From(integers), err
}

func (s *site) draw(phase string, noise []plan.SegmentNoise) (vector.Draw, error) {
	if s.draws[phase] != nil {
		return s.draws[phase], nil
	}
	all := make([]*dp.Sampler, len(noise))
	for i, n := range noise {
		if n.Variance == 0 {
			continue
		}
		var err error
		if all[i], err = dp.NewSampler(n.Kind, n.Variance, n.Bound, &s.source); err != nil {
			return nil, err
		}
	}
	s.draws[phase] = func(segment int, dst []int64) error { return all[segment].Fill(dst) }
	return s.draws[phase], nil
}

// Apply is of drive.Learner.
func (s *site) Apply(phase string, sums []uint64, contributors int, own bool) (string, error) {
	layout, err := s.plan.Layout(phase)
	if err != nil {
		return "", err
	}
	values, err := layout.Restore(sums, contributors)
	if err != nil {
		return "", err
	}
	next, err := s.Learner.Apply(phase, algorithm.Sum{Values: values, Contributors: contributors, Own: own})
	if err != nil || s.common == nil {
		s.failed = err
		return next, err
	}
	s.applied++
	return next, s.common.share(s.Learner, s.applied)
}
