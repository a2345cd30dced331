package lang_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// In the packages whose errors people read while they prepare, run and use a
// model, no error is an English sentence alone: it is a phrase, or a text of a
// language. What is left out wraps or is never shown.
func TestErrorsAreNoEnglishSentences(t *testing.T) {
	for _, folder := range []string{"../agreement", "../schema", "../model", "../algorithm", "../data/rehearsal", "../profile", "../cli", "../command", "../report", "../ledger", "../audit", "../../client", "../../coordinator"} {
		files, err := filepath.Glob(folder + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatal(folder, err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, source, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || len(call.Args) == 0 {
					return true
				}
				f, ok := call.Fun.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				of, _ := f.X.(*ast.Ident)
				text, isText := call.Args[0].(*ast.BasicLit)
				if of == nil || !isText || (of.Name+"."+f.Sel.Name != "fmt.Errorf" && of.Name+"."+f.Sel.Name != "errors.New") {
					return true
				}
				if english, err := strconv.Unquote(text.Value); err == nil && len(strings.Fields(english)) > 1 && english != "%s: %w" {
					t.Errorf("%s: %q is English in every language: use phrase.Errorf", set.Position(call.Pos()), english)
				}
				return true
			})
		}
	}
}
