package profile

import (
	"fmt"
	"strings"
	"testing"

	"samband/pkg/lang"
)

// Where a whole column holds other words than agreed, the person reads what the
// schema would say, and not that hundreds of cells should be corrected.
func TestColumnsOfOtherValues(t *testing.T) {
	set := func(column int, value func(i int) string) [][]string {
		all := rows(240)
		for i := range all[1:] {
			all[i+1][column] = value(i)
		}
		return all
	}
	pick := func(values ...string) func(int) string {
		return func(i int) string { return values[i%len(values)] }
	}
	for name, c := range map[string]struct {
		table [][]string
		code  string
		text  string
	}{
		"binary":          {set(2, pick("Man", "Kvinna", "Man")), OtherValues, `type: category, levels: ["Man", "Kvinna"]`},
		"binary, numbers": {set(2, pick("1", "2", "2")), OtherValues, `type: category, levels: ["2", "1"]`},
		"category":        {set(3, pick("NYHA I", "NYHA II")), OtherValues, `type: category, levels: ["NYHA I", "NYHA II"]`},
		"number":          {set(1, pick("ung", "gammal")), OtherValues, `type: category, levels: ["gammal", "ung"]`},
		"outcome":         {set(4, pick("nej", "ja", "nej")), OtherOutcome, `positive: "is …", levels: ["nej", "ja"]`},
		"some cells":      {set(2, pick("0", "1", "Man")), Unreadable, "is neither 0 nor 1; correct it"},
		"missing":         {set(2, pick("Man", "Kvinna", "Okänd")), Unreadable, "is neither 0 nor 1; correct it"},
		"missing binary":  {set(2, pick("NA", "0")), Unreadable, "list the spelling under missing_values"},
		"other range":     {set(1, pick("300", "400")), Unreadable, "agree on a wider range"},
		"many words":      {set(1, func(i int) string { return fmt.Sprint("w", i%30) }), Unreadable, "is not a number; correct it"},
	} {
		r := read(t, planned(t, "two-hospitals.yaml"), c.table)
		if len(r.Refusals) == 0 || r.Refusals[0].Code != c.code || !strings.Contains(r.Refusals[0].Text, c.text) || c.code != Unreadable && len(r.Refusals) != 1 {
			t.Errorf("%s: %+v", name, r.Refusals)
			continue
		}
		for _, tag := range []string{"en", "sv"} {
			l, err := lang.New(tag)
			if err != nil {
				t.Fatal(err)
			}
			if line := r.Reasons(l)[0]; c.code != Unreadable && !strings.Contains(line, c.text) || strings.Contains(line, "%!") {
				t.Errorf("%s, %s: %s", name, tag, line)
			}
		}
	}
}
