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
func Alone(p *plan.Plan, here Local) (*model.Model, error) { return AloneThrough(p, here, nil) }

// AloneThrough is Alone, and shows the model after each learning round to
// somebody who wants to see how it came about, or to end it by an error; nil: to
// nobody.
func AloneThrough(p *plan.Plan, here Local, after func(*model.Model) error) (*model.Model, error) {
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
		if after != nil && n.progress.Round > 0 {
			if err := after(n.now()); err != nil {
				return nil, err
			}
		}
	}
	return n.Model(), nil
}

// Current is the model as l has it after the last sum, learnt so far; nil before
// columns are standardised, and where only the sites' own programs know it.
func Current(l Learner) *model.Model {
	n, ok := l.(*site)
	if !ok || n.state.Weights == nil {
		return nil
	}
	return n.now()
}
