package agreement

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Bounds on the text, far above what an agreement needs. They hold before the
// parser runs: it recurses once for each level.
const (
	MaxSize   = 256 << 10 // bytes
	maxDepth  = 12        // nested brackets
	maxIndent = 60        // columns before a nested "- " or "? "
)

// position maps a key such as "parties[1].key" to its line.
type position map[string]int

// line of the key, or of the nearest one around it.
func (p position) line(key string) int {
	for {
		if n, ok := p[key]; ok {
			return n
		}
		cut := strings.LastIndexAny(key, ".[")
		if cut < 0 {
			return 1
		}
		key = key[:cut]
	}
}

// locate parses text far enough to know where everything stands, and refuses
// what an agreement has no use for: anchors, aliases, merge keys, tags, more
// than one document.
func locate(name string, text []byte) (position, error) {
	if err := bounded(name, string(text)); err != nil {
		return nil, err
	}
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return nil, yamlProblem(name, err)
	}
	var bodies []ast.Node
	for _, d := range file.Docs {
		if d.Body != nil {
			bodies = append(bodies, d.Body)
		}
	}
	if len(bodies) != 1 {
		return nil, &Problem{File: name, Line: 1, Text: fmt.Sprintf("the file holds %d YAML documents; an agreement is exactly one", len(bodies))}
	}
	w := walker{name: name, lines: position{}}
	if err := w.walk("", bodies[0]); err != nil {
		return nil, err
	}
	return w.lines, nil
}

// bounded refuses nesting that no agreement has.
func bounded(name, text string) error {
	depth := 0
	for _, t := range lexer.Tokenize(text) {
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth--
		case token.SequenceEntryType, token.MappingKeyType:
			if t.Position.Column > maxIndent {
				return &Problem{File: name, Line: t.Position.Line, Text: "nested too deep for an agreement"}
			}
		case token.AnchorType, token.AliasType, token.MergeKeyType, token.TagType:
			return &Problem{File: name, Line: t.Position.Line,
				Text: fmt.Sprintf("%q: anchors, aliases, merge keys and tags are not allowed; write the value out", t.Value)}
		}
		if depth > maxDepth {
			return &Problem{File: name, Line: t.Position.Line, Text: "nested too deep for an agreement"}
		}
	}
	return nil
}

type walker struct {
	name  string
	lines position
}

func (w *walker) walk(key string, n ast.Node) error {
	if n == nil {
		return nil
	}
	if _, seen := w.lines[key]; !seen && n.GetToken() != nil {
		w.lines[key] = n.GetToken().Position.Line
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		for _, v := range n.Values {
			if err := w.entry(key, v); err != nil {
				return err
			}
		}
	case *ast.MappingValueNode:
		return w.entry(key, n)
	case *ast.SequenceNode:
		for i, v := range n.Values {
			if err := w.walk(fmt.Sprintf("%s[%d]", key, i), v); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *walker) entry(key string, v *ast.MappingValueNode) error {
	k, ok := v.Key.(*ast.StringNode)
	if !ok {
		return &Problem{File: w.name, Line: v.Key.GetToken().Position.Line, Text: fmt.Sprintf("%s: a key must be a plain word", v.Key.String())}
	}
	child := k.Value
	if key != "" {
		child = key + "." + child
	}
	w.lines[child] = k.GetToken().Position.Line
	return w.walk(child, v.Value)
}
