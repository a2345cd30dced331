package algorithm

import (
	"samband/pkg/model"
	"samband/pkg/plan"
)

// Norms are the lengths of the gradients of this site's units at the weights that
// learning begins with, columns standardised by the site's own training rows.
// They tell people at the site what an agreed clip would cut, and never leave it.
func Norms(p *plan.Plan, here Local) ([]float64, error) {
	s, err := setupOf(p)
	if err != nil {
		return nil, err
	}
	n, err := s.begin(here)
	if err != nil {
		return nil, err
	}
	return n.norms(n.train, model.ScaleOf(n.train), n.start(), rowsOf(n.train)), nil
}
