package agreement

import (
	"os"
	"strings"
	"testing"
)

// One reading names what is wrong on three levels: the wording of a text, what is
// left from the template, and what depends on several keys.
func TestProblemsAreNamedTogether(t *testing.T) {
	text, err := os.ReadFile("testdata/" + two)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.NewReplacer("dataset: heart-failure", "dataset: \"hjärt svikt\"", "acknowledge: [two-party-derivable]", "acknowledge: []",
		"title: Readmission after heart failure, two care providers", "title: <name of the project>", "name: Region South", "name: <name>").Replace(string(text))
	for name, c := range map[string]struct {
		text string
		want []string
		not  string
	}{
		"texts":     {changed, []string{"split.dataset", "title: ", "parties[1].name", "can each subtract"}, "also the name"},
		"a number":  {strings.Replace(changed, "ridge: 1", "ridge: -1", 1), []string{"split.dataset", "title: ", "parties[1].name", "algorithm.ridge"}, "can each subtract"},
		"a key":     {strings.Replace(changed, "Asn0MI8", "Asn0MI9", 1), []string{"split.dataset", "title: ", "parties[1].name"}, "can each subtract"},
		"two names": {strings.Replace(changed, "name: Region North", "name: <name>", 1), []string{"parties[0].name", "parties[1].name", "can each subtract"}, "also the name"},
	} {
		_, err := Parse("a.yaml", []byte(c.text))
		if err == nil {
			t.Errorf("%s: accepted", name)
			continue
		}
		for _, want := range c.want {
			if strings.Count(err.Error(), want) != 1 {
				t.Errorf("%s: not once %q in\n%v", name, want, err)
			}
		}
		if strings.Contains(err.Error(), c.not) {
			t.Errorf("%s: %q in\n%v", name, c.not, err)
		}
	}
}
