package evidence

import (
	"fmt"
	"slices"
	"strings"

	"samband/pkg/agreement"
	"samband/pkg/audit"
	"samband/pkg/digest"
	"samband/pkg/finding"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/ledger"
)

// parties says who takes part, and whether one of them runs the coordinator.
func (s *statements) parties() {
	r, a := s.report, s.report.Agreement
	s.declared("participants", finding.Number(float64(len(a.Parties)), "participants"), "parties", func(l *lang.Lang) string {
		var names []string
		for _, p := range a.Parties {
			names = append(names, fmt.Sprintf("%s (%s, %s)", p.Name, p.ID, l.Role(p.Role)))
		}
		return l.Text(lang.Participants, len(names), l.List(names))
	})
	s.declared("coordinator-operator", finding.Text(a.Coordinator.OperatedBy), "coordinator.operated_by",
		say(lang.EvOperator, r.Name(a.Coordinator.ID), a.Coordinator.OperatedBy))
	if p := r.Operator(); p != "" {
		s.declared("coordinator-participant", finding.Text(string(p)), "coordinator.operated_by", say(lang.EvOperatorTakesPart, r.Name(p)))
	} else {
		s.declared("coordinator-participant", finding.Text("none"), "coordinator.operated_by", say(lang.EvOperatorApart))
	}
	if !r.Ran {
		s.unknown("took-part", "no run", say(lang.EvNoRun))
		return
	}
	part := make(map[string]bool)
	for _, set := range r.Run.Sets {
		for _, id := range set {
			part[id] = true
		}
	}
	s.measured("took-part", finding.Number(float64(len(part)), "participants"), r.ledgers(isContributor), say(lang.EvTookPart, len(part), len(a.Parties), len(r.Run.Sets)))
}

func isContributor(e audit.Located) bool { return e.Kind == ledger.KindContributor }

// Operator is the participant that operates the coordinator, as the agreement
// declares; empty if none does.
func (r *Report) Operator() identity.ID {
	by := r.Agreement.Coordinator.OperatedBy
	for _, p := range r.Agreement.Parties {
		if by == string(p.ID) || strings.EqualFold(strings.TrimSpace(by), p.Name) {
			return p.ID
		}
	}
	return ""
}

func (s *statements) purpose() {
	a := s.report.Agreement
	s.declared("purpose", finding.Text(a.Purpose), "purpose", say(lang.EvPurpose, ended(a.Purpose)))
	s.declared("legal-basis", finding.Text(a.LegalBasis), "legal_basis", say(lang.EvBasis, ended(a.LegalBasis)))
}

// definition says whether all sites mean the same by their columns.
func (s *statements) definition() {
	r := s.report
	s.configured("schema-hash", finding.Text(r.SchemaHash().String()), "schema", say(lang.EvSchema, r.SchemaHash().Short(), len(r.Agreement.Schema.Features)))
	if r.Ran {
		s.measured("same-agreement", finding.Number(float64(len(r.Ledgers)), "ledgers"), r.by()+" ledger:1", say(lang.EvSameAgreement, len(r.Ledgers), r.Plan.Hash.Short()))
	}
	s.unknown("same-meaning", "schema", say(lang.EvMeaning))
}

// SchemaHash is over what the agreement says of the columns and the outcome.
func (r *Report) SchemaHash() digest.Digest {
	h, sc := digest.New("samband/evidence/schema"), r.Agreement.Schema
	o := sc.Outcome
	h.Text(o.Name).Text(o.Column).Text(o.Positive).Text(fmt.Sprint(o.Min, o.Max)).Count(len(o.Levels))
	for _, v := range o.Levels {
		h.Text(v)
	}
	h.Text(sc.PatientID).Count(len(sc.MissingValues))
	for _, v := range sc.MissingValues {
		h.Text(v)
	}
	h.Count(len(sc.Features))
	for _, f := range sc.Features {
		h.Text(f.Name).Text(f.Heading()).Text(f.Description).Text(f.Type).Text(f.Unit).Text(fmt.Sprint(f.Min, f.Max)).Text(f.Missing).Count(len(f.Levels))
		for _, v := range f.Levels {
			h.Text(v)
		}
	}
	return h.Sum()
}

