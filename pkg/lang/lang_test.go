package lang

import (
	"fmt"
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
	"time"
)

// constants reads the keys that keys.go and keys_after.go declare; prefixes
// apart.
func constants(t *testing.T) (keys, prefixes map[Key]bool) {
	t.Helper()
	keys, prefixes = map[Key]bool{}, map[Key]bool{}
	var groups []ast.Decl
	names, err := filepath.Glob("keys*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		groups = append(groups, file.Decls...)
	}
	for _, d := range groups {
		group := d.(*ast.GenDecl)
		into := keys
		if strings.HasPrefix(group.Doc.Text(), "Prefixes") {
			into = prefixes
		}
		for _, s := range group.Specs {
			text, err := strconv.Unquote(s.(*ast.ValueSpec).Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			if into[Key(text)] {
				t.Errorf("key %q is declared twice", text)
			}
			into[Key(text)] = true
		}
	}
	return keys, prefixes
}

func TestEveryLanguageHasEveryText(t *testing.T) {
	keys, prefixes := constants(t)
	if len(keys) < 40 || len(prefixes) < 5 {
		t.Fatalf("keys.go was read as %d keys and %d prefixes", len(keys), len(prefixes))
	}
	all := map[Key]bool{}
	for _, l := range languages() {
		for k := range l.texts {
			all[k] = true
		}
	}
	for _, l := range languages() {
		for k := range keys {
			if l.texts[k] == nil {
				t.Errorf("%s: no text for %q of keys.go", l.tag, k)
			}
		}
		for k := range all {
			under := func(p Key) bool { return strings.HasPrefix(string(k), string(p)+".") }
			if !keys[k] && !slices.ContainsFunc(slices.Collect(maps.Keys(prefixes)), under) {
				t.Errorf("%q is neither in keys.go nor under a prefix of it", k)
			}
			if l.texts[k] == nil {
				t.Errorf("%s: no text for %q, which another language has", l.tag, k)
			}
		}
		for p := range prefixes {
			if !slices.ContainsFunc(slices.Collect(mapKeys(l.texts)), func(k Key) bool { return strings.HasPrefix(string(k), string(p)+".") }) {
				t.Errorf("%s: nothing under the prefix %q", l.tag, p)
			}
		}
	}
}

func mapKeys(m texts) func(func(Key) bool) {
	return func(yield func(Key) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

var verb = regexp.MustCompile(`%\[(\d)\]([a-z])`)

// arguments lists the numbered verbs of a text, all plural cases together.
func arguments(text any) []string {
	found := verb.FindAllString(fmt.Sprintf("%v", text), -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestLanguagesTakeTheSameArguments(t *testing.T) {
	en, sv := languages()[0].texts, languages()[1].texts
	for k := range en {
		if a, b := arguments(en[k]), arguments(sv[k]); !slices.Equal(a, b) {
			t.Errorf("%s: English takes %v, Swedish %v", k, a, b)
		}
	}
}

// Every text is rendered with arguments of the right kind, so that a format
// string with a mistake in it shows.
func TestEveryTextRenders(t *testing.T) {
	for _, l := range languages() {
		w, err := New(l.tag.String())
		if err != nil {
			t.Fatal(err)
		}
		for k, text := range l.texts {
			for _, n := range []int{0, 1, 2, 7, 1234567} {
				arguments := arguments(text)
				values := make([]any, len(arguments))
				for _, a := range arguments {
					m := verb.FindStringSubmatch(a)
					i, _ := strconv.Atoi(m[1])
					if i > len(values) {
						t.Fatalf("%s %s: argument %d of %d", l.tag, k, i, len(values))
					}
					values[i-1] = any("X")
					if m[2] == "d" {
						values[i-1] = n
					}
				}
				if got := w.Text(k, values...); strings.Contains(got, "%!") || got == "" || got == string(k) && !strings.Contains("and min h d", got) && len(values) > 0 {
					t.Errorf("%s %s with %v: %q", l.tag, k, values, got)
				}
			}
		}
	}
}

func TestPluralsAndNumbers(t *testing.T) {
	en, sv := mustNew(t, "en"), mustNew(t, "sv-SE")
	for _, c := range []struct{ got, want string }{
		{en.Text(EventsMatched, 1, 0), "1 event, 0 unexplained"},
		{en.Text(EventsMatched, 12345, 0), "12,345 events, 0 unexplained"},
		{sv.Text(EventsMatched, 1, 0), "1 händelse, 0 oförklarade"},
		{sv.Text(EventsMatched, 12345, 0), "12\u00a0345 händelser, 0 oförklarade"},
		{en.Text(Finished, 1, "3 s"), "Finished after 1 round in 3 s."},
		{sv.Text(Finished, 2, "3 s"), "Klart efter 2 omgångar på 3 s."},
		{en.Count(262144), "262,144"}, {sv.Count(262144), "262\u00a0144"},
		{en.Number(1234.5, 2), "1,234.50"}, {sv.Number(1234.5, 2), "1\u00a0234,50"},
		{sv.Number(-0.5, 1), "\u22120,5"},
		{en.Percent(0.1234, 1), "12.3%"}, {sv.Percent(0.1234, 1), "12,3\u00a0%"},
		{en.Bytes(0), "0\u00a0B"}, {en.Bytes(999), "999\u00a0B"}, {en.Bytes(1000), "1.0\u00a0kB"},
		{sv.Bytes(262144), "262\u00a0kB"}, {sv.Bytes(1234567), "1,2\u00a0MB"}, {en.Bytes(999950), "1.0\u00a0MB"},
		{en.List(nil), ""}, {en.List([]string{"a"}), "a"},
		{en.List([]string{"a", "b", "c"}), "a, b and c"}, {sv.List([]string{"a", "b"}), "a och b"},
		{sv.Duration(1500 * time.Millisecond), "1,5\u00a0s"}, {en.Duration(75 * time.Second), "1\u00a0min 15\u00a0s"},
		{en.Duration(2 * time.Hour), "2\u00a0h"}, {en.Duration(49*time.Hour + time.Minute), "2\u00a0d 1\u00a0h"},
		{en.Duration(90 * 24 * time.Hour), "90\u00a0d"}, {en.Duration(45 * time.Second), "45\u00a0s"},
		{sv.Named(Phase, "newton"), "inlärning"}, {sv.Named(Phase, "unheard"), "unheard"},
		{sv.Text("no such key", 3), "no such key"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func mustNew(t *testing.T, tag string) *Lang {
	t.Helper()
	l, err := New(tag)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestChoice(t *testing.T) {
	for _, c := range []struct {
		all, messages, lang, want string
	}{
		{"", "", "", "en"}, {"", "", "sv_SE.UTF-8", "sv"}, {"sv_SE", "en_US", "en_US", "sv"},
		{"", "sv_FI@euro", "en_GB.UTF-8", "sv"}, {"C", "", "sv_SE.UTF-8", "en"}, {"de_DE.UTF-8", "", "sv_SE", "en"},
		{"\x00!", "", "", "en"},
	} {
		l, err := From(func(name string) string {
			return map[string]string{"LC_ALL": c.all, "LC_MESSAGES": c.messages, "LANG": c.lang}[name]
		})
		if err != nil || l.Tag() != c.want {
			t.Errorf("%+v: %v, %v", c, l, err)
		}
	}
	for _, tag := range []string{"", "de", "svenska", strings.Repeat("x", 1000)} {
		if _, err := New(tag); err == nil || len(err.Error()) > 100 {
			t.Errorf("%.20q: %v", tag, err)
		}
	}
}
