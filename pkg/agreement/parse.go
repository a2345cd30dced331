package agreement

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
)

// Problem is one reason to refuse an agreement: where it stands, what is wrong
// and what to write instead.
type Problem struct {
	File string
	Line int
	Key  string // such as "parties[1].key"; empty for the file as a whole
	Text string
}

// Error is one line: file, line, key, reason.
func (p *Problem) Error() string {
	if p.Key == "" {
		return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text)
	}
	return fmt.Sprintf("%s:%d: %s: %s", p.File, p.Line, p.Key, p.Text)
}

// Read reads the agreement at path as Parse does.
func Read(path string) (*Agreement, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("agreement: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("agreement %s: %w", path, err)
	}
	return Parse(filepath.Base(path), text)
}

// Parse reads an agreement, fills in defaults and checks it. name stands in
// messages. The error is one *Problem, or several joined by errors.Join.
func Parse(name string, text []byte) (a *Agreement, err error) {
	if len(text) > MaxSize {
		return nil, &Problem{File: name, Line: 1, Text: fmt.Sprintf("larger than %d bytes, no agreement is", MaxSize)}
	}
	// The YAML library is not ours and reads what strangers wrote: should it
	// ever panic, the file is refused and the process lives.
	defer func() {
		if r := recover(); r != nil {
			a, err = nil, &Problem{File: name, Line: 1, Text: fmt.Sprintf("not readable as YAML (%v)", r)}
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

// yamlProblem turns the library's error, which spans several lines and shows
// the source, into one line.
func yamlProblem(name string, err error) error {
	p := &Problem{File: name, Line: 1, Text: strings.SplitN(err.Error(), "\n", 2)[0]}
	var y yaml.Error
	if errors.As(err, &y) {
		p.Text = y.GetMessage()
		if t := y.GetToken(); t != nil && t.Position != nil {
			p.Line = t.Position.Line
		}
	}
	return p
}
