package evidence

import (
	"fmt"
	"slices"

	"samband/pkg/agreement"
	"samband/pkg/audit"
	"samband/pkg/exposure"
	"samband/pkg/finding"
	"samband/pkg/lang"
	"samband/pkg/ledger"
	"samband/pkg/plan"
)

// derived states what follows by exact algebra: from the sums of the run where
// there was one, else from the plan.
func (s *statements) derived(name string, v finding.Value, say func(*lang.Lang) string) {
	if s.report.Ran {
		s.measured(name, v, s.report.ledgers(isContributor), say)
		return
	}
	s.configured(name, v, "parties, aggregation", say)
}

// sees says what the coordinator sees, and who sees the sums; the matrix has
// the rest.
func (s *statements) sees() {
	r := s.report
	hub := r.Views[0].Seen
	s.derived("coordinator-sees", finding.Text(string(hub[exposure.IndividualUpdate])), func(l *lang.Lang) string {
		seen := func(a exposure.Asset) string { return l.Named(lang.Sees, string(hub[a])) }
		return l.Text(lang.EvHubSees, r.Name(r.Agreement.Coordinator.ID), seen(exposure.IndividualUpdate), seen(exposure.Sum), seen(exposure.FinalModel))
	})
	s.derived("sums", finding.Number(float64(len(r.Run.Sets)), "sums"), func(l *lang.Lang) string {
		if !r.Ran {
			return l.Text(lang.EvSumsPlanned)
		}
		return l.Text(lang.EvSums, len(r.Run.Sets))
	})
	s.built("observer-sees", finding.Text("metadata"), "docs/threat-model.md", say(lang.EvObserver))
}

// decrypt says who opens a sum, and who must work together to open more.
func (s *statements) decrypt() {
	r := s.report
	if r.Agreement.Aggregation.Scheme == agreement.Plaintext {
		s.configured("opens", finding.Text("nothing to open"), "aggregation.scheme", say("trust.plaintext"))
		return
	}
	s.configured("scheme", finding.Text(r.Agreement.Aggregation.Scheme), "aggregation.scheme", func(l *lang.Lang) string {
		return l.Text(lang.SchemeSentence, r.Agreement.Aggregation.Scheme, l.Named(lang.Trust, r.Agreement.Aggregation.Scheme))
	})
	for i, name := range []string{"key-shares", "least", "collusion", "leaving"} {
		s.configured(name, finding.Number([]float64{float64(r.Plan.Threshold), float64(r.Plan.MinContributors), float64(r.Plan.Collusion), 0}[i], "participants"),
			"aggregation", func(l *lang.Lang) string { return r.Committee.Words(l)[i] })
	}
	s.configured("with-coordinator", finding.Number(float64(r.Plan.Threshold), "participants"), "aggregation.threshold", func(l *lang.Lang) string {
		text := l.Text(lang.EvOpensAll, r.Plan.Threshold)
		if len(r.Breaches) > 0 {
			text += " " + l.Text(lang.EvOpensNone)
		}
		return text
	})
}

// mostBreaches is how many coalitions are written out.
const mostBreaches = 12

// recoverable says who can compute whose contribution, and what it tells.
func (s *statements) recoverable() {
	r := s.report
	for i, b := range r.Breaches {
		if i == mostBreaches {
			s.derived("derives.more", finding.Number(float64(len(r.Breaches)-i), "coalitions"), say(lang.EvDerivesMore, len(r.Breaches)-i))
			break
		}
		who := r.names(b.Members)
		if b.Coordinator {
			who = append([]string{r.Name(r.Agreement.Coordinator.ID)}, who...)
		}
		s.derived(fmt.Sprintf("derives.%d", i+1), finding.Number(float64(len(b.Derives)), "participants"), func(l *lang.Lang) string {
			key := lang.EvDerives
			switch {
			case r.Agreement.Privacy.Noised():
				key = lang.EvDerivesNoised
			case len(who) > 1:
				key = lang.EvDeriveTogether
			}
			return l.Text(key, l.List(who), l.List(r.names(b.Derives)))
		})
	}
	if len(r.Breaches) == 0 {
		s.derived("derives", finding.Number(0, "coalitions"), say(lang.EvDerivesNone, r.Plan.Threshold))
	}
	if !r.Complete {
		s.unknown("derives.rest", "aggregation", say(lang.EvDerivesCut))
	}
	if least := r.hiding(); least > 1 {
		s.derived("hides", finding.Number(float64(least), "participants"), say(lang.EvHides, least))
	}
	for _, w := range r.Plan.Warnings() {
		if w.Code == plan.TwoParties || w.Code == plan.Stationarity || w.Code == plan.Dropout {
			s.configured("warned."+w.Code, finding.Text(w.Code), "algorithm, privacy", warned(w))
		}
	}
	s.subtraction()
}

// warned is a warning of the plan in either language.
func warned(w plan.Warning) func(*lang.Lang) string {
	return func(l *lang.Lang) string {
		if l.Tag() == "sv" {
			return w.Sv
		}
		return w.En
	}
}

