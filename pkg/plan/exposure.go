package plan

import (
	"samband/pkg/agreement"
	"samband/pkg/exposure"
	"samband/pkg/identity"
)

// Exposure says who sees what if everybody contributes to every sum, as the
// plan has it. Further sums over the same participants can be combined to
// nothing that one cannot, so one stands for those of all rounds.
func (p *Plan) Exposure() (exposure.Visibility, error) {
	return p.Run([][]identity.ID{p.Participants}, true).Visibility()
}

// Run describes a run of the plan to package exposure: sets are those that
// contributed to each sum that was opened, and finished tells whether the model
// was released. Run(sets, …).Visibility() is the matrix of the run;
// Run(sets, …).Derive looks at any coalition.
func (p *Plan) Run(sets [][]identity.ID, finished bool) exposure.Run {
	r := exposure.Run{
		Participants: texts(p.Participants),
		Committee:    texts(p.Committee),
		Coordinator:  string(p.Agreement.Coordinator.ID),
		Threshold:    p.Threshold,
		Plaintext:    p.Agreement.Aggregation.Scheme == agreement.Plaintext,
		Finished:     finished,
	}
	for _, what := range p.Agreement.Release.What {
		r.Metrics = r.Metrics || what == agreement.ReleaseMetrics
	}
	for _, set := range sets {
		r.Sets = append(r.Sets, texts(set))
	}
	return r
}

func texts(ids []identity.ID) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = string(id)
	}
	return all
}
