package plan

import (
	"strings"
	"testing"

	"samband/pkg/agreement"
)

func TestWarnings(t *testing.T) {
	codes := func(p *Plan) string {
		var all []string
		for _, w := range p.Warnings() {
			all = append(all, w.Code)
			if w.En == "" || w.Sv == "" || strings.Contains(w.En+w.Sv, "%!") {
				t.Errorf("%s: %q %q", w.Code, w.En, w.Sv)
			}
		}
		return strings.Join(all, " ")
	}
	if got := codes(planned(t, load(t, "two-hospitals.yaml"))); got != "two-party-derivable small-cells stationarity" {
		t.Error(got)
	}
	apart := load(t, "two-hospitals.yaml")
	apart.Acknowledge = append(apart.Acknowledge, agreement.AckDropout)
	if got := codes(planned(t, apart)); got != "two-party-derivable dropout-derivable small-cells stationarity" {
		t.Error(got)
	}
	if w, _ := planned(t, apart).dropout(); strings.Contains(w.En, "missing from one") || strings.Contains(w.Sv, "saknas i en") {
		t.Errorf("where every sum is over all: %s %s", w.En, w.Sv)
	}
	apart.Aggregation.MinContributors = 1 // nothing that agreement.Parse lets through
	if w, _ := planned(t, apart).dropout(); !strings.Contains(w.En, "missing from one") || !strings.Contains(w.Sv, "saknas i en") {
		t.Errorf("where it is not: %s %s", w.En, w.Sv)
	}
	if got := codes(planned(t, load(t, "four-hospitals.yaml"))); got != "coordinator-operated-by-participant small-cells stationarity" {
		t.Error(got)
	}
}

// TestWarningsOfAlgorithms: what two participants have of each other depends on
// what they send.
func TestWarningsOfAlgorithms(t *testing.T) {
	text := func(a *agreement.Agreement) string {
		var all string
		for _, w := range planned(t, a).Warnings() {
			all += w.En + "\n" + w.Sv + "\n"
			if strings.Contains(w.En+w.Sv, "%!") {
				t.Errorf("%s: %q %q", w.Code, w.En, w.Sv)
			}
		}
		return all
	}
	kept := averaging(t, "two-hospitals.yaml", 5)
	kept.Algorithm.Name, kept.Algorithm.Standardise, kept.Algorithm.Validation, kept.Algorithm.Patience = agreement.Scaffold, agreement.BySite, 0.2, 3
	mle := load(t, "two-hospitals.yaml")
	mle.Algorithm.Ridge = 0
	for name, c := range map[string]struct {
		a          *agreement.Agreement
		says, hush []string
	}{
		"one step":         {averaging(t, "two-hospitals.yaml", 1), []string{"those weights are its gradient", "är dessa vikter dess gradient", "6 more equations", "4 binary"}, []string{"Hessian", "hessian", "pairs"}},
		"steps":            {averaging(t, "two-hospitals.yaml", 5), []string{"With 5 steps a round", "Med 5 steg per omgång", "weighted by rows, add up to zero"}, []string{"Hessian", "hessian"}},
		"scaffold by site": {kept, []string{"loss on the rows that it holds back", "rader som den håller undan", "control variate", "kontrollvariat", "64 counts"}, []string{"mean and variance", "medelvärde och varians", "binary"}},
		"unpenalised":      {mle, []string{"its gradient and Hessian", "add up to zero", "är summan av alla deltagares gradienter noll"}, []string{"ridge (0)"}},
	} {
		got := text(c.a)
		for _, s := range c.says {
			if !strings.Contains(got, s) {
				t.Errorf("%s: no %q in\n%s", name, s, got)
			}
		}
		for _, s := range c.hush {
			if strings.Contains(got, s) {
				t.Errorf("%s: %q in\n%s", name, s, got)
			}
		}
	}
}
