package data

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/schema"
)

func TestSplitIsAPartitionByClass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := rapid.SliceOfN(rapid.SampledFrom([]float64{0, 1}), 1, 60).Draw(t, "y")
		share := rapid.Float64Range(0, 0.9).Draw(t, "share")
		table := &Table{Columns: []string{"x"}, Y: y}
		for i := range y {
			table.Rows = append(table.Rows, 3*i)
			table.X = append(table.X, float64(i))
		}
		train, test := table.Split(Split{Seed: "s", Dataset: "d", Test: share}, "a")
		if want := int(share*float64(table.Positives()) + 0.5); test.Positives() != want {
			t.Errorf("%d positive test rows, want %d", test.Positives(), want)
		}
		if want := int(share*float64(len(y)-table.Positives()) + 0.5); test.Len()-test.Positives() != want {
			t.Errorf("%d negative test rows, want %d", test.Len()-test.Positives(), want)
		}
		all := slices.Concat(train.Rows, test.Rows)
		slices.Sort(all)
		if !slices.Equal(all, table.Rows) || !slices.IsSorted(train.Rows) || !slices.IsSorted(test.Rows) {
			t.Errorf("train %v and test %v", train.Rows, test.Rows)
		}
		for i, row := range test.Rows {
			if test.X[i] != float64(row/3) || test.Y[i] != y[row/3] {
				t.Errorf("row %d carries the values of another", row)
			}
		}
	})
}

// The reference splits and numbers are those beside the data, see its README.
func TestHeartDiseaseEqualsTheReferenceDesign(t *testing.T) {
	folder := filepath.Join(root(t), "../shared/data/heart-disease")
	f, err := os.Open(filepath.Join(folder, "design.csv"))
	if err != nil {
		t.Skip("the heart-disease data is not here: ", err)
	}
	defer f.Close()
	design, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := make(map[string][]string) // by site and row
	for _, r := range design[1:] {
		want[r[0]+" "+r[1]] = r
	}
	header := design[0][4:]
	seen := 0
	for _, site := range []string{"cleveland", "hungarian", "switzerland", "va"} {
		table, err := ReadCSV(filepath.Join(folder, site+".csv"), heart())
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(table.Columns, header) {
			t.Fatalf("columns %v, want %v", table.Columns, header)
		}
		train, test := table.Split(Split{Seed: "20240101", Dataset: "heart-disease", Test: 0.25}, site)
		for part, rows := range map[string]*Table{"train": train, "test": test} {
			for i := range rows.Len() {
				r := want[fmt.Sprint(site, " ", rows.Rows[i])]
				if r == nil || r[3] != part || r[2] != strconv.FormatFloat(rows.Y[i], 'f', -1, 64) {
					t.Errorf("%s row %d: %s, outcome %v, want %v", site, rows.Rows[i], part, rows.Y[i], r)
					continue
				}
				for j, v := range rows.Row(i) {
					if x, err := strconv.ParseFloat(r[4+j], 64); err != nil || x != v {
						t.Errorf("%s row %d: %s is %v, want %s", site, rows.Rows[i], header[j], v, r[4+j])
					}
				}
				seen++
			}
		}
	}
	if seen != 740 || len(want) != 740 {
		t.Errorf("%d rows of %d in the design, want all 740", seen, len(want))
	}
}

func heart() schema.Schema {
	number := func(name string, lo, hi float64) schema.Feature {
		return schema.Feature{Name: name, Type: schema.Number, Min: lo, Max: hi}
	}
	binary := func(name string) schema.Feature { return schema.Feature{Name: name, Type: schema.Binary} }
	return schema.Schema{
		Outcome: schema.Outcome{Name: "disease", Column: "num", Positive: "> 0", Max: 4},
		Features: []schema.Feature{
			number("age", 0, 120), binary("sex"), number("trestbps", 0, 300), number("chol", 0, 1000),
			binary("fbs"), number("thalach", 0, 250), binary("exang"), number("oldpeak", -10, 15),
			{Name: "cp", Type: schema.Category, Levels: []string{"1", "2", "3", "4"}},
			{Name: "restecg", Type: schema.Category, Levels: []string{"0", "1", "2"}},
		},
	}
}

// root is the folder with go.mod.
func root(t *testing.T) string {
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		if folder == filepath.Dir(folder) {
			t.Fatal("no go.mod above the test")
		}
		folder = filepath.Dir(folder)
	}
}
