package lang

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"time"

	"samband/pkg/phrase"
)

// Phrase says a phrase in this language; in English where it has no words for
// it.
func (l *Lang) Phrase(p phrase.Phrase) string {
	format := p.English
	if l.Tag() == "sv" {
		if text, ok := swedishSaid()[p.Key]; ok {
			format = text
		}
	}
	args := make([]any, len(p.Args))
	for i, a := range p.Args {
		switch a := a.(type) {
		case phrase.Phrase:
			args[i] = l.Phrase(a)
		case error:
			args[i] = l.Error(a)
		case time.Duration:
			args[i] = l.Duration(a)
		default:
			args[i] = a
		}
	}
	return fmt.Sprintf(strings.ReplaceAll(format, "%w", "%v"), args...)
}

// Log says the fixed part of a log line, which is written in English where it is
// needed. One that is not known here stays as it is.
func (l *Lang) Log(english string) string {
	if l.Tag() == "sv" {
		if text, ok := swedishLog()[english]; ok {
			return text
		}
	}
	return english
}

// Error is the text of err in this language: of an error that is a phrase, or
// that wraps one, or one about a file. What is written around these in English
// stays.
func (l *Lang) Error(err error) string {
	text := err.Error()
	if said, ok := err.(phrase.Sayer); ok {
		return l.Phrase(said.Phrase())
	}
	var inside []error
	switch e := err.(type) {
	case *fs.PathError:
		return l.path(e)
	case interface{ Unwrap() []error }:
		inside = e.Unwrap()
	case interface{ Unwrap() error }:
		if inner := e.Unwrap(); inner != nil {
			inside = []error{inner}
		}
	}
	for _, inner := range inside {
		if english := inner.Error(); english != "" {
			text = strings.Replace(text, english, l.Error(inner), 1)
		}
	}
	return text
}

// path says what is wrong with a file; the words of other failures are the
// system's own.
func (l *Lang) path(e *fs.PathError) string {
	switch {
	case errors.Is(e, fs.ErrNotExist):
		return l.Text(FileMissing, e.Path)
	case errors.Is(e, fs.ErrPermission):
		return l.Text(FileForbidden, e.Path)
	case errors.Is(e, fs.ErrExist):
		return l.Text(FileExists, e.Path)
	case errors.Is(e, syscall.EISDIR):
		return l.Text(FileFolder, e.Path)
	}
	return e.Path + ": " + e.Err.Error()
}
