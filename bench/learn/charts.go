package learn

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strconv"

	"samband/bench/chart"
	"samband/bench/learn/setting"
)

// chart draws the summary, if the file asks for that; nil if not.
func (s *summary) chart() []byte {
	title := s.file.Title
	if s.simulated() {
		title += " (sites simulated)"
	}
	switch s.file.Report.Chart {
	case "lines":
		return s.linesChart(title).SVG()
	case "bars":
		return s.barsChart(title).SVG()
	}
	return nil
}

// metric is what charts show.
func (s *summary) metric() string { return s.file.Report.Metrics[0] }

var numeral = regexp.MustCompile(`[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?`)

// places are where the values of an axis stand on the x axis: numbers where
// those are, and what is no number, such as ∞, behind the largest.
func places(axis *setting.Axis) []chart.Tick {
	most := 0.0
	var all []chart.Tick
	for _, v := range axis.Values {
		x, err := strconv.ParseFloat(numeral.FindString(v.Name), 64)
		if err != nil || x <= 0 {
			x = math.Inf(1)
		} else {
			most = max(most, x)
		}
		all = append(all, chart.Tick{X: x, Label: v.Name})
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
	l := chart.Lines{Title: title, X: cmp.Or(s.file.Report.Label, titleOf(s.columns.Path)), Y: metricName(s.metric()), Ticks: places(s.columns), Floor: s.floor()}
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
	if lines := s.lines(); len(lines) > 0 && slices.Contains(s.models(), pooled) {
		if c := s.cell(s.metric(), line{}, "", pooled); c.runs > 0 {
			l.Marks = append(l.Marks, chart.Mark{Name: modelName(pooled), Value: c.mean})
		}
	}
	return l
}

// floor is where the y axis begins: of an AUC at that of guessing, if nothing is
// below.
func (s *summary) floor() float64 {
	low := 0.0
	if s.metric() != "log_loss" {
		low = 0.5
	}
	for _, of := range s.lines() {
		for _, v := range s.columns.Values {
			if c := s.cell(s.metric(), of, v.Name, joint); c.runs > 0 && c.mean-c.half < low {
				low = max(0, math.Floor((c.mean-c.half)*10)/10)
			}
		}
	}
	return low
}

// barsChart has a group of bars for every line of the table.
func (s *summary) barsChart(title string) chart.Bars {
	b := chart.Bars{Title: title, Axis: metricName(s.metric()), Legend: []string{modelName(joint), modelName(local), modelName(pooled)}}
	series := []string{joint, local, pooled}
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
