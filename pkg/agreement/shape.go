package agreement

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"samband/pkg/identity"
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
		return fmt.Errorf("agreement.schema.json in this program is damaged: %w", err)
	}
	err = s.Validate(tree)
	var invalid *jsonschema.ValidationError
	if errors.As(err, &invalid) {
		c.causes(invalid)
	} else if err != nil {
		return err
	} else {
		c.keys(tree)
	}
	return errors.Join(c.problems...)
}

// keys looks at what only the type of a key can judge; the decoder would not
// say where it stands. The tree has the shape of the JSON Schema.
func (c *checker) keys(tree any) {
	check := func(where string, holder any) {
		m, _ := holder.(map[string]any)
		text, _ := m["key"].(string)
		if _, err := identity.ParsePublicKey(text); err != nil {
			c.add(where, "%v: copy the line that 'init' printed", err)
		}
	}
	root, _ := tree.(map[string]any)
	parties, _ := root["parties"].([]any)
	for i, p := range parties {
		check(fmt.Sprintf("parties[%d].key", i), p)
	}
	check("coordinator.key", root["coordinator"])
}

func (c *checker) causes(e *jsonschema.ValidationError) {
	if len(e.Causes) > 0 {
		for _, cause := range e.Causes {
			c.causes(cause)
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
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		for _, m := range k.Missing {
			c.add(key, "the key %s is missing%s", m, hint(append(e.InstanceLocation, m)))
		}
	case *kind.AdditionalProperties:
		for _, unknown := range k.Properties {
			child := strings.TrimPrefix(key+"."+unknown, ".")
			c.add(child, "an agreement has no such key here: correct its spelling or remove it")
		}
	default:
		c.add(key, "%s%s", reason(k), hint(e.InstanceLocation))
	}
}

// reason says in words what the library says in the terms of JSON Schema.
func reason(k jsonschema.ErrorKind) string {
	number := func(r *big.Rat) string {
		f, _ := r.Float64()
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	switch k := k.(type) {
	case *kind.Type:
		if slices.Contains(k.Want, "string") && k.Got == "number" {
			return "this is a number, it must be text: put it in quotes"
		}
		return fmt.Sprintf("this is of type %s, it must be of type %s", k.Got, strings.Join(k.Want, " or "))
	case *kind.Minimum:
		return fmt.Sprintf("is %s, must be at least %s", number(k.Got), number(k.Want))
	case *kind.Maximum:
		return fmt.Sprintf("is %s, must be at most %s", number(k.Got), number(k.Want))
	case *kind.ExclusiveMinimum:
		return fmt.Sprintf("is %s, must be above %s", number(k.Got), number(k.Want))
	case *kind.ExclusiveMaximum:
		return fmt.Sprintf("is %s, must be below %s", number(k.Got), number(k.Want))
	case *kind.MinItems:
		return fmt.Sprintf("has %d entries, must have at least %d", k.Got, k.Want)
	case *kind.MaxItems:
		return fmt.Sprintf("has %d entries, must have at most %d", k.Got, k.Want)
	case *kind.Pattern:
		return fmt.Sprintf("%.60q is not written as it must be", k.Got)
	}
	return k.LocalizedString(message.NewPrinter(language.English))
}

// hint is the description of a key in the JSON Schema, in brackets.
func hint(path []string) string {
	type node struct {
		Description string
		Properties  map[string]json.RawMessage
		Items       json.RawMessage
	}
	raw, text := json.RawMessage(SchemaJSON), ""
	for i := 0; ; i++ {
		var n node
		if json.Unmarshal(raw, &n) != nil {
			return ""
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
	return " (" + text + ")"
}
