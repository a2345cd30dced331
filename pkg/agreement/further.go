package agreement

import (
	"bytes"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// further adds to the problems of a text that is not as the JSON Schema has it
// those that would show once it is, so that people mend all of them at once: what
// is left from the template and, where nothing but the wording of texts is at
// fault, what depends on several keys. Sections of the text that have a problem
// already are not looked at again.
func (c *checker) further(text []byte, tree any) {
	troubled, said := make(map[string]bool), make(map[string]bool)
	for _, p := range c.problems {
		troubled[section(p.Key)], said[p.Key] = true, true
	}
	next := checker{file: c.file, lines: c.lines, a: new(Agreement)}
	if !c.misshapen && yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(next.a) == nil {
		next.a.fillDefaults()
		next.all()
		next.problems = slices.DeleteFunc(next.problems, func(p *Problem) bool { return troubled[section(p.Key)] })
	}
	next.leftovers("", tree)
	for _, p := range next.problems {
		if !said[p.Key] {
			said[p.Key] = true
			c.problems = append(c.problems, p)
		}
	}
}

// section is the first name of a key such as "parties[1].key".
func section(key string) string {
	if i := strings.IndexAny(key, ".["); i >= 0 {
		return key[:i]
	}
	return key
}

// leftovers finds in texts for people what the template has there; filledIn does
// once a tree has its shape.
func (c *checker) leftovers(where string, tree any) {
	m, _ := tree.(map[string]any)
	for _, name := range []string{"title", "purpose", "legal_basis", "retention", "name", "operated_by"} {
		if text, _ := m[name].(string); fromTemplate(text) {
			c.add(strings.TrimPrefix(where+"."+name, "."), leftFromTemplate(text))
		}
	}
	if where != "" {
		return
	}
	c.leftovers("coordinator", m["coordinator"])
	parties, _ := m["parties"].([]any)
	for i, p := range parties {
		c.leftovers(partyAt(i), p)
	}
}
