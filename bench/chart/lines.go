package chart

import (
	"fmt"
	"slices"
	"strings"
)

// Lines is a chart of lines over a logarithmic x axis. Every line is named at
// its right end, and has its own dashes.
type Lines struct {
	Title string
	X, Y  string // what the axes are, with their units
	LogY  bool
	Floor float64 // of a linear y axis, where it does not begin at 0
	Ticks []Tick  // of the x axis; default round numbers
	Lines []Line
	Marks []Mark // at heights
}

// Tick is a labelled place on the x axis.
type Tick struct {
	X     float64
	Label string
}

// Line goes through points in the order of x.
type Line struct {
	Name   string
	Points []Point
}

// Point is one value. Low and High are its interval, both 0 if it has none.
type Point struct{ X, Y, Low, High float64 }

const (
	lineHeight = 430.0
	apartBy    = 9.0 // pixels between the intervals of two lines
	dashes     = "none 7,4 2,3 9,3,2,3 12,4 4,4"
)

// SVG draws the chart.
func (l Lines) SVG() []byte {
	var xs, ys []float64
	names := 0.0
	for _, m := range l.Marks {
		ys = append(ys, m.Value)
	}
	for _, line := range l.Lines {
		names = max(names, glyph*float64(len([]rune(line.Name))))
		for _, p := range line.Points {
			xs, ys = append(xs, p.X), append(ys, p.Y)
			if p.High > p.Low {
				ys = append(ys, p.Low, p.High)
			}
		}
	}
	x, y := newAxis(xs, true), newAxis(ys, l.LogY)
	if !l.LogY {
		y = newAxisFrom(l.Floor, ys)
	}
	ticks := l.Ticks
	if ticks == nil {
		for _, v := range x.ticks() {
			ticks = append(ticks, Tick{v, Number(v)})
		}
	}
	x.from, x.to = 90, chartWidth-margin-names-32
	y.from, y.to = lineHeight-62, 56

	c := begin(chartWidth, lineHeight, l.Title, l.describe())
	c.text(margin, 26, "ink", "start", font+3, l.Title)
	for _, t := range ticks {
		c.line("grid", x.at(t.X), y.from, x.at(t.X), y.to)
		c.text(x.at(t.X), y.from+18, "faint", "middle", small, t.Label)
	}
	for _, v := range y.ticks() {
		c.line("grid", x.from-20, y.at(v), x.to+20, y.at(v))
		c.text(x.from-27, y.at(v)+4, "faint", "end", small, Number(v))
	}
	scale := ""
	if l.LogY {
		scale = " (logarithmic)"
	}
	c.text((x.from+x.to)/2, lineHeight-18, "ink", "middle", font, l.X+" (logarithmic)")
	c.put(`<text class="ink" text-anchor="middle" transform="translate(20 %.1f) rotate(-90)">%s</text>`, (y.from+y.to)/2, escape(l.Y+scale))
	var labels []label
	for _, m := range l.Marks {
		c.line("mark", x.from-20, y.at(m.Value), x.to+20, y.at(m.Value))
		c.text(x.from-14, y.at(m.Value)-5, "ink", "start", small, m.Name)
	}
	for i, line := range l.Lines {
		if len(line.Points) == 0 {
			continue
		}
		var points []string
		for _, p := range line.Points {
			// Lines stand apart by a few pixels, so that intervals can be told apart.
			at := x.at(p.X)
			if p.High > p.Low {
				at += apartBy * (float64(i) - float64(len(l.Lines)-1)/2)
				c.put(`<path class="l%d" d="M%.1f %.1fV%.1fm-3 0h6M%.1f %.1fh6"/>`, i%Series, at, y.at(p.Low), y.at(p.High), at-3, y.at(p.Low))
			}
			points = append(points, fmt.Sprintf("%.1f,%.1f", at, y.at(p.Y)))
		}
		c.put(`<polyline class="l%d" stroke-dasharray="%s" points="%s"/>`, i%Series, strings.Fields(dashes)[i%Series], strings.Join(points, " "))
		labels = append(labels, label{y.at(line.Points[len(line.Points)-1].Y), fmt.Sprintf("f%d", i%Series), line.Name})
	}
	for _, at := range apart(labels) {
		c.text(x.to+28, at.y+4, at.class, "start", font, at.text)
	}
	return c.end()
}

// label is a name at the right end of a line.
type label struct {
	y           float64
	class, text string
}

// apart moves labels so that none covers another.
func apart(labels []label) []label {
	const least = font + 3
	slices.SortStableFunc(labels, func(a, b label) int {
		switch {
		case a.y < b.y:
			return -1
		case a.y > b.y:
			return 1
		}
		return 0
	})
	for i := len(labels) - 2; i >= 0; i-- {
		labels[i].y = min(labels[i].y, labels[i+1].y-least)
	}
	return labels
}

func (l Lines) describe() string {
	text := l.Y + " over " + l.X + "."
	for _, line := range l.Lines {
		if n := len(line.Points); n > 0 {
			first, last := line.Points[0], line.Points[n-1]
			text += fmt.Sprintf(" %s: from %s at %s to %s at %s.", line.Name, Number(first.Y), Number(first.X), Number(last.Y), Number(last.X))
		}
	}
	return text
}
