package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"samband/pkg/lang"
	"samband/pkg/phrase"
)

// Exit codes of the programs. They are part of the interface: scripts act on
// them, and each README lists them.
const (
	OK           = 0   // done
	Failure      = 1   // anything that is none of the others
	Usage        = 2   // the command line is wrong
	Refused      = 3   // the agreement or a check refuses what was asked for
	Peer         = 4   // another party failed or never came
	Verification = 5   // a ledger or a signature does not verify
	Interrupted  = 130 // stopped by the person at the keyboard
)

// Hint is an error that knows, in the person's language, what the person can do
// about it. One that does not know the language is a phrase.Hinter.
type Hint interface{ Hint() string }

// Coder is an error that knows the exit code of the program it ends.
type Coder interface{ ExitCode() int }

type exitError struct {
	error
	code int
	hint string
}

func (e *exitError) Unwrap() error { return e.error }

// ExitCode is the code given to Exit.
func (e *exitError) ExitCode() int { return e.code }

// hintError is apart from exitError so that an error without a hint is no Hint
// and does not hide the hint of the error inside it.
type hintError struct{ *exitError }

func (e hintError) Hint() string { return e.hint }

// Exit gives err an exit code and, unless hint is empty, a hint. Without err
// it gives nil.
func Exit(code int, err error, hint string) error {
	switch {
	case err == nil:
		return nil
	case hint == "":
		return &exitError{err, code, ""}
	}
	return hintError{&exitError{err, code, hint}}
}

type adviceError struct {
	*exitError
	advice phrase.Phrase
}

func (e adviceError) HintPhrase() phrase.Phrase { return e.advice }

// Advise is Exit with a hint that is put into the person's language when it is
// printed.
func Advise(code int, err error, hint phrase.Phrase) error {
	if err == nil {
		return nil
	}
	return adviceError{&exitError{err, code, ""}, hint}
}

// Code is the exit code that err asks for: its own, Interrupted for a
// context cancelled at the keyboard, Failure otherwise.
func Code(err error) int {
	var coder Coder
	switch {
	case err == nil:
		return OK
	case errors.As(err, &coder):
		return coder.ExitCode()
	case errors.Is(err, context.Canceled):
		return Interrupted
	}
	return Failure
}

// Report prints err, and the hint that it carries, on w and gives the exit
// code. It is the one place where errors are printed.
func Report(w io.Writer, l *lang.Lang, err error) int {
	code := Code(err)
	if err == nil {
		return code
	}
	text := Printable(l.Error(err))
	if code == Interrupted {
		text = l.Text(lang.Interrupted)
	}
	// Several errors at once, such as missing signatures, are one block.
	fmt.Fprintln(w, l.Text(lang.ErrorLine, strings.ReplaceAll(text, "\n", "\n  ")))
	if hint := hintOf(l, err); hint != "" {
		fmt.Fprintln(w, l.Text(lang.HintLine, Printable(hint)))
	}
	return code
}

// hintOf is the outermost hint that err carries.
func hintOf(l *lang.Lang, err error) string {
	switch e := err.(type) {
	case Hint:
		return e.Hint()
	case phrase.Hinter:
		return l.Phrase(e.HintPhrase())
	case interface{ Unwrap() error }:
		if inner := e.Unwrap(); inner != nil {
			return hintOf(l, inner)
		}
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			if hint := hintOf(l, inner); hint != "" {
				return hint
			}
		}
	}
	return ""
}

// Printable is s with everything escaped that could move the cursor, change
// colours or reverse the text: a peer or a file may have written part of it.
// Line ends stay.
func Printable(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n', unicode.IsPrint(r), r == '\u00a0':
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "\\u%04x", r)
		}
	}
	return b.String()
}
