package learn

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"samband/bench/chart"
	"samband/bench/learn/setting"
)

// charts draws the summary, if the file asks for that, by what is added to the
// name of the file: lines of several varied settings are drawn apart for each
// value of the first.
func (s *summary) charts() map[string][]byte {
	title := s.file.Title
	if s.simulated() {
		title += " (sites simulated)"
	}
	made := make(map[string][]byte)
	switch {
	case s.file.Report.Chart == "bars":
		made[""] = s.barsChart(title).SVG()
	case s.file.Report.Chart == "lines" && len(s.rows) > 1:
		first := s.rows[0]
		for i, v := range first.Values {
			one := *s
			one.rows = s.rows[1:]
			one.results = slices.DeleteFunc(slices.Clone(s.results), func(r Result) bool { return r.Varied[first.Path] != v.Name })
			made[fmt.Sprintf("-%d", i+1)] = one.linesChart(title + ", " + v.Name).SVG()
		}
	case s.file.Report.Chart == "lines":
		made[""] = s.linesChart(title).SVG()
	}
	return made
}

// metric is what charts show.
func (s *summary) metric() string { return s.file.Report.Metrics[0] }

var numeral = regexp.MustCompile(`[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?`)

// places are where the values of an axis stand on the x axis: numbers where
// those are, and what is no number, such as ∞, behind the largest.
func places(axis *setting.Axis, label string) []chart.Tick {
	most := 0.0
	var all []chart.Tick
	for _, v := range axis.Values {
		x, err := strconv.ParseFloat(numeral.FindString(v.Name), 64)
		if err != nil || x <= 0 {
			x = math.Inf(1)
		} else {
			most = max(most, x)
		}
		all = append(all, chart.Tick{X: x, Label: strings.TrimLeft(strings.TrimPrefix(v.Name, label), " =")})
	}
	for i := range all {
		if math.IsInf(all[i].X, 1) {
			all[i].X = max(1, 2*most)
		}
	}
	return all
}

// linesChart has a line for every line of the table.
func (s *summary) linesChart(title string) chart.Lines {
	l := chart.Lines{Title: title, X: cmp.Or(s.file.Report.Label, titleOf(s.columns.Path)), Y: metricName(s.metric()), Ticks: places(s.columns, s.file.Report.Label), Floor: s.floor()}
	for _, of := range s.lines() {
		if len(l.Lines) == chart.Series {
			break
		}
		one := chart.Line{Name: s.name(of)}
		for i, v := range s.columns.Values {
			if c := s.cell(s.metric(), of, v.Name, joint); c.runs > 0 {
				one.Points = append(one.Points, chart.Point{X: l.Ticks[i].X, Y: c.mean, Low: c.mean - c.half, High: c.mean + c.half})
			}
		}
		slices.SortStableFunc(one.Points, func(a, b chart.Point) int {
			if a.X < b.X {
				return -1
			}
			return 1
		})
		l.Lines = append(l.Lines, one)
	}
	return l
}

// floor is where the y axis begins: a tenth that nothing is below.
func (s *summary) floor() float64 {
	low := math.Inf(1)
	for _, of := range s.lines() {
		for _, v := range s.columns.Values {
			if c := s.cell(s.metric(), of, v.Name, joint); c.runs > 0 {
				low = min(low, c.mean-c.half)
			}
		}
	}
	if math.IsInf(low, 1) {
		return 0
	}
	return max(0, math.Floor(low*10)/10)
}

// barsChart has a group of bars for every line of the table.
func (s *summary) barsChart(title string) chart.Bars {
	b := chart.Bars{Title: title, Axis: metricName(s.metric())}
	series := s.models()
	if len(series) > 1 {
		for _, kind := range series {
			b.Legend = append(b.Legend, modelName(kind))
		}
	}
	for _, of := range s.lines() {
		g := chart.Group{Heading: s.name(of)}
		add := func(name, column, kind string) {
			if c := s.cell(s.metric(), of, column, kind); c.runs > 0 {
				g.Bars = append(g.Bars, chart.Bar{Name: name, Value: c.mean, Low: c.mean - c.half, High: c.mean + c.half, Series: slices.Index(series, kind)})
			}
		}
		for _, kind := range s.models() {
			if kind != joint || s.columns == nil {
				add(modelName(kind), "", kind)
				continue
			}
			for _, v := range s.columns.Values {
				add(v.Name, v.Name, joint)
			}
		}
		b.Groups = append(b.Groups, g)
	}
	return b
}
