package bundle

import (
	"samband/pkg/audit"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/phrase"
)

// Cosigned is how far a participant has cosigned the coordinator's ledger, by
// the coordinator's file.
type Cosigned struct {
	By     identity.ID `json:"by"`
	Events uint64      `json:"events"` // 0 if it never did
	Of     int         `json:"of"`     // events that the coordinator's ledger has
}

// Cosigned lists all participants; nil without the coordinator's ledger.
func (b *Bundle) Cosigned(results []*audit.Result) []Cosigned {
	for _, r := range results {
		if r.Meta.Party != b.Agreement.Coordinator.ID {
			continue
		}
		var all []Cosigned
		for _, p := range b.Agreement.Parties {
			all = append(all, Cosigned{p.ID, r.CosignedBy(p.ID), len(r.Events)})
		}
		return all
	}
	return nil
}

// Contradictions are places where what parties declare does not fit what others
// declare, or the ledgers.
func (b *Bundle) Contradictions(results []*audit.Result) []Problem {
	var all []Problem
	var first *Part
	for _, p := range b.Parts {
		all = append(all, p.checked(results)...)
		if p.Account == nil || p.Account.Outcome == nil {
			continue
		}
		o, at := p.Account.Outcome, string(p.Party)+"/"+AccountFile
		if first == nil {
			first = p
		} else if has := first.Account.Outcome.Model; o.Model != has {
			all = append(all, Problem{File: at, What: phrase.New("bundle.outcome-model", "declares the model %s, %s declares %s", o.Model.Short(), first.Party, has.Short())})
		}
		for _, r := range results {
			if r.Meta.Party == p.Party && lastRound(r) != o.Rounds {
				all = append(all, Problem{File: at, What: phrase.New("bundle.outcome-rounds", "declares %d rounds, the party's ledger has %d", o.Rounds, lastRound(r))})
			}
		}
	}
	return all
}

// checked requires the ledger that was checked to be the one that the bundle has,
// and that of its party.
func (p *Part) checked(results []*audit.Result) []Problem {
	at := string(p.Party) + "/" + LedgerFile
	for _, r := range results {
		switch {
		case r.Name != p.Ledger:
		case r.Meta.Party != p.Party && r.Meta.Party != "":
			return []Problem{{File: at, What: phrase.New("bundle.ledger-of", "is the ledger of %s", r.Meta.Party)}}
		case r.Digest != p.Digest && !r.Digest.IsZero():
			return []Problem{{File: at, What: phrase.New("bundle.moving", "changed while it was read: check a copy that nobody else writes")}}
		}
	}
	return nil
}

func lastRound(r *audit.Result) int {
	most := uint32(0)
	for _, e := range r.Events {
		if e.Direction != ledger.Local {
			most = max(most, e.Round)
		}
	}
	return int(most)
}

// Ledgers are the files of all parts, in their order.
func (b *Bundle) Ledgers() []string {
	var all []string
	for _, p := range b.Parts {
		all = append(all, p.Ledger)
	}
	return all
}
