package profile

import (
	"fmt"
	"hash/maphash"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// No number here was given to a person that we know of; 121212-1212 is the one
// that Swedish agencies use in examples.
func TestPersonalNumbers(t *testing.T) {
	for text, want := range map[string]bool{
		"191212121212": true, "19121212-1212": true, "1212121212": true, "121212-1212": true, "121212+1212": true, "121212 1212": true,
		"191212121212.0": true,
		"191212121213":   false, // check digit
		"191213121219":   false, // month
		"19121272-1219":  true,  // day 12 + 60, with its check digit
		"19121292-1215":  false, // day 92
		"000229-0005":    true,  // leap day of 2000
		"010229-0004":    false, // no leap day in 1901 or 2001
		"550615-0001":    true,
		"112120001":      true,                        // 0112120001, its zero lost in a spreadsheet
		"10120005":       false, "556016-0680": false, // an organisation: month 60
		"": false, "hello": false, "1212121212121": false, "21212-1212": false, "19121212_1212": false, "１２１２１２１２１２": false,
	} {
		if got := isPersonalNumber(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// personal makes a number with the right check digit.
func personal(year, month, day, birth int) string {
	nine := fmt.Sprintf("%02d%02d%02d%03d", year%100, month, day, birth)
	for check := range 10 {
		if luhn(nine + fmt.Sprint(check)) {
			return nine + fmt.Sprint(check)
		}
	}
	return ""
}

func TestEveryPersonIsRecognised(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		year := rapid.IntRange(1900, 2026).Draw(t, "year")
		day := rapid.IntRange(1, 28).Draw(t, "day") + 60*rapid.IntRange(0, 1).Draw(t, "coordination")
		n := personal(year, rapid.IntRange(1, 12).Draw(t, "month"), day, rapid.IntRange(0, 999).Draw(t, "birth"))
		for _, form := range []string{n, n[:6] + "-" + n[6:], n[:6] + "+" + n[6:], fmt.Sprint(year/100) + n, fmt.Sprint(year/100) + n[:6] + "-" + n[6:]} {
			if !isPersonalNumber(form) {
				t.Errorf("%s is not recognised", form)
			}
		}
		if wrong := n[:9] + fmt.Sprint((int(n[9]-'0')+1)%10); isPersonalNumber(wrong) {
			t.Errorf("%s has a wrong check digit", wrong)
		}
	})
}

func TestLooksOfColumns(t *testing.T) {
	repeat := func(n int, value func(i int) string) []string {
		var all []string
		for i := range n {
			all = append(all, value(i))
		}
		return all
	}
	for name, c := range map[string]struct {
		values []string
		want   string
		count  int
	}{
		"persons":        {repeat(60, func(i int) string { return personal(1950+i, 1+i%12, 1+i%28, i) }), PersonalNumbers, 60},
		"some persons":   {append(repeat(57, func(i int) string { return fmt.Sprint(i % 5) }), "1212121212", "191212121212", "121212-1212"), PersonalNumbers, 3},
		"one by chance":  {append(repeat(57, func(i int) string { return fmt.Sprint(i % 5) }), "1212121212"), "", 0},
		"one row":        {[]string{"1212121212"}, PersonalNumbers, 1},
		"text":           {[]string{"short of breath since Monday", "unchanged"}, FreeText, 1},
		"text w/o words": {[]string{"A 12 B", "type-2-b"}, "", 0},
		"levels":         {repeat(100, func(i int) string { return []string{"mild", "very severe", "NYHA II"}[i%3] }), "", 0},
		"record number":  {repeat(60, func(i int) string { return fmt.Sprint(1000 + i) }), NearUnique, 60},
		"codes":          {repeat(60, func(i int) string { return fmt.Sprintf("SE-%d", i-i%12/11) }), NearUnique, 55},
		"fine values":    {repeat(60, func(i int) string { return fmt.Sprintf("%d.%d", i, i) }), "", 0},
		"decimal commas": {repeat(60, func(i int) string { return fmt.Sprintf("%d,%d", i, i) }), "", 0},
		"ages":           {repeat(200, func(i int) string { return fmt.Sprint(40 + i%50) }), "", 0},
		"few rows":       {repeat(fewest-1, func(i int) string { return fmt.Sprint(i) }), "", 0},
		"nothing":        {nil, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			col := column{used: true, distinct: make(map[uint64]struct{})}
			seed := maphash.MakeSeed()
			for _, v := range c.values {
				col.add(strings.TrimSpace(v), seed)
			}
			if got, count := col.looks(); got != c.want || count != c.count {
				t.Errorf("looks %q for %d values, want %q for %d", got, count, c.want, c.count)
			}
		})
	}
}
