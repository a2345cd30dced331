package algorithm

import (
	"samband/pkg/agreement"
	"samband/pkg/model"
	"samband/pkg/plan"
)

// Alone learns from the training rows of one place, as one participant would who
// is alone under the plan: what a site can do without the others and, where one
// party owns the rows of all sites, the pooled model that a joint one is
// compared with. There may be as many rows as all participants may bring.
// Nothing is quantised, no noise is added, and a column that does not vary at
// this place is left as it is.
func Alone(p *plan.Plan, here Local) (*model.Model, error) {
	a := *p.Agreement
	a.Privacy.Noise, a.Algorithm.Standardise = agreement.NoNoise, agreement.BySite
	if !a.Algorithm.Averages() {
		a.Algorithm.Name = agreement.Newton
	}
	p, err := plan.New(&a)
	if err != nil {
		return nil, err
	}
	s, err := setupOf(p)
	if err != nil {
		return nil, err
	}
	s.maxRows *= len(p.Participants)
	n, err := s.begin(here)
	if err != nil {
		return nil, err
	}
	for phase := p.First(); phase != plan.Evaluate; {
		values, err := n.Contribution(phase)
		if err != nil {
			return nil, err
		}
		if phase, err = n.Apply(phase, Sum{values, 1, true}); err != nil {
			return nil, err
		}
	}
	return n.Model(), nil
}
