package agreement

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

var update = flag.Bool("update", false, "write docs/agreement.md instead of comparing with it")

const generated = "<!-- What follows is generated from pkg/agreement/agreement.schema.json by: tools/generate.sh -->\n"

// TestDocument compares the keys of docs/agreement.md with the JSON Schema, or
// writes them with -update. What stands above them is written by hand.
func TestDocument(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "agreement.md")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	hand, _, _ := strings.Cut(string(text), generated)
	d := document{schema: parseNode(t, SchemaJSON)}
	d.out.WriteString(hand + generated + "\n## Keys\n")
	d.group("the file", d.schema)
	if want := d.out.String(); *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if string(text) != want {
		t.Error("docs/agreement.md is not what agreement.schema.json says now; run: tools/generate.sh")
	}
}

// node is a part of the JSON Schema whose keys keep their order.
type node struct {
	raw    json.RawMessage
	keys   []string
	values map[string]node
}

func parseNode(t *testing.T, raw json.RawMessage) node {
	t.Helper()
	n := node{raw: raw}
	dec := json.NewDecoder(bytes.NewReader(raw))
	if first, err := dec.Token(); err != nil || first != json.Delim('{') {
		return n
	}
	n.values = make(map[string]node)
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			t.Fatal(err)
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprint(key)
		n.keys, n.values[name] = append(n.keys, name), parseNode(t, value)
	}
	return n
}

// text is the value of a key: a text without its quotes, or JSON.
func (n node) text(key string) string {
	raw := n.values[key].raw
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

func (n node) list(key string) (all []string) {
	var values []any
	if json.Unmarshal(n.values[key].raw, &values) == nil {
		for _, v := range values {
			all = append(all, fmt.Sprint(v))
		}
	}
	return all
}

type document struct {
	schema node
	out    strings.Builder
}

// resolve follows a reference; what stands beside it stays.
func (d *document) resolve(n node) node {
	name, found := strings.CutPrefix(n.text("$ref"), "#/$defs/")
	if !found {
		return n
	}
	all := node{values: make(map[string]node)}
	for _, from := range []node{d.schema.values["$defs"].values[name], n} {
		for _, k := range from.keys {
			all.keys, all.values[k] = append(all.keys, k), from.values[k]
		}
	}
	return all
}

var defaultWords = regexp.MustCompile(`\s*Default(?: and least)?:? (.*)\.$`)

// group writes one table of keys, and then those of the keys inside it.
func (d *document) group(path string, n node) {
	fmt.Fprintf(&d.out, "\n### %s\n\n%s\n\n| key | needed | rule | default | meaning | example |\n|---|---|---|---|---|---|\n", code(path), n.text("description"))
	needed := make(map[string]bool)
	for _, k := range n.list("required") {
		needed[k] = true
	}
	type inner struct {
		path string
		node node
	}
	var groups []inner
	for _, key := range n.values["properties"].keys {
		v := d.resolve(n.values["properties"].values[key])
		full := strings.TrimPrefix(path+"."+key, "the file.")
		holder, name := v, full
		if _, ok := v.values["items"].values["properties"]; ok {
			holder, name = v.values["items"], full+"[]"
			holder.values["description"] = v.values["description"]
		}
		meaning, otherwise := v.text("description"), "–"
		if items := v.values["items"].text("description"); items != "" && name == full {
			meaning += " " + items
		}
		if m := defaultWords.FindStringSubmatch(meaning); m != nil {
			meaning, otherwise = strings.TrimSuffix(meaning, m[0]), m[1]
		}
		must, example := "no", ""
		if needed[key] {
			must = "yes"
		}
		rule := d.rule(v)
		if _, ok := holder.values["properties"]; ok {
			groups = append(groups, inner{name, holder})
			rule = "see below"
		} else {
			example = code(strings.TrimSuffix(strings.TrimPrefix(string(v.values["examples"].raw), "[ "), " ]"))
		}
		fmt.Fprintf(&d.out, "| `%s` | %s | %s | %s | %s | %s |\n", key, must, cell(rule), cell(otherwise), cell(meaning), cell(example))
	}
	for _, g := range groups {
		d.group(g.path, g.node)
	}
}

func code(s string) string {
	if s == "the file" {
		return "The file"
	}
	return "`" + s + "`"
}

// cell keeps a table a table.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

// rule says in words which values a key takes.
func (d *document) rule(n node) string {
	has := func(key string) bool { _, ok := n.values[key]; return ok }
	between := func(least, most, unit string) string {
		switch {
		case has(least) && has(most):
			return fmt.Sprintf(", %s to %s%s", n.text(least), n.text(most), unit)
		case has(least):
			return fmt.Sprintf(", at least %s%s", n.text(least), unit)
		case has(most):
			return fmt.Sprintf(", at most %s%s", n.text(most), unit)
		}
		return ""
	}
	switch {
	case has("const"):
		return "`" + n.text("const") + "`"
	case has("enum"):
		return strings.ReplaceAll("`"+strings.Join(n.list("enum"), "`, `")+"`", ", `", " or `")
	case has("pattern"):
		return n.text("$comment")
	}
	said := map[string]string{"string": "text", "number": "a number", "integer": "a whole number"}[n.text("type")]
	switch n.text("type") {
	case "string":
		return said + between("minLength", "maxLength", " characters")
	case "array":
		items := d.rule(d.resolve(n.values["items"]))
		return "a list" + between("minItems", "maxItems", " entries") + "; each: " + items
	}
	if has("exclusiveMinimum") {
		said += ", above " + n.text("exclusiveMinimum")
	}
	if has("exclusiveMaximum") {
		said += ", below " + n.text("exclusiveMaximum")
	}
	return said + between("minimum", "maximum", "")
}

// TestExamples: every key has an example, which the JSON Schema allows.
func TestExamples(t *testing.T) {
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(SchemaJSON))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("s.json", tree); err != nil {
		t.Fatal(err)
	}
	seen := 0
	var walk func(pointer string, n node)
	walk = func(pointer string, n node) {
		for _, key := range n.values["properties"].keys {
			at, v := pointer+"/properties/"+key, n.values["properties"].values[key]
			if inner, ok := v.values["items"]; ok {
				walk(at+"/items", inner)
			}
			walk(at, v)
			if _, group := v.values["properties"]; group {
				continue
			}
			if _, group := v.values["items"].values["properties"]; group {
				continue
			}
			examples, err := jsonschema.UnmarshalJSON(bytes.NewReader(v.values["examples"].raw))
			list, ok := examples.([]any)
			if err != nil || !ok || len(list) == 0 {
				t.Errorf("%s has no example", at)
				continue
			}
			s, err := compiler.Compile("s.json#" + at)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range list {
				seen++
				if err := s.Validate(e); err != nil {
					t.Errorf("%s: its own example is refused: %v", at, err)
				}
			}
		}
	}
	walk("", parseNode(t, SchemaJSON))
	if seen < 50 {
		t.Errorf("only %d examples", seen)
	}
}
