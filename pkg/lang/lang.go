// Package lang holds the texts that the programs print for people, in Swedish
// and in English, and writes numbers, sizes, shares and lists as each language
// does. A text is chosen by a Key; english.go and swedish.go, with
// english_after.go and swedish_after.go, hold one text for every key, and a test
// fails when one is missing. To add a language, write such files and name them
// in languages.
package lang

import (
	"fmt"
	"maps"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"

	"samband/pkg/phrase"
)

// Key names one text.
type Key string

// texts is what each language says: a format string, or a catalog.Message
// where the wording depends on a number. Arguments are numbered from 1 so
// that languages may order them differently.
type texts map[Key]any

// languages are the languages there are, the one used by default first.
func languages() []struct {
	tag   language.Tag
	texts texts
} {
	return []struct {
		tag   language.Tag
		texts texts
	}{
		{language.English, together(
			englishLadder(),
			englishLeakage(),
			englishBundle(),
			english(),
			englishAfter(),
			englishLearning(),
			englishRows(),
			englishTogether(),
			englishPrivacy(),
			englishOutside(),
			englishQuestions(),
			englishPersonal(),
			englishTold(),
		)},
		{language.Swedish, together(
			swedishLadder(),
			swedishLeakage(),
			swedishBundle(),
			swedish(),
			swedishAfter(),
			swedishLearning(),
			swedishRows(),
			swedishTogether(),
			swedishPrivacy(),
			swedishOutside(),
			swedishQuestions(),
			swedishPersonal(),
			swedishTold(),
		)},
	}
}

// together joins the parts of one language.
func together(parts ...texts) texts {
	all := make(texts)
	for _, p := range parts {
		maps.Copy(all, p)
	}
	return all
}

// Lang writes in one language. It may be used by several goroutines.
type Lang struct {
	tag     language.Tag
	texts   texts
	printer *message.Printer
}

// UnknownError says that there are no texts in a language.
type UnknownError struct{ Tag string }

func (e *UnknownError) Error() string { return e.Phrase().String() }

// Phrase says it in other languages.
func (e *UnknownError) Phrase() phrase.Phrase {
	return phrase.New("use.language", "no texts in language %.40q", e.Tag)
}

// HintPhrase says which languages there are.
func (e *UnknownError) HintPhrase() phrase.Phrase { return phrase.New("hint.language", "use en or sv") }

// New takes a language tag such as "sv", "sv-SE" or "en".
func New(tag string) (*Lang, error) {
	wanted, err := language.Parse(tag)
	if err != nil {
		return nil, &UnknownError{tag}
	}
	base, _ := wanted.Base()
	for _, l := range languages() {
		if have, _ := l.tag.Base(); have == base {
			return build(l.tag, l.texts)
		}
	}
	return nil, &UnknownError{tag}
}

// From takes the language from the environment, LC_ALL before LC_MESSAGES
// before LANG, as POSIX has it; English where that names none of ours.
// getenv is os.Getenv outside tests.
func From(getenv func(string) string) (*Lang, error) {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		value := getenv(name)
		if value == "" {
			continue
		}
		tag, _, _ := strings.Cut(value, ".")
		tag, _, _ = strings.Cut(tag, "@")
		if l, err := New(strings.ReplaceAll(tag, "_", "-")); err == nil {
			return l, nil
		}
		break
	}
	return New("en")
}

func build(tag language.Tag, t texts) (*Lang, error) {
	b := catalog.NewBuilder(catalog.Fallback(tag))
	for key, text := range t {
		var err error
		switch text := text.(type) {
		case string:
			err = b.SetString(tag, string(key), text)
		case catalog.Message:
			err = b.Set(tag, string(key), text)
		default:
			err = fmt.Errorf("text is a %T", text)
		}
		if err != nil {
			return nil, fmt.Errorf("text %s in %s: %w", key, tag, err)
		}
	}
	return &Lang{tag, t, message.NewPrinter(tag, message.Catalog(b))}, nil
}

// Tag is the language: "en" or "sv".
func (l *Lang) Tag() string { return l.tag.String() }

// Has tells whether there is a text for key; for keys made from data, such as
// the name of a phase.
func (l *Lang) Has(key Key) bool {
	_, found := l.texts[key]
	return found
}

// Text is the text of key with its arguments in place. Whole numbers among
// them are written as the language groups digits. A key without a text comes
// out as itself.
func (l *Lang) Text(key Key, arguments ...any) string {
	if !l.Has(key) {
		return string(key)
	}
	return l.printer.Sprintf(string(key), arguments...)
}

// Named is the text of prefix.name, or name itself if there is none: for the
// names of phases, assets and statuses.
func (l *Lang) Named(prefix Key, name string) string {
	if key := prefix + "." + Key(name); l.Has(key) {
		return l.Text(key)
	}
	return name
}

// Role is what a party is, in words where its agreement has one of ours.
func (l *Lang) Role(role string) string {
	low := strings.ToLower(strings.TrimSpace(role))
	if word := l.Named(Role, low); word != low {
		return word
	}
	return role
}
