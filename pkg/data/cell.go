package data

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"samband/pkg/schema"
)

// cell finds a declared column in a row and turns its text into numbers.
type cell struct {
	column string
	at     int // place in the row
	// read appends the numbers, or says what is wrong.
	read func(dst []float64, text string) ([]float64, *Error)
}

// findCells finds the features in the header, then the outcome, then
// patient_id if there is one.
func findCells(file string, header []string, s schema.Schema) ([]cell, error) {
	place := make(map[string]int)
	count := make(map[string]int)
	for i, name := range header {
		if i == 0 {
			name = strings.TrimPrefix(name, "\ufeff") // byte order mark of some spreadsheets
		}
		name = strings.TrimSpace(name)
		place[name] = i
		count[name]++
	}
	var cells []cell
	for _, f := range s.Features {
		cells = append(cells, cell{column: f.Name, read: reader(f)})
	}
	rule, err := schema.ParseRule(s.Outcome.Positive)
	if err != nil {
		return nil, err
	}
	cells = append(cells, cell{column: s.Outcome.Column, read: outcomeReader(s.Outcome, rule)})
	if s.PatientID != "" {
		cells = append(cells, cell{column: s.PatientID})
	}
	for i, c := range cells {
		switch count[c.column] {
		case 0:
			remedy := "add the column or have the parties agree on a schema without it"
			if len(header) == 1 && strings.Contains(header[0], ";") {
				remedy = "the header has semicolons: export with commas between cells and decimal points"
			}
			return nil, &Error{File: file, Line: 1, Column: c.column, Problem: "is missing", Remedy: remedy}
		case 1:
			cells[i].at = place[c.column]
		default:
			return nil, &Error{File: file, Line: 1, Column: c.column, Problem: "is there more than once", Remedy: "rename or remove one"}
		}
	}
	return cells, nil
}

func reader(f schema.Feature) func([]float64, string) ([]float64, *Error) {
	switch f.Type {
	case schema.Binary:
		return func(dst []float64, text string) ([]float64, *Error) {
			switch text {
			case "0":
				return append(dst, 0), nil
			case "1":
				return append(dst, 1), nil
			}
			return nil, &Error{Problem: "is neither 0 nor 1", Remedy: "correct it, or leave the cell empty if it is missing"}
		}
	case schema.Category:
		return func(dst []float64, text string) ([]float64, *Error) {
			level := slices.Index(f.Levels, text)
			if level < 0 {
				return nil, &Error{Problem: "is none of the levels " + strings.Join(f.Levels, ", "), Remedy: "correct it, or leave the cell empty if it is missing"}
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
		v, err := number(text)
		if err != nil {
			return nil, err
		}
		if v < f.Min || v > f.Max {
			return nil, outside(f.Min, f.Max, f.Unit)
		}
		return append(dst, v), nil
	}
}

func outcomeReader(o schema.Outcome, rule schema.Rule) func([]float64, string) ([]float64, *Error) {
	return func(dst []float64, text string) ([]float64, *Error) {
		v, err := number(text)
		if err != nil {
			return nil, err
		}
		if o.Bounded() && (v < o.Min || v > o.Max) {
			return nil, outside(o.Min, o.Max, "")
		}
		if rule.Holds(v) {
			return append(dst, 1), nil
		}
		return append(dst, 0), nil
	}
}

func outside(lo, hi float64, unit string) *Error {
	if unit != "" {
		unit = " " + unit
	}
	return &Error{Problem: fmt.Sprintf("is outside the agreed range %v to %v%s", lo, hi, unit), Remedy: "check the value and its unit, or leave the cell empty if it is wrong"}
}

// number reads a decimal number; what else strconv would read (hexadecimal,
// "inf", "nan") is text here.
func number(text string) (float64, *Error) {
	v, err := strconv.ParseFloat(text, 64)
	if err == nil && !math.IsInf(v, 0) && strings.Trim(text, "0123456789+-.eE") == "" {
		return v, nil
	}
	remedy := "correct it, or leave the cell empty if it is missing"
	if strings.Contains(text, ",") {
		remedy = "write a decimal point, not a comma"
	}
	return 0, &Error{Problem: "is not a number", Remedy: remedy}
}
