package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"samband/pkg/cli"
	"samband/pkg/evidence"
	"samband/pkg/exposure"
	"samband/pkg/lang"
	"samband/pkg/plan"
)

// printAudit prints what was found, for people.
func printAudit(app *cli.App, p *plan.Plan, r *evidence.Tests, rehearsal bool) error {
	t := &auditText{l: app.Lang(), plan: p, r: r}
	if rehearsal {
		t.say("", t.l.Text(lang.Rehearsal))
	}
	t.say("", t.l.Text(lang.AuditHead, string(r.Party), r.Agreement.Short(), r.Model.Short()))
	t.say("  ", t.l.Text(lang.AuditSample, t.l.Count(r.Rows[0]), t.l.Count(r.Rows[1])))
	if r.ByPatient {
		t.say("  ", t.l.Text(lang.AuditPatients))
	}
	t.say("  ", t.l.Text(lang.AuditSeed, fmt.Sprint(r.Seed), t.l.Count(r.Shadows)))
	if r.Refused > 0 {
		t.say("  ", t.l.Text(lang.AuditRefused, r.Refused))
	}
	t.members()
	for _, a := range r.Attacks {
		switch a.Kind {
		case evidence.Gradient:
			t.records(a)
		case evidence.Moments:
			t.given(a)
		}
	}
	t.sums()
	t.attributes()
	t.worth()
	t.say("", "")
	t.say("", t.l.Text(lang.AuditLimitsHead))
	for _, limit := range r.Limits {
		t.say("  - ", t.l.Named(lang.AuditLimit, limit))
	}
	_, err := fmt.Fprint(app.Out, t.b.String())
	return err
}

type auditText struct {
	b    strings.Builder
	l    *lang.Lang
	plan *plan.Plan
	r    *evidence.Tests
}

// say writes a text in lines, the first one after indent.
func (t *auditText) say(indent, text string) {
	for _, line := range cli.Wrap(cli.Printable(text), 90-len(indent)) {
		fmt.Fprintln(&t.b, indent+line)
		indent = strings.Repeat(" ", len(indent))
	}
}

// members shows what the membership tests found: of the released model a column
// for each test, of the rounds' models a line for each.
func (t *auditText) members() {
	var final, rounds []evidence.Attack
	for _, a := range t.r.Attacks {
		switch {
		case len(a.Rates) == 0:
		case a.Target == string(exposure.FinalModel):
			final = append(final, a)
		default:
			rounds = append(rounds, a)
		}
	}
	t.say("", "")
	t.say("", t.l.Text(lang.AuditMembers))
	if len(final) > 0 {
		t.final(final)
	}
	if len(rounds) > 0 {
		t.rounds(rounds)
	}
	t.say("  ", t.l.Text(lang.AuditRead)+" "+t.l.Text(lang.AuditUnresolved))
}

func (t *auditText) final(all []evidence.Attack) {
	w := tabwriter.NewWriter(&t.b, 0, 0, 2, ' ', 0)
	defer w.Flush()
	bounded := all[0].Rates[0].Promise != nil || len(all[0].Rates) > 1 && all[0].Rates[1].Promise != nil
	line := "  " + t.l.Text(lang.AuditFinal)
	for _, a := range all {
		line += "\t" + t.l.Text(lang.AuditShort+lang.Key("."+a.Kind))
	}
	if bounded {
		line += "\t" + t.l.Text(lang.AuditBound)
	}
	fmt.Fprintln(w, line)
	for i, rate := range all[0].Rates {
		line := "  " + t.measure(rate)
		for _, a := range all {
			line += "\t" + t.cell(a.Rates[i])
		}
		if bounded {
			line += "\t-"
			if rate.Promise != nil {
				line = strings.TrimSuffix(line, "-") + "≤ " + t.number(rate, *rate.Promise)
			}
		}
		fmt.Fprintln(w, line)
	}
}

// narrow is how many measures of a round's model are shown; the file has all.
const narrow = 3

func (t *auditText) rounds(all []evidence.Attack) {
	t.say("", "")
	w := tabwriter.NewWriter(&t.b, 0, 0, 2, ' ', 0)
	defer w.Flush()
	line := "  " + t.l.Text(lang.AuditShort+lang.Key("."+all[0].Kind))
	for _, rate := range all[0].Rates[:min(narrow, len(all[0].Rates))] {
		line += "\t" + t.measure(rate)
	}
	fmt.Fprintln(w, line)
	for _, a := range all {
		line := "  " + t.l.Text(lang.AuditRound, strings.TrimPrefix(a.Target, evidence.Round))
		for _, rate := range a.Rates[:min(narrow, len(a.Rates))] {
			line += "\t" + t.cell(rate)
		}
		fmt.Fprintln(w, line)
	}
}

// measure names what a rate is.
func (t *auditText) measure(r evidence.Rate) string {
	if r.False == nil {
		return t.l.Text(lang.AuditAUC)
	}
	decimals := 0
	if *r.False > 0 && *r.False < 0.01 {
		decimals = 1
	}
	return t.l.Text(lang.AuditTPR, t.l.Percent(*r.False, decimals))
}

// cell is a rate with its interval, in brackets where the sample cannot resolve it.
func (t *auditText) cell(r evidence.Rate) string {
	text := t.number(r, r.Value) + " " + strings.TrimRight(t.number(r, r.Low), " %\u00a0") + "–" + t.number(r, r.High)
	if !r.Resolved {
		return "[" + text + "]"
	}
	return text
}

func (t *auditText) number(r evidence.Rate, v float64) string {
	if r.False == nil {
		return t.l.Number(v, 3)
	}
	return t.l.Percent(v, 1)
}

// records is a line of how many rows of a batch are rebuilt.
func (t *auditText) records(a evidence.Attack) {
	t.say("", "")
	if a.Seat == evidence.AnyReader {
		t.say("", t.l.Text(lang.AuditNobody))
	} else {
		t.say("", t.l.Text(lang.AuditReadBy, a.Seat))
	}
	t.say("  ", t.l.Text(lang.AuditRecords))
	w := tabwriter.NewWriter(&t.b, 0, 0, 2, ' ', tabwriter.AlignRight)
	heads, cells := t.l.Text(lang.AuditBatch)+"\t", t.l.Text(lang.AuditShare)+"\t"
	for _, f := range a.Found {
		heads += strings.TrimPrefix(f.Name, "records-") + "\t"
		cells += t.l.Percent(f.Value, 0) + "\t"
	}
	fmt.Fprintln(w, "    "+heads)
	fmt.Fprintln(w, "    "+cells)
	w.Flush()
}

// given says what the contributions tell in numbers.
func (t *auditText) given(a evidence.Attack) {
	found := make(map[string]float64)
	for _, f := range a.Found {
		found[f.Name] = f.Value
	}
	t.say("  ", t.l.Text(lang.AuditGiven, t.l.Count(int(found["values"])), t.l.Count(int(found["facts"])), t.l.Small(found["error"])))
	t.say("  ", t.l.Text(lang.AuditCells, int(found["small-cells"])))
}
