package document

import (
	"fmt"
	"math"
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
	var all []bar
	for i, f := range p.r.Flows {
		if i < most {
			all = append(all, bar{fmt.Sprintf("%s, %s, %s", f.Kind, p.way(f), p.l.Named(lang.Form, string(f.Form))), float64(f.Bytes), p.l.Bytes(int64(f.Bytes)), string(f.Form)})
		}
	}
	return p.bars("kinds", p.l.Text(lang.DocKindBars), all)
}

// costBars sets what encryption takes beside what the values take without.
func (p *page) costBars() *figure {
	c := p.r.Cost()
	all := []bar{{p.l.Text(lang.Float32), float64(c.Float32), p.l.Bytes(int64(c.Float32)), "plain"}, {p.l.Text(lang.Packed), float64(c.Packed), p.l.Bytes(int64(c.Packed)), "plain"}}
	if c.Sent > 0 {
		all = append(all, bar{p.l.Text(lang.Sent), float64(c.Sent), p.l.Bytes(int64(c.Sent)), "ciphertext"})
	} else {
		n := p.r.Plan.RunSizes().Uplink
		all = append(all, bar{p.l.Text(lang.DocAtMost), float64(n), p.l.Bytes(int64(n)), "ciphertext"})
	}
	return p.bars("cost-bars", p.l.Text(lang.DocCostBars), all)
}

// point is one line of a plot: an estimate, with its interval if it has one.
type point struct {
	name             string
	value, low, high float64
	said, class      string
}

// plot draws estimates on one axis, with a line where guessing lies.
func (p *page) plot(id, title string, guess float64, all []point) *figure {
	if len(all) == 0 {
		return nil
	}
	low, high := guess, guess
	var desc []string
	for _, q := range all {
		low, high = math.Min(low, q.low), math.Max(high, q.high)
		desc = append(desc, q.name+": "+q.said)
	}
	margin := math.Max((high-low)*0.08, 0.01)
	low, high = low-margin, high+margin
	return both(id, title, func(d *drawing) {
		d.Desc = clean(strings.Join(desc, "; "))
		const left = 6
		at := func(v float64) int { return left + int(float64(d.Width-2*left)*(v-low)/(high-low)) }
		y := 0
		for _, q := range all {
			y = d.write(0, y, "", wrap(q.name+": "+q.said, d.Width))
			d.line("axis", false, "M%d %dH%d", left, y+10, d.Width-left)
			d.line("guess", false, "M%d %dv14", at(guess), y+3)
			d.line("interval "+q.class, false, "M%d %dH%d", at(q.low), y+10, at(q.high))
			d.Boxes = append(d.Boxes, box{at(q.value) - 4, y + 6, 8, 8, "dot " + q.class})
			y += 24
		}
		y = d.write(0, y, "", wrap(p.l.Text(lang.DocGuess, p.l.Number(guess, 1), p.l.Number(low, 2), p.l.Number(high, 2)), d.Width))
		d.Height = y + 4
	})
}

// attackPlot shows the area under the curve of every membership test.
func (p *page) attackPlot() *figure {
	var all []point
	for _, account := range p.r.Accounts {
		for _, a := range account.Attacks {
			for _, r := range a.Rates {
				if r.False != nil {
					continue
				}
				class := ""
				if !r.Resolved {
					class = "unresolved"
				}
				target := p.target(a)
				all = append(all, point{clean(p.l.Named(lang.AttackKind, a.Kind) + ", " + target), r.Value, r.Low, r.High,
					fmt.Sprintf("%s (%s – %s)", p.l.Number(r.Value, 3), p.l.Number(r.Low, 3), p.l.Number(r.High, 3)), class})
			}
		}
	}
	return p.plot("attack-plot", p.l.Text(lang.DocAttackPlot), 0.5, all)
}

// gainPlot sets the area under the curve alone beside that of the joint model.
func (p *page) gainPlot() *figure {
	c, _ := p.r.Comparison()
	if c == nil {
		return nil
	}
	var all []point
	for _, site := range c.Sites() {
		for _, one := range []struct {
			key   lang.Key
			of    map[string]evidence.Quality
			class string
		}{{lang.LocalOnly, c.Local, "alone"}, {lang.Joint, c.Joint, ""}} {
			if q, ok := one.of[site]; ok && q.AUC != nil {
				all = append(all, point{clean(p.site(site) + ", " + p.l.Text(one.key)), *q.AUC, *q.AUC, *q.AUC, p.l.Number(*q.AUC, 3), one.class})
			}
		}
	}
	return p.plot("gain-plot", p.l.Text(lang.DocGainPlot), 0.5, all)
}
