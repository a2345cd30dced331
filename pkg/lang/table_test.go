package lang

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// tableTexts reads what package data says out of its source: the texts given to
// say and write.
func tableTexts(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("../data/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	texts := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			f, ok := call.Fun.(*ast.Ident)
			literal, isText := call.Args[0].(*ast.BasicLit)
			if ok && isText && (f.Name == "say" || f.Name == "write") {
				text, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				texts[text] = true
			}
			return true
		})
	}
	return texts
}

func TestTheReaderOfTablesSpeaksSwedish(t *testing.T) {
	english, swedish := tableTexts(t), swedishTable()
	if len(english) < 60 {
		t.Fatalf("only %d texts found in package data", len(english))
	}
	verbs := regexp.MustCompile(`%[a-z]`)
	for text := range english {
		other, ok := swedish[text]
		if !ok {
			t.Errorf("no Swedish for %q", text)
		}
		if a, b := verbs.FindAllString(text, -1), verbs.FindAllString(other, -1); !slices.Equal(a, b) {
			t.Errorf("%q takes %v, %q takes %v", text, a, other, b)
		}
	}
	for _, text := range slices.Sorted(maps.Keys(swedish)) {
		if !english[text] {
			t.Errorf("package data does not say %q", text)
		}
	}
	en, sv := mustNew(t, "en"), mustNew(t, "sv")
	if en.Table("is empty") != "is empty" || sv.Table("is empty") != "är tom" || sv.Table("unheard of") != "unheard of" {
		t.Error("a text is not translated as it should be")
	}
}
