package parameters_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"samband/pkg/protocol"
)

var (
	named    = regexp.MustCompile("`((?:Test|Fuzz|Benchmark)[A-Z][A-Za-z0-9]*)`")
	declared = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)[A-Z][A-Za-z0-9]*)\(`)
	code     = regexp.MustCompile(`(?m)^\tCode[A-Za-z]+ +Code = "([a-z-]+)"`)
	label    = regexp.MustCompile(`"(samband/(?:he|keyshare|ledger|residue|seal|secagg)/[a-z0-9/-]+)"`)
	tag      = regexp.MustCompile(`\.Start\("([a-z-]+)"\)`)
)

// elsewhere are labels that no second implementation needs: what secrets print as.
var elsewhere = regexp.MustCompile(`/fingerprint/1$`)

func document(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// sources calls f with every Go file of the repository.
func sources(t *testing.T, f func(path, text string)) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		b, err := os.ReadFile(path)
		f(path, string(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestClaimsAreTested: every test that a document names for a claim exists.
func TestClaimsAreTested(t *testing.T) {
	exists := make(map[string]bool)
	sources(t, func(path, text string) {
		for _, m := range declared.FindAllStringSubmatch(text, -1) {
			exists[m[1]] = true
		}
	})
	for _, name := range []string{"protocol.md", "encodings.md", "parameters.md", "privacy.md", "threat-model.md"} {
		found := named.FindAllStringSubmatch(document(t, name), -1)
		if len(found) == 0 {
			t.Errorf("docs/%s names no test", name)
		}
		for _, m := range found {
			if !exists[m[1]] {
				t.Errorf("docs/%s names %s, which does not exist", name, m[1])
			}
		}
	}
}

// TestProtocolIsComplete: docs/protocol.md has every refusal code and
// docs/encodings.md every domain tag, so that the protocol can be implemented
// from them.
func TestProtocolIsComplete(t *testing.T) {
	text, encodings := document(t, "protocol.md"), document(t, "encodings.md")
	codes, tags, labels := 0, 0, 0
	sources(t, func(path, source string) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		for _, m := range code.FindAllStringSubmatch(source, -1) {
			if codes++; !strings.Contains(text, "`"+m[1]+"`") {
				t.Errorf("docs/protocol.md lacks the code %s", m[1])
			}
		}
		for _, m := range tag.FindAllStringSubmatch(source, -1) {
			if tags++; !strings.Contains(encodings, `"samband `+m[1]+`"`) {
				t.Errorf("docs/encodings.md lacks the tag %s", m[1])
			}
		}
		for _, m := range label.FindAllStringSubmatch(source, -1) {
			if labels++; !strings.Contains(encodings, `"`+m[1]) && !elsewhere.MatchString(m[1]) {
				t.Errorf("docs/encodings.md lacks the label %s", m[1])
			}
		}
	})
	if codes < 20 || tags < 15 || labels < 12 {
		t.Errorf("found %d codes, %d tags and %d labels: this test looks at the wrong thing", codes, tags, labels)
	}
}

// TestLimitsAreThose: the documents have the protocol's own limits.
func TestLimitsAreThose(t *testing.T) {
	if protocol.MaxEndorsed != 4 || protocol.MaxAttempts != 16 || protocol.MaxSessions != 8 {
		t.Errorf("attempts endorsed %d, attempts %d, sessions %d: docs/protocol.md and docs/parameters.md say 4, 16 and 8",
			protocol.MaxEndorsed, protocol.MaxAttempts, protocol.MaxSessions)
	}
}
