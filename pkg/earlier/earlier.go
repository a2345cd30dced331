// Package earlier looks across agreements, before one is signed or run: which
// sums this party saw under earlier agreements with some of the same parties, and
// what they and a new one give together. Two sums over sets of participants that
// differ by a few are those few's contribution; inside a run line 4 of the
// endorsement keeps that from happening (package protocol, Terms.CheckClasses),
// and this package asks the same of the sum that a new agreement plans.
//
// It knows what lies in the party's directory: DIR/runs, real runs only, those
// moved aside too. Parties are the same if their keys are.
package earlier

import (
	"slices"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/phrase"
	"samband/pkg/plan"
)

// Party is a participant of an agreement. Parties with the same key are one, and
// have id and name of the latest agreement.
type Party struct {
	ID   identity.ID        `json:"id"`
	Name string             `json:"name"`
	Key  identity.PublicKey `json:"key"`
}

// Sum is a secure sum under an earlier agreement, or several in a row over the
// same participants.
type Sum struct {
	Agreement    digest.Digest `json:"agreement"`
	Title        string        `json:"title"`
	Directory    string        `json:"directory"` // of the run
	First        uint32        `json:"first_round"`
	Last         uint32        `json:"last_round"`
	Time         time.Time     `json:"time,omitzero"` // of the first of them, by this party's clock; unknown without a ledger
	Contributors []Party       `json:"contributors"`
	Same         bool          `json:"same_contributors"` // as the new agreement has

	roster []Party // who reads it
	noised bool
}

// Small is a class of participants that the new agreement leaves: those who were
// in the same sums, the planned one included. Whoever combines the sums can tell
// them from the others.
type Small struct {
	Participants []Party      `json:"participants"`
	Derivable    []Derivation `json:"derivable"` // how one participant alone gets a contribution; empty if it takes several
}

// Derivation is how the contribution of one participant can be worked out by
// others, each alone: from a sum, or from it and the first sum of the new
// agreement.
type Derivation struct {
	Of    Party   `json:"of"`
	By    []Party `json:"by"`
	Sum   *int    `json:"sum"`   // index of an earlier one; null: the planned one
	Alone bool    `json:"alone"` // from that sum alone, which has two contributors
}

// Look is what this party's directory says about a new agreement.
type Look struct {
	Sums          []Sum   `json:"sums"`           // the oldest first
	SmallestClass int     `json:"smallest_class"` // min(t + 1, n) of the new agreement
	Small         []Small `json:"small"`
	// Missing is how many participants may be missing from the first sum. Above
	// 0, and with earlier sums of any of them, it can be chosen so that it shows one.
	Missing int      `json:"missing"`
	Budgets []Budget `json:"budgets"`         // a run each that sums are of
	Total   *Total   `json:"total,omitempty"` // absent where there is nothing to add up, or no bound
	// Undone is set where the new agreement has noise and an earlier one has none,
	// or the other way round: for rows under both, what is promised does not hold.
	Undone       bool `json:"undone"`
	Acknowledged bool `json:"acknowledged"` // the agreement accepts what differences show
	Refused      bool `json:"refused"`

	participants int  // n of the new agreement
	noised       bool // the new agreement has noise
}

// At looks in the directory of a party. A party without an account, as the
// coordinator is, counts what was agreed.
func At(dir string, p *plan.Plan, account Account) (*Look, error) {
	runs, err := known(dir)
	if err != nil {
		return nil, err
	}
	l := &Look{
		Sums: []Sum{}, Small: []Small{}, Budgets: []Budget{}, Acknowledged: p.Agreement.Acknowledged(agreement.AckDropout),
		SmallestClass: agreement.LeastContributors(len(p.Participants), p.Threshold), participants: len(p.Participants),
	}
	planned := parties(p.Agreement)
	for _, r := range runs {
		roster := parties(r.agreed)
		for i, q := range roster { // called as the new agreement calls them
			if at := slices.IndexFunc(planned, func(n Party) bool { return n.Key == q.Key }); at >= 0 {
				roster[i] = planned[at]
			}
		}
		if r.agreed.Hash() != p.Hash { // sessions of one agreement are the protocol's concern
			had := len(l.Sums)
			l.take(r, roster, planned)
			if len(l.Sums) > had {
				if err := l.spend(r, account); err != nil {
					return nil, phrase.Errorf("earlier.unreadable", "what was opened in an earlier run cannot be told: %w", err)
				}
			}
		}
	}
	l.add(p.Agreement.Privacy)
	slices.SortStableFunc(l.Sums, func(a, b Sum) int { return a.Time.Compare(b.Time) })
	if len(l.Sums) > 0 {
		l.classes(planned)
		l.Missing = len(p.Participants) - p.MinContributors
		l.derivations(planned)
	}
	l.Refused = !l.Acknowledged && (len(l.Small) > 0 || l.Missing > 0)
	return l, nil
}

// take lists the sums of a run that a participant of the new agreement was in.
func (l *Look) take(r run, roster, planned []Party) {
	first := len(l.Sums)
	for _, o := range r.sums {
		s := Sum{Agreement: r.agreed.Hash(), Title: r.agreed.Title, Directory: r.path, First: o.round, Last: o.round, Time: o.at, roster: roster, noised: r.agreed.Privacy.Noised()}
		for i, id := range r.agreed.Participants() {
			if slices.Contains(o.set, id) {
				s.Contributors = append(s.Contributors, roster[i])
			}
		}
		if len(both(s.Contributors, planned)) == 0 {
			continue // it says nothing about them
		}
		s.Same = len(apart(s.Contributors, planned)) == 0
		if n := len(l.Sums); n > first && len(apart(l.Sums[n-1].Contributors, s.Contributors)) == 0 {
			l.Sums[n-1].Last = s.Last
			continue
		}
		l.Sums = append(l.Sums, s)
	}
}

func parties(a *agreement.Agreement) []Party {
	all := make([]Party, len(a.Parties))
	for i, p := range a.Parties {
		all[i] = Party{p.ID, p.Name, p.Key}
	}
	return all
}
