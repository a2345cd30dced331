package evidence

import (
	"fmt"
	"slices"

	"samband/pkg/audit"
	"samband/pkg/finding"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/ledger"
)

// leaves says what each site sends.
func (s *statements) leaves() {
	r := s.report
	if !r.Ran {
		sizes := r.Plan.RunSizes()
		s.configured("uplink", finding.Number(float64(sizes.Uplink), "B"), "algorithm, aggregation", func(l *lang.Lang) string {
			return l.Text(lang.EvWouldLeave, sizes.Rounds, sizes.Values, l.Bytes(int64(sizes.Uplink)), l.Named(lang.Form, string(r.Form())))
		})
		return
	}
	for _, id := range r.Plan.Participants {
		sent := r.Sent(id)
		if sent.Messages == 0 {
			s.unknown("sent."+string(id), "ledger", say(lang.EvNotSaid, r.Name(id)))
			continue
		}
		where := r.ledgers(func(e audit.Located) bool { return e.From == id && e.Direction != ledger.Local })
		vantage, by := sent.Vantage, r.by()
		if r.vantage() == finding.OneSide {
			vantage = finding.OneSide
		}
		s.add(finding.NewMeasured("sent."+string(id), finding.Number(float64(sent.Bytes), "B"), vantage, by, where), func(l *lang.Lang) string {
			if sent.Updates == 0 {
				return l.Text(lang.EvSentOnly, r.Name(id), sent.Messages, l.Bytes(int64(sent.Bytes)))
			}
			return l.Text(lang.EvSent, r.Name(id), sent.Messages, l.Bytes(int64(sent.Bytes)), l.Bytes(int64(sent.Updates)), l.Named(lang.Form, string(sent.Form)))
		})
	}
}

// Form is how contributions travel under the agreement.
func (r *Report) Form() ledger.Form {
	switch {
	case r.Agreement.Aggregation.Scheme != "plaintext":
		return ledger.Ciphertext
	case r.Agreement.Privacy.Noised():
		return ledger.Noised
	}
	return ledger.Plain
}

// ends says whether what was sent is what arrived.
func (s *statements) ends() {
	r := s.report
	c := r.Compared
	switch {
	case !r.Ran:
		s.unknown("matched", "no run", say(lang.EvNoRun))
	case c == nil:
		s.unknown("matched", r.by()+" ledger", say(lang.EvOneLedger, r.Name(r.Ledgers[0].Meta.Party)))
	default:
		s.measured("unexplained", finding.Number(float64(c.Unexplained), "events"), r.by()+" ledger", func(l *lang.Lang) string {
			text := l.Text(lang.SessionOf, r.by()) + l.Text(lang.EventsMatched, c.Events, c.Unexplained) + "."
			if c.Absent > 0 {
				text += " " + l.Text(lang.EventsAbsent, l.List(r.absent()), c.Absent, c.Unexplained-c.Absent)
			}
			return text
		})
		if c.Lost > 0 {
			s.measured("lost", finding.Number(float64(c.Lost), "messages"), r.by()+" ledger", say(lang.EventsLost, c.Lost))
		}
		if n := len(c.Problems); n > 0 {
			s.measured("contradictions", finding.Number(float64(n), "problems"), r.by()+" ledger", say(lang.EvContradict, n))
		}
	}
	switch o := r.Outside; {
	case o != nil:
		s.add(finding.NewMeasured("outside", finding.Number(float64(o.Explained), "connections"), finding.Outside, o.By, "flows of "+o.By), func(l *lang.Lang) string {
			return l.Text(lang.EvOutside, o.By, o.Explained, o.Connections, l.Bytes(o.Within))
		})
	case r.Ran:
		s.unknown("outside", "flows", say(lang.EvNoOutside))
	}
}

// rows says whether a raw record left a site.
func (s *statements) rows() {
	r := s.report
	s.built("message-fields", finding.Text("no field for a row"), "docs/data-flows.md", say(lang.EvNoField))
	if r.Ran {
		var categories []string
		for _, f := range r.Flows {
			if !slices.Contains(categories, f.Category) {
				categories = append(categories, f.Category)
			}
		}
		slices.Sort(categories)
		s.measured("categories", finding.Number(float64(len(categories)), "categories"), r.by()+" ledger", func(l *lang.Lang) string {
			said := make([]string, len(categories))
			for i, c := range categories {
				said[i] = l.Named(lang.Category, c)
			}
			return l.Text(lang.EvCategories, l.List(said))
		})
	}
	s.unknown("content", "ledgers", say(lang.EvContent))
}

// mostFaults is how many faults of files are written out.
const mostFaults = 30

// logs says whether the ledgers are whole.
func (s *statements) logs() {
	r := s.report
	if !r.Ran {
		s.unknown("ledgers", "no run", say(lang.EvNoRun))
		return
	}
	for i, fault := range r.Faults {
		if i == mostFaults {
			s.add(finding.NewMeasured("faults.more", finding.Number(float64(len(r.Faults)-i), "problems"), finding.OneSide, Reader, "files"), say(lang.EvMoreFaults, len(r.Faults)-i))
			break
		}
		s.add(finding.NewMeasured(fmt.Sprintf("faults.%d", i+1), finding.Text(fault.String()), finding.OneSide, Reader, "files"),
			func(l *lang.Lang) string { return l.Text(lang.EvFault, l.Phrase(fault)) })
	}
	for _, l := range r.Ledgers {
		id, problems := l.Meta.Party, len(l.Problems)+l.More
		name, where := "ledger."+string(id), string(id)+" ledger"
		key := lang.EvLedgerStands
		if problems > 0 {
			key = lang.EvLedgerFaulty
		}
		cosigners := r.cosigners(id)
		s.ofLedger(name, finding.Number(float64(problems), "problems"), id, where, func(t *lang.Lang) string {
			text := t.Text(key, r.Name(id), len(l.Events), l.Checkpoints, problems)
			if len(cosigners) > 0 {
				text += " " + t.Text(lang.EvCosigned, t.List(r.names(cosigners)))
			}
			if l.End() == audit.Unended {
				text += " " + t.Text(lang.LedgerUnended)
			}
			return text
		})
		if missing := l.Uncosigned(); len(missing) > 0 {
			s.ofLedger("uncosigned."+string(id), finding.Number(float64(len(missing)), "parties"), id, where,
				func(t *lang.Lang) string { return t.Text(lang.MissingCosign, t.List(r.names(texts(missing)))) })
		}
	}
	for _, id := range append([]identity.ID{r.Agreement.Coordinator.ID}, r.Plan.Participants...) {
		if r.Ledger(id) == nil {
			s.unknown("ledger."+string(id), "ledgers", say(lang.EvLedgerAbsent, r.Name(id)))
		}
	}
}

// cosigners are those who signed a checkpoint of a party's ledger beside it.
func (r *Report) cosigners(id identity.ID) []string {
	var all []string
	for _, other := range r.Ledgers {
		for _, c := range other.Cosigned {
			if c.Party != id {
				continue
			}
			for _, by := range c.Signatures {
				if by.By != id && !slices.Contains(all, string(by.By)) {
					all = append(all, string(by.By))
				}
			}
		}
	}
	slices.Sort(all)
	return all
}

func texts(ids []identity.ID) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = string(id)
	}
	return all
}
