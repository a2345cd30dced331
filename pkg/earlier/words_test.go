package earlier_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samband/pkg/agreement"
	"samband/pkg/lang"
	"samband/pkg/protocol"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestWords shows what is said in the cases that differ in kind.
func TestWords(t *testing.T) {
	for _, tag := range []string{"en", "sv"} {
		l, err := lang.New(tag)
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		for _, c := range []struct {
			name, earlier string
			sets          []string
			planned       string
			change        func(*agreement.Agreement)
		}{
			{"none", "abc", nil, "abc", nil},
			{"the same", "abc", []string{"abc", "abc", "abc"}, "abc", nil},
			{"one left out", "abc", []string{"abc"}, "ab", nil},
			{"one left out, acknowledged", "abc", []string{"abc"}, "ab", dropout},
			{"one for one", "abc", []string{"abc"}, "abd", nil},
			{"one joins two", "ab", []string{"ab"}, "abc", nil},
			{"one may be missing", "abcde", []string{"abcde"}, "abcde", nil},
		} {
			p, dir := people{}, t.TempDir()
			a := p.agree(t, c.earlier, nil)
			path := ran(t, dir, a, protocol.Real, c.sets...)
			if c.name != "one may be missing" { // whose ledger was erased
				recorded(t, path, a, p.key(t, 'a'), c.sets...)
			}
			k := look(t, dir, p.agree(t, c.planned, all(later, c.change)))
			fmt.Fprintf(&text, "%s\n\n", c.name)
			for _, line := range append(k.Known(l), k.Found(l)...) {
				fmt.Fprintf(&text, "%s\n", line)
			}
			why, do := k.Refusal(l)
			fmt.Fprintf(&text, "%s\n%s\n\n", why, do)
		}
		got := regexp.MustCompile(`\b[0-9a-f]{8}\b`).ReplaceAllString(text.String(), "HASH")
		path := filepath.Join("testdata", "words."+tag+".txt")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (go test -update writes it anew):\n%s", path, diff)
		}
	}
}
