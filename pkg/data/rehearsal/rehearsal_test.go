package rehearsal

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/data/cohort"
	"samband/pkg/digest"
	"samband/pkg/schema"
)

var agreed = digest.Of([]byte("agreement"))

func TestRowsFollowFromAgreementAndParty(t *testing.T) {
	s := cohort.Schema()
	first, err := CSV(s, agreed, "north", 50)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := CSV(s, agreed, "north", 50)
	south, _ := CSV(s, agreed, "south", 50)
	later, _ := CSV(s, digest.Of([]byte("another")), "north", 50)
	if !bytes.Equal(first, again) {
		t.Error("the same agreement and party give other rows")
	}
	if bytes.Equal(first, south) || bytes.Equal(first, later) {
		t.Error("another party, or another agreement, gives the same rows")
	}
	table, err := Table(s, agreed, "north", 50)
	if err != nil || table.Len() != 50 || table.Dropped != 0 {
		t.Fatalf("%v, %d rows", err, table.Len())
	}
	if p := table.Positives(); p < 10 || p > 40 {
		t.Errorf("%d of 50 outcomes are positive", p)
	}
}

// Whatever the schema declares, the rows are ones that its reader accepts.
func TestEverySchemaCanBeRehearsed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := schema.Schema{Outcome: schema.Outcome{Name: "y", Column: "y",
			Positive: rapid.SampledFrom([]string{"> 0", ">= 1", "= 1", "= -3", "< 0.5", "<= 2"}).Draw(t, "rule")}}
		if rapid.Bool().Draw(t, "bounded") {
			s.Outcome.Min, s.Outcome.Max = -3, 3
		}
		if rapid.Bool().Draw(t, "patients") {
			s.PatientID = "person"
		}
		lo := rapid.Float64Range(-1e6, 1e6).Draw(t, "min")
		s.Features = []schema.Feature{
			{Name: "n", Type: schema.Number, Min: lo, Max: lo + rapid.Float64Range(1e-3, 1e6).Draw(t, "width")},
			{Name: "b", Type: schema.Binary},
			{Name: "c", Type: schema.Category, Levels: []string{"none", "some", "1|2"}},
		}
		if s.Check() != nil {
			t.Skip("not a schema")
		}
		rows := Rows(s, 1000)
		table, err := Table(s, agreed, "north", rows)
		if err != nil || table.Len() != rows {
			t.Fatalf("%v", err)
		}
		if p := table.Positives(); p == 0 || p == rows {
			t.Fatalf("all %d outcomes are the same", rows)
		}
	})
}

func TestAnOutcomeThatCannotDifferIsNamed(t *testing.T) {
	s := cohort.Schema()
	for positive, want := range map[string]string{
		"> 5":  "no row could be positive", // what the schema itself refuses
		">= 0": `"readmission" is the same`,
	} {
		s.Outcome.Positive = positive
		if _, err := CSV(s, agreed, "north", 10); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", positive, err)
		}
	}
}

func TestRows(t *testing.T) {
	s := cohort.Schema() // 18 columns
	if got := Rows(s, 100_000); got != 360 {
		t.Errorf("%d rows for 18 columns", got)
	}
	if got := Rows(s, 100); got != 100 {
		t.Errorf("%d rows where 100 are allowed", got)
	}
}

func TestOutcomesInWordsAreOfBothKinds(t *testing.T) {
	o := schema.Outcome{Name: "back", Column: "back", Levels: []string{"no", "late", "soon|at once"}, Positive: "is soon|at once"}
	if got, err := outcomes(o); err != nil || got != [2]string{"no", "soon"} {
		t.Errorf("%q, %v", got, err)
	}
}
