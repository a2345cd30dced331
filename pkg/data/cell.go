package data

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"samband/pkg/schema"
)

// cell finds a declared column in a row and turns its text into numbers.
type cell struct {
	column string
	at     int // place in the row
	// read appends the numbers, or says what is wrong.
	read func(dst []float64, text string) ([]float64, *Error)
}

// purpose is what rows are read for.
type purpose int

const (
	learning   purpose = iota // the outcome must be there
	predicting                // neither outcome nor patient_id is looked at, and values may lie outside the agreed range
)

// needed lists the columns that a file must have: the features, then the
// outcome, then patient_id if there is one.
func needed(s schema.Schema, p purpose) []string {
	var names []string
	for _, f := range s.Features {
		names = append(names, f.Heading())
	}
	if p == predicting {
		return names
	}
	names = append(names, s.Outcome.Column)
	if s.PatientID != "" {
		names = append(names, s.PatientID)
	}
	return names
}

// fits tells whether a header has every column that is needed.
func fits(names []string) func(header []string) bool {
	return func(header []string) bool {
		found := make(map[string]bool)
		for _, h := range header {
			found[norm.NFC.String(strings.TrimSpace(h))] = true
		}
		return !slices.ContainsFunc(names, func(n string) bool { return !found[n] })
	}
}

// findCells finds what is needed in the header, in the order of needed.
func findCells(file string, header []string, s schema.Schema, p purpose, n *numbers) ([]cell, error) {
	outcome, err := outcomeReader(s.Outcome, n)
	if err != nil {
		return nil, err
	}
	cells := make([]cell, 0, len(s.Features)+2)
	for i, name := range needed(s, p) {
		at := slices.Index(header, name)
		if at < 0 {
			return nil, &Error{File: file, Line: 1, Column: name, Problem: say("is missing"), Remedy: remedyMissing(name, header)}
		}
		c := cell{column: name, at: at}
		switch {
		case i < len(s.Features):
			c.read = reader(s.Features[i], p, n)
		case i == len(s.Features):
			c.read = outcome
		}
		cells = append(cells, c)
	}
	return cells, nil
}

// remedyMissing looks for what people meant.
func remedyMissing(name string, header []string) Phrase {
	for _, h := range header {
		if strings.EqualFold(h, name) {
			return say("the file has %q: write the name exactly as the schema does", shorten(h))
		}
	}
	if len(header) == 1 {
		return say("the header is one single name: separate the names, and the cells below, with commas, semicolons or tabs")
	}
	return say("add the column or have the parties agree on a schema without it")
}

func reader(f schema.Feature, p purpose, n *numbers) func([]float64, string) ([]float64, *Error) {
	switch f.Type {
	case schema.Binary:
		return func(dst []float64, text string) ([]float64, *Error) {
			switch text {
			case "0":
				return append(dst, 0), nil
			case "1":
				return append(dst, 1), nil
			}
			return nil, &Error{Problem: say("is neither 0 nor 1"), Remedy: correct(text)}
		}
	case schema.Category:
		return func(dst []float64, text string) ([]float64, *Error) {
			level := f.Level(norm.NFC.String(text))
			if level < 0 {
				return nil, &Error{Problem: say("is none of the levels %s", list(f.Levels)), Remedy: correct(text)}
			}
			for i := 1; i < len(f.Levels); i++ {
				v := 0.0
				if i == level {
					v = 1
				}
				dst = append(dst, v)
			}
			return dst, nil
		}
	}
	return func(dst []float64, text string) ([]float64, *Error) {
		v, err := n.read(text)
		if err != nil {
			return nil, err
		}
		if p == learning && (v < f.Min || v > f.Max) {
			return nil, outside(f.Min, f.Max, f.Unit)
		}
		return append(dst, v), nil
	}
}

// list names the first few levels.
func list(levels []string) string {
	const most = 12
	if len(levels) <= most {
		return strings.Join(levels, ", ")
	}
	return strings.Join(levels[:most], ", ") + ", …"
}

// outcomeReader turns a number, or a word, into 1 for a positive outcome and 0
// for a negative one.
func outcomeReader(o schema.Outcome, n *numbers) (func([]float64, string) ([]float64, *Error), error) {
	answer := func(dst []float64, positive bool) ([]float64, *Error) {
		if positive {
			return append(dst, 1), nil
		}
		return append(dst, 0), nil
	}
	if len(o.Levels) > 0 {
		positive := o.PositiveLevel()
		return func(dst []float64, text string) ([]float64, *Error) {
			level := o.Level(norm.NFC.String(text))
			if level < 0 {
				return nil, &Error{Problem: say("is none of the levels %s", list(o.Levels)), Remedy: correct(text)}
			}
			return answer(dst, level == positive)
		}, nil
	}
	rule, err := schema.ParseRule(o.Positive)
	if err != nil {
		return nil, err
	}
	return func(dst []float64, text string) ([]float64, *Error) {
		v, err := n.read(text)
		if err != nil {
			return nil, err
		}
		if o.Bounded() && (v < o.Min || v > o.Max) {
			return nil, outside(o.Min, o.Max, "")
		}
		return answer(dst, rule.Holds(v))
	}, nil
}

func outside(lo, hi float64, unit string) *Error {
	if unit != "" {
		unit = " " + unit
	}
	return &Error{Problem: say("is outside the agreed range %v to %v%s", lo, hi, unit), Remedy: say("check the value and its unit; if it is right, have the parties agree on a wider range; if it is wrong, leave the cell empty")}
}
