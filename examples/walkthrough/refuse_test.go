package walkthrough

import (
	"regexp"
	"testing"
)

// What a document may not have: a block that nobody would execute or compare.
func TestBlocksThatAreRefused(t *testing.T) {
	for _, c := range []struct {
		mark, first string
		commands    int
	}{
		{"", "# hub", 1}, {"bash", "# hub", 1}, {"sh", "ls", 1}, {"sh", "# west", 1},
		{"sh", "# hub, leave it", 1}, {"sh", "# hub", 0}, {"text west", "", 1}, {"text  hub", "", 1},
	} {
		lines := []string{c.first}
		for range c.commands {
			lines = append(lines, "ls")
		}
		if err := new(step).fill(c.mark, lines); err == nil {
			t.Errorf("%+v is taken", c)
		}
	}
}

func TestExpectedOutput(t *testing.T) {
	const text = "a … c.\n…\nend\n"
	for printed, want := range map[string]bool{
		"a b c.\nend\n":              true,
		"a  c.\none\ntwo\nend\n":     true,
		"a b cx\nend\n":              false,
		"a b\nc.\nend\n":             false,
		"a b c.\none\n":              false,
		"a b c.\nend\nmore\n":        false,
		"before\na b c.\none\nend\n": false,
	} {
		if got := regexp.MustCompile("^(?:" + expression(text) + ")$").MatchString(printed); got != want {
			t.Errorf("%q: %v", printed, got)
		}
	}
}
