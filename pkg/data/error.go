package data

import (
	"fmt"
	"strings"
)

// Error says what is wrong with a file, where, and what to do. It may hold the
// value of a cell: it is for people at the site and must not be sent.
type Error struct {
	File    string
	Line    int    // 1 is the header; 0 if no line is at fault
	Column  string // empty if no column is at fault
	Value   string // as in the file, shortened; empty if no value is at fault
	Problem string
	Remedy  string
	Cause   error // of the operating system, if it is one
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ": line %d", e.Line)
	}
	if e.Column != "" {
		fmt.Fprintf(&b, ": column %q", shorten(e.Column))
	}
	if e.Value != "" {
		fmt.Fprintf(&b, ": value %q", e.Value)
	}
	fmt.Fprintf(&b, " %s; %s", e.Problem, e.Remedy)
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

func shorten(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
