package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"samband/pkg/attack/assess"
	"samband/pkg/cli"
	"samband/pkg/evidence"
	"samband/pkg/exposure"
	"samband/pkg/lang"
	"samband/pkg/plan"
)

// printAudit prints what was found, for people.
func printAudit(app *cli.App, p *plan.Plan, r *assess.Result) error {
	t := &auditText{l: app.Lang(), plan: p, r: r}
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
	r    *assess.Result
}

// say writes a text in lines, the first one after indent.
func (t *auditText) say(indent, text string) {
	for _, line := range cli.Wrap(cli.Printable(text), 90-len(indent)) {
		fmt.Fprintln(&t.b, indent+line)
		indent = strings.Repeat(" ", len(indent))
	}
	if text == "" {
		fmt.Fprintln(&t.b)
	}
}

// members is a table with a line for each membership test.
func (t *auditText) members() {
	t.say("", "")
	t.say("", t.l.Text(lang.AuditMembers))
	w := tabwriter.NewWriter(&t.b, 0, 0, 2, ' ', 0)
	head, bound := []string{"  " + t.l.Text(lang.AuditTest), t.l.Text(lang.AuditAUC)}, []string{"  " + t.l.Text(lang.AuditBound)}
	bounded := false
	var lines [][]string
	for _, a := range t.r.Attacks {
		if len(a.Rates) == 0 {
			continue
		}
		cells := []string{"  " + t.l.Named(lang.AttackKind, a.Kind)}
		if a.Target != string(exposure.FinalModel) {
			cells[0] = "  " + t.l.Text(lang.AuditRound, strings.TrimPrefix(a.Target, evidence.Round))
		}
		for i, rate := range a.Rates {
			write := func(v float64) string { return t.l.Percent(v, 1) }
			if rate.False == nil {
				write = func(v float64) string { return t.l.Number(v, 3) }
			} else if len(head) <= i+1 {
				head = append(head, t.l.Text(lang.AuditTPR, t.l.Percent(*rate.False, 1)))
			}
			cell := write(rate.Value) + " " + write(rate.Low) + "–" + write(rate.High)
			if !rate.Resolved {
				cell = "(" + cell + ")"
			}
			cells = append(cells, cell)
			if len(bound) <= i+1 {
				bound = append(bound, "-")
				if rate.Promise != nil {
					bound[i+1], bounded = "≤ "+write(*rate.Promise), true
				}
			}
		}
		lines = append(lines, cells)
	}
	for _, cells := range append([][]string{head}, lines...) {
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
	if bounded {
		fmt.Fprintln(w, strings.Join(bound, "\t"))
	}
	w.Flush()
	t.say("  ", t.l.Text(lang.AuditRead)+" "+t.l.Text(lang.AuditUnresolved))
}

// records is a line of how many rows of a batch are rebuilt.
func (t *auditText) records(a evidence.Attack) {
	t.say("", "")
	if a.Seat == evidence.Reader {
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
