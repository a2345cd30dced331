package schema

import (
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

const declared = `
outcome: {name: disease, column: num, positive: "> 0", min: 0, max: 4}
patient_id: person
features:
  - {name: age, type: number, unit: years, min: 18, max: 110}
  - {name: oldpeak, type: number, unit: mm, min: -5, max: 10, missing: drop}
  - {name: sex, type: binary}
  - {name: cp, type: category, levels: ["1", "2", "3", "4"]}
`

func read(t *testing.T) Schema {
	t.Helper()
	var s Schema
	if err := yaml.UnmarshalWithOptions([]byte(declared), &s, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestColumnsFollowTheOrderOfTheSchema(t *testing.T) {
	s := read(t)
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	want := []Column{
		{Name: "age", Feature: 0, Min: 18, Max: 110},
		{Name: "oldpeak", Feature: 1, Min: -5, Max: 10},
		{Name: "sex", Feature: 2, Max: 1},
		{Name: "cp2", Feature: 3, Level: "2", Max: 1},
		{Name: "cp3", Feature: 3, Level: "3", Max: 1},
		{Name: "cp4", Feature: 3, Level: "4", Max: 1},
	}
	if diff := cmp.Diff(want, s.Columns()); diff != "" {
		t.Error(diff)
	}
}

func TestCheckNamesWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Schema)
		says   string
	}{
		"no feature":         {func(s *Schema) { s.Features = nil }, "0 features"},
		"two meanings":       {func(s *Schema) { s.Features[0].Name = "num" }, "already declared as the outcome"},
		"twice":              {func(s *Schema) { s.Features[1] = s.Features[0] }, `feature "age" is there twice`},
		"column twice":       {func(s *Schema) { s.Features[0].Column = "oldpeak" }, `the column "oldpeak" is already declared as feature "age"`},
		"column of spaces":   {func(s *Schema) { s.Features[0].Column = " age" }, "not what a column can be called"},
		"long column":        {func(s *Schema) { s.Features[0].Column = strings.Repeat("x", 201) }, "1 to 200 bytes"},
		"patient as number":  {func(s *Schema) { s.Features[0].Name = "person" }, "already declared as patient_id"},
		"patient outcome":    {func(s *Schema) { s.PatientID = "num" }, "both the outcome and patient_id"},
		"same model column":  {func(s *Schema) { s.Features[0].Name = "cp2" }, `both make the model column "cp2"`},
		"name":               {func(s *Schema) { s.Features[0].Name = "a b" }, "is not a name"},
		"type":               {func(s *Schema) { s.Features[2].Type = "text" }, "not one of number, binary, category"},
		"empty range":        {func(s *Schema) { s.Features[0].Max = 18 }, "needs min below max"},
		"huge range":         {func(s *Schema) { s.Features[0].Max = 1e300 }, "needs min below max"},
		"one level":          {func(s *Schema) { s.Features[3].Levels = []string{"1"} }, "1 levels"},
		"level twice":        {func(s *Schema) { s.Features[3].Levels = []string{"1", "1"} }, "there twice"},
		"level of a number":  {func(s *Schema) { s.Features[0].Levels = []string{"1", "2"} }, "only a category has levels"},
		"range of a binary":  {func(s *Schema) { s.Features[2].Max = 1 }, "only a number has min and max"},
		"merged value twice": {func(s *Schema) { s.Features[3].Levels = []string{"1|2", "2"} }, "\"2\" is there twice"},
		"half a merge":       {func(s *Schema) { s.Features[3].Levels = []string{"1|", "2"} }, "with | between them"},
		"long level":         {func(s *Schema) { s.Features[3].Levels[0] = strings.Repeat("ab|", 200) + "x" }, "601 bytes"},
		"words with a range": {func(s *Schema) { s.Outcome.Levels, s.Outcome.Positive = []string{"no", "yes"}, "is yes" }, "words, which have no min and max"},
		"no such word": {func(s *Schema) {
			s.Outcome = Outcome{Name: "o", Column: "o", Levels: []string{"no", "yes"}, Positive: "is ja"}
		}, "does not name one of the levels"},
		"words and a number": {func(s *Schema) {
			s.Outcome = Outcome{Name: "o", Column: "o", Levels: []string{"no", "yes"}, Positive: "> 0"}
		}, "does not name one of the levels"},
		"one word": {func(s *Schema) {
			s.Outcome = Outcome{Name: "o", Column: "o", Levels: []string{"yes"}, Positive: "is yes"}
		}, "1 levels"},
		"word without words": {func(s *Schema) { s.Outcome.Positive = "is yes" }, "list the levels"},
		"missing outcome": {func(s *Schema) {
			s.Outcome = Outcome{Name: "o", Column: "o", Levels: []string{"NA", "yes"}, Positive: "is yes"}
			s.MissingValues = []string{"NA"}
		}, "also a level of the outcome"},
		"two spaces":        {func(s *Schema) { s.Features[3].Levels[0] = "a  b" }, "with single spaces inside only"},
		"long value":        {func(s *Schema) { s.Features[3].Levels[0] = strings.Repeat("x", 65) }, "1 to 64 bytes"},
		"combining mark":    {func(s *Schema) { s.Features[0].Name = "a\u030alder" }, "is not a name"},
		"long reason":       {func(s *Schema) { s.Features[0].IdentifyingBecause = strings.Repeat("x", MaxText+1) }, "identifying_because has 501 bytes"},
		"number as missing": {func(s *Schema) { s.MissingValues = []string{"NA", "-9"} }, "\"-9\" is a number"},
		"level as missing":  {func(s *Schema) { s.Features[3].Levels[3] = "NA"; s.MissingValues = []string{"NA"} }, "also a level of feature \"cp\""},
		"space as missing":  {func(s *Schema) { s.MissingValues = []string{" "} }, "with single spaces inside only"},
		"many missing":      {func(s *Schema) { s.MissingValues = make([]string, MaxMissingValues+1) }, "17 missing_values"},
		"policy":            {func(s *Schema) { s.Features[2].Missing = "mean" }, `write "drop"`},
		"rule":              {func(s *Schema) { s.Outcome.Positive = ">0" }, "not a rule"},
		"rule with a comma": {func(s *Schema) { s.Outcome.Positive = "> 0,5" }, "decimal comma"},
		"comparison":        {func(s *Schema) { s.Outcome.Positive = "~ 0" }, "does not compare"},
		"rule not finite":   {func(s *Schema) { s.Outcome.Positive = "> NaN" }, "not a rule"},
		"never positive":    {func(s *Schema) { s.Outcome.Min, s.Outcome.Max, s.Outcome.Positive = 0, 1, "= 2" }, "no row could be positive"},
		"outcome range":     {func(s *Schema) { s.Outcome.Max = -1 }, "not a range"},
		"too many columns": {func(s *Schema) {
			var levels []string
			for i := range MaxLevels {
				levels = append(levels, string(rune('a'+i%26))+string(rune('a'+i/26)))
			}
			for _, n := range []string{"p", "q", "r", "s", "t"} {
				s.Features = append(s.Features, Feature{Name: n, Type: Category, Levels: levels})
			}
		}, "model columns"},
	} {
		t.Run(name, func(t *testing.T) {
			s := read(t)
			c.change(&s)
			err := s.Check()
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want an error with %q", err, c.says)
			}
		})
	}
}

