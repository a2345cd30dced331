// Package chart draws the two kinds of charts that the measurements need, bars
// and lines, as SVG files that need nothing else to be shown.
//
// A chart is readable on screens in light and dark and on paper: colours follow
// the reader's preference, paper is always light, and nothing is told by colour
// alone. The same data give the same bytes.
package chart

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math"
	"strings"
)

// Colours of the series, for light and dark backgrounds: those of Okabe and
// Ito (2008), which differ for all kinds of colour vision, darkened and
// lightened until they have contrast.
var (
	light = []string{"#0062a3", "#b34a00", "#00795a", "#8f4f78", "#806600", "#555555"}
	dark  = []string{"#56b4e9", "#e8912d", "#2fc497", "#d991bd", "#d6c235", "#aaaaaa"}
)

// Series is how many series can be told apart.
var Series = len(light)

const (
	font   = 13 // pixels
	small  = 12
	glyph  = 7.1 // pixels that a character of font takes, on the safe side
	margin = 16
)

// canvas collects the elements of a drawing.
type canvas struct {
	b             bytes.Buffer
	width, height float64
}

// begin opens a drawing of the given size, titled and described for whoever
// does not see it.
func begin(width, height float64, title, description string) *canvas {
	c := &canvas{width: width, height: height}
	c.put(`<svg xmlns="http://www.w3.org/2000/svg" width="%g" height="%g" viewBox="0 0 %g %g" role="img" font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif" font-size="%d">`, width, height, width, height, font)
	c.put(`<title>%s</title>`, escape(title))
	c.put(`<desc>%s</desc>`, escape(description))
	c.style()
	c.put(`<rect class="ground" width="%g" height="%g"/>`, width, height)
	return c
}

func (c *canvas) style() {
	c.put(`<style>`)
	c.colours("#ffffff", "#1f2328", "#59636e", "#d1d9e0", light)
	c.put(`@media (prefers-color-scheme: dark) {`)
	c.colours("#0d1117", "#e6edf3", "#9aa4af", "#3d444d", dark)
	c.put(`}`)
	c.put(`@media print {`)
	c.colours("#ffffff", "#000000", "#444444", "#bbbbbb", light)
	c.put(`}`)
	c.put(`</style>`)
}

func (c *canvas) colours(ground, ink, faint, grid string, series []string) {
	c.put(`.ground{fill:%s}.ink{fill:%s}.faint{fill:%s}.grid{stroke:%s;stroke-width:1}.mark{stroke:%s;stroke-width:1.5;stroke-dasharray:5 4}.error{stroke:%s;stroke-width:1.5}`, ground, ink, faint, grid, ink, ink)
	for i, s := range series {
		c.put(`.f%d{fill:%s}.l%d{stroke:%s;stroke-width:2;fill:none}`, i, s, i, s)
	}
}

func (c *canvas) put(format string, arguments ...any) {
	fmt.Fprintf(&c.b, format, arguments...)
	c.b.WriteByte('\n')
}

// text writes one line; anchor is start, middle or end.
func (c *canvas) text(x, y float64, class, anchor string, size int, text string) {
	c.put(`<text class="%s" x="%.1f" y="%.1f" text-anchor="%s" font-size="%d">%s</text>`, class, x, y, anchor, size, escape(text))
}

func (c *canvas) line(class string, x1, y1, x2, y2 float64) {
	c.put(`<line class="%s" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/>`, class, x1, y1, x2, y2)
}

// end closes the drawing.
func (c *canvas) end() []byte {
	c.put(`</svg>`)
	return c.b.Bytes()
}

func escape(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s)) // a strings.Builder never fails
	return b.String()
}

// axis maps values to a place between from and to.
type axis struct {
	low, high float64
	log       bool
	from, to  float64
}

// newAxis covers all values that can be drawn. A logarithmic axis begins and
// ends at a power of ten or at two or five times one; a linear one begins at 0.
func newAxis(values []float64, log bool) axis {
	a := axis{log: log, low: math.Inf(1), high: math.Inf(-1)}
	for _, v := range values {
		if drawable(v, log) {
			a.low, a.high = min(a.low, v), max(a.high, v)
		}
	}
	if a.low > a.high {
		a.low, a.high = 1, 1
	}
	if !log {
		return newAxisFrom(0, values)
	}
	a.low, a.high = floor125(a.low), ceil125(a.high)
	if a.low == a.high {
		a.high = ceil125(2 * a.high)
	}
	return a
}

// newAxisFrom is linear and begins at low.
func newAxisFrom(low float64, values []float64) axis {
	a := axis{low: low, high: low}
	for _, v := range values {
		if drawable(v, false) {
			a.high = max(a.high, v)
		}
	}
	if a.high == low {
		a.high = low + 1
	}
	step := step(a.high - low)
	a.high = low + step*math.Ceil((a.high-low)/step-1e-9)
	return a
}

func drawable(v float64, log bool) bool {
	return !math.IsNaN(v) && !math.IsInf(v, 0) && (v > 0 || !log)
}

// at is the place of v, kept within the axis.
func (a axis) at(v float64) float64 {
	low, high := a.low, a.high
	if a.log {
		v, low, high = math.Log(max(v, math.SmallestNonzeroFloat64)), math.Log(low), math.Log(high)
	}
	part := min(1, max(0, (v-low)/(high-low)))
	return a.from + part*(a.to-a.from)
}

// ticks are the values to label.
func (a axis) ticks() []float64 {
	var all []float64
	if !a.log {
		step := step(a.high - a.low)
		for i := 0; a.low+float64(i)*step <= a.high+1e-9*step; i++ {
			all = append(all, a.low+float64(i)*step)
		}
		return all
	}
	every := math.Log10(a.high / a.low)
	for e := math.Floor(math.Log10(a.low)); e <= math.Log10(a.high)+1e-9; e++ {
		for _, m := range []float64{1, 2, 5} {
			v := m * math.Pow(10, e)
			if v < a.low*(1-1e-9) || v > a.high*(1+1e-9) || every > 3 && m != 1 {
				continue
			}
			all = append(all, v)
		}
	}
	return all
}

// step is a round distance that divides most into about five.
func step(most float64) float64 {
	if most <= 0 {
		return 1
	}
	return ceil125(most / 6)
}

func floor125(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)+1e-9))
	for _, m := range []float64{5, 2} {
		if m*power <= v*(1+1e-9) {
			return m * power
		}
	}
	return power
}

func ceil125(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)+1e-9))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= v*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// Number writes v with three significant digits, thousands apart.
func Number(v float64) string {
	switch {
	case v == 0:
		return "0"
	case math.Abs(v) >= 1e6 && math.Mod(v, 1e6) == 0:
		return thousands(fmt.Sprintf("%.0f", v/1e6)) + " million"
	case math.Abs(v) >= 100:
		return thousands(fmt.Sprintf("%.0f", v))
	case math.Abs(v) < 1e-3:
		return fmt.Sprintf("%.2g", v)
	}
	digits := max(0, 2-int(math.Floor(math.Log10(math.Abs(v)))))
	text := fmt.Sprintf("%.*f", digits, v)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

func thousands(digits string) string {
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
