package agreement

import (
	"errors"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"

	"samband/pkg/phrase"
)

// yamlProblem turns the library's error, which spans several lines and shows
// the source, into one line.
func yamlProblem(name string, err error) error {
	text := strings.SplitN(err.Error(), "\n", 2)[0]
	p := &Problem{File: name, Line: 1}
	var y yaml.Error
	if errors.As(err, &y) {
		text = y.GetMessage()
		if t := y.GetToken(); t != nil && t.Position != nil {
			p.Line = t.Position.Line
		}
	}
	p.Said = notYAML(text)
	return p
}

var again = regexp.MustCompile(`^mapping key (".*") already defined at \[([0-9]+):[0-9]+\]$`)

// notYAML says in our words the mistakes that people make, and what to do about
// them; what the library says of the others is quoted.
func notYAML(text string) phrase.Phrase {
	if found := again.FindStringSubmatch(text); found != nil {
		return phrase.New("agreement.key-again", "the key %.60s is already defined in line %s: remove one of the two", found[1], found[2])
	}
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(text, p) {
				return true
			}
		}
		return false
	}
	switch {
	case has("-quoted text"):
		return phrase.New("agreement.yaml-quote", "a quotation mark is not closed: put one at the end of the text")
	case has("end token", "must be specified", "corresponding to", "flow map"):
		return phrase.New("agreement.yaml-bracket", "a bracket is not opened or not closed, or a comma between brackets is missing")
	case has("not allowed in this context", "non-map value", "unexpected key", "delimiter", "invalid key", "map key", "unexpected scalar"):
		return phrase.New("agreement.yaml-indent", "is neither a key with a colon and a space behind it nor indented as the lines around it; a text that holds a colon and a space needs quotes")
	}
	return phrase.New("agreement.yaml", "not readable as YAML (%.120q): compare the line with the template", text)
}
