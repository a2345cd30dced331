package lang_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/lang"
	"samband/pkg/phrase"
	"samband/pkg/protocol"
)

// literals reads what all packages and programs say out of their source: the
// texts of phrases by key, and the fixed parts of log lines.
func literals(t *testing.T) (phrases map[string]string, logs map[string]bool) {
	t.Helper()
	phrases, logs = map[string]string{}, map[string]bool{}
	literal := func(e ast.Expr) (string, bool) {
		b, ok := e.(*ast.BasicLit)
		if !ok {
			return "", false
		}
		text, err := strconv.Unquote(b.Value)
		return text, err == nil
	}
	call := func(n *ast.CallExpr, f *ast.SelectorExpr, where string) {
		of, _ := f.X.(*ast.Ident)
		switch {
		case of != nil && of.Name == "phrase" && (f.Sel.Name == "New" || f.Sel.Name == "Errorf"):
			key, isText := literal(n.Args[0])
			english, too := literal(n.Args[1])
			if !isText || !too {
				t.Errorf("%s: a phrase needs key and text as literals", where)
			}
			if old, twice := phrases[key]; twice && old != english {
				t.Errorf("%s: %s says %q and %q", where, key, old, english)
			}
			phrases[key] = english
		case slices.Contains([]string{"Debug", "Info", "Warn", "Error"}, f.Sel.Name) && len(n.Args) > 0:
			if text, ok := literal(n.Args[0]); ok {
				logs[text] = true
			}
		}
	}
	for _, root := range []string{"..", "../../client", "../../coordinator"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if c, ok := n.(*ast.CallExpr); ok {
					if f, ok := c.Fun.(*ast.SelectorExpr); ok {
						call(c, f, path)
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return phrases, logs
}

// schemaTexts adds what the JSON Schema of agreements says of its keys, which
// is its own key.
func schemaTexts(t *testing.T, phrases map[string]string) {
	t.Helper()
	var tree any
	if err := json.Unmarshal(agreement.SchemaJSON, &tree); err != nil {
		t.Fatal(err)
	}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, name := range []string{"description", "$comment"} {
				if text, ok := v[name].(string); ok {
					phrases[text] = text
				}
			}
			for _, inner := range v {
				walk(inner)
			}
		case []any:
			for _, inner := range v {
				walk(inner)
			}
		}
	}
	walk(tree)
}

var verbs = regexp.MustCompile(`%[#+]?(\.\d+)?(\[\d\])?[a-zU]`)

// speak gives one argument for each verb of a text, and says it in Swedish.
func speak(t *testing.T, key, english string) {
	t.Helper()
	sv, err := lang.New("sv")
	if err != nil {
		t.Fatal(err)
	}
	var args []any
	for _, v := range verbs.FindAllString(english, -1) {
		switch {
		case strings.Contains(v, "["):
			continue
		case strings.HasSuffix(v, "d"), strings.HasSuffix(v, "o"), strings.HasSuffix(v, "U"):
			args = append(args, 7)
		case strings.ContainsAny(v, "efg"):
			args = append(args, 0.7)
		case strings.HasSuffix(v, "w"):
			args = append(args, errors.New("x"))
		default:
			args = append(args, "x")
		}
	}
	for n := 1; n <= 9; n++ { // texts that number their verbs
		if strings.Contains(english, fmt.Sprintf("[%d]", n)) && len(args) < n {
			args = append(args, "x")
		}
	}
	p := phrase.Phrase{Key: key, English: english, Args: args}
	if got := sv.Phrase(p); strings.Contains(strings.ReplaceAll(got, "%!(EXTRA", ""), "%!") {
		t.Errorf("%s: %q", key, got)
	}
}

// Errors and hints that people see have words in every language.
func TestEveryPhraseHasWords(t *testing.T) {
	phrases, logs := literals(t)
	for _, c := range protocol.Codes() {
		phrases["protocol."+string(c)] = "%s"
	}
	schemaTexts(t, phrases)
	if len(phrases) < 100 || len(logs) < 15 {
		t.Fatalf("only %d phrases and %d log lines found", len(phrases), len(logs))
	}
	said, logged := lang.Swedish()
	for _, key := range slices.Sorted(maps.Keys(phrases)) {
		if said[key] == "" {
			t.Errorf("no Swedish for %s: %q", key, phrases[key])
			continue
		}
		speak(t, key, phrases[key])
	}
	for _, key := range slices.Sorted(maps.Keys(said)) {
		if phrases[key] == "" {
			t.Errorf("nothing says %s", key)
		}
	}
	for _, text := range slices.Sorted(maps.Keys(logs)) {
		if logged[text] == "" {
			t.Errorf("no Swedish for the log line %q", text)
		}
	}
	for _, text := range slices.Sorted(maps.Keys(logged)) {
		if !logs[text] {
			t.Errorf("nothing logs %q", text)
		}
	}
}

func TestErrorsInSwedish(t *testing.T) {
	sv, err := lang.New("sv")
	if err != nil {
		t.Fatal(err)
	}
	_, missing := os.Open("absent.csv")
	inner := phrase.Errorf("sign.missing", "%s has not signed: ask for this file", "south")
	for _, c := range []struct {
		err  error
		want string
	}{
		{errors.New("as it is"), "as it is"},
		{inner, "south har inte undertecknat: be om denna fil"},
		{fmt.Errorf("round 3: %w", inner), "round 3: south har inte undertecknat: be om denna fil"},
		{phrase.Errorf("sign.file", "%s: %w", "a.sig", inner), "a.sig: south har inte undertecknat: be om denna fil"},
		{errors.Join(inner, missing), "south har inte undertecknat: be om denna fil\nabsent.csv finns inte"},
		{phrase.Errorf("key.load", "loading the identity key: %w", missing), "identitetsnyckeln kan inte läsas: absent.csv finns inte"},
		{&protocol.Error{Code: protocol.CodeMissing, Round: 2, Party: "south", Said: phrase.New("protocol.sent-nothing", "sent nothing within %s, in the step: %s", time.Minute, phrase.New("protocol.step-endorsing", "the sum is endorsed"))},
			"omgång 2: south: skickade inget inom 1\u00a0min, i steget: summan godkänns (kod: missing)"},
		{&protocol.Error{Code: protocol.CodeSignature, Text: "line 3"}, "en underskrift stämmer inte (line 3) (kod: signature)"},
	} {
		if got := sv.Error(c.err); got != c.want {
			t.Errorf("%v: %q, want %q", c.err, got, c.want)
		}
	}
}
