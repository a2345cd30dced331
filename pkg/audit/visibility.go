package audit

import (
	"cmp"
	"maps"
	"slices"

	"samband/pkg/exposure"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/phrase"
	"samband/pkg/plan"
)

// attempt is one try at one secure sum.
type attempt struct{ round, number uint32 }

// Kinds of messages, and the category of a contribution.
const (
	kindDone        = "done" // it ends a run; the model is released with it
	kindStop        = "stop"
	kindCommitments = "commitments" // after it the participants send their contributions
	update          = "update"
)

// Run is the run as the ledgers have it: who contributed to each sum that
// could be opened, in order, whether contributions travelled at all, and whether
// the model was released. Ledgers that
// name different contributors of one sum are an error, since one of them is
// wrong about what can be derived.
func Run(p *plan.Plan, results ...*Result) (exposure.Run, error) {
	sums := make(map[attempt][]identity.ID)
	said := make(map[attempt]identity.ID)
	contributed, finished := false, false
	for _, r := range results {
		own, some, done := sets(r)
		contributed, finished = contributed || some, finished || done
		for a, set := range own {
			for _, id := range set {
				if !slices.Contains(p.Participants, id) {
					return exposure.Run{}, phrase.Errorf("audit.set-stranger", "ledger of %s: %s contributed to round %d and is not a participant", r.Meta.Party, id, a.round)
				}
			}
			if first, again := said[a]; again && !slices.Equal(sums[a], set) {
				return exposure.Run{}, phrase.Errorf("audit.sets-differ", "round %d, attempt %d: the ledger of %s has the contributors %v, that of %s %v",
					a.round, a.number, first, sums[a], r.Meta.Party, set)
			}
			sums[a], said[a] = set, r.Meta.Party
		}
	}
	order := slices.SortedFunc(maps.Keys(sums), func(a, b attempt) int {
		return cmp.Or(cmp.Compare(a.round, b.round), cmp.Compare(a.number, b.number))
	})
	var all [][]identity.ID
	for _, a := range order {
		all = append(all, sums[a])
	}
	run := p.Run(all, finished)
	run.Contributed = contributed
	return run, nil
}

// Visibility is who could see or derive what in the run: from the sums that
// the ledgers record, not from the configuration.
func Visibility(p *plan.Plan, results ...*Result) (exposure.Visibility, error) {
	run, err := Run(p, results...)
	if err != nil {
		return nil, phrase.Errorf("audit.visibility", "visibility: %w", err)
	}
	return run.Visibility()
}

// sets collects the contributors of each sum in one ledger, sorted, and tells
// whether contributions travelled and whether the run was finished. From the
// commitments on a participant cannot know that the others' did not.
func sets(r *Result) (sums map[attempt][]identity.ID, contributed, finished bool) {
	sums = make(map[attempt][]identity.ID)
	for _, e := range r.Events {
		contributed = contributed || e.Category == update || e.Kind == kindCommitments
		switch e.Kind {
		case ledger.KindContributor:
			a := attempt{e.Round, e.Attempt}
			if e.Direction == ledger.Local && !slices.Contains(sums[a], e.To) {
				sums[a] = append(sums[a], e.To)
			}
		case kindDone:
			finished = true
		}
	}
	for _, set := range sums {
		slices.Sort(set)
	}
	return sums, contributed, finished
}
