package data

import (
	"encoding/csv"
	"strings"
)

// separators may stand between cells; the first is taken for a file of one
// column.
const separators = ",;\t"

// separator tells what stands between the cells of a file from its first line.
// start is the beginning of the file, and fits whether a header has the columns
// that are needed. A line in which several separators occur is decided only if
// exactly one of them gives a header that fits.
func separator(name string, start []byte, fits func([]string) bool) (rune, error) {
	line, count := firstLine(string(start))
	var there []rune
	for _, c := range separators {
		if count[c] >= MaxFileColumns {
			return 0, &Error{File: name, Line: 1, Problem: say("has more than %d columns", MaxFileColumns), Remedy: say("export the columns that the agreement names, one row for each record")}
		}
		if count[c] > 0 {
			there = append(there, c)
		}
	}
	switch len(there) {
	case 0:
		return rune(separators[0]), nil
	case 1:
		return there[0], nil
	}
	var fitting []rune
	bare := false
	for _, c := range there {
		r := csv.NewReader(strings.NewReader(line))
		r.Comma = c
		header, err := r.Read()
		switch {
		case err != nil:
		case fits(header):
			fitting = append(fitting, c)
		case values(header):
			bare = true
		}
	}
	if len(fitting) == 0 && bare {
		return 0, headless(name)
	}
	if len(fitting) != 1 {
		return 0, &Error{File: name, Line: 1, Problem: say("has several of comma, semicolon and tab between its names, and it is not clear which separates them"), Remedy: say("export with one separator, and put names that contain another in quotes")}
	}
	return fitting[0], nil
}

// firstLine cuts the first line off, and counts separators outside quotes in
// it. Line ends inside quotes belong to it.
func firstLine(start string) (string, map[rune]int) {
	count, quoted := make(map[rune]int), false
	for i, c := range start {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\n':
			return start[:i], count
		case strings.ContainsRune(separators, c):
			count[c]++
		}
	}
	return start, count
}
