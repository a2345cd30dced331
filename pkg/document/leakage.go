package document

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"samband/pkg/evidence"
	"samband/pkg/exposure"
	"samband/pkg/identity"
	"samband/pkg/lang"
)

// untabled are the statements that a section says one by one. What tests found
// comes in tables and figures, a hundred numbers and more for a run: of those
// statements a line for each party is left, a text of key. JSON has them all.
func (p *page) untabled(all []evidence.Statement, key lang.Key) (shown []said) {
	tested := make(map[string]int) // by whom → statements
	for _, s := range all {
		if p.tabled(s) {
			tested[s.By]++
		}
	}
	for _, s := range all {
		switch n := tested[s.By]; {
		case !p.tabled(s):
			shown = append(shown, p.said(s))
		case n > 0:
			one := p.said(s)
			one.Text, one.From = clean(p.l.Text(key, p.seat(s.By), n, number("leakage"))), p.l.Text(lang.DocSource, p.source("account of "+s.By))
			shown = append(shown, one)
			delete(tested, s.By)
		}
	}
	return shown
}

// tabled tells whether a statement is a number of a test that has a table: one
// about who is in the model, or about a guessed value.
func (p *page) tabled(s evidence.Statement) bool {
	a := p.r.Attack(s)
	return a != nil && (membership(a.Kind) || a.Kind == evidence.AttributeInf)
}

// rated are the tests of an account that have rates.
func rated(account evidence.Account) (all []evidence.Attack) {
	for _, a := range account.Attacks {
		if len(a.Rates) > 0 {
			all = append(all, a)
		}
	}
	return all
}

// falseRates are the false-positive rates of some tests, the greatest first.
func falseRates(attacks []evidence.Attack) (all []float64) {
	for _, a := range attacks {
		for _, r := range a.Rates {
			if r.False != nil && !slices.Contains(all, *r.False) {
				all = append(all, *r.False)
			}
		}
	}
	slices.SortFunc(all, func(a, b float64) int { return cmp.Compare(b, a) })
	return all
}

// rates are a table for each party that tested: a line for each test, a column
// for the area under its curve and for each rate of false alarms.
func (p *page) rates() (all []*table) {
	for _, account := range p.r.Accounts {
		attacks := rated(account)
		if len(attacks) == 0 {
			continue
		}
		at := falseRates(attacks)
		t := &table{Caption: p.l.Text(lang.DocRatesCaption, p.seat(string(account.Party)), attacks[0].Inside, attacks[0].Outside), Heads: append(p.heads(lang.DocAttack, lang.DocTarget), p.counted(lang.DocArea)...)}
		for _, v := range at {
			t.Heads = append(t.Heads, head{p.l.Text(lang.DocFoundAt, p.share(v)), true})
		}
		unresolved, bound := false, false
		for _, a := range attacks {
			row := []cell{text(p.test(a)), text(p.target(a)), {Text: "-"}}
			for range at {
				row = append(row, cell{Text: "-"})
			}
			for _, r := range a.Rates {
				column := 2
				if r.False != nil {
					column = 3 + slices.Index(at, *r.False)
				}
				row[column] = p.rate(r)
				unresolved, bound = unresolved || !r.Resolved, bound || r.Promise != nil
			}
			t.Rows = append(t.Rows, row)
		}
		t.Notes = []string{p.l.Text(lang.DocRatesNote)}
		if slices.ContainsFunc(attacks, func(a evidence.Attack) bool { return strings.HasPrefix(a.Target, evidence.Round) }) {
			t.Notes = append(t.Notes, p.l.Text(lang.DocRoundNote))
		}
		if bound {
			t.Notes = append(t.Notes, p.l.Text(lang.DocBoundNote))
		}
		if unresolved {
			t.Notes = append(t.Notes, p.l.Text(lang.DocGreyNote))
		}
		all = append(all, p.cut(t))
	}
	return all
}