func TestNamesAndLevelsOfAnyLanguage(t *testing.T) {
	s := read(t)
	s.Features[0].Name, s.Features[0].Column = "ålder", "Ålder vid  inskrivning (år), 1:a"
	s.Outcome.Column, s.PatientID = "Åter inom 30 d?", "Löp-nr #"
	s.Features[3].Levels = []string{"[0-10)", "mycket svår", ">8 % (högt)", "Family/GeneralPractice|Ö"}
	if err := s.Check(); err != nil {
		t.Error(err)
	}
}

func TestRules(t *testing.T) {
	for rule, want := range map[string][3]bool{ // for 0, 1 and 2
		"> 0": {false, true, true}, ">= 1": {false, true, true}, "= 1": {false, true, false},
		"< 1": {true, false, false}, "<= 1": {true, true, false},
	} {
		r, err := ParseRule(rule)
		if err != nil {
			t.Fatal(err)
		}
		if got := [3]bool{r.Holds(0), r.Holds(1), r.Holds(2)}; got != want {
			t.Errorf("%q: got %v, want %v", rule, got, want)
		}
	}
}

func TestLevelsStandForTheValuesThatTheyMerge(t *testing.T) {
	f := Feature{Name: "cp", Type: Category, Levels: []string{"4", "1|2", "3"}}
	for text, want := range map[string]int{"4": 0, "1": 1, "2": 1, "1|2": 1, "3": 2, "5": -1, "": -1, "|": -1, "2|1": -1} {
		if got := f.Level(text); got != want {
			t.Errorf("%q is level %d, want %d", text, got, want)
		}
	}
	s := read(t)
	s.Features[3] = f
	s.MissingValues = []string{"NA", "n/a", "?", "inf", "NaN", "0x1p2"}
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	if c := s.Columns(); c[3].Name != "cp1|2" || c[3].Level != Merge("1", "2") || c[4].Name != "cp3" {
		t.Errorf("columns %v", c)
	}
	if !s.IsMissing("") || !s.IsMissing("NA") || s.IsMissing("0") {
		t.Error("what is missing is not what the schema says")
	}
}
