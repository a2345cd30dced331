package agreement

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/token"

	"samband/pkg/phrase"
)

// People sign what they read, so a text must not hold what they cannot see, nor
// a number that YAML reads otherwise than they do. The file is checked as it
// stands and, because quotes may hold escapes, each value as it was decoded.

// printable checks the file.
func printable(name string, text []byte) error {
	line := 1
	for l := range strings.Lines(strings.ReplaceAll(string(text), "\r\n", "\n")) {
		if why, found := hidden(strings.TrimSuffix(l, "\n")); found {
			return &Problem{File: name, Line: line, Said: why}
		}
		line++
	}
	return nil
}

// legible checks a decoded text, at the line of its key. No text may have a
// second line: programs print it beside other things, and the line could pass
// for one of their own.
func (w *walker) legible(key, text string) error {
	if why, found := hidden(text); found {
		return &Problem{File: w.name, Line: w.lines.line(key), Key: key, Said: why}
	}
	return nil
}

// unseen are the characters of Unicode that show nothing or change how others
// show: controls, formats, private use, and what is ignored by default.
var unseen = []*unicode.RangeTable{unicode.Cc, unicode.Cf, unicode.Cs, unicode.Co, unicode.Zl, unicode.Zp,
	unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector, unicode.Noncharacter_Code_Point}

const emptyBraille = 0x2800 // a pattern without dots

// hidden says what people would not see in text, if there is anything.
func hidden(text string) (why phrase.Phrase, found bool) {
	for i, r := range text {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], string(utf8.RuneError)):
			return phrase.New("agreement.encoding", "not UTF-8: save the file as UTF-8 text"), true
		case r == '\n':
			return phrase.New("agreement.line-break", "holds a line break: write it on one line, or write >- and then the lines, which become one"), true
		case unicode.In(r, unseen...), r == emptyBraille:
			return phrase.New("agreement.invisible", "invisible character %U: remove it, people must see all that they sign (use spaces for a tab)", r), true
		}
	}
	return phrase.Phrase{}, false
}

// decimal is a number as people and JSON write it. YAML reads 010 as 8, 0x10 as
// 16 and 1_0 as 10.
var decimal = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)

// minusZero is apart from zero in a float64 and so in a hash.
var minusZero = regexp.MustCompile(`^-0(\.0+)?([eE].*)?$`)

// plain refuses a number that is written in another way.
func (w *walker) plain(t *token.Token) error {
	if decimal.MatchString(t.Value) && !minusZero.MatchString(t.Value) {
		return nil
	}
	return &Problem{File: w.name, Line: t.Position.Line, Said: phrase.New("agreement.plain-number",
		"%.60s is not written as a plain number: write it in digits, as in 10, -2.5 or 1e-9, without zeros, signs or letters before them; if it is a text, put it in quotes", t.Value)}
}