// rate is a cell: the estimate, its interval, and the bound that noise gives; in
// brackets if the sample is too small for it, so that it is told without colour.
func (p *page) rate(r evidence.Rate) cell {
	c := cell{Text: p.written(r, r.Value), More: []string{p.span(r)}}
	if r.Promise != nil {
		c.More = append(c.More, p.l.Text(lang.DocAtMostBy, p.written(r, *r.Promise)))
	}
	if last := len(c.More) - 1; !r.Resolved {
		c.Text, c.Level = "["+c.Text, "unresolved"
		c.More[last] += "]"
	}
	return c
}

// span is the interval of a rate; a percent sign stands once.
func (p *page) span(r evidence.Rate) string {
	return fmt.Sprintf("(%s–%s)", strings.TrimRight(p.written(r, r.Low), "%\u00a0"), p.written(r, r.High))
}

func (p *page) interval(r evidence.Rate) string { return p.written(r, r.Value) + " " + p.span(r) }

// written is a value of a rate: a share of those in the model, or an area.
func (p *page) written(r evidence.Rate, v float64) string {
	if r.False == nil {
		return p.l.Number(v, 3)
	}
	return p.l.Percent(v, 1)
}

// share writes a rate of false alarms with the decimals that it has.
func (p *page) share(v float64) string {
	decimals := 0
	for s := v * 100; decimals < 3 && s-float64(int(s+1e-9)) > 1e-9; decimals++ {
		s *= 10
	}
	return p.l.Percent(v, decimals)
}

// guesses are a table for each party that had values of its rows guessed: a line
// for each column.
func (p *page) guesses() (all []*table) {
	for _, account := range p.r.Accounts {
		t := &table{Caption: p.l.Text(lang.DocGuessesCaption, p.seat(string(account.Party))),
			Heads: append(p.heads(lang.DocFeature), p.counted(lang.AuditInside, lang.AuditOutside, lang.AuditFrequent, lang.DocAdvantage)...), Notes: []string{p.l.Text(lang.DocGuessesNote)}}
		for _, a := range account.Attacks {
			if a.Kind != evidence.AttributeInf {
				continue
			}
			row := []cell{text(a.Feature)}
			for _, name := range []string{evidence.FigureInside, evidence.FigureOutside, evidence.FigureFrequent, evidence.FigureAdvantage} {
				row = append(row, p.guessed(a, name))
			}
			t.Rows = append(t.Rows, row)
		}
		if len(t.Rows) > 0 {
			all = append(all, p.cut(t))
		}
	}
	return all
}

// guessed is a cell of a table of guesses: a share, or a difference of two in
// percentage points, with its interval if it has one.
func (p *page) guessed(a evidence.Attack, name string) cell {
	f := a.Figure(name)
	if f == nil {
		return cell{Text: "-"}
	}
	write := func(v float64) string { return p.l.Percent(v, 1) }
	if name == evidence.FigureAdvantage {
		write = func(v float64) string { return p.l.Number(100*v, 1) }
	}
	c := cell{Text: write(f.Value)}
	if f.Low < f.High {
		c.More = []string{"(" + p.l.Text(lang.BriefTo, strings.TrimRight(write(f.Low), "%\u00a0"), write(f.High)) + ")"}
	}
	return c
}

// test names a test of membership by how it goes, as its table says what for.
func (p *page) test(a evidence.Attack) string {
	if membership(a.Kind) {
		return p.l.Named(lang.TestKind, a.Kind)
	}
	return p.l.Named(lang.AttackKind, a.Kind)
}

// target is what an attack is on, in words.
func (p *page) target(a evidence.Attack) string {
	if number, ok := strings.CutPrefix(a.Target, evidence.Round); ok {
		said := p.l.Text(lang.AuditRound, number) // its number stays with its last word
		if i := strings.LastIndexByte(said, ' '); i > 0 {
			said = said[:i] + "\u00a0" + said[i+1:]
		}
		return said
	}
	if a.Target == string(exposure.FinalModel) {
		return p.l.Named(lang.Asset, a.Target)
	}
	return p.seat(a.Target)
}

// seat is who attacks or is attacked, in words.
func (p *page) seat(name string) string {
	for _, id := range append(ids(p.r.Plan.Participants), string(p.r.Agreement.Coordinator.ID)) {
		if id == name {
			return p.bare(identity.ID(id))
		}
	}
	return p.l.Named(lang.Seat, name)
}
