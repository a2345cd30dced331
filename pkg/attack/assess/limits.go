package assess

import (
	"samband/pkg/agreement"
	"samband/pkg/evidence"
)

// limits says what the tests do not cover.
func (s *assessment) limits() {
	all := []string{evidence.LimitLower, evidence.LimitOwnRows, evidence.LimitThreshold, evidence.LimitAttributes, evidence.LimitSubgroups, evidence.LimitCanaries}
	if len(s.result.Rounds) == 0 {
		all = append(all, evidence.LimitRounds)
	}
	if s.rarely {
		all = append(all, evidence.LimitRare)
	}
	given := false
	for _, a := range s.result.Attacks {
		given = given || a.Kind == evidence.Moments
	}
	if !given {
		all = append(all, evidence.LimitSums)
	}
	if s.Plan.Agreement.Privacy.Noise != agreement.NoNoise {
		all = append(all, evidence.LimitQuietShadow)
	}
	s.result.Limits = all
}
