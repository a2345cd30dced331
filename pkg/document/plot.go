package document

import (
	"math"
	"slices"
	"strings"

	"samband/pkg/lang"
)

// point is one line of a plot: estimates with an interval, where guessing lies,
// and a bound, as far as there is each.
type point struct {
	name, said   string
	low, high    float64
	marks        []spot
	guess, bound *float64
	unresolved   bool
	gap          bool // a difference: guess is where there is none
}

// spot is an estimate: "dot", or "alone" of a model that one site has.
type spot struct {
	value float64
	class string
}

// scale is the axis of a plot.
type scale struct {
	low, high float64
	left, to  int // pixels
	step      float64
	decimals  int
}

func (s scale) at(v float64) int {
	return s.left + int(math.Round(float64(s.to-s.left)*(v-s.low)/(s.high-s.low)))
}

// over is a scale over all values of a plot, with a step of 1, 2 or 5 times a
// power of ten, of which some few fit.
func over(all []point, width int) scale {
	low, high := math.Inf(1), math.Inf(-1)
	for _, q := range all {
		low, high = min(low, q.low), max(high, q.high)
		for _, v := range []*float64{q.guess, q.bound} {
			if v != nil {
				low, high = min(low, *v), max(high, *v)
			}
		}
	}
	const most = 5 // steps
	span := max(high-low, 0.02)
	power := math.Pow(10, math.Floor(math.Log10(span/most)))
	step := power * 10
	for _, n := range []float64{1, 2, 5} {
		if span/(n*power) <= most {
			step = n * power
			break
		}
	}
	low, high = math.Floor(low/step)*step, math.Ceil(high/step)*step
	if high <= low {
		high = low + step
	}
	return scale{low, high, 14, width - 14, step, max(int(-math.Floor(math.Log10(step)+1e-9)), 0)}
}

// plot draws estimates on one axis; nothing if there is none.
func (p *page) plot(id, title string, all []point, write func(v float64, decimals int) string) *figure {
	if len(all) == 0 {
		return nil
	}
	var desc []string
	for _, q := range all {
		desc = append(desc, q.name+": "+q.said)
	}
	return both(id, title, func(d *drawing) {
		d.Desc = clean(strings.Join(desc, "; "))
		s, y := over(all, d.Width), 0
		for _, q := range all {
			y = d.write(0, y, "", wrap(q.name+": "+q.said, d.Width)) + 10
			d.line("axis", false, "M%d %dH%d", s.left, y, s.to)
			d.estimate(q, s, y)
			y += 12
		}
		y = d.ticks(s, y, write)
		d.Height = p.key(d, all, y+10) + 4
	})
}

// estimate draws what is known at one height.
func (d *drawing) estimate(q point, s scale, y int) {
	class := "interval"
	if q.unresolved {
		class = "interval unresolved"
	}
	if s.at(q.high) > s.at(q.low) {
		d.line(class, false, "M%d %dH%dM%d %dv8M%d %dv8", s.at(q.low), y, s.at(q.high), s.at(q.low), y-4, s.at(q.high), y-4)
	}
	if q.guess != nil {
		d.line("guess", false, "M%d %dv16", s.at(*q.guess), y-8)
	}
	if q.bound != nil {
		d.line("bound", false, "M%d %dh-6v16h6", s.at(*q.bound), y-8)
	}
	for _, m := range q.marks {
		if q.unresolved {
			m.class += " unresolved"
		}
		d.Boxes = append(d.Boxes, box{s.at(m.value) - 5, y - 5, 10, 10, m.class})
	}
}

// ticks draws the axis with its numbers, and gives the y below it.
func (d *drawing) ticks(s scale, y int, write func(v float64, decimals int) string) int {
	d.line("ticks", false, "M%d %dH%d", s.left, y, s.to)
	for n := 0; n <= int(math.Round((s.high-s.low)/s.step)); n++ {
		v := s.low + float64(n)*s.step
		d.line("ticks", false, "M%d %dv5", s.at(v), y)
		anchor := "middle"
		if s.at(v) > d.Width-30 {
			anchor = "end"
		}
		x := s.at(v)
		if anchor == "end" {
			x = d.Width
		}
		d.Texts = append(d.Texts, label{X: x, Y: y + 18, Anchor: anchor, Class: "tick", Text: write(v, s.decimals)})
	}
	return y + 24
}

// key explains what is drawn, and gives the y below it.
func (p *page) key(d *drawing, all []point, y int) int {
	has := func(is func(point) bool) bool { return slices.ContainsFunc(all, is) }
	alone := has(func(q point) bool { return len(q.marks) > 1 })
	explain := func(draw func(y int), key lang.Key) {
		draw(y + 10)
		y = d.write(46, y, "", wrap(p.l.Text(key), d.Width-50)) + 4
	}
	dot := func(class string) func(int) {
		return func(y int) { d.Boxes = append(d.Boxes, box{15, y - 5, 10, 10, class}) }
	}
	if alone {
		explain(dot("alone"), lang.LocalOnly)
		explain(dot("dot"), lang.Joint)
	} else if has(func(q point) bool { return !q.unresolved }) {
		explain(func(y int) { d.line("interval", false, "M2 %dH38M2 %dv8M38 %dv8", y, y-4, y-4); dot("dot")(y) }, lang.DocKeyInterval)
	}
	if has(func(q point) bool { return q.unresolved }) {
		explain(func(y int) {
			d.line("interval unresolved", false, "M2 %dH38M2 %dv8M38 %dv8", y, y-4, y-4)
			dot("dot unresolved")(y)
		}, lang.DocKeyGrey)
	}
	if has(func(q point) bool { return q.guess != nil }) {
		what := lang.DocKeyGuess
		if has(func(q point) bool { return q.gap }) {
			what = lang.DocKeyNone
		}
		explain(func(y int) { d.line("guess", false, "M20 %dv16", y-8) }, what)
	}
	if has(func(q point) bool { return q.bound != nil }) {
		explain(func(y int) { d.line("bound", false, "M23 %dh-6v16h6", y-8) }, lang.DocKeyBound)
	}
	return y
}
