package evidence

import (
	"fmt"
	"slices"
	"strings"

	"samband/pkg/audit"
	"samband/pkg/finding"
	"samband/pkg/lang"
	"samband/pkg/ledger"
)

// model says who has the model, and what was deleted of what the run needed.
func (s *statements) model() {
	r, a := s.report, s.report.Agreement
	var recipients []string
	for _, id := range a.Release.Recipients {
		if _, takesPart := a.Party(id); !takesPart {
			recipients = append(recipients, r.Name(id))
		}
	}
	s.configured("recipients", finding.Number(float64(len(recipients)), "recipients"), "release.recipients", func(l *lang.Lang) string {
		if len(recipients) == 0 {
			return l.Text(lang.EvNoRecipients)
		}
		var what []string
		for _, w := range a.Release.What {
			what = append(what, l.Named(lang.Release, w))
		}
		return l.Text(lang.EvRecipients, l.List(recipients), l.List(what))
	})
	s.declared("retention", finding.Text(a.Retention), "retention", say(lang.EvRetention, ended(a.Retention)))
	if !r.Ran {
		s.unknown("released", "no run", say(lang.EvNoRun))
		return
	}
	if r.Run.Finished {
		s.measured("released", finding.Text(string(audit.Done)), r.ledgers(func(e audit.Located) bool { return e.Kind == "done" }), say(lang.EvReleased, len(r.Plan.Participants)))
	} else {
		s.measured("released", finding.Text("not released"), r.by()+" ledger", say(lang.EvNotReleased))
	}
	for _, one := range r.Accounts {
		if o := one.Outcome; o != nil && !o.Model.IsZero() {
			s.ofParty("model."+string(one.Party), finding.Text(o.Model.String()), one.Party, "account of "+string(one.Party), say(lang.EvHolds, r.Name(one.Party), o.Model.Short()))
		}
	}
	for _, one := range r.Accounts {
		if one.Cells != nil && slices.Contains(r.Plan.Participants, one.Party) {
			s.ofParty("sums-kept."+string(one.Party), finding.Text("sums"), one.Party, "account of "+string(one.Party), say(lang.EvKeptSums, r.Name(one.Party)))
		}
	}
	for _, l := range r.Ledgers {
		id := l.Meta.Party
		n := count(l, isDisposal)
		key := lang.EvDisposed
		if n == 0 {
			key = lang.EvNotDisposed
		}
		s.ofLedger(fmt.Sprintf("disposed.%s", id), finding.Number(float64(n), "events"), id, string(id)+" ledger", say(key, r.Name(id), n))
	}
	s.unknown("copies", "ledgers", say(lang.EvCopies))
}

// ended is what somebody wrote, with a full stop.
func ended(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") || strings.HasSuffix(s, "…") {
		return s
	}
	return s + "."
}

func isDisposal(e audit.Located) bool { return e.Kind == ledger.KindDisposal }
