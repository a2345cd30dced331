package agreement

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"samband/pkg/phrase"
)

// Bounds on the text, above what an agreement of 1000 participants needs. They
// hold before the parser runs: it recurses once for each level, and its time
// grows with the square of the tokens, the lexer's with that of the empty lines
// in a row.
const (
	MaxSize   = 256 << 10 // bytes
	maxTokens = 30000     // names, values and signs of YAML
	maxEmpty  = 50        // empty lines in a row
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

// locate parses text into a tree of maps, slices and scalars and notes where
// everything stands. It refuses what an agreement has no use for: anchors,
// aliases, merge keys, tags, more than one document.
func locate(name string, text []byte) (position, any, error) {
	if err := bounded(name, string(text)); err != nil {
		return nil, nil, err
	}
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return nil, nil, yamlProblem(name, err)
	}
	var bodies []ast.Node
	for _, d := range file.Docs {
		if d.Body != nil {
			bodies = append(bodies, d.Body)
		}
	}
	if len(bodies) != 1 {
		return nil, nil, &Problem{File: name, Line: 1, Said: phrase.New("agreement.documents", "the file holds %d YAML documents; an agreement is exactly one", len(bodies))}
	}
	w := walker{name: name, lines: position{}}
	tree, err := w.walk("", bodies[0])
	return w.lines, tree, err
}

// bounded refuses what no agreement has: directives, deep nesting, and text of
// which the parser would make much work.
func bounded(name, text string) error {
	line, empty := 0, 0
	for l := range strings.Lines(text) {
		line, empty = line+1, empty+1
		if strings.TrimSpace(l) != "" {
			empty = 0
		}
		if empty > maxEmpty {
			return &Problem{File: name, Line: line, Said: phrase.New("agreement.empty-lines", "more than %d empty lines in a row: remove them", maxEmpty)}
		}
	}
	tokens := lexer.Tokenize(text)
	if n := len(tokens); n > maxTokens {
		return &Problem{File: name, Line: tokens[maxTokens].Position.Line, Said: phrase.New("agreement.tokens", "%d names, values and signs, more than the %d that an agreement may have", n, maxTokens)}
	}
	depth := 0
	for _, t := range tokens {
		switch t.Type {
		case token.DirectiveType:
			return &Problem{File: name, Line: t.Position.Line, Said: phrase.New("agreement.directive", "a line that begins with %% is for YAML itself, an agreement has none: remove it or put the text in quotes")}
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth--
		case token.SequenceEntryType, token.MappingKeyType:
			if t.Position.Column > maxIndent {
				return &Problem{File: name, Line: t.Position.Line, Said: phrase.New("agreement.deep", "nested too deep for an agreement")}
			}
		case token.AnchorType, token.AliasType, token.MergeKeyType, token.TagType:
			return &Problem{File: name, Line: t.Position.Line,
				Said: phrase.New("agreement.anchors", "%.60q: anchors, aliases, merge keys and tags are not allowed; write the value out", t.Value)}
		}
		if depth > maxDepth {
			return &Problem{File: name, Line: t.Position.Line, Said: phrase.New("agreement.deep", "nested too deep for an agreement")}
		}
	}
	return nil
}

type walker struct {
	name  string
	lines position
}

func (w *walker) walk(key string, n ast.Node) (any, error) {
	if n == nil || n.GetToken() == nil {
		return nil, nil
	}
	if _, seen := w.lines[key]; !seen {
		w.lines[key] = n.GetToken().Position.Line
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		return w.mapping(key, n.Values)
	case *ast.MappingValueNode:
		return w.mapping(key, []*ast.MappingValueNode{n})
	case *ast.SequenceNode:
		list := make([]any, len(n.Values))
		for i, v := range n.Values {
			var err error
			if list[i], err = w.walk(fmt.Sprintf("%s[%d]", key, i), v); err != nil {
				return nil, err
			}
		}
		return list, nil
	case *ast.IntegerNode:
		return n.Value, w.plain(n.Token)
	case *ast.FloatNode:
		return n.Value, w.plain(n.Token)
	case *ast.BoolNode:
		return n.Value, nil
	case *ast.NullNode:
		return nil, nil
	case *ast.LiteralNode:
		return n.Value.Value, w.legible(key, n.Value.Value)
	case *ast.StringNode:
		// The parser takes 1e-9 for a word, the decoder for a number, as
		// people do.
		if v, err := strconv.ParseFloat(n.Value, 64); err == nil && n.Token.Type == token.StringType && powerOfTen.MatchString(n.Value) {
			return v, w.plain(n.Token)
		}
		return n.Value, w.legible(key, n.Value)
	}
	return n.String(), nil // infinities and the like: no key takes them
}

var powerOfTen = regexp.MustCompile(`^[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+$`)

func (w *walker) mapping(key string, values []*ast.MappingValueNode) (any, error) {
	m := make(map[string]any, len(values))
	for _, v := range values {
		k, ok := v.Key.(*ast.StringNode)
		if !ok {
			said := phrase.New("agreement.no-word", "%.60s: a key must be a plain word", v.Key.String())
			if _, digits := v.Key.(*ast.IntegerNode); digits {
				said = phrase.New("agreement.half-number", "%.60s: a key must be a plain word; if this is the end of a number, write a decimal point, as in 0.25", v.Key.String())
			}
			return nil, &Problem{File: w.name, Line: v.Key.GetToken().Position.Line, Said: said}
		}
		child := k.Value
		if _, found := hidden(child); found {
			return nil, &Problem{File: w.name, Line: k.GetToken().Position.Line, Said: phrase.New("agreement.no-key", "an agreement has no key %.60q", child)}
		}
		if key != "" {
			child = key + "." + child
		}
		w.lines[child] = k.GetToken().Position.Line
		var err error
		if m[k.Value], err = w.walk(child, v.Value); err != nil {
			return nil, err
		}
	}
	return m, nil
}
