// Package algorithm is the participant's side of learning: from its own rows to
// its contribution to a sum, and from the sum to the next phase and, in the end,
// the joint model. It neither encrypts nor sends.
//
// All participants see the same sums and must decide the same, although their
// processors may round differently (fused multiply-add). Everything that
// participants share and decide from, means, deviations and weights, is
// therefore rounded to a grid that is coarse against such differences and fine
// against what is asked of the result.
package algorithm

import (
	"io"

	"samband/pkg/agreement"
	"samband/pkg/data"
	"samband/pkg/model"
	"samband/pkg/phrase"
	"samband/pkg/plan"
)

// Learner takes one participant through the phases of a plan. It is not safe
// for concurrent use.
type Learner interface {
	// Contribution is this site's vector for the phase that is due, in the
	// order of the plan's layout for it, all values finite. Repeated calls
	// give the same values. The error wraps a *model.Fault where training at
	// this site alone went wrong; then nothing may leave it.
	Contribution(phase string) ([]float64, error)
	// Apply takes the sum that was opened and names the next phase, or
	// plan.Done. After an error the learner is as before.
	// The error wraps a *model.Fault where it lies in the rows or in what was
	// agreed: all participants meet the same one, from the same sum.
	Apply(phase string, sum Sum) (next string, err error)
	// Progress is what the last Apply brought, for people at this site.
	Progress() Progress
	// Model is the joint model, nil until the last learning round is applied.
	Model() *model.Model
	// Evaluation is the joint model's quality on the test rows of all sites,
	// nil until plan.Done.
	Evaluation() *Evaluation
	// Warnings say what is wrong with the rows of this site, or with the
	// result, without learning having to stop. They never leave the site.
	Warnings() []model.Fault
	// MarshalState gives what Resume needs to go on in another process. It
	// holds sums that the participant knows, none of its rows, and of SCAFFOLD
	// a mean gradient of these, its control variate.
	MarshalState() ([]byte, error)
}

// Sum is what was opened in a round.
type Sum struct {
	Values       []float64 // of the layout of the phase
	Contributors int       // whose vectors were added
	Own          bool      // this site's is among them
}

// Local is what one site brings.
type Local struct {
	ID          string      // of the participant
	Train, Test *data.Table // nil where a program of the site's own trains
	Program     Program     // that program; nil for none
	Random      io.Reader   // of noise that enters learning itself; nil: the system's
}

// New starts the algorithm of the plan on one site's rows.
func New(p *plan.Plan, here Local) (Learner, error) {
	return begin(p, here)
}

// resumable is a learner that MarshalState gave a state of.
type resumable interface {
	Learner
	restore(state []byte) error
}

func begin(p *plan.Plan, here Local) (resumable, error) {
	if p.Agreement.Model == agreement.External {
		return newExternal(p, here)
	}
	return newSite(p, here)
}

// Resume continues from a state that MarshalState gave under the same plan and
// with the same rows.
func Resume(p *plan.Plan, here Local, state []byte) (Learner, error) {
	n, err := begin(p, here)
	if err != nil {
		return nil, err
	}
	if err := n.restore(state); err != nil {
		return nil, phrase.Errorf("learn.state", "learning state: %w", err)
	}
	return n, nil
}
