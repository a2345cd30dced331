package participant

import (
	"crypto/rand"
	"errors"

	"samband/pkg/dp"
	"samband/pkg/phrase"
	"samband/pkg/plan"
	"samband/pkg/protocol"
	"samband/pkg/secagg"
	"samband/pkg/vector"
)

// vector is the round's integer vector: computed, with noise where the agreement
// has it, persisted, and from then on the same for every attempt. Of the
// integers, a piece is in memory at a time; without their noise they never are
// on disk.
func (p *participant) vector(prefix protocol.Prefix, phase string, r secagg.Round) (*roundVector, error) {
	round, length := prefix.Round, r.Layout.Values()
	noise := p.plan.Noise(phase)
	made, err := p.dir.openVector(round, length)
	if err != nil {
		return nil, err
	}
	if made != nil {
		return made, p.made(prefix, phase, noise)
	}
	if noise != nil && round == 1 {
		if again, err := p.takeFirst(); err != nil {
			return nil, err
		} else if again {
			if err := p.made(prefix, phase, noise); err != nil {
				return nil, err
			}
			return p.dir.openVector(round, length)
		}
	}
	contribution, err := p.learner.Contribution(phase)
	if err != nil {
		return nil, err
	}
	if err := p.spend(prefix, phase, noise); err != nil {
		return nil, err
	}
	var clipped []vector.Clipping
	err = p.dir.writeVector(round, func(to vector.Sink) error {
		if noise != nil {
			draw, err := samplers(noise)
			if err != nil {
				return err
			}
			to = r.Layout.AddNoise(draw, to)
		}
		clipped, err = r.Layout.QuantiseTo(contribution, to)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := p.made(prefix, phase, noise); err != nil {
		return nil, err
	}
	if err := p.reportClipped(round, clipped); err != nil {
		return nil, err
	}
	made, err = p.dir.openVector(round, length)
	if made == nil && err == nil {
		err = errors.New("the vector of the round is gone from the directory of the run")
	}
	return made, err
}

// spend charges a vector to the privacy budget before it is made, and refuses
// what the agreement does not allow.
func (p *participant) spend(prefix protocol.Prefix, phase string, noise []plan.SegmentNoise) error {
	if noise == nil {
		return nil
	}
	all, _, err := p.dir.charges()
	if err != nil {
		return err
	}
	next := charge{Session: prefix.Session, Round: prefix.Round, Phase: phase}
	privacy := p.cfg.Agreement.Privacy
	if spent := p.plan.Spent(count(append(all, next))); !(spent <= privacy.Epsilon) {
		return phrase.Errorf("privacy.spent", "with round %d (%s) what this site has sent under the agreement would come to ε = %.4g at δ = %.3g, above the agreed ε = %g: nothing of it leaves; a new run needs a new agreement", prefix.Round, phase, spent, privacy.Delta, privacy.Epsilon)
	}
	return p.dir.charge(next)
}

// made notes that the vector of a round was made, once, and keeps that of the
// first for further sessions.
func (p *participant) made(prefix protocol.Prefix, phase string, noise []plan.SegmentNoise) error {
	if noise == nil {
		return nil
	}
	if prefix.Round == 1 {
		if err := p.keepFirst(); err != nil {
			return err
		}
	}
	all, _, err := p.dir.charges()
	if err != nil {
		return err
	}
	note := charge{Session: prefix.Session, Round: prefix.Round, Phase: phase, Drawn: true}
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].same(note) {
			if all[i].Drawn {
				return nil
			}
			break
		}
	}
	return p.dir.charge(note)
}

// samplers draws the noise of each segment from the operating system's source of
// randomness.
func samplers(noise []plan.SegmentNoise) (vector.Draw, error) {
	all := make([]*dp.Sampler, len(noise))
	for i, n := range noise {
		if n.Variance == 0 {
			continue
		}
		var err error
		if all[i], err = dp.NewSampler(n.Kind, n.Variance, n.Bound, rand.Reader); err != nil {
			return nil, err
		}
	}
	return func(segment int, dst []int64) error { return all[segment].Fill(dst) }, nil
}

// reportClipped tells of values that were cut to the range of their segment.
func (p *participant) reportClipped(round uint32, clipped []vector.Clipping) error {
	p.outcome.Clipped = append(p.outcome.Clipped, clipped...)
	if err := p.saveLearner(LearnerFile); err != nil {
		return err
	}
	for _, c := range clipped {
		if p.cfg.Metrics != nil {
			p.cfg.Metrics.Clipped(c.Segment, c.Clipped)
		}
		if c.Clipped > 0 {
			p.cfg.Log.Warn("values were clipped", "round", round, "segment", c.Segment, "clipped", c.Clipped, "of", c.Values)
		}
	}
	return nil
}
