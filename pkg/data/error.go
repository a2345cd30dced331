package data

import (
	"fmt"
	"strings"
)

// Phrase is part of an error: a text as fmt takes it, and its arguments. The
// text is English, and the key to the same in other languages.
type Phrase struct {
	Text string
	Args []any
}

func say(text string, args ...any) Phrase { return Phrase{text, args} }

// Error says what is wrong with a file, where, and what to do. It may hold the
// value of a cell: it is for people at the site and must not be sent.
type Error struct {
	File    string
	Line    int    // 1 is the header; 0 if no line is at fault
	Column  string // empty if no column is at fault
	Value   string // as in the file, shortened; empty if no value is at fault
	Problem Phrase
	Remedy  Phrase
	Cause   error // of the operating system, if it is one
}

// Error is the error in English.
func (e *Error) Error() string { return e.In(func(text string) string { return text }) }

// In is the error in the language that translate puts English texts into.
func (e *Error) In(translate func(english string) string) string {
	write := func(text string, args ...any) string {
		if text = translate(text); len(args) == 0 {
			return text
		}
		return fmt.Sprintf(text, args...)
	}
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		b.WriteString(write(": line %d", e.Line))
	}
	if e.Column != "" {
		b.WriteString(write(": column %q", shorten(e.Column)))
	}
	if e.Value != "" {
		b.WriteString(write(": value %q", e.Value))
	}
	b.WriteString(" " + write(e.Problem.Text, e.Problem.Args...) + "; " + write(e.Remedy.Text, e.Remedy.Args...))
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
