// Package phrase holds sentences for people that packages below the programs
// make, mostly errors and hints: English, with a key by which package lang
// says the same in another language.
package phrase

import (
	"errors"
	"fmt"
	"strings"
)

// Phrase is one sentence. The zero Phrase says nothing.
type Phrase struct {
	Key     string // such as "key.readable"; never shown
	English string // with the verbs of package fmt
	Args    []any  // phrases and errors among them are translated too
}

// New makes a phrase. key and english are literals: a test reads them out of
// the source and fails if no other language has the key.
func New(key, english string, args ...any) Phrase { return Phrase{key, english, args} }

// String is the phrase in English.
func (p Phrase) String() string {
	return fmt.Sprintf(strings.ReplaceAll(p.English, "%w", "%v"), p.Args...)
}

// MarshalText is String: files hold phrases in English.
func (p Phrase) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText makes a phrase that says text in every language.
func (p *Phrase) UnmarshalText(text []byte) error {
	*p = Phrase{English: "%s", Args: []any{string(text)}}
	return nil
}

// Sayer is an error whose text is a phrase.
type Sayer interface {
	error
	Phrase() Phrase
}

// Hinter is an error that knows, as a phrase, what the person can do about it.
type Hinter interface{ HintPhrase() Phrase }

// Error is an error that is a phrase and nothing more.
type Error struct {
	Said Phrase
	err  error // the same in English
}

// Errorf is New as an error, an *Error, with %w as in fmt.Errorf.
func Errorf(key, english string, args ...any) error {
	return &Error{Phrase{key, english, args}, fmt.Errorf(english, args...)}
}

func (e *Error) Error() string { return e.err.Error() }

// Unwrap gives the error that %w named.
func (e *Error) Unwrap() error { return errors.Unwrap(e.err) }

// Phrase is what is said.
func (e *Error) Phrase() Phrase { return e.Said }
