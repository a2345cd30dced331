package evidence

import (
	"cmp"
	"slices"
	"time"

	"samband/pkg/audit"
	"samband/pkg/finding"
	"samband/pkg/identity"
	"samband/pkg/ledger"
)

// Flow is what travelled of one kind of message in one form.
type Flow struct {
	Up       bool            `json:"up"` // to the coordinator
	Kind     string          `json:"kind"`
	Category string          `json:"category"`
	Form     ledger.Form     `json:"form"`
	Messages int             `json:"messages"`
	Bytes    int             `json:"bytes"`
	Vantage  finding.Vantage `json:"vantage"` // both if the ledgers of both ends are at hand, for all of it
}

// Link is what travelled one way between two parties.
type Link struct {
	From, To identity.ID
	Messages int
	Bytes    int
	Updates  int         // bytes of contributions, and of sums on the way back
	Form     ledger.Form // of those
	Vantage  finding.Vantage
}

// flows adds up what the ledgers record: what the sender wrote where its ledger
// is at hand, else what the receiver did. A message that was sent and lost
// counts: it left. Of ledgers with faults nothing is known from both ends.
func flows(ledgers []*audit.Result, hub identity.ID, sound bool) (all []Flow, links []Link) {
	own := make(map[identity.ID]bool)
	for _, l := range ledgers {
		own[l.Meta.Party] = true
	}
	for _, l := range ledgers {
		for _, e := range l.Events {
			if e.Direction == ledger.Local || e.Direction == ledger.Received && own[e.From] {
				continue
			}
			vantage := finding.OneSide
			if sound && own[e.From] && own[e.To] {
				vantage = finding.BothEnds
			}
			all = addFlow(all, e, e.To == hub, vantage)
			links = addLink(links, e, vantage)
		}
	}
	slices.SortFunc(links, func(a, b Link) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	slices.SortStableFunc(all, func(a, b Flow) int {
		return cmp.Or(compareBool(b.Up, a.Up), cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(a.Kind, b.Kind))
	})
	return all, links
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// Kinds and categories that the answers look for.
const (
	kindRefuse     = "refuse"
	kindRefusal    = "refusal"
	kindConnection = "connection"
	categoryUpdate = "update"
	categorySum    = "sum"
)

func addFlow(all []Flow, e audit.Located, up bool, v finding.Vantage) []Flow {
	at := slices.IndexFunc(all, func(f Flow) bool {
		return f.Up == up && f.Kind == e.Kind && f.Category == e.Category && f.Form == e.Form
	})
	if at < 0 {
		return append(all, Flow{up, e.Kind, e.Category, e.Form, 1, e.Bytes, v})
	}
	f := &all[at]
	f.Messages++
	f.Bytes += e.Bytes
	if v == finding.OneSide {
		f.Vantage = v
	}
	return all
}

func addLink(all []Link, e audit.Located, v finding.Vantage) []Link {
	at := slices.IndexFunc(all, func(l Link) bool { return l.From == e.From && l.To == e.To })
	if at < 0 {
		at = len(all)
		all = append(all, Link{From: e.From, To: e.To, Vantage: v})
	}
	l := &all[at]
	l.Messages++
	l.Bytes += e.Bytes
	if e.Category == categoryUpdate || e.Category == categorySum {
		l.Updates += e.Bytes
		l.Form = e.Form
	}
	return all
}

// Sent is what a party sent to others; zero if no ledger at hand says.
func (r *Report) Sent(id identity.ID) (total Link) {
	total.From = id
	for _, l := range r.Links {
		if l.From != id {
			continue
		}
		total.To, total.Messages, total.Bytes, total.Updates = l.To, total.Messages+l.Messages, total.Bytes+l.Bytes, total.Updates+l.Updates
		total.Vantage = l.Vantage
		if l.Form != "" {
			total.Form = l.Form
		}
	}
	return total
}

// Times are those of the first and last event of the ledgers at hand, by their
// parties' clocks; zero if there is none.
func (r *Report) Times() (first, last time.Time) {
	for _, l := range r.Ledgers {
		for _, e := range l.Events {
			if first.IsZero() || e.Time.Before(first) {
				first = e.Time
			}
			if e.Time.After(last) {
				last = e.Time
			}
		}
	}
	return first, last
}

// Received is what a party received from others.
func (r *Report) Received(id identity.ID) (total Link) {
	total.To = id
	for _, l := range r.Links {
		if l.To == id {
			total.From, total.Messages, total.Bytes, total.Updates = l.From, total.Messages+l.Messages, total.Bytes+l.Bytes, total.Updates+l.Updates
			total.Form, total.Vantage = l.Form, l.Vantage
		}
	}
	return total
}
