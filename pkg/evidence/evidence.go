// Package evidence answers, for a run or for a plan, the questions that an
// analyst asks: who takes part, what leaves each site, who sees what, what can
// be derived, and what was not shown. Every answer is made of findings, and a
// question that nothing answers has a finding that says so; none is left out.
//
// It is pure: everything comes from the agreement and its plan, the parties'
// ledgers as package audit read them, and what parties measured or declare
// beside them. It draws no legal conclusion.
package evidence

import (
	"fmt"
	"slices"
	"strings"

	"samband/pkg/agreement"
	"samband/pkg/audit"
	"samband/pkg/committee"
	"samband/pkg/exposure"
	"samband/pkg/finding"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/phrase"
	"samband/pkg/plan"
	"samband/pkg/promise"
)

// Input is what the answers come from.
type Input struct {
	Plan     *plan.Plan
	Ledgers  []*audit.Result // of one session, one of each party at most; none if it is a plan
	Accounts []Account       // what parties measured or declare
	Outside  *Outside        // what somebody who is no party counted; nil if nobody did
	Replay   []*audit.Result // ledgers of a rehearsal of the same agreement; none if it was not replayed
	Faults   []phrase.Phrase // what is wrong with the files that all of this was read from
}

// Outside is the result of comparing the ledgers' bytes with a count that no
// party made, such as a firewall's.
type Outside struct {
	By          string `json:"by"`
	Connections int    `json:"connections"` // that were compared
	Explained   int    `json:"explained"`   // of them, whose counts the ledgers explain
	Within      int64  `json:"within"`      // bytes a direction, by which a count may be off at most and is still explained
}

// Statement is a finding, and how it is said to people.
type Statement struct {
	finding.Finding
	Say func(*lang.Lang) string
}

// Answer is what is known about one question.
type Answer struct {
	Question   Question
	Statements []Statement
}

// Report is everything that is known, for documents and exports.
type Report struct {
	Plan      *plan.Plan
	Agreement *agreement.Agreement
	Ran       bool // false: a plan, nothing has moved
	Rehearsal bool
	Ledgers   []*audit.Result
	Compared  *audit.Comparison // nil with fewer than two ledgers
	Run       exposure.Run
	Views     exposure.Visibility
	Breaches  []exposure.Breach // smallest coalitions that derive somebody's update
	Complete  bool              // all coalitions up to the threshold were looked at
	Flows     []Flow            // of a run: every kind of message
	Links     []Link            // of a run: what went each way between each participant and the coordinator
	Accounts  []Account
	Outside   *Outside
	Replay    *Replay // nil if the run was not replayed
	Faults    []phrase.Phrase
	Promise   promise.Promise
	Committee committee.Committee
	Answers   []Answer // in the order of Questions

	sound bool // the files that all of this was read from have no fault
}

// Of answers every question.
func Of(in Input) (*Report, error) {
	r := &Report{
		Plan: in.Plan, Agreement: in.Plan.Agreement, Ran: len(in.Ledgers) > 0, Ledgers: in.Ledgers, Accounts: in.Accounts, Outside: in.Outside, Faults: in.Faults,
		Promise: promise.Of(in.Plan), Committee: committee.Of(in.Plan),
	}
	var bad []phrase.Phrase
	if r.Accounts, bad = fitting(r.Agreement, in.Accounts); len(bad) > 0 {
		r.Faults = append(slices.Clone(r.Faults), bad...)
	}
	if err := r.look(); err != nil {
		return nil, err
	}
	if r.Ran && len(in.Replay) > 0 {
		c := Compare(in.Plan, in.Ledgers, in.Replay)
		r.Replay = &c
	}
	for _, q := range Questions() {
		s := &statements{report: r}
		q.answer(s)
		for _, one := range s.all {
			if err := one.Check(); err != nil {
				return nil, fmt.Errorf("question %s: %w", q.Code, err)
			}
		}
		r.Answers = append(r.Answers, Answer{q, s.all})
	}
	return r, nil
}

// look works out what several answers need.
func (r *Report) look() (err error) {
	r.Run = r.Plan.Run([][]identity.ID{r.Plan.Participants}, true)
	if r.Ran {
		r.Run = audit.Run(r.Plan, r.Ledgers...)
		r.Rehearsal = slices.ContainsFunc(r.Ledgers, func(l *audit.Result) bool { return l.Meta.Rehearsal })
		r.sound = len(r.Faults) == 0 && !slices.ContainsFunc(r.Ledgers, func(l *audit.Result) bool { return len(l.Problems)+l.More > 0 })
		r.Flows, r.Links = flows(r.Ledgers, r.Agreement.Coordinator.ID, r.sound)
	}
	if len(r.Ledgers) > 1 {
		r.Compared = audit.Compare(r.Ledgers...)
	}
	if r.Views, err = r.Run.Visibility(); err != nil {
		return err
	}
	r.Breaches, r.Complete, err = r.Run.Breaches()
	return err
}

