package agreement

import (
	"regexp"
	"strings"
	"testing"

	"samband/pkg/lang"
)

// english are words that stand in almost every English sentence and in no
// Swedish one.
var english = regexp.MustCompile(`(?i)\b(the|are|must|has|write|with|which|remove|cannot|of|or|and|at least)\b`)

var quoted = regexp.MustCompile(`"[^"]*"`) // what people wrote

// What is wrong with an agreement is said in Swedish through and through: every
// mistake that TestRefused makes, and all keys missing at once.
func TestRefusedInSwedish(t *testing.T) {
	sv, err := lang.New("sv")
	if err != nil {
		t.Fatal(err)
	}
	say := func(t *testing.T, name, text string) {
		_, err := Parse(name, []byte(text))
		if err == nil {
			t.Fatal("accepted")
		}
		said := sv.Error(err)
		t.Log(said)
		if found := english.FindAllString(quoted.ReplaceAllString(said, ""), -1); found != nil {
			t.Errorf("English %q in: %s", found, said)
		}
		if strings.Count(said, "\n") != strings.Count(err.Error(), "\n") || strings.Contains(said, "%!") {
			t.Errorf("%q for %q", said, err)
		}
	}
	for _, c := range refusals {
		t.Run(c.name, func(t *testing.T) {
			text, _ := load(t, c.file)
			say(t, c.file, strings.Replace(text, c.old, c.new, 1))
		})
	}
	t.Run("nothing there", func(t *testing.T) { say(t, two, "{}") })
}
