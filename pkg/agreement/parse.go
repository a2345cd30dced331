package agreement

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/goccy/go-yaml"

	"samband/pkg/phrase"
)

// Problem is one reason to refuse an agreement: where it stands, what is wrong
// and what to write instead.
type Problem struct {
	File string
	Line int
	Key  string // such as "parties[1].key"; empty for the file as a whole
	Said phrase.Phrase
}

// Error is one line: file, line, key, reason.
func (p *Problem) Error() string {
	if p.Key == "" {
		return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Said)
	}
	return fmt.Sprintf("%s:%d: %s: %s", p.File, p.Line, p.Key, p.Said)
}

// Phrase is the same line in other languages.
func (p *Problem) Phrase() phrase.Phrase {
	if p.Key == "" {
		return phrase.New("agreement.line", "%s:%d: %s", p.File, p.Line, p.Said)
	}
	return phrase.New("agreement.line-key", "%s:%d: %s: %s", p.File, p.Line, p.Key, p.Said)
}

// Read reads the agreement at path as Parse does.
func Read(path string) (*Agreement, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, phrase.Errorf("agreement.open", "agreement: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, MaxSize+1))
	if err != nil {
		return nil, phrase.Errorf("agreement.read", "agreement %s: %w", path, err)
	}
	return Parse(filepath.Base(path), text)
}

// Parse reads an agreement, fills in defaults and checks it. name stands in
// messages. The error is one *Problem, or several joined by errors.Join.
func Parse(name string, text []byte) (a *Agreement, err error) {
	if len(text) > MaxSize {
		return nil, &Problem{File: name, Line: 1, Said: phrase.New("agreement.large", "larger than %d bytes, no agreement is", MaxSize)}
	}
	// The YAML library is not ours and reads what strangers wrote: should it
	// ever panic, the file is refused and the process lives.
	defer func() {
		if r := recover(); r != nil {
			a, err = nil, &Problem{File: name, Line: 1, Said: phrase.New("agreement.unreadable", "not readable as YAML (%v)", r)}
		}
	}()
	if err := printable(name, text); err != nil {
		return nil, err
	}
	lines, tree, err := locate(name, text)
	if err != nil {
		return nil, err
	}
	a = new(Agreement)
	c := checker{file: name, lines: lines, a: a}
	if err := c.shape(tree); err != nil {
		return nil, err
	}
	if len(c.problems) > 0 {
		c.further(text, tree)
		return nil, c.sorted()
	}
	if err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(a); err != nil {
		return nil, yamlProblem(name, err)
	}
	a.fillDefaults()
	c.all()
	if err := c.sorted(); err != nil {
		return nil, err
	}
	return a, nil
}