// hiding is the smallest group in which anybody's contribution hides from a
// single participant; 1 if one is derivable, 0 if nothing is readable.
func (r *Report) hiding() int {
	least := 0
	for _, v := range r.Views {
		if len(v.Members) != 1 || v.Party != v.Members[0] {
			continue
		}
		for _, f := range v.Findings {
			if f.Readable && (least == 0 || len(f.Group) < least) {
				least = len(f.Group)
			}
		}
	}
	return least
}

// inputOutput keeps apart what protects contributions and what protects those
// whose rows are in the model.
func (s *statements) inputOutput() {
	r := s.report
	hub := r.Views[0].Seen[exposure.IndividualUpdate]
	s.derived("input-privacy", finding.Text(string(hub)), func(l *lang.Lang) string {
		return l.Text(lang.EvInput, l.Named(lang.Sees, string(hub)))
	})
	noised := r.Agreement.Privacy.Noised()
	s.configured("output-privacy", finding.Text(r.Agreement.Privacy.Noise), "privacy.noise", func(l *lang.Lang) string {
		if noised {
			return l.Text(lang.EvOutputNoise, l.Short(r.Promise.Epsilon), l.Small(r.Promise.Delta))
		}
		return l.Text(lang.EvOutputNone)
	})
}

// access says who was refused, and what no ledger knows.
func (s *statements) access() {
	r := s.report
	hub := r.Ledger(r.Agreement.Coordinator.ID)
	if hub == nil {
		where := "no run"
		if r.Ran {
			where = r.by() + " ledger"
		}
		s.unknown("refused-connections", where, say(lang.EvNoHubLedger))
	} else {
		n := count(hub, func(e audit.Located) bool { return e.Kind == kindConnection })
		s.ofLedger("refused-connections", finding.Number(float64(n), "connections"), hub.Meta.Party, string(hub.Meta.Party)+" ledger", say(lang.EvRefusedConnections, n))
	}
	if r.Ran {
		n := 0
		for _, l := range r.Ledgers {
			n += count(l, isRefusal)
		}
		s.measured("refusals", finding.Number(float64(n), "events"), r.ledgers(isRefusal), say(lang.EvRefusals, n))
	}
	s.configured("pinned", finding.Number(float64(len(r.Plan.Participants)+1), "keys"), "parties[].key, coordinator.key", say(lang.EvPinned, len(r.Plan.Participants)+1))
	s.unknown("inside", "ledgers", say(lang.EvInside))
}

// isRefusal counts each refusal once: where it was made.
func isRefusal(e audit.Located) bool {
	return e.Kind == kindRefusal || e.Kind == kindRefuse && e.Direction != ledger.Received
}

func count(l *audit.Result, is func(audit.Located) bool) int {
	n := 0
	for _, e := range l.Events {
		if is(e) {
			n++
		}
	}
	return n
}

// dropouts says who was missing when, and what is known of odd contributions.
func (s *statements) dropouts() {
	r := s.report
	if !r.Ran {
		s.configured("may-be-missing", finding.Number(float64(len(r.Plan.Participants)-r.Plan.MinContributors), "participants"), "aggregation.min_contributors",
			say(lang.EvMayMiss, len(r.Plan.Participants)-r.Plan.MinContributors))
	} else {
		for _, id := range r.Plan.Participants {
			missing := 0
			for _, set := range r.Run.Sets {
				if !slices.Contains(set, string(id)) {
					missing++
				}
			}
			if missing > 0 {
				s.measured("missing."+string(id), finding.Number(float64(missing), "sums"), r.ledgers(isContributor), say(lang.EvMissing, r.Name(id), missing, len(r.Run.Sets)))
			}
		}
		rounds, attempts := r.Rounds()
		s.measured("attempts", finding.Number(float64(attempts-rounds), "attempts"), r.by()+" ledger", say(lang.EvAttempts, rounds, attempts))
	}
	for _, a := range r.Accounts {
		if o := a.Outcome; o != nil && o.Values > 0 {
			s.ofParty("clipped."+string(a.Party), finding.Number(float64(o.Clipped), "values"), a.Party, "account of "+string(a.Party), say(lang.EvClipped, r.Name(a.Party), o.Clipped, o.Values))
		}
	}
	s.unknown("outliers", "ledgers", say(lang.EvOutliers))
}

// Rounds counts rounds, and attempts of all rounds, in which something moved.
func (r *Report) Rounds() (rounds, attempts int) {
	type attempt struct{ round, number uint32 }
	all := make(map[attempt]bool)
	each := make(map[uint32]bool)
	for _, l := range r.Ledgers {
		for _, e := range l.Events {
			if e.Round > 0 && e.Direction != ledger.Local {
				all[attempt{e.Round, e.Attempt}] = true
				each[e.Round] = true
			}
		}
	}
	return len(each), len(all)
}

// withdraws says what can still be undone.
func (s *statements) withdraws() {
	r := s.report
	s.configured("leaving", finding.Text(string(r.Committee.Leaving)), "aggregation", func(l *lang.Lang) string {
		if words := r.Committee.Words(l); len(words) == 4 {
			return words[3]
		}
		return l.Text(lang.EvLeavingClear)
	})
	s.built("taken-back", finding.Text("not possible"), "docs/threat-model.md", say(lang.EvTakenBack))
}
