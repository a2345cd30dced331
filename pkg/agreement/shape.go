package agreement

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"samband/pkg/identity"
	"samband/pkg/phrase"
)

// SchemaJSON is the committed JSON Schema of the YAML text. Parse enforces it:
// which keys there are, which must be present, and the range of every single
// value. What depends on several keys is checked in Go.
//
//go:embed agreement.schema.json
var SchemaJSON []byte

// compiled is the schema ready for use, compiled once on first use.
var compiled = sync.OnceValues(func() (*jsonschema.Schema, error) {
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(SchemaJSON))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("agreement.schema.json", tree); err != nil {
		return nil, err
	}
	return compiler.Compile("agreement.schema.json")
})

// shape holds the tree as it was written, before defaults, against the JSON
// Schema. Deepest causes become problems, one a line.
func (c *checker) shape(tree any) error {
	s, err := compiled()
	if err != nil {
		return phrase.Errorf("agreement.schema-damaged", "agreement.schema.json in this program is damaged: %w", err)
	}
	err = s.Validate(tree)
	var invalid *jsonschema.ValidationError
	if errors.As(err, &invalid) {
		c.causes(invalid, tree)
	} else if err != nil {
		return err
	} else {
		c.keys(tree)
	}
	return nil
}

// keys looks at what only the type of a key can judge; the decoder would not
// say where it stands. The tree has the shape of the JSON Schema.
func (c *checker) keys(tree any) {
	check := func(where string, holder any) {
		m, _ := holder.(map[string]any)
		text, _ := m["key"].(string)
		if _, err := identity.ParsePublicKey(text); err != nil {
			c.add(where+".key", phrase.New("agreement.copy-key", "%v: copy the line that 'init' printed", err))
		}
		id, _ := m["id"].(string)
		if _, err := identity.ParseID(id); err != nil {
			c.add(where+".id", phrase.New("agreement.id", "%v", err))
		}
	}
	root, _ := tree.(map[string]any)
	parties, _ := root["parties"].([]any)
	for i, p := range parties {
		check(partyAt(i), p)
	}
	check("coordinator", root["coordinator"])
}

func partyAt(i int) string { return fmt.Sprintf("parties[%d]", i) }

func (c *checker) causes(e *jsonschema.ValidationError, tree any) {
	if len(e.Causes) > 0 {
		for _, cause := range e.Causes {
			c.causes(cause, tree)
		}
		return
	}
	key := ""
	for _, part := range e.InstanceLocation {
		if _, err := strconv.Atoi(part); err == nil {
			key += "[" + part + "]"
		} else if key == "" {
			key = part
		} else {
			key += "." + part
		}
	}
	switch e.ErrorKind.(type) {
	case *kind.Pattern, *kind.MinLength, *kind.MaxLength:
	default:
		c.misshapen = true
	}
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		for _, m := range k.Missing {
			c.add(key, phrase.New("agreement.key-missing", "the key %s is missing (%s)", m, hint(append(e.InstanceLocation, m))))
		}
	case *kind.AdditionalProperties:
		for _, unknown := range k.Properties {
			child := strings.TrimPrefix(key+"."+unknown, ".")
			c.add(child, phrase.New("agreement.key-unknown", "an agreement has no such key here: correct its spelling or remove it"))
		}
	default:
		v := valueAt(tree, e.InstanceLocation)
		said, recognised := phrase.Phrase{}, false
		if key == "aggregation.deadline" {
			said, recognised = duration(v)
		}
		if text, _ := v.(string); fromTemplate(text) {
			said, recognised = leftFromTemplate(text), true
		}
		if !recognised {
			said = reason(k, v)
		}
		c.add(key, phrase.New("agreement.with-meaning", "%s (%s)", said, hint(e.InstanceLocation)))
	}
}

// valueAt is what stands at a place in the tree.
func valueAt(tree any, path []string) any {
	for _, part := range path {
		switch t := tree.(type) {
		case map[string]any:
			tree = t[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= len(t) {
				return nil
			}
			tree = t[i]
		default:
			return nil
		}
	}
	return tree
}

// hint is the description of a key in the JSON Schema.
func hint(path []string) phrase.Phrase {
	type node struct {
		Description string
		Properties  map[string]json.RawMessage
		Items       json.RawMessage
	}
	raw, text := json.RawMessage(SchemaJSON), ""
	for i := 0; ; i++ {
		var n node
		if json.Unmarshal(raw, &n) != nil {
			return phrase.Phrase{}
		}
		if n.Description != "" {
			text = n.Description
		}
		if i == len(path) {
			break
		}
		next, ok := n.Properties[path[i]]
		if !ok {
			next = n.Items
		}
		if next == nil {
			break
		}
		raw = next
	}
	return fromSchema(text)
}
