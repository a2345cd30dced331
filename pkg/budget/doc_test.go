package budget

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

// TestDocument compares the table of docs/privacy.md with the code.
// UPDATE=1 go test ./pkg/budget writes it.
func TestDocument(t *testing.T) {
	const path, begin, end, delta = "../../docs/privacy.md", "<!-- table attack -->\n", "<!-- end -->", 1e-5
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(text), begin)
	body, tail, ended := strings.Cut(rest, end)
	if !ok || !ended {
		t.Fatalf("%s has no table", path)
	}
	want := "| ε, at δ = 10⁻⁵ | finds at most, of those who took part, when 1 % of the others are taken for them | when 0.1 % are | deviation of the noise, in what one patient can change (z) | µ | ε by the analytic Gaussian |\n|---|---|---|---|---|---|\n"
	for _, epsilon := range []float64{0.5, 1, 2, 4, 8} {
		z, err := Multiplier(DiscreteGaussian, epsilon, (1-Room)*delta, []float64{1})
		if err != nil {
			t.Fatal(err)
		}
		mu := 1 / z[0]
		percent := func(fpr float64) string { return strconv.FormatFloat(100*TPR(mu, fpr), 'g', 2, 64) }
		want += fmt.Sprintf("| %v | %s %% | %s %% | %.2f | %.3f | %.2f |\n",
			epsilon, percent(0.01), percent(0.001), z[0], mu, AnalyticEpsilon(mu, delta))
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(head+begin+want+end+tail), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if body != want {
		t.Errorf("the table of %s should be:\n%s", path, want)
	}
}
