// Package plan works out everything that follows from an agreement: the phases
// of a run, the layout of each phase's vector and how it is packed, the
// parameter set, who must agree on what, the size of every message, and what
// the parties should be warned of before they sign.
//
// Nothing in it depends on anybody's rows, so that all parties, the
// coordinator too, arrive at the same plan from the agreement alone.
package plan

import (
	"fmt"
	"slices"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/parameters"
	"samband/pkg/schema"
	"samband/pkg/secagg"
)

// Phases of a run.
const (
	Moments  = "moments"  // rows, positives, sums and sums of squares, for standardisation
	Newton   = "newton"   // gradient, Hessian and loss at the current weights
	FedAvg   = "fedavg"   // weights after local training, times rows, and the loss before it; so for all algorithms that average
	Evaluate = "evaluate" // histogram of scores and loss on the test rows
	Done     = "done"     // not a phase: what the last one leads to
)

// Plan is what a run does. Its fields are for reading.
type Plan struct {
	Agreement       *agreement.Agreement
	Hash            digest.Digest // of the agreement
	Participants    []identity.ID // in roster order
	Committee       []identity.ID // members in the order of their points 1…m
	Threshold       int           // t: members that open a sum together
	Quorum          int           // Q: members whose equal word is final
	MinContributors int           // fewest contributions in a sum that may be opened
	Collusion       int           // c: participants that may collude with the coordinator
	Set             parameters.Set
	Deadline        time.Duration // of one step, from its start

	columns      []schema.Column
	multiplier   float64 // z of a release that takes the whole privacy budget
	perturbation Perturbation
	tail         float64 // probability that one draw of the noise may have of being beyond its bound
}

// New plans a checked agreement, as agreement.Parse returns it. It fails if no
// parameter set passes the security gate and is exact for the roster, or if a
// phase cannot be laid out.
func New(a *agreement.Agreement) (*Plan, error) {
	set, err := parameters.ForKind(secagg.Scheme(a.Aggregation.Scheme).Kind(), len(a.Parties))
	if err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	g := a.Aggregation
	p := &Plan{
		Agreement:       a,
		Hash:            a.Hash(),
		Participants:    a.Participants(),
		Committee:       a.Committee(),
		Threshold:       g.Threshold,
		Quorum:          agreement.Quorum(len(g.Committee), g.Threshold),
		MinContributors: g.MinContributors,
		Collusion:       agreement.Collusion(g.Threshold, g.MinContributors),
		Set:             set,
		Deadline:        time.Duration(g.Deadline),
		columns:         a.Schema.Columns(),
	}
	if p.Hash.IsZero() {
		return nil, fmt.Errorf("plan: the agreement has no hash: use one that agreement.Parse returned")
	}
	if err := p.calibrate(); err != nil {
		return nil, err
	}
	for _, phase := range p.Phases() {
		if _, err := p.Packing(phase); err != nil {
			return nil, err
		}
	}
	if most := p.Limits()["result"]; most > mostMessage {
		return nil, fmt.Errorf("plan: with the scheme %s members give as much as a vector for every sum, %d MiB of them in one message; more than %d MiB are not supported: take a smaller vector or another scheme", p.Scheme(), most>>20, mostMessage>>20)
	}
	return p, nil
}

// mostMessage bounds the longest message of a run.
const mostMessage = 256 << 20

// Phases lists the phases in the order in which they first occur.
func (p *Plan) Phases() []string {
	if p.whole() {
		return []string{p.Learning()}
	}
	if p.external() {
		return p.externalPhases()
	}
	return []string{Moments, p.Learning(), Evaluate}
}

// Learning is the phase of the learning rounds, named like the algorithm.
func (p *Plan) Learning() string { return p.Agreement.Algorithm.Name }

// Parameters counts the weights of the model.
func (p *Plan) Parameters() int {
	if p.external() {
		return p.Agreement.Trainer.Parameters
	}
	if n := p.Agreement.Network; n != nil {
		return n.Weights(len(p.columns))
	}
	return len(p.columns) + 1
}

// First is the phase of the first round.
func (p *Plan) First() string { return p.Phases()[0] }

// Next lists what may follow a phase: one of these, or Done, is what the acks
// of a round name. It is empty for Done and for what is no phase.
func (p *Plan) Next(phase string) []string {
	all := append(p.Phases(), Done)
	at := slices.Index(all, phase)
	switch {
	case at < 0 || phase == Done:
		return nil
	case phase == p.Learning():
		return []string{phase, all[at+1]}
	}
	return all[at+1 : at+2]
}

// MaxRounds is the largest number of rounds, each one secure sum.
func (p *Plan) MaxRounds() int { return p.Agreement.Algorithm.Rounds + len(p.Phases()) - 1 }

// rounds is how often a phase occurs at most.
func (p *Plan) rounds(phase string) int {
	if phase == p.Learning() && !p.perturbed() {
		return p.Agreement.Algorithm.Rounds
	}
	return 1
}

// Draw is how many groups of participants a learning round takes; 0 for all.
func (p *Plan) Draw() int { return p.Agreement.Drawn() }

// Columns lists the model's columns, after one-hot coding, without intercept.
func (p *Plan) Columns() []schema.Column { return p.columns }

// Scheme is how contributions are added.
func (p *Plan) Scheme() secagg.Scheme { return secagg.Scheme(p.Agreement.Aggregation.Scheme) }

// encrypted tells whether the coordinator adds ciphertexts.
func (p *Plan) encrypted() bool { return p.Agreement.Aggregation.Scheme != agreement.Plaintext }
