package chart

import (
	"fmt"
	"math"
)

// Bars is a chart of horizontal bars in groups. Every bar has its name and its
// value written beside it.
type Bars struct {
	Title  string
	Axis   string // what the values are, with their unit
	Log    bool   // logarithmic; bars then begin at the axis's low end, so lengths compare ratios
	Groups []Group
	Marks  []Mark
	Legend []string // what each series is
}

// Group is some bars under a heading.
type Group struct {
	Heading string
	Bars    []Bar
}

// Bar is one value. Low and High are the spread of the measurement, both 0 if
// there is none.
type Bar struct {
	Name      string
	Value     float64
	Low, High float64
	Series    int
	Note      string // beside the value
}

// Mark is a line across all bars, or across a line chart at a height.
type Mark struct {
	Name  string
	Value float64
}

const (
	barHeight  = 17.0
	barStep    = 22.0
	groupGap   = 12.0
	chartWidth = 860.0
)

// SVG draws the chart.
func (b Bars) SVG() []byte {
	names, notes := 0.0, 0.0
	var values []float64
	height := 66.0
	for _, m := range b.Marks {
		values = append(values, m.Value)
	}
	for _, g := range b.Groups {
		height += barStep + groupGap
		for _, bar := range g.Bars {
			names, notes = max(names, glyph*float64(len([]rune(bar.Name)))), max(notes, glyph*float64(len([]rune(bar.label()))))
			values = append(values, bar.Value, bar.High)
			height += barStep
		}
	}
	height += 62
	bottom := height - 58
	if len(b.Legend) > 0 {
		height += 26
	}
	a := newAxis(values, b.Log)
	a.from, a.to = margin+names+10, chartWidth-margin-notes-10

	c := begin(chartWidth, height, b.Title, b.describe())
	c.text(margin, 26, "ink", "start", font+3, b.Title)
	for _, v := range a.ticks() {
		c.line("grid", a.at(v), 52, a.at(v), bottom)
		c.text(a.at(v), bottom+18, "faint", "middle", small, Number(v))
	}
	scale := ""
	if b.Log {
		scale = " (logarithmic)"
	}
	c.text((a.from+a.to)/2, bottom+40, "ink", "middle", font, b.Axis+scale)
	y := 52.0
	for _, g := range b.Groups {
		y += groupGap + barStep
		c.text(margin, y-7, "ink", "start", font, g.Heading)
		for _, bar := range g.Bars {
			bar.draw(c, a, y)
			y += barStep
		}
	}
	for _, m := range b.Marks {
		c.line("mark", a.at(m.Value), 48, a.at(m.Value), bottom)
		c.text(a.at(m.Value)+4, 46, "ink", "start", small, m.Name)
	}
	b.legend(c, height-16)
	return c.end()
}

// legend is a row of the colours with what they stand for.
func (b Bars) legend(c *canvas, y float64) {
	x := margin + 0.0
	for i, name := range b.Legend {
		c.put(`<rect class="f%d" x="%.1f" y="%.1f" width="12" height="12"/>`, i%Series, x, y-11)
		c.text(x+18, y, "ink", "start", small, name)
		x += 18 + glyph*float64(len([]rune(name))) + 20
	}
}

func (bar Bar) draw(c *canvas, a axis, y float64) {
	c.text(a.from-8, y+13, "ink", "end", font, bar.Name)
	end := a.from
	if drawable(bar.Value, a.log) {
		end = a.at(bar.Value)
		c.put(`<rect class="f%d" x="%.1f" y="%.1f" width="%.1f" height="%g"/>`, bar.Series%Series, a.from, y, max(1, end-a.from), barHeight)
	}
	if bar.High > bar.Low && drawable(bar.Low, a.log) {
		low, high, middle := a.at(bar.Low), a.at(bar.High), y+barHeight/2
		c.line("error", low, middle, high, middle)
		c.line("error", low, middle-3, low, middle+3)
		c.line("error", high, middle-3, high, middle+3)
		end = max(end, high)
	}
	c.text(end+6, y+13, "ink", "start", small, bar.label())
}

func (bar Bar) label() string {
	if math.IsNaN(bar.Value) {
		return bar.Note
	}
	if bar.Note == "" {
		return Number(bar.Value)
	}
	return Number(bar.Value) + "  " + bar.Note
}

func (b Bars) describe() string {
	text := b.Axis + "."
	for _, g := range b.Groups {
		text += " " + g.Heading + ":"
		for i, bar := range g.Bars {
			if i > 0 {
				text += ","
			}
			text += fmt.Sprintf(" %s %s", bar.Name, bar.label())
		}
		text += "."
	}
	return text
}
