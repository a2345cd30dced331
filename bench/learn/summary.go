package learn

import (
	"slices"
	"strings"

	"samband/bench/learn/setting"
)

// summary is a configuration with its results.
type summary struct {
	file    *setting.File
	rows    []setting.Axis // whose values make the lines of the table
	columns *setting.Axis  // whose values make its columns; nil for one column
	results []Result       // of the runs of the file, in any order
	missing int            // runs without a result
}

// newSummary keeps the results that the file asks for.
func newSummary(f *setting.File, all []Result) (*summary, error) {
	runs, err := f.Runs()
	if err != nil {
		return nil, err
	}
	s := &summary{file: f}
	for i, axis := range f.Grid {
		if axis.Path == f.Report.Columns {
			s.columns = &f.Grid[i]
		} else {
			s.rows = append(s.rows, axis)
		}
	}
	had := make(map[string]Result)
	for _, r := range all {
		had[r.Digest] = r
	}
	for _, run := range runs {
		if r, ok := had[run.Digest]; ok {
			r.Varied = run.Names // the names may have changed since
			s.results = append(s.results, r)
		} else {
			s.missing++
		}
	}
	return s, nil
}

// line is what one line of the table is about: a value of each of its axes.
type line map[string]string

// lines are those of the table, in the order of the grid.
func (s *summary) lines() []line {
	all := []line{{}}
	for _, axis := range s.rows {
		var next []line
		for _, l := range all {
			for _, v := range axis.Values {
				one := line{axis.Path: v.Name}
				for path, name := range l {
					one[path] = name
				}
				next = append(next, one)
			}
		}
		all = next
	}
	return all
}

// name is a line on one line.
func (s *summary) name(l line) string {
	var parts []string
	for _, axis := range s.rows {
		parts = append(parts, l[axis.Path])
	}
	return strings.Join(parts, ", ")
}

// Kinds of models.
const (
	joint  = "joint"
	local  = "local"
	pooled = "pooled"
)

func (r *Result) scores(kind string) *Scores {
	switch kind {
	case local:
		return r.Local
	case pooled:
		return r.Pooled
	}
	return r.Joint
}

// cell is the interval of a kind of model over the seeds of a line's runs, those
// of one column or, where that is empty, of all.
func (s *summary) cell(metric string, l line, column, kind string) interval {
	bySeed := make(map[uint64][]float64)
	ended, undefined := 0, 0
	for _, r := range s.results {
		if !r.in(l) || column != "" && r.Varied[s.columns.Path] != column {
			continue
		}
		scores := r.scores(kind)
		switch {
		case scores == nil:
			if kind == joint {
				ended++
			}
		case scores.Metric(metric) == nil:
			undefined++
		default:
			bySeed[r.Seed] = append(bySeed[r.Seed], *scores.Metric(metric))
		}
	}
	var means []float64
	for _, values := range bySeed {
		sum := 0.0
		for _, v := range values {
			sum += v
		}
		means = append(means, sum/float64(len(values)))
	}
	slices.Sort(means) // so that the sum is always the same
	i := newInterval(means)
	i.ended, i.undefined = ended, undefined
	return i
}

func (r *Result) in(l line) bool {
	for path, name := range l {
		if r.Varied[path] != name {
			return false
		}
	}
	return true
}

// models are the kinds that are shown.
func (s *summary) models() []string {
	if s.file.Report.Models != nil {
		return s.file.Report.Models
	}
	all := []string{joint}
	for _, kind := range []string{local, pooled} {
		if slices.ContainsFunc(s.results, func(r Result) bool { return r.scores(kind) != nil }) {
			all = append(all, kind)
		}
	}
	return all
}

// simulated tells whether any of the sites are.
func (s *summary) simulated() bool {
	return slices.ContainsFunc(s.results, func(r Result) bool { return r.Simulated })
}
