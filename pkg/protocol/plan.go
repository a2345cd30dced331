package protocol

import (
	"samband/pkg/agreement"
	"samband/pkg/identity"
	"samband/pkg/plan"
)

// TermsOf takes from a plan what the machines need.
func TermsOf(p *plan.Plan, mode Mode) *Terms {
	a := p.Agreement
	t := &Terms{
		Set:             p.Set.ID(),
		Agreement:       p.Hash,
		Mode:            mode,
		Coordinator:     a.Coordinator.ID,
		Participants:    p.Participants,
		Members:         p.Committee,
		Keys:            make(map[identity.ID]identity.PublicKey, len(a.Parties)),
		Threshold:       p.Threshold,
		Quorum:          p.Quorum,
		MinContributors: p.MinContributors,
		MinClass:        agreement.LeastContributors(len(p.Participants), p.Threshold),
		WaiveClasses:    p.WaivesClasses(),
		Sealed:          !p.Scheme().Bare(),
		Offers:          p.Scheme().Offers(),
		Direct:          p.Scheme().Direct(),
		Deadline:        p.Deadline,
		Phases:          make(map[string][]string),
		First:           p.First(),
		MaxRounds:       p.MaxRounds(),
	}
	if t.Draw = p.Draw(); t.Draw > 0 {
		t.DrawPhase = p.Learning()
	}
	for _, group := range a.Aggregation.Groups {
		t.Groups = append(t.Groups, group)
	}
	for _, party := range a.Parties {
		t.Keys[party.ID] = party.Key
	}
	for _, phase := range p.Phases() {
		t.Phases[phase] = p.Next(phase)
	}
	return t
}
