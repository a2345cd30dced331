package agreement

import (
	"fmt"
	"strings"
	"testing"

	"samband/pkg/identity"
)

// TestBounds: what would take the parser long, or deep, is refused before it.
func TestBounds(t *testing.T) {
	for name, text := range map[string]string{
		"brackets":    strings.Repeat("[", 10000),
		"dashes":      strings.Repeat("- ", 10000),
		"keys":        strings.Repeat("? ", 10000),
		"tokens":      strings.Repeat("{}", MaxSize/2),
		"percent":     strings.Repeat("%", MaxSize),
		"empty lines": "a: |\n x" + strings.Repeat("\n", maxEmpty+2) + " y\n",
		"blank lines": "a: >\n x\n" + strings.Repeat("  \r\n", maxEmpty+1) + " y\n",
		"size":        strings.Repeat("a", MaxSize+1),
		"empty":       "",
		"bomb":        "a: &a [1,1]\nb: &b [*a,*a]\nc: [*b,*b]\n",
	} {
		if _, err := Parse(name, []byte(text)); err == nil {
			t.Errorf("%s: accepted", name)
		} else if strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: more than one line: %v", name, err)
		}
	}
}

// TestSizes: the bounds leave room for the largest roster, each in its own
// lines; and numbers and long texts may be written as people do.
func TestSizes(t *testing.T) {
	text, a := load(t, two)
	for i := range 998 {
		p := a.Parties[0]
		p.Key[0], p.Key[1] = byte(i), byte(i>>8)
		p.ID, p.Name = identity.ID(fmt.Sprintf("participant-%d", i)), fmt.Sprintf("Hospital %d in the region of the north", i)
		a.Parties = append(a.Parties, p)
		a.Release.Recipients = append(a.Release.Recipients, p.ID)
	}
	large, err := a.YAML()
	if err != nil {
		t.Fatal(err)
	}
	if err := bounded("large", string(large)); err != nil {
		t.Error(err)
	}
	for _, c := range []struct{ old, new string }{
		{"ridge: 1\n", "ridge: 0\n"}, {"ridge: 1\n", "ridge: 0.50\n"}, {"ridge: 1\n", "ridge: 1e-3\n"}, {"ridge: 1\n", "ridge: 2.5E+1\n"},
		{"retention: ", "retention: >-\n  First.\n  Second:\n  "}, {"title: ", "title: |-\n  "}, {"title: ", "title: \"\\u00e5\" #"}, {"name: Region South", "name: Region\u00a0Söder"},
	} {
		for _, end := range []string{"\n", "\r\n"} {
			changed := strings.ReplaceAll(strings.Replace(text, c.old, c.new, 1), "\n", end)
			b, err := Parse("b.yaml", []byte(changed))
			if err != nil {
				t.Errorf("%q: %v", c.new, err)
				continue
			}
			again, err := b.YAML()
			if err != nil {
				t.Fatal(err)
			}
			if c, err := Parse("c.yaml", again); err != nil || c.Hash() != b.Hash() {
				t.Errorf("%q: written and read again: %v", changed, err)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{two, four} {
		text, _ := load(f, name)
		f.Add([]byte(text))
		f.Add([]byte(strings.Replace(text, "retention: ", "retention: >-\n  First.\n  ", 1)))
		f.Add([]byte(strings.Replace(text, "title: ", `title: "A\u202e\x1b\0\n" #`, 1)))
		f.Add([]byte(strings.Replace(text, "rounds: 10", "rounds: 010", 1)))
		f.Add([]byte(strings.Replace(text, "ridge: 1", "ridge: 1e-3", 1)))
	}
	f.Add([]byte("%YAML 1.2\n---\na: {}{}{}\n"))
	f.Add([]byte("a: &a [*a]\n"))
	f.Add([]byte("? [a]\n: b\n"))
	f.Add([]byte("|\n x"))
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := Parse("fuzz.yaml", text)
		if err != nil {
			return
		}
		again, err := a.YAML()
		if err != nil {
			t.Fatal(err)
		}
		b, err := Parse("again.yaml", again)
		if err != nil {
			t.Fatalf("what YAML wrote is refused: %v\n%s", err, again)
		}
		if a.Hash() != b.Hash() {
			t.Fatalf("another hash after a round trip:\n%s", again)
		}
	})
}