// described says whether the run was the one that was agreed on.
func (s *statements) described() {
	r := s.report
	s.add(finding.NewConfigured("agreement-hash", finding.Text(r.Plan.Hash.String()), Everybody, agreement.File), say(lang.EvHash, r.Plan.Hash.Groups()))
	s.configured("seed", finding.Text(r.Agreement.Split.Seed), "split.seed", say(lang.EvSeed, r.Agreement.Split.Seed))
	if !r.Ran {
		s.unknown("agreement-followed", "no run", say(lang.EvNoRun))
		return
	}
	s.measured("agreement-followed", finding.Number(float64(len(r.Ledgers)), "ledgers"), r.by()+" ledger:1", say(lang.EvSameAgreement, len(r.Ledgers), r.Plan.Hash.Short()))
	versions, participants := make(map[string]bool), make(map[string]bool)
	var told []string // participants
	for _, a := range r.Accounts {
		if a.Program != "" {
			versions[a.Program] = true
			if slices.Contains(r.Plan.Participants, a.Party) {
				participants[a.Program], told = true, append(told, string(a.Party))
			}
			s.add(finding.NewDeclared("program."+string(a.Party), finding.Text(a.Program), string(a.Party), "account of "+string(a.Party)), say(lang.EvProgram, r.Name(a.Party), a.Program))
		}
	}
	switch {
	case len(versions) == 0:
		s.unknown("program", "accounts", say(lang.EvNoProgram))
	case len(participants) > 1:
		s.add(finding.NewDeclared("programs-differ", finding.Number(float64(len(participants)), "programs"), strings.Join(told, ", "), "accounts"), say(lang.EvProgramsDiffer, len(participants)))
	}
	for _, a := range r.Accounts {
		if m := a.Method; m != nil {
			s.add(finding.NewDeclared("method."+string(a.Party), finding.Number(float64(m.Shadows), "models"), string(a.Party), "account of "+string(a.Party)),
				say(lang.EvMethod, r.Name(a.Party), fmt.Sprint(m.Seed), m.Shadows))
		}
	}
	if r.Rehearsal {
		s.measured("rehearsal", finding.Text("rehearsal"), r.by()+" ledger:1", say(lang.Rehearsal))
	}
	s.replayed()
}

// documents says which papers can be filled from this, and that it knows of no
// other.
func (s *statements) documents() {
	s.built("drafts", finding.Number(4, "documents"), "annexes", say(lang.EvDrafts))
	s.unknown("filed", "accounts", say(lang.EvFiled))
	s.unknown("contracts", "accounts", say(lang.EvContracts))
}

// untold says what the tests of the accounts do not cover: of whom, where it is so
// of some that tested and not of others.
func (s *statements) untold() {
	r := s.report
	for _, code := range Limits() {
		if code == LimitCanaries && !r.Agreement.Privacy.Noised() {
			continue // there is no noise to test
		}
		var of []string
		tested := 0
		for _, a := range r.Accounts {
			if len(a.Limits) > 0 {
				tested++
			}
			if slices.Contains(a.Limits, code) {
				of = append(of, r.Name(a.Party))
			}
		}
		if len(of) > 0 {
			s.unknown("tests."+code, "accounts", func(l *lang.Lang) string {
				if len(of) == tested {
					return l.Named(lang.AuditLimit, code)
				}
				return l.Named(lang.AuditLimit, code) + " " + l.Text(lang.EvLimitOf, l.List(of))
			})
		}
	}
}

// limits says what none of this shows. It is the last answer.
func (s *statements) limits() {
	r := s.report
	switch {
	case !r.Ran:
		s.unknown("run", "no run", say(lang.EvLimitPlan))
	case len(r.Ledgers) < len(r.Plan.Participants)+1:
		s.unknown("other-ledgers", "ledgers", say(lang.EvLimitLedgers, len(r.Ledgers), len(r.Plan.Participants)+1))
	}
	for _, one := range []struct {
		name string
		key  lang.Key
	}{
		{"other-programs", lang.OtherProgram}, {"program-said", lang.EvLimitProgram}, {"clocks", lang.EvLimitClocks},
		{"law", lang.NoConclusion}, {"review", lang.NotReviewed}, {"terms", lang.EvLimitTerms},
	} {
		s.unknown(one.name, Nowhere, say(one.key))
	}
	s.untold()
	for _, a := range r.Answers {
		for _, one := range a.Statements {
			if one.Status == finding.Unknown && one.Name != "run" {
				s.unknown(a.Question.Code+"."+one.Name, one.Source, one.Say)
			}
		}
	}
}
