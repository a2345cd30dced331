package agreement

import (
	"strings"
	"testing"
)

// What the schema says about levels of any kind, merged levels, missing values and columns that
// point at persons is read, hashed and written back.
func TestDeclarationsOfRows(t *testing.T) {
	text, plain := load(t, four)
	changed := strings.Replace(text, `levels: ["0", "1", "2"]`, `levels: ["0", "1|2", "[70-80)", "> 8 %", "mycket svår: #1", "Ja\"'"], identifying_because: three values only`, 1)
	changed = strings.Replace(changed, "  outcome:", "  missing_values: [\"NA\", \"?\"]\n  outcome:", 1)
	a, err := Parse(four, []byte(changed))
	if err != nil {
		t.Fatal(err)
	}
	if !a.Schema.IsMissing("?") || a.Schema.IsMissing("-") {
		t.Errorf("missing values %q", a.Schema.MissingValues)
	}
	found := false
	for _, f := range a.Schema.Features {
		found = found || f.IdentifyingBecause == "three values only" && f.Level("2") == 1
	}
	if !found {
		t.Errorf("features %+v", a.Schema.Features)
	}
	if a.Hash() == plain.Hash() {
		t.Error("the hash does not cover the new keys")
	}
	written, err := a.YAML()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(written), "mycket svår") {
		t.Errorf("not readable: %s", written)
	}
	if again, err := Parse(four, written); err != nil || again.Hash() != a.Hash() {
		t.Errorf("written and read again: %v", err)
	}
	for old, want := range map[string]string{
		`["NA", "?"]`: "", `["-1"]`: "is a number, which another column may hold", `[""]`: "missing_values[0]", `[]`: "at least 1",
	} {
		_, err := Parse(four, []byte(strings.Replace(changed, `["NA", "?"]`, old, 1)))
		if (want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("missing_values: %s: %v", old, err)
		}
	}
}

func TestOutcomesInWords(t *testing.T) {
	text, _ := load(t, four)
	words := strings.Replace(text, `positive: "> 0", min: 0, max: 4`, `positive: "is < 30", levels: ["no", "> 30", "< 30"]`, 1)
	a, err := Parse(four, []byte(words))
	if err != nil {
		t.Fatal(err)
	}
	written, err := a.YAML()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Parse(four, written); err != nil || again.Hash() != a.Hash() || again.Schema.Outcome.PositiveLevel() != 2 {
		t.Errorf("written and read again: %v", err)
	}
	if _, err := Parse(four, []byte(strings.Replace(words, "is < 30", "is gone", 1))); err == nil || !strings.Contains(err.Error(), "four-hospitals.yaml:") || !strings.Contains(err.Error(), "does not name one of the levels") {
		t.Errorf("a word that is no level: %v", err)
	}
}

// A feature's column may be called otherwise in the file; the name is the model's.
func TestColumnsOfTheFileHaveNamesOfTheirOwn(t *testing.T) {
	text, plain := load(t, four)
	changed := strings.Replace(text, "{name: age,", `{name: age, column: "Ålder (år), vid inskrivning",`, 1)
	a, err := Parse(four, []byte(changed))
	if err != nil {
		t.Fatal(err)
	}
	if f := a.Schema.Features[0]; f.Heading() != "Ålder (år), vid inskrivning" || a.Schema.Columns()[0].Name != "age" || plain.Schema.Features[0].Heading() != "age" {
		t.Errorf("feature %+v", f)
	}
	if a.Hash() == plain.Hash() {
		t.Error("the hash does not cover the column")
	}
	written, err := a.YAML()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Parse(four, written); err != nil || again.Hash() != a.Hash() {
		t.Errorf("written and read again: %v", err)
	}
}
