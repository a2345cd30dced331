package profile

import (
	"math"

	"samband/pkg/agreement"
	"samband/pkg/data"
	"samband/pkg/plan"
)

// What check remarks on. They are no limits: agreements beyond them can be run.
const (
	manyExposed = 0.1    // units of a site that δ leaves without a promise, on average
	nearlyAll   = 0.9    // of those who took part, found at alarm false alarms
	alarm       = 0.01   // share of the others that is taken for them
	countsDrown = 1. / 2 // deviation of the sum of counts, in what all sites bring: an interval of 95 % reaches 0
	valuesDrown = 1. / 8 // deviation of a value in a learning round, in units: it moves the coefficient of a standardised column by about a half (variance of an outcome at most ¼)
)

// promised judges the agreed ε, and noise for whole participants, which no table
// is needed for.
func (r *Report) promised() {
	a, privacy := r.plan.Agreement, r.Leaves.Privacy
	if !a.Privacy.Noised() {
		return
	}
	for _, rate := range privacy.Attack {
		if rate.False == alarm && rate.True >= nearlyAll {
			r.notice(Statement{Code: LargeEpsilon, Share: rate.True, Value: privacy.Epsilon})
		}
	}
	if a.Privacy.Unit != agreement.Participant {
		return
	}
	for _, p := range privacy.Phases {
		for _, s := range p.Segments {
			n := len(a.Parties)
			if length := s.Sum * math.Sqrt(float64(s.Values)); length >= float64(n)*s.Clip {
				r.notice(Statement{Code: FewParticipants, Count: n, Value: length / s.Clip})
			}
		}
	}
}

// drowned judges noise and δ by how many units this site has.
func (r *Report) drowned() {
	a := r.plan.Agreement
	if !a.Privacy.Noised() || a.Privacy.Unit == agreement.Participant || r.Train.Len() == 0 {
		return
	}
	units := unitsOf(&r.Train)
	all := float64(units * len(a.Parties)) // were the others as large
	lost := false
	said := Statement{Code: NoiseWeighs, Count: units}
	for _, p := range r.Leaves.Privacy.Phases {
		for _, s := range p.Segments {
			switch {
			case p.Phase == plan.Moments && s.Name == "counts":
				said.Value = s.Sum
				lost = lost || s.Sum >= countsDrown*all
			case p.Phase == r.plan.Learning() && s.Name == "gradient":
				deviation := s.Sum
				if a.Algorithm.Averages() {
					deviation /= math.Sqrt(float64(p.Rounds)) // small steps average the noise of all rounds, at best
				}
				lost = lost || deviation >= valuesDrown*all
			}
		}
	}
	if said.Value > 0 {
		r.notice(said)
	}
	if lost {
		r.notice(Statement{Code: NoiseDrowns, Count: units})
	}
	units += unitsOf(&r.Test)
	if exposed := a.Privacy.Delta * float64(units); exposed >= manyExposed {
		r.notice(Statement{Code: LargeDelta, Count: units, Value: exposed})
	}
}

// unitsOf counts whose rows a part of a table has.
func unitsOf(t *data.Table) int {
	if t.Units == nil {
		return t.Len()
	}
	seen := make(map[int]bool)
	for _, u := range t.Units {
		seen[u] = true
	}
	return len(seen)
}
