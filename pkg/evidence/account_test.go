package evidence_test

import (
	"slices"
	"strings"
	"testing"

	"samband/pkg/audit"
	"samband/pkg/evidence"
	"samband/pkg/evidence/sample"
	"samband/pkg/finding"
	"samband/pkg/phrase"
)

// accounts are as two participants, a coordinator and somebody with all rows have
// them.
func accounts() []evidence.Account {
	f := func(v float64) *float64 { return &v }
	exactly := func(name string, v float64) evidence.Figure {
		return evidence.Figure{Name: name, Interval: evidence.Interval{Value: v, Low: v, High: v}}
	}
	guess := []evidence.Figure{exactly(evidence.FigureInside, 0.6), exactly(evidence.FigureOutside, 0.58), exactly(evidence.FigureFrequent, 0.55), {Name: evidence.FigureAdvantage, Interval: evidence.Interval{Value: 0.02, Low: -0.03, High: 0.07}}}
	area := evidence.Rate{Interval: evidence.Interval{Value: 0.56, Low: 0.53, High: 0.59}, Resolved: true}
	least := evidence.Rate{False: f(0.001), Interval: evidence.Interval{Value: 0.002, Low: 0, High: 0.01}}
	return []evidence.Account{
		{Party: "site1", Program: "1.0", Outcome: &evidence.Outcome{Rounds: 4, Clipped: 1, Values: 700}, Table: &evidence.Table{Unused: 2, Dropped: 3, Small: 1, Pairs: 4},
			Attacks: []evidence.Attack{
				{Kind: evidence.LiRA, Seat: "recipient of the final model", Target: "final model", Inside: 400, Outside: 400, Rates: []evidence.Rate{area, least}},
				{Kind: evidence.LiRA, Seat: "site2", Target: "round 1", Rates: []evidence.Rate{area}},
				{Kind: evidence.LiRA, Seat: "site2", Target: "round 2", Rates: []evidence.Rate{{Interval: evidence.Interval{Value: 0.58, Low: 0.55, High: 0.61}}}},
				{Kind: evidence.Gradient, Seat: "site2", Target: "site1", Found: []evidence.Figure{exactly("records-1", 1), exactly("records-8", 0)}},
				{Kind: evidence.Moments, Seat: "site2", Target: "site1", Found: []evidence.Figure{exactly(evidence.FigureValues, 1364), exactly(evidence.FigureFacts, 53), exactly(evidence.FigureError, 1e-12), exactly(evidence.FigureSmall, 2)}},
				{Kind: evidence.Subtraction, Seat: "site1", Target: "site2", Found: []evidence.Figure{exactly(evidence.FigureValues, 1364), exactly(evidence.FigureFacts, 53)}},
				{Kind: evidence.AttributeInf, Seat: "recipient of the final model", Target: "final model", Feature: "male", Found: guess}},
			Limits: evidence.Limits(), Cells: &evidence.Cells{Seen: 188, Sum: 9, Others: 12}, Hidden: 3,
			Groups: []evidence.Group{
				{Feature: "male", Value: "1", Rows: 100, AUC: &evidence.Interval{Value: 0.6, Low: 0.5, High: 0.7}, Excess: &evidence.Interval{Value: 0.05, Low: 0.01, High: 0.09}},
				{Feature: "age", From: f(50), To: f(70), Rows: 60, AUC: &evidence.Interval{Value: 0.7, Low: 0.6, High: 0.8}, Excess: &evidence.Interval{Value: -0.05, Low: -0.09, High: -0.01}}},
			Comparison: &evidence.Comparison{
				Local: map[string]evidence.Quality{"site1": {AUC: f(0.61), Rows: 456}, "site2": {AUC: f(0.99), Rows: 1}},
				Joint: map[string]evidence.Quality{"site1": {AUC: f(0.625), Rows: 456}, "site2": {AUC: f(0.01), Rows: 1}, evidence.Overall: {AUC: f(0.01), Rows: 1}},
				Gain:  map[string]evidence.Interval{"site1": {Value: -0.002, Low: -0.003, High: -0.001}}}},
		{Party: "site2", Attacks: []evidence.Attack{
			{Kind: evidence.LiRA, Seat: "recipient of the final model", Target: "final model", Rates: []evidence.Rate{area}},
			{Kind: evidence.Gradient, Seat: "site1", Target: "site2", Found: []evidence.Figure{exactly("records-1", 1), exactly("records-8", 0)}}}},
		{Party: "hub", Program: "1.0", Comparison: &evidence.Comparison{Joint: map[string]evidence.Quality{"site2": {AUC: f(0.02), Rows: 2}}}},
		{Party: "demonstration", Comparison: &evidence.Comparison{
			Local:      map[string]evidence.Quality{"site1": {AUC: f(0.5), Rows: 456}, "site2": {AUC: f(0.62), Rows: 258}, evidence.Overall: {AUC: f(0.621), Rows: 714}},
			Joint:      map[string]evidence.Quality{"site1": {AUC: f(0.5), Rows: 456}, "site2": {AUC: f(0.63), Rows: 258}, evidence.Overall: {AUC: f(0.627), Rows: 714}},
			Pooled:     map[string]evidence.Quality{"site1": {AUC: f(0.626), Rows: 456}},
			Difference: f(1e-12)},
			Attacks: []evidence.Attack{{Kind: evidence.Subtraction, Seat: "site1", Target: "site2", Found: []evidence.Figure{exactly(evidence.FigureValues, 1364), exactly(evidence.FigureDifferent, 0), exactly(evidence.FigureFacts, 53), exactly(evidence.FigureError, 1e-12)}}}},
	}
}