// statements collects the answer to one question.
type statements struct {
	report *Report
	all    []Statement
}

// say is a text of lang with arguments that are the same in all languages.
func say(key lang.Key, arguments ...any) func(*lang.Lang) string {
	return func(l *lang.Lang) string { return l.Text(key, arguments...) }
}

func (s *statements) add(f finding.Finding, say func(*lang.Lang) string) {
	s.all = append(s.all, Statement{f, say})
}

// configured states what follows from a key of the agreement that all signed.
func (s *statements) configured(name string, v finding.Value, key string, say func(*lang.Lang) string) {
	s.add(finding.NewConfigured(name, v, Everybody, agreement.File+": "+key), say)
}

// built states what the program is made to do, whatever is agreed; about is the
// document that says it.
func (s *statements) built(name string, v finding.Value, about string, say func(*lang.Lang) string) {
	s.add(finding.NewConfigured(name, v, Program, about), say)
}

// declared states what the agreement says and nothing checks.
func (s *statements) declared(name string, v finding.Value, key string, say func(*lang.Lang) string) {
	s.add(finding.NewDeclared(name, v, Everybody, agreement.File+": "+key), say)
}

// measured states what the ledgers show.
func (s *statements) measured(name string, v finding.Value, where string, say func(*lang.Lang) string) {
	r := s.report
	s.add(finding.NewMeasured(name, v, r.vantage(), r.by(), where), say)
}

// ofLedger states what the ledger of one party shows.
func (s *statements) ofLedger(name string, v finding.Value, by identity.ID, where string, say func(*lang.Lang) string) {
	s.add(finding.NewMeasured(name, v, finding.OneSide, string(by), where), say)
}

// ofParty states what one party's account says that it measured, beside its
// ledger: nobody else can check it.
func (s *statements) ofParty(name string, v finding.Value, by identity.ID, where string, say func(*lang.Lang) string) {
	s.add(finding.NewMeasured(name, v, finding.Account, string(by), where), say)
}

func (s *statements) unknown(name, where string, say func(*lang.Lang) string) {
	s.add(finding.NewUnknown(name, where), say)
}

// Nowhere is the source of what no file could show.
const Nowhere = "-"

// By whom something is, if not by one party.
const (
	Everybody = "all parties" // who sign the agreement
	Program   = "the program"
	Reader    = "whoever read the files"
)

// vantage is from where the ledgers measured: from both ends if every party's
// is at hand, each is without a fault, and they agree.
func (r *Report) vantage() finding.Vantage {
	if r.sound && r.Compared != nil && len(r.Ledgers) == len(r.Plan.Participants)+1 && r.Compared.Unexplained == 0 && len(r.Compared.Problems) == 0 {
		return finding.BothEnds
	}
	return finding.OneSide
}

// by names the parties whose ledgers are at hand.
func (r *Report) by() string {
	var ids []string
	for _, l := range r.Ledgers {
		ids = append(ids, string(l.Meta.Party))
	}
	slices.Sort(ids)
	return strings.Join(ids, ", ")
}

// ledgers is where to look for what the ledgers show: one line each that shows
// it, or the file where many do.
func (r *Report) ledgers(shows func(audit.Located) bool) string {
	var all []string
	for _, l := range r.Ledgers {
		first, last := 0, 0
		for _, e := range l.Events {
			if shows(e) {
				if first == 0 {
					first = e.Line
				}
				last = e.Line
			}
		}
		switch {
		case first == 0:
		case first == last:
			all = append(all, fmt.Sprintf("%s ledger:%d", l.Meta.Party, first))
		default:
			all = append(all, fmt.Sprintf("%s ledger:%d-%d", l.Meta.Party, first, last))
		}
	}
	if len(all) == 0 {
		return r.by() + " ledger"
	}
	return strings.Join(all, ", ")
}

// Name is a party's name with its id; the id alone if the agreement has none.
func (r *Report) Name(id identity.ID) string {
	if c := r.Agreement.Coordinator; id == c.ID {
		return fmt.Sprintf("%s (%s)", c.Name, c.ID)
	}
	if p, ok := r.Agreement.Party(id); ok {
		return fmt.Sprintf("%s (%s)", p.Name, p.ID)
	}
	return string(id)
}

// Ledger is that of a party; nil if it is not at hand.
func (r *Report) Ledger(id identity.ID) *audit.Result {
	at := slices.IndexFunc(r.Ledgers, func(l *audit.Result) bool { return l.Meta.Party == id })
	if at < 0 {
		return nil
	}
	return r.Ledgers[at]
}

// absent are the parties whose ledgers are not at hand.
func (r *Report) absent() []string {
	var all []string
	for id := range r.Agreement.Keys() {
		if r.Ledger(id) == nil {
			all = append(all, string(id))
		}
	}
	slices.Sort(all)
	return all
}

// names are those of ids, in the order given.
func (r *Report) names(ids []string) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = r.Name(identity.ID(id))
	}
	return all
}
