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
	Lines []Line
	Marks []Mark // at heights
}

// Line goes through points in the order of x.
type Line struct {
	Name   string
	Points []Point
}

// Point is one value.
type Point struct{ X, Y float64 }

const (
	lineHeight = 430.0
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
		}
	}
	x, y := newAxis(xs, true), newAxis(ys, l.LogY)
	x.from, x.to = 70, chartWidth-margin-names-12
	y.from, y.to = lineHeight-62, 56

	c := begin(chartWidth, lineHeight, l.Title, l.describe())
	c.text(margin, 26, "ink", "start", font+3, l.Title)
	for _, v := range x.ticks() {
		c.line("grid", x.at(v), y.from, x.at(v), y.to)
		c.text(x.at(v), y.from+18, "faint", "middle", small, Number(v))
	}
	for _, v := range y.ticks() {
		c.line("grid", x.from, y.at(v), x.to, y.at(v))
		c.text(x.from-7, y.at(v)+4, "faint", "end", small, Number(v))
	}
	scale := ""
	if l.LogY {
		scale = " (logarithmic)"
	}
	c.text((x.from+x.to)/2, lineHeight-18, "ink", "middle", font, l.X+" (logarithmic)")
	c.put(`<text class="ink" text-anchor="middle" transform="translate(20 %.1f) rotate(-90)">%s</text>`, (y.from+y.to)/2, escape(l.Y+scale))
	var labels []label
	for _, m := range l.Marks {
		c.line("mark", x.from, y.at(m.Value), x.to, y.at(m.Value))
		c.text(x.from+6, y.at(m.Value)-5, "ink", "start", small, m.Name)
	}
	for i, line := range l.Lines {
		if len(line.Points) == 0 {
			continue
		}
		var points []string
		for _, p := range line.Points {
			points = append(points, fmt.Sprintf("%.1f,%.1f", x.at(p.X), y.at(p.Y)))
		}
		c.put(`<polyline class="l%d" stroke-dasharray="%s" points="%s"/>`, i%Series, strings.Fields(dashes)[i%Series], strings.Join(points, " "))
		labels = append(labels, label{y.at(line.Points[len(line.Points)-1].Y), fmt.Sprintf("f%d", i%Series), line.Name})
	}
	for _, at := range apart(labels) {
		c.text(x.to+8, at.y+4, at.class, "start", font, at.text)
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
