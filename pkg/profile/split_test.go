package profile

import (
	"strings"
	"testing"

	"samband/pkg/lang"
)

// The rule of the split is said in both languages: by patient, and by row.
func TestSplitRuleIsSaid(t *testing.T) {
	byPatient := planned(t, "two-hospitals.yaml", "test: 0.25", "test: 0.2").Agreement
	byRow := planned(t, "four-hospitals.yaml").Agreement
	for tag, want := range map[string][2]string{
		"en": {"by patient: one in 5", "by row: 25.0%"},
		"sv": {"per patient: en av 5", "per rad: 25,0\u00a0%"},
	} {
		l, err := lang.New(tag)
		if err != nil {
			t.Fatal(err)
		}
		if said := SplitRule(l, byPatient); !strings.Contains(said, want[0]) {
			t.Errorf("%s: %q lacks %q", tag, said, want[0])
		}
		if said := SplitRule(l, byRow); !strings.Contains(said, want[1]) {
			t.Errorf("%s: %q lacks %q", tag, said, want[1])
		}
	}
	r := read(t, planned(t, "two-hospitals.yaml"), rows(400))
	if r.Table.Split != ByPatient {
		t.Errorf("the report says %q", r.Table.Split)
	}
}