// Tests of several parties are told apart, a participant speaks for its own rows
// only, and what was measured is not called unknown.
func TestAccounts(t *testing.T) {
	r := made(t, sample.Run{Accounts: accounts()})
	for code, names := range map[string][]string{
		"participation": {"membership-lira.auc.site1", "membership-lira.auc.site2", "membership-lira.round-2.auc.site1"},
		"inversion":     {"closed-form.site1", "given-away.site1", "attribute-inference.male.site1"},
		"recoverable":   {"subtraction.site1", "subtraction.checked", "subtraction.error"},
		"minimised":     {"merged", "table.site1", "table.site2", "cells.site1"},
		"necessary":     {"gain.site1", "loss-gain.site1", "gain.site2", "gain.overall"},
		"subgroups":     {"groups.site1", "groups.lowest.site1", "groups.highest.site1", "groups.off.site1.male=1", "groups.off.site1.age=50-70"},
		"described":     {"program.site1", "program.hub"},
	} {
		var got []string
		for _, s := range r.Answer(code).Statements {
			if slices.Contains(got, s.Name) {
				t.Errorf("%s has two findings named %s", code, s.Name)
			}
			got = append(got, s.Name)
		}
		for _, name := range names {
			if !slices.Contains(got, name) {
				t.Errorf("%s has no %s: %v", code, name, got)
			}
		}
	}
	if slices.ContainsFunc(r.Answer("inversion").Statements, func(s evidence.Statement) bool { return s.Name == "closed-form.site2" }) {
		t.Error("what two sites found alike is said twice")
	}
	c, _ := r.Comparison()
	for site, want := range map[string]float64{"site1": 0.625, "site2": 0.63, evidence.Overall: 0.627} {
		if got := c.Joint[site].AUC; got == nil || *got != want {
			t.Errorf("%s: AUC of the joint model %v, want %v", site, *got, want)
		}
	}
	if c.Pooled["site1"].AUC == nil || c.Difference == nil {
		t.Errorf("what only the owner of all rows has is gone: %+v", c)
	}
	if s := find(t, r, "necessary", "gain.site1"); s.By != "site1" {
		t.Errorf("the gain at site1 is measured by %s", s.By)
	}
	if s := find(t, r, "necessary", "gain.site2"); s.By != "demonstration" {
		t.Errorf("the gain at site2 is measured by %s", s.By)
	}
	if s := find(t, r, "minimised", "table.site2"); s.Status != finding.Unknown {
		t.Errorf("the table of site2 is %s", s.Status)
	}
	en := languages(t)[0]
	if said := find(t, r, "necessary", "loss-gain.site1").Say(en); !strings.Contains(said, "LARGER") || !strings.Contains(said, "0.0020 (0.0010 to 0.0030)") {
		t.Error(said)
	}
	if said := find(t, r, "subgroups", "groups.off.site1.age=50-70").Say(en); !strings.Contains(said, "too low by 5.0 percentage points (1.0 to 9.0)") {
		t.Error(said)
	}
	if s := find(t, r, "participation", "membership-lira.auc.site1"); s.Vantage != finding.Account {
		t.Errorf("a test by site1 is measured from %q", s.Vantage)
	}
	if said := find(t, r, "minimised", "table.site1").Say(en); !strings.Contains(said, "took these as they are") {
		t.Error(said)
	}
	if said := find(t, r, "inversion", "closed-form.site1").Say(en); !strings.Contains(said, "initial weights: 100% if it is over 1 row and 0% over 8 rows.") {
		t.Error(said)
	}
	find(t, r, "model", "sums-kept.site1")
	if said := find(t, r, "limits", "tests.rounds").Say(en); strings.Contains(said, "This is so of") {
		t.Error(said) // nobody else says what its tests leave out
	}
	apart := accounts()
	apart[1].Limits = []string{evidence.LimitLower}
	if said := find(t, made(t, sample.Run{Accounts: apart}), "limits", "tests.rounds").Say(en); !strings.Contains(said, "This is so of the tests by Region North (site1).") {
		t.Error(said)
	}
	if slices.ContainsFunc(r.Answer("limits").Statements, func(s evidence.Statement) bool { return s.Name == "tests.canaries" }) {
		t.Error("a test of noise is missed where there is none")
	}
	if slices.ContainsFunc(r.Answer("described").Statements, func(s evidence.Statement) bool { return s.Name == "programs-differ" }) {
		t.Error("one participant's program differs from another's of which nothing is told")
	}
	unlike := accounts()
	unlike[1].Program = "1.1"
	if s := find(t, made(t, sample.Run{Accounts: unlike}), "described", "programs-differ"); s.By != "site1, site2" || !strings.Contains(s.Say(en), "2 different program files") {
		t.Errorf("%s: %s", s.By, s.Say(en))
	}
	if s := find(t, made(t, sample.Run{Names: []string{"A", "B", "C"}, Noised: true, Accounts: accounts()[:1]}), "promise", "accounts-exact"); s.Status != finding.Configured {
		t.Errorf("%+v", s)
	}
	for _, s := range made(t, sample.Run{Names: []string{"A", "B", "C"}}).Answer("recoverable").Statements {
		if s.Name == evidence.Subtraction {
			t.Error("where nobody can subtract it is said that it was not carried out")
		}
	}
}

