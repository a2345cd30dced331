package main

import (
	"fmt"
	"math"
	"strings"
	"text/tabwriter"

	"samband/pkg/evidence"
	"samband/pkg/lang"
)

// mostSmall is how many small groups are printed; the file has more.
const mostSmall = 10

// sums shows which small groups this party reads in the sums.
func (t *auditText) sums() {
	for _, a := range t.r.Attacks {
		if f := a.Figure(evidence.FigureFacts); a.Kind == evidence.Subtraction && f != nil {
			t.say("  ", t.l.Text(lang.AuditSubtracted, t.l.Count(int(a.Figure(evidence.FigureValues).Value)), t.l.Count(int(f.Value)), a.Target))
		}
	}
	c := t.r.Cells
	if c == nil {
		return
	}
	t.say("", "")
	t.say("", t.l.Text(lang.AuditSums, t.plan.Agreement.Privacy.MinCell.Count))
	t.say("  ", t.l.Text(lang.AuditSumsHave, c.Seen, c.Sum, c.Others))
	for _, one := range []struct {
		of    string
		key   lang.Key
		count int
	}{{evidence.AllRows, lang.AuditSmallAll, c.Sum}, {evidence.OthersRows, lang.AuditSmallOthers, c.Others}} {
		shown := 0
		for _, cell := range t.r.SmallCells {
			if cell.Of == one.of && shown < mostSmall {
				shown++
				t.say("    ", t.l.Text(one.key)+": "+t.l.Text(lang.CheckCell, t.l.List(t.places(cell.Where)), cell.Rows))
			}
		}
		if more := one.count - shown; more > 0 {
			t.say("    ", t.l.Text(one.key)+": "+t.l.Text(lang.CheckMore, more))
		}
	}
}

// places are the conditions of a cell, in words.
func (t *auditText) places(all []evidence.Place) []string {
	var words []string
	for _, p := range all {
		switch p.Column {
		case evidence.ScoreBin:
			words = append(words, t.l.Text(lang.AuditScoreBin, p.Value))
		case t.plan.Agreement.Schema.Outcome.Name:
			words = append(words, p.Column+" = "+t.l.Named(lang.Class, p.Value))
		default:
			words = append(words, p.Column+" = "+p.Value)
		}
	}
	return words
}

// attributes shows how often values were guessed.
func (t *auditText) attributes() {
	w := tabwriter.NewWriter(&t.b, 0, 0, 2, ' ', 0)
	first := true
	for _, a := range t.r.Attacks {
		inside, outside, most, gain := a.Figure(evidence.FigureInside), a.Figure(evidence.FigureOutside), a.Figure(evidence.FigureFrequent), a.Figure(evidence.FigureAdvantage)
		if a.Kind != evidence.AttributeInf || inside == nil || outside == nil || most == nil || gain == nil {
			continue
		}
		if first {
			first = false
			t.say("", "")
			t.say("", t.l.Text(lang.AuditAttributes))
			t.row(w, t.l.Text(lang.AuditAttribute), t.l.Text(lang.AuditInside), t.l.Text(lang.AuditOutside), t.l.Text(lang.AuditFrequent), t.l.Text(lang.AuditAdvantage))
		}
		share := func(f *evidence.Figure) string {
			return fmt.Sprintf("%s %s–%s", t.l.Percent(f.Value, 1), strings.TrimRight(t.l.Percent(f.Low, 1), " %\u00a0"), t.l.Percent(f.High, 1))
		}
		t.row(w, a.Feature, share(inside), share(outside), t.l.Percent(most.Value, 1), t.points(gain.Interval))
	}
	w.Flush()
	if !first {
		t.say("  ", t.l.Text(lang.AuditAdvantageIs))
	}
}

// worth sets the joint model beside the site's own, and shows it in groups.
func (t *auditText) worth() {
	c, site := t.r.Comparison, string(t.r.Party)
	if c == nil && len(t.r.Groups) == 0 {
		return
	}
	t.say("", "")
	t.say("", t.l.Text(lang.AuditWorth, t.r.Rows[1]))
	w := tabwriter.NewWriter(&t.b, 0, 0, 2, ' ', 0)
	number := func(v *float64) string {
		if v == nil {
			return t.l.Text(lang.Undefined)
		}
		return t.l.Number(*v, 4)
	}
	if c != nil {
		t.row(w, "", "AUC", t.l.Text(lang.LogLoss))
		t.row(w, t.l.Text(lang.AuditAlone), number(c.Local[site].AUC), number(c.Local[site].LogLoss))
		t.row(w, t.l.Text(lang.AuditJoint), number(c.Joint[site].AUC), number(c.Joint[site].LogLoss))
		w.Flush()
		if g, ok := c.Gain[site]; ok {
			t.say("  ", evidence.Better(t.l, site, g))
		}
		t.say("", "")
	}
	if len(t.r.Groups) > 0 {
		t.row(w, t.l.Text(lang.AuditGroup), t.l.Text(lang.AuditRows), "AUC", t.l.Text(lang.AuditExcess))
	}
	for _, g := range t.r.Groups {
		area := "-"
		if a := g.AUC; a != nil {
			area = fmt.Sprintf("%s %s–%s", t.l.Number(a.Value, 3), t.l.Number(a.Low, 3), t.l.Number(a.High, 3))
		}
		over := "-"
		if g.Excess != nil {
			over = t.points(*g.Excess)
		}
		t.row(w, g.Name(t.l), t.l.Count(g.Rows), area, over)
	}
	w.Flush()
	if len(t.r.Groups) > 0 {
		t.say("  ", t.l.Text(lang.AuditExcessIs))
	}
	if n := t.r.Hidden; n > 0 {
		t.say("  ", t.l.Text(lang.AuditHidden, n))
	}
}

// points is a share with its interval, in percentage points.
func (t *auditText) points(i evidence.Interval) string {
	text := func(v float64) string { return t.l.Number(math.Round(1000*v)/10+0, 1) } // + 0: no −0
	return fmt.Sprintf("%s (%s … %s)", text(i.Value), text(i.Low), text(i.High))
}

// row writes one of a table.
func (t *auditText) row(w *tabwriter.Writer, cells ...string) {
	fmt.Fprintln(w, "  "+strings.Join(cells, "\t"))
}
