package data

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/schema"
)

func patients() schema.Schema {
	return schema.Schema{
		Outcome:   schema.Outcome{Name: "y", Column: "y", Positive: "= 1"},
		PatientID: "id", Features: []schema.Feature{{Name: "x", Type: schema.Binary}},
	}
}

// No patient is on both sides, whatever the order of the rows and the site.
func TestNoPatientIsInBothParts(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		ids := rapid.SliceOfN(rapid.IntRange(0, 20), 1, 80).Draw(rt, "patients")
		rule := Split{Seed: "s", Dataset: "d", Test: rapid.SampledFrom([]float64{0.05, 0.2, 0.25, 0.33, 0.5}).Draw(rt, "share")}
		side := make(map[int]int)
		for _, site := range []string{"a", "b"} {
			text := "id,x,y\n"
			for i, id := range ids {
				text += fmt.Sprintf(" %d ,1,%d\n", id, i%2)
			}
			table, err := Read("t.csv", strings.NewReader(text), patients())
			if err != nil {
				rt.Fatal(err)
			}
			train, test := table.Split(rule, site)
			if train.Len()+test.Len() != len(ids) || train.patients != nil || test.patients != nil {
				rt.Fatalf("%d and %d rows of %d, patients kept: %v", train.Len(), test.Len(), len(ids), train.patients != nil)
			}
			rest, back := train.HoldBack(rule, site)
			if rest.Len()+back.Len() != train.Len() {
				rt.Fatalf("%d and %d rows of %d", rest.Len(), back.Len(), train.Len())
			}
			for part, rows := range map[int]*Table{1: rest, 2: test, 4: back} {
				for _, r := range rows.Rows {
					if side[ids[r]] |= part; side[ids[r]] != part {
						rt.Fatalf("patient %d is in two parts: %b", ids[r], side[ids[r]])
					}
				}
			}
		}
	})
}

// Rows that are held back are about the agreed share of what was left to train
// on, and not the rows that a test of the same share would take.
func TestHoldBackByRow(t *testing.T) {
	table := &Table{Columns: []string{"x"}}
	for i := range 1000 {
		table.X, table.Y, table.Rows = append(table.X, 0), append(table.Y, float64(i%2)), append(table.Rows, i)
	}
	train, test := table.Split(Split{Seed: "s", Dataset: "d", Test: 0.25}, "a")
	rest, back := train.HoldBack(Split{Seed: "s", Dataset: "d", Test: 0.2}, "a")
	if test.Len() != 250 || back.Len() != 150 || rest.Len() != 600 || back.Positives() != 75 {
		t.Errorf("%d rows to train on, %d held back (%d positive), %d to test", rest.Len(), back.Len(), back.Positives(), test.Len())
	}
}

// Where each row's own hash decides, what is held back is a share of what the test
// left, by a hash that says nothing about the one before.
func TestHoldBackByOwnHash(t *testing.T) {
	table := &Table{Columns: []string{"x"}}
	for i := range 4000 {
		table.X, table.Y, table.Rows = append(table.X, 0), append(table.Y, float64(i%2)), append(table.Rows, i)
	}
	rule := Split{Seed: "s", Dataset: "d", Test: 0.25, Independent: true}
	train, _ := table.Split(rule, "a")
	_, back := train.HoldBack(rule, "a")
	if part := float64(back.Len()) / float64(train.Len()); part < 0.22 || part > 0.28 { // 0.25, deviation 0.008
		t.Errorf("%d of %d rows are held back", back.Len(), train.Len())
	}
}

func TestEvery(t *testing.T) {
	for share, want := range map[float64]uint32{0.25: 4, 0.2: 5, 0.3: 3, 0.33: 3, 0.5: 2, 0.9: 1, 1e-3: 1000, 0: 0, 1e-300: 0} {
		if got := Every(share); got != want {
			t.Errorf("%v: one in %d, want %d", share, got, want)
		}
	}
}

// The reference split is that of the design beside the data, see its README.
func TestDiabetesEqualsTheReferenceSplit(t *testing.T) {
	folder := filepath.Join(root(t), "../shared/data/diabetes-130")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the diabetes-130 data is not here: ", err)
	}
	column := func(file string, names ...string) [][]string {
		f, err := os.Open(filepath.Join(folder, file))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(z).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		picked := make([][]string, len(names))
		for i, name := range names {
			for at, h := range rows[0] {
				if h == name {
					for _, r := range rows[1:] {
						picked[i] = append(picked[i], r[at])
					}
				}
			}
			if len(picked[i]) != len(rows)-1 {
				t.Fatalf("%s: no column %s", file, name)
			}
		}
		return picked
	}
	numbers := column("diabetic_data.csv.gz", "patient_nbr")[0]
	design := column("design.csv.gz", "row", "split", "y")
	var text strings.Builder
	text.WriteString("id,x,y\n")
	for i, row := range design[0] {
		at, err := strconv.Atoi(row)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&text, "%s,1,%s\n", numbers[at], design[2][i])
	}
	table, err := Read("diabetes.csv", strings.NewReader(text.String()), patients())
	if err != nil {
		t.Fatal(err)
	}
	train, test := table.Split(Split{Seed: "20240101", Dataset: "diabetes-130", Test: 0.25}, "any")
	for part, rows := range map[string]*Table{"train": train, "test": test} {
		for _, r := range rows.Rows {
			if design[1][r] != part {
				t.Fatalf("row %s of the raw file: %s, the design has %s", design[0][r], part, design[1][r])
			}
		}
	}
	if train.Len()+test.Len() != 99340 {
		t.Errorf("%d and %d rows, want 99,340 in all", train.Len(), test.Len())
	}
}
