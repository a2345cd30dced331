package data

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/schema"
)

// Without a row, every other one is where it was: one record moves no other.
func TestOwnHashMovesNoOtherRow(t *testing.T) {
	all := &Table{Columns: []string{"x"}}
	for i := range 2000 {
		all.X, all.Y, all.Rows = append(all.X, float64(i)), append(all.Y, float64(i%3/2)), append(all.Rows, i)
	}
	rule := Split{Seed: "s", Dataset: "d", Test: 0.25, Independent: true}
	train, test := all.Split(rule, "a")
	if part := float64(test.Len()) / 2000; math.Abs(part-0.25) > 0.03 || train.Len()+test.Len() != 2000 {
		t.Fatalf("%d training rows, %d test rows", train.Len(), test.Len())
	}
	for _, gone := range []int{0, 7, 1999} {
		var rest []int
		for i := range 2000 {
			if i != gone {
				rest = append(rest, i)
			}
		}
		train2, test2 := all.Subset(rest).Split(rule, "a")
		without := func(rows []int) []int {
			return slices.DeleteFunc(slices.Clone(rows), func(r int) bool { return r == gone })
		}
		if !slices.Equal(train2.Rows, without(train.Rows)) || !slices.Equal(test2.Rows, without(test.Rows)) {
			t.Errorf("without row %d others are elsewhere", gone)
		}
	}
}

// Units are patients, in both parts; AtMost keeps the first rows of each,
// whoever else there is.
func TestUnits(t *testing.T) {
	s := schema.Schema{PatientID: "who", Outcome: schema.Outcome{Name: "y", Column: "y", Positive: "= 1"}, Features: []schema.Feature{{Name: "x", Type: schema.Number, Min: 0, Max: 1e6}}}
	rapid.Check(t, func(t *rapid.T) {
		patients := rapid.SliceOfN(rapid.IntRange(0, 9), 1, 60).Draw(t, "patients")
		most := rapid.IntRange(1, 4).Draw(t, "most")
		read := func(keep func(int) bool) *Table {
			var text strings.Builder
			text.WriteString("who,x,y\n")
			for i, p := range patients {
				if keep(p) {
					fmt.Fprintf(&text, "p%d,%d,%d\n", p, i, i%2)
				}
			}
			table, err := Read("t.csv", strings.NewReader(text.String()), s)
			if err != nil {
				t.Fatal(err)
			}
			return table
		}
		rule := Split{Seed: "s", Dataset: "d", Test: 0.3}
		gone := rapid.IntRange(0, 9).Draw(t, "gone")
		rows := func(table *Table) (kept map[float64]bool) { // the value tells the row apart
			kept = make(map[float64]bool)
			train, test := table.Split(rule, "a")
			for _, part := range []*Table{train, test} {
				bounded, left := part.AtMost(most)
				if bounded.Len()+left != part.Len() || len(bounded.Units) != bounded.Len() {
					t.Fatalf("%d rows of %d, %d left out, %d units", bounded.Len(), part.Len(), left, len(bounded.Units))
				}
				owner, count := make(map[int]int), make(map[int]int)
				for i, u := range bounded.Units {
					patient := patients[int(bounded.Row(i)[0])]
					if was, seen := owner[u]; seen && was != patient {
						t.Fatalf("unit %d is patients %d and %d", u, was, patient)
					}
					owner[u] = patient
					if count[u]++; count[u] > most {
						t.Fatalf("unit %d has %d rows", u, count[u])
					}
					kept[bounded.Row(i)[0]] = true
				}
				if len(owner) > 0 && slices.Max(bounded.Units) >= part.Len() {
					t.Fatal("units are not numbered from 0 on")
				}
			}
			return kept
		}
		all := rows(read(func(int) bool { return true }))
		if len(slices.DeleteFunc(slices.Clone(patients), func(p int) bool { return p == gone })) == 0 {
			return
		}
		for x := range rows(read(func(p int) bool { return p != gone })) {
			if !all[x] {
				t.Fatalf("without patient %d, row %v is kept", gone, x)
			}
		}
	})
}
