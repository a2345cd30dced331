package agreement

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
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

// shape holds the text as it was written, before defaults, against the JSON
// Schema. Deepest causes become problems, one a line.
func (c *checker) shape(text []byte) error {
	s, err := compiled()
	if err != nil {
		return fmt.Errorf("agreement.schema.json in this program is damaged: %w", err)
	}
	var tree any
	if err := yaml.Unmarshal(text, &tree); err != nil {
		return yamlProblem(c.file, err)
	}
	err = s.Validate(tree)
	var invalid *jsonschema.ValidationError
	if errors.As(err, &invalid) {
		c.causes(invalid)
		return errors.Join(c.problems...)
	}
	return err
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
	if missing, ok := e.ErrorKind.(*kind.Required); ok {
		for _, m := range missing.Missing {
			c.add(key, "the key %s is missing%s", m, hint(append(e.InstanceLocation, m)))
		}
		return
	}
	c.add(key, "%s%s", e.ErrorKind.LocalizedString(message.NewPrinter(language.English)), hint(e.InstanceLocation))
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