// What cannot be is refused.
func TestAccountsThatCannotBe(t *testing.T) {
	f := func(v float64) *float64 { return &v }
	for name, change := range map[string]func(*evidence.Account){
		"count":  func(a *evidence.Account) { a.Table = &evidence.Table{Pairs: -1} },
		"cells":  func(a *evidence.Account) { a.Cells = &evidence.Cells{Others: 1 << 60} },
		"hidden": func(a *evidence.Account) { a.Hidden = -1 },
		"text":   func(a *evidence.Account) { a.Limits = []string{strings.Repeat("x", 300)} },
		"site": func(a *evidence.Account) {
			a.Comparison = &evidence.Comparison{Joint: map[string]evidence.Quality{strings.Repeat("x", 300): {}}}
		},
		"auc": func(a *evidence.Account) {
			a.Comparison = &evidence.Comparison{Joint: map[string]evidence.Quality{"a": {AUC: f(2)}}}
		},
		"gain": func(a *evidence.Account) {
			a.Comparison = &evidence.Comparison{Gain: map[string]evidence.Interval{"a": {Value: 1, Low: 2, High: 3}}}
		},
		"group": func(a *evidence.Account) {
			a.Groups = []evidence.Group{{Feature: "x", Excess: &evidence.Interval{Value: 0, Low: -2, High: 0}}}
		},
		"groups": func(a *evidence.Account) { a.Groups = make([]evidence.Group, 3000) },
		"figures": func(a *evidence.Account) {
			a.Attacks = []evidence.Attack{{Found: make([]evidence.Figure, 3000)}}
		},
		"party":  func(a *evidence.Account) { a.Party = "../x" },
		"kind":   func(a *evidence.Account) { a.Attacks[0].Kind = "told by the authority" },
		"seat":   func(a *evidence.Account) { a.Attacks[0].Seat = "the authority, who found nothing" },
		"target": func(a *evidence.Account) { a.Attacks[0].Target = "round 01" },
		"figure": func(a *evidence.Account) { a.Attacks[3].Found[0].Name = "700 %" },
		"share": func(a *evidence.Account) {
			a.Attacks[3].Found[0].Interval = evidence.Interval{Value: 7, Low: 7, High: 7}
		},
		"order": func(a *evidence.Account) { a.Attacks[6].Found[3].Low = 0.5 },
		"error": func(a *evidence.Account) {
			a.Attacks[4].Found[2].Interval = evidence.Interval{Value: -1, Low: -1, High: -1}
		},
		"promise":    func(a *evidence.Account) { a.Attacks[0].Rates[0].Promise = f(2) },
		"rows":       func(a *evidence.Account) { a.Outcome.Evaluation = &evidence.Quality{Rows: -5} },
		"loss":       func(a *evidence.Account) { a.Outcome.Evaluation = &evidence.Quality{LogLoss: f(-1)} },
		"epsilon":    func(a *evidence.Account) { a.Outcome.Spent = &evidence.Spent{Epsilon: -3, Delta: 0.1} },
		"delta":      func(a *evidence.Account) { a.Outcome.Spent = &evidence.Spent{Epsilon: 3, Delta: 7} },
		"clipped":    func(a *evidence.Account) { a.Outcome.Clipped = a.Outcome.Values + 1 },
		"difference": func(a *evidence.Account) { a.Comparison = &evidence.Comparison{Difference: f(-1e300)} },
		"limit":      func(a *evidence.Account) { a.Limits = []string{"none"} },
		"range":      func(a *evidence.Account) { a.Groups = []evidence.Group{{Feature: "age", From: f(3), To: f(2)}} },
		"seen":       func(a *evidence.Account) { a.Cells = &evidence.Cells{Seen: 1, Sum: 2} },
	} {
		a := accounts()[0]
		if err := a.Check(); err != nil {
			t.Fatal(err)
		}
		change(&a)
		if a.Check() == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// What is not in the agreement is left out, with the reason among the faults, and
// nothing is then measured from both ends.
func TestAccountsOfAnotherAgreement(t *testing.T) {
	r := made(t, sample.Run{})
	for name, change := range map[string]func(*evidence.Account){
		"party":     func(a *evidence.Account) { a.Attacks[0].Seat = "authority" },
		"target":    func(a *evidence.Account) { a.Attacks[3].Target = "west" },
		"site":      func(a *evidence.Account) { a.Comparison.Joint["west"] = evidence.Quality{} },
		"feature":   func(a *evidence.Account) { a.Attacks[6].Feature = "age" }, // a number
		"level":     func(a *evidence.Account) { a.Groups[0].Value = "2" },
		"range":     func(a *evidence.Account) { to := 1000.; a.Groups[1].To = &to },
		"rows":      func(a *evidence.Account) { a.Attacks[0].Inside = 1_000_000 },
		"test rows": func(a *evidence.Account) { a.Comparison.Joint["site1"] = evidence.Quality{Rows: 1 << 30} },
	} {
		a := accounts()[0]
		if err := a.Fits(r.Agreement); err != nil {
			t.Fatal(err)
		}
		change(&a)
		if a.Fits(r.Agreement) == nil {
			t.Errorf("%s: taken", name)
		}
		of, err := evidence.Of(evidence.Input{Plan: r.Plan, Ledgers: r.Ledgers, Accounts: []evidence.Account{a}})
		if err != nil || len(of.Accounts) != 0 || len(of.Faults) != 1 {
			t.Errorf("%s: %v, %d accounts, faults %v", name, err, len(of.Accounts), of.Faults)
		}
		for _, l := range languages(t) {
			if said := l.Phrase(of.Faults[0]); !strings.Contains(said, "site1") {
				t.Errorf("%s: %s", name, said)
			}
		}
	}
}

// Ledgers that do not verify are no measurement from both ends.
func TestFaultsAreOneSided(t *testing.T) {
	r := made(t, sample.Run{})
	faulty := changed(r.Ledgers, func(*audit.Located) bool { return true })
	faulty[1].More = 1
	for name, in := range map[string]evidence.Input{
		"ledger": {Plan: r.Plan, Ledgers: faulty},
		"files":  {Plan: r.Plan, Ledgers: r.Ledgers, Faults: []phrase.Phrase{phrase.New("tests.more", "something follows the result of client audit")}},
	} {
		of, err := evidence.Of(in)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range of.Answers {
			for _, s := range a.Statements {
				if s.Vantage == finding.BothEnds {
					t.Errorf("%s: %s %s is measured by both ends", name, a.Question.Code, s.Name)
				}
			}
		}
		for _, f := range of.Flows {
			if f.Vantage == finding.BothEnds {
				t.Errorf("%s: %s is measured by both ends", name, f.Kind)
			}
		}
	}
}

func FuzzAccount(f *testing.F) {
	f.Add([]byte(`{"party":"north","outcome":{"rounds":3,"model":"92131feb94e3d6ad13780e65c91520e5ff68a65acde9b508cc490ba894cdef6d","clipped":0,"values":9}}`))
	f.Add([]byte(`{"party":"north","attacks":[{"kind":"membership-lira","seat":"hub","target":"final model","rates":[{"value":0.5,"low":0.4,"high":0.6,"resolved":true}]}]}`))
	f.Add([]byte(`{"party":"../x"}`))
	f.Add([]byte(`{"party":"north","table":{"unused":-1}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := evidence.ParseAccount(text)
		if err == nil && a.Check() != nil {
			t.Error("an account was read that cannot be")
		}
	})
}
