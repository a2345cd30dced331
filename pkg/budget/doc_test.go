package budget

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

// TestDocument compares the tables of the documents with the code.
// UPDATE=1 go test ./pkg/budget writes them.
func TestDocument(t *testing.T) {
	for name, head := range map[string]string{
		"privacy.md":                  "| ε, at δ = 10⁻⁵ | finds at most, of those who took part, when 1 % of the others are taken for them | when 0.1 % are | deviation of the noise, in what one patient can change (z) | µ | ε by the analytic Gaussian |",
		"differentiell-integritet.md": "| ε, vid δ = 10⁻⁵ | hittar högst, av dem som var med, när 1 % av de andra tas för dem | när 0,1 % tas för dem |",
	} {
		const begin, end = "<!-- table attack -->\n", "<!-- end -->"
		path := "../../docs/" + name
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		before, rest, ok := strings.Cut(string(text), begin)
		body, after, ended := strings.Cut(rest, end)
		if !ok || !ended {
			t.Fatalf("%s has no table", path)
		}
		columns := strings.Count(head, "|") - 1
		want := head + "\n" + strings.Repeat("|---", columns) + "|\n"
		for _, cells := range attackTable(t) {
			row := "| " + strings.Join(cells[:columns], " | ") + " |\n"
			if name != "privacy.md" {
				row = strings.ReplaceAll(row, ".", ",")
			}
			want += row
		}
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(path, []byte(before+begin+want+end+after), 0o644); err != nil {
				t.Fatal(err)
			}
		} else if body != want {
			t.Errorf("the table of %s should be:\n%s", path, want)
		}
	}
}

func attackTable(t *testing.T) (rows [][]string) {
	t.Helper()
	const delta = 1e-5
	for _, epsilon := range []float64{0.5, 1, 2, 4, 8} {
		z, err := Multiplier(DiscreteGaussian, epsilon, (1-Room)*delta, []float64{1})
		if err != nil {
			t.Fatal(err)
		}
		mu := 1 / z[0]
		percent := func(fpr float64) string { return strconv.FormatFloat(100*TPR(mu, fpr), 'g', 2, 64) + " %" }
		rows = append(rows, []string{fmt.Sprint(epsilon), percent(0.01), percent(0.001),
			fmt.Sprintf("%.2f", z[0]), fmt.Sprintf("%.3f", mu), fmt.Sprintf("%.2f", AnalyticEpsilon(mu, delta))})
	}
	return rows
}
