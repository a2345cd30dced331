package document

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"samband/pkg/evidence"
	"samband/pkg/lang"
)

// bar is one line of a bar chart.
type bar struct {
	name  string
	value float64
	said  string // the value in words
	class string
}

// bars draws horizontal bars, each with its name above it and its value at its
// end.
func (p *page) bars(id, title string, all []bar) *figure {
	if len(all) == 0 {
		return nil
	}
	most := 0.0
	var desc []string
	for _, b := range all {
		most = math.Max(most, b.value)
		desc = append(desc, b.name+": "+b.said)
	}
	return both(id, title, func(d *drawing) {
		d.Desc = clean(strings.Join(desc, "; "))
		y := 0
		room := d.Width - 110
		for _, b := range all {
			y = d.write(0, y, "", wrap(b.name, d.Width))
			width := 1
			if most > 0 {
				width = max(int(float64(room)*b.value/most), 1)
			}
			d.Boxes = append(d.Boxes, box{0, y, width, 14, "bar " + b.class})
			d.Texts = append(d.Texts, label{X: width + 6, Y: y + 12, Anchor: "start", Text: b.said})
			y += 24
		}
		d.Height = y
	})
}

// kindBars shows what kinds of messages took how much.
func (p *page) kindBars() *figure {
	const most = 8
	flows := slices.SortedStableFunc(slices.Values(p.r.Flows), func(a, b evidence.Flow) int { return cmp.Compare(b.Bytes, a.Bytes) })
	var all []bar
	for _, f := range flows[:min(len(flows), most)] {
		all = append(all, bar{fmt.Sprintf("%s (%s), %s, %s", p.l.Named(lang.MessageKind, f.Kind), f.Kind, p.way(f), p.l.Named(lang.Form, string(f.Form))), float64(f.Bytes), p.l.Bytes(int64(f.Bytes)), string(f.Form)})
	}
	return p.bars("kinds", p.l.Text(lang.DocKindBars), all)
}

// costBars sets what encryption takes beside what the values take without.
func (p *page) costBars() *figure {
	c, form := p.r.Cost(), string(p.r.Form())
	all := []bar{{p.l.Text(lang.Float32), float64(c.Float32), p.l.Bytes(int64(c.Float32)), ""}, {p.l.Text(lang.Packed), float64(c.Packed), p.l.Bytes(int64(c.Packed)), ""}}
	if c.Sent > 0 {
		all = append(all, bar{p.l.Text(lang.Sent), float64(c.Sent), p.l.Bytes(int64(c.Sent)), form})
	} else {
		n := p.r.Plan.RunSizes().Uplink
		all = append(all, bar{p.l.Text(lang.DocAtMost), float64(n), p.l.Bytes(int64(n)), form})
	}
	return p.bars("cost-bars", p.l.Text(lang.DocCostBars), all)
}

// areaPlots show, for each party that tested, the area under the curve of every
// test.
func (p *page) areaPlots() (all []*figure) {
	guess := 0.5
	for n, account := range p.r.Accounts {
		var points []point
		for _, a := range rated(account) {
			for _, r := range a.Rates {
				if r.False == nil {
					q := p.estimate(r)
					q.name, q.guess, q.bound = clean(p.test(a)+", "+p.target(a)), &guess, r.Promise
					points = append(points, q)
				}
			}
		}
		title := p.l.Text(lang.DocAttackPlot, p.seat(string(account.Party)))
		all = append(all, p.plot(fmt.Sprintf("area-plot-%d", n+1), title, points, func(v float64, decimals int) string { return p.l.Number(v, decimals) }))
	}
	return slices.DeleteFunc(all, func(f *figure) bool { return f == nil })
}

// ratePlots show, for each party that tested, what the test that is told to be the
// strongest finds in the finished model.
func (p *page) ratePlots() (all []*figure) {
	for n, account := range p.r.Accounts {
		attacks := rated(account)
		i := slices.IndexFunc(attacks, func(a evidence.Attack) bool {
			return a.Kind == evidence.LiRA && p.target(a) == p.l.Named(lang.Asset, a.Target)
		})
		if i < 0 {
			continue
		}
		var points []point
		for _, r := range attacks[i].Rates {
			if r.False != nil {
				q := p.estimate(r)
				q.name, q.guess, q.bound = p.l.Text(lang.DocFoundAt, p.share(*r.False)), r.False, r.Promise
				points = append(points, q)
			}
		}
		title := p.l.Text(lang.DocRatePlot, p.seat(string(account.Party)), p.l.Named(lang.AttackKind, attacks[i].Kind))
		all = append(all, p.plot(fmt.Sprintf("rate-plot-%d", n+1), title, points, func(v float64, decimals int) string { return p.l.Percent(v, max(decimals-2, 0)) }))
	}
	return slices.DeleteFunc(all, func(f *figure) bool { return f == nil })
}

// guessPlots show, for each party that had values guessed, how much better the
// guess is for rows that are in the model than for those that are not.
func (p *page) guessPlots() (all []*figure) {
	none := 0.0
	for n, account := range p.r.Accounts {
		var points []point
		for _, a := range account.Attacks {
			if f := a.Figure(evidence.FigureAdvantage); f != nil {
				c := p.guessed(a, evidence.FigureAdvantage)
				points = append(points, point{name: clean(a.Feature), said: strings.Join(append([]string{c.Text}, c.More...), " "), low: f.Low, high: f.High, marks: []spot{{f.Value, "dot"}}, guess: &none, gap: true})
			}
		}
		title := p.l.Text(lang.DocGuessPlot, p.seat(string(account.Party)))
		all = append(all, p.plot(fmt.Sprintf("guess-plot-%d", n+1), title, points, func(v float64, decimals int) string { return p.l.Number(100*v, max(decimals-2, 0)) }))
	}
	return slices.DeleteFunc(all, func(f *figure) bool { return f == nil })
}

// estimate is a point with what a rate says of it.
func (p *page) estimate(r evidence.Rate) point {
	q := point{low: r.Low, high: r.High, marks: []spot{{r.Value, "dot"}}, said: p.interval(r)}
	if r.Promise != nil {
		q.said += "; " + p.l.Text(lang.DocAtMostBy, p.written(r, *r.Promise))
	}
	if !r.Resolved {
		q.unresolved, q.said = true, "["+q.said+"]"
	}
	return q
}

// gainPlot sets the area under the curve alone beside that of the joint model.
func (p *page) gainPlot() *figure {
	c, _ := p.r.Comparison()
	if c == nil {
		return nil
	}
	guess := 0.5
	var all []point
	for _, site := range c.Sites() {
		alone, joint := c.Local[site].AUC, c.Joint[site].AUC
		if alone == nil || joint == nil {
			continue
		}
		all = append(all, point{
			name: clean(p.site(site)), said: p.l.Text(lang.DocAloneJoint, p.l.Number(*alone, 3), p.l.Number(*joint, 3)), guess: &guess,
			low: math.Min(*alone, *joint), high: math.Max(*alone, *joint), marks: []spot{{*alone, "alone"}, {*joint, "dot"}},
		})
	}
	return p.plot("gain-plot", p.l.Text(lang.DocGainPlot), all, func(v float64, decimals int) string { return p.l.Number(v, decimals) })
}
