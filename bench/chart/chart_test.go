package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
)

func wellFormed(t *testing.T, svg []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Everything that was given is written, whatever it is called, and what cannot
// be drawn is not.
func TestBars(t *testing.T) {
	b := Bars{Title: "A & B", Axis: "M values/s", Log: true, Marks: []Mark{{"limit", 32}}, Groups: []Group{{"n = 2", []Bar{
		{Name: "<one>", Value: 80, Low: 70, High: 90}, {Name: "two", Value: 0}, {Name: "none", Value: math.NaN(), Note: "not measured"},
	}}}}
	svg := b.SVG()
	wellFormed(t, svg)
	for _, want := range []string{"A &amp; B", "&lt;one&gt;", ">80<", "not measured", "limit", "M values/s (logarithmic)", "prefers-color-scheme: dark", "@media print", "<title>"} {
		if !bytes.Contains(svg, []byte(want)) {
			t.Errorf("no %s in\n%s", want, svg)
		}
	}
	if bytes.Contains(svg, []byte("NaN\"")) || bytes.Contains(svg, []byte("Inf")) {
		t.Error("what is no number is drawn")
	}
	if !bytes.Equal(svg, b.SVG()) {
		t.Error("the same chart twice differs")
	}
}

func TestLines(t *testing.T) {
	l := Lines{Title: "T", X: "values", Y: "× float32", LogY: true, Marks: []Mark{{"float32", 1}},
		Lines: []Line{{"n = 2", []Point{{X: 100, Y: 10}, {X: 10000, Y: 0.5}}}, {"n = 8", []Point{{X: 100, Y: 20}, {X: 10000, Y: 0.5}}}, {Name: "empty"}}}
	svg := l.SVG()
	wellFormed(t, svg)
	for _, want := range []string{"n = 2", "n = 8", "float32", "values (logarithmic)", "× float32", "polyline"} {
		if !bytes.Contains(svg, []byte(want)) {
			t.Errorf("no %s", want)
		}
	}
	with := Lines{Title: "T", X: "ε", Y: "AUC", Floor: 0.5, Ticks: []Tick{{0.5, "½"}, {16, "∞"}}, Lines: []Line{{"n = 2", []Point{{0.5, 0.6, 0.55, 0.65}, {16, 0.8, 0.79, 0.81}}}}}.SVG()
	wellFormed(t, with)
	for _, want := range []string{">½<", ">∞<", ">0.5<", "<path"} {
		if !bytes.Contains(with, []byte(want)) {
			t.Errorf("no %s in\n%s", want, with)
		}
	}
	wellFormed(t, Lines{}.SVG())
	wellFormed(t, Bars{}.SVG())
}

func TestAxis(t *testing.T) {
	a := newAxis([]float64{3, 700}, true)
	if a.low != 2 || a.high != 1000 {
		t.Errorf("from %v to %v", a.low, a.high)
	}
	if ticks := a.ticks(); !slices.Equal(ticks, []float64{2, 5, 10, 20, 50, 100, 200, 500, 1000}) {
		t.Errorf("%v", ticks)
	}
	a.from, a.to = 0, 100
	if a.at(1) != 0 || a.at(2000) != 100 || a.at(math.Sqrt(2000)) < 49 || a.at(math.Sqrt(2000)) > 51 {
		t.Error("values are not where they belong")
	}
	a = newAxisFrom(0.5, []float64{0.62, 0.88})
	if ticks := a.ticks(); a.low != 0.5 || a.high < 0.88 || a.high > 0.95 || ticks[0] != 0.5 || len(ticks) < 4 {
		t.Errorf("%v: %v", a, ticks)
	}
	a = newAxis([]float64{0.3, 2.7}, false)
	if ticks := a.ticks(); a.low != 0 || ticks[len(ticks)-1] < 2.7 || len(ticks) > 8 {
		t.Errorf("%v", ticks)
	}
}

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 17.4649: "17.5", 0.5458: "0.546", 1234567: "1,234,567", 2e6: "2 million", 999.6: "1,000", 0.00012: "0.00012", 40: "40", 5: "5"} {
		if got := Number(v); got != want {
			t.Errorf("%v: %q, want %q", v, got, want)
		}
	}
	if strings.Contains(Number(-1234), "-,") {
		t.Error(Number(-1234))
	}
}
