package promise

import (
	"os"
	"strings"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/lang"
	"samband/pkg/plan"
)

// Under plaintext the coordinator has each contribution with one site's noise
// only: the sentence says so where several sites' noise is counted on.
func TestPlaintextIsSaid(t *testing.T) {
	text, err := os.ReadFile("../agreement/testdata/four-hospitals.yaml")
	if err != nil {
		t.Fatal(err)
	}
	noised := strings.Replace(string(text), "noise: none", "noise: discrete-gaussian\n  epsilon: 4\n  delta: 1e-5\n  clip: 1", 1)
	l, err := lang.New("en")
	if err != nil {
		t.Fatal(err)
	}
	for scheme, said := range map[string]bool{"one-time-he": false, "plaintext": true} {
		a, err := agreement.Parse("a.yaml", []byte(strings.Replace(noised, "scheme: one-time-he", "scheme: "+scheme, 1)+map[bool]string{true: "\nacknowledge: [plaintext]\n"}[said]))
		if err != nil {
			t.Fatal(err)
		}
		p, err := plan.New(a)
		if err != nil {
			t.Fatal(err)
		}
		words := strings.Join(Of(p).Words(l), " ")
		if strings.Contains(words, "is not bounded by this ε") != said {
			t.Errorf("%s: %s", scheme, words)
		}
	}
}
