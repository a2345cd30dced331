package audit

import (
	"cmp"
	"fmt"
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
// could be opened, in order, whose contributions travelled at all, and whether
// the model was released. Where ledgers name different contributors of one sum,
// one of them is wrong about what can be derived; Compare says so, and here each
// of them counts, so that no party can make less appear derivable. Whoever is
// named and is no participant has contributed nothing.
func Run(p *plan.Plan, results ...*Result) exposure.Run {
	sums := make(map[attempt][][]identity.ID)
	sent, finished := make(map[identity.ID]bool), false
	for _, r := range results {
		own, done := sets(r)
		finished = finished || done
		r.contributed(p.Participants, sent)
		for a, set := range own {
			set = slices.DeleteFunc(set, func(id identity.ID) bool { return !slices.Contains(p.Participants, id) })
			if len(set) > 0 && !slices.ContainsFunc(sums[a], func(had []identity.ID) bool { return slices.Equal(had, set) }) {
				sums[a] = append(sums[a], set)
			}
		}
	}
	var all [][]identity.ID
	for _, a := range inOrder(sums) {
		slices.SortFunc(sums[a], slices.Compare)
		all = append(all, sums[a]...)
	}
	run := p.Run(all, finished)
	for _, id := range p.Participants {
		if sent[id] {
			run.Sent = append(run.Sent, string(id))
		}
	}
	return run
}

// inOrder is the attempts of a run, the first one first.
func inOrder[S any](sums map[attempt]S) []attempt {
	return slices.SortedFunc(maps.Keys(sums), func(a, b attempt) int {
		return cmp.Or(cmp.Compare(a.round, b.round), cmp.Compare(a.number, b.number))
	})
}

// contributors finds sums of which ledgers name different contributors.
func (c *Comparison) contributors(results []*Result) {
	first := make(map[attempt][]identity.ID)
	said := make(map[attempt]identity.ID)
	for _, r := range results {
		own, _ := sets(r)
		torn := r.torn()
		for _, a := range inOrder(own) {
			if torn[a] {
				continue
			}
			had, again := first[a]
			if !again {
				first[a], said[a] = own[a], r.Meta.Party
			} else if !slices.Equal(had, own[a]) {
				c.Problems = append(c.Problems, phrase.New("audit.sets-differ", "round %d, attempt %d: the ledger of %s has the contributors %s, that of %s %s",
					a.round, a.number, said[a], few(had), r.Meta.Party, few(own[a])))
			}
		}
	}
}

// torn are sums of which a program was killed while it wrote who contributed: its
// list may be shorter than the sum's.
func (r *Result) torn() map[attempt]bool {
	all := make(map[attempt]bool)
	for i, e := range r.Events {
		if e.Kind == ledger.KindReopening && i > 0 && r.Events[i-1].Kind == ledger.KindContributor {
			all[attempt{r.Events[i-1].Round, r.Events[i-1].Attempt}] = true
		}
	}
	return all
}

// few writes out a list that a file may make as long as it likes.
func few(ids []identity.ID) string {
	const most = 16
	text := fmt.Sprint(ids[:min(len(ids), most)])
	if len(ids) > most {
		text += " …"
	}
	return text
}

// Visibility is who could see or derive what in the run: from the sums that
// the ledgers record, not from the configuration.
func Visibility(p *plan.Plan, results ...*Result) (exposure.Visibility, error) {
	return Run(p, results...).Visibility()
}

// contributed collects whose contributions travelled as far as one ledger tells.
// From the commitments on a participant cannot know that the others' did not.
func (r *Result) contributed(participants []identity.ID, sent map[identity.ID]bool) {
	for _, e := range r.Events {
		switch {
		case e.Category == update && e.Direction != ledger.Local:
			sent[e.From] = true
		case e.Kind == kindCommitments && e.Direction == ledger.Received:
			for _, id := range participants {
				sent[id] = true
			}
		}
	}
}

// sets collects the contributors of each sum in one ledger, sorted, and tells
// whether the run was finished.
func sets(r *Result) (sums map[attempt][]identity.ID, finished bool) {
	type place struct {
		attempt
		id identity.ID
	}
	sums = make(map[attempt][]identity.ID)
	listed := make(map[place]bool)
	for _, e := range r.Events {
		switch e.Kind {
		case ledger.KindContributor:
			a := attempt{e.Round, e.Attempt}
			if e.Direction == ledger.Local && !listed[place{a, e.To}] {
				sums[a], listed[place{a, e.To}] = append(sums[a], e.To), true
			}
		case kindDone:
			finished = true
		}
	}
	for _, set := range sums {
		slices.Sort(set)
	}
	return sums, finished
}
