package rows

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"samband/bench/learn/setting"
	"samband/pkg/model"
)

const shared = "../../../../shared/data"

func settings(t *testing.T, text string) *setting.Settings {
	t.Helper()
	f, err := setting.Parse("c.yaml", []byte("title: t\nalgorithm: {name: newton}\n"+text))
	if err != nil {
		t.Fatal(err)
	}
	runs, err := f.Runs()
	if err != nil {
		t.Fatal(err)
	}
	return &runs[0].Settings
}

func rowsOf(t *testing.T, text string) *Rows {
	t.Helper()
	s := settings(t, text)
	if s.Data.Folder != "" {
		if _, err := os.Stat(filepath.Join(s.Data.Folder, s.Data.Source)); err != nil {
			t.Skipf("%s is not here: %v", s.Data.Source, err)
		}
	}
	r, err := NewStore().Make(s, 1, false)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The hospitals' rows are those of the reference, and so is which are held back.
func TestHospitals(t *testing.T) {
	r := rowsOf(t, "data: {source: heart-disease, folder: "+shared+"}\nsplit: {seed: \"20240101\"}\n")
	f, err := os.Open(filepath.Join(shared, "heart-disease", "design.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := make(map[string][]int)
	for _, record := range records[1:] {
		row, err := strconv.Atoi(record[1])
		if err != nil {
			t.Fatal(err)
		}
		want[record[0]+record[3]] = append(want[record[0]+record[3]], row)
	}
	for _, p := range r.Parts {
		if !slices.Equal(p.Train.Rows, want[p.ID+"train"]) || !slices.Equal(p.Test.Rows, want[p.ID+"test"]) {
			t.Errorf("%s: other rows than the reference", p.ID)
		}
	}
	if len(r.Parts) != 4 || r.Simulated {
		t.Errorf("%d sites, simulated: %v", len(r.Parts), r.Simulated)
	}
}

// Merged and halved sites have the same rows in all.
func TestMergedAndHalved(t *testing.T) {
	base := "data: {source: heart-disease, folder: " + shared + "}\n"
	four := rowsOf(t, base)
	for text, ids := range map[string]string{
		"partition: {merge: [[cleveland, va], [hungarian, switzerland]]}\n": "cleveland-va hungarian-switzerland",
		"partition: {halves: 1}\n": "cleveland-1 cleveland-2 hungarian-1 hungarian-2 switzerland-1 switzerland-2 va-1 va-2",
	} {
		r := rowsOf(t, base+text)
		var got []string
		var sums [2][2]float64
		for k, all := range []*Rows{four, r} {
			for _, p := range all.Parts {
				if k == 1 {
					got = append(got, p.ID)
				}
				sums[k][0] += float64(p.Train.Len()) + float64(p.Train.Positives())/1000
				sums[k][1] += float64(p.Test.Len()) + float64(p.Test.Positives())/1000
			}
		}
		if strings.Join(got, " ") != ids || math.Abs(sums[0][0]-sums[1][0])+math.Abs(sums[0][1]-sums[1][1]) > 1e-9 || !r.Simulated {
			t.Errorf("%v with %v, not %v", got, sums[1], sums[0])
		}
	}
	s := settings(t, base+"partition: {merge: [[cleveland, oslo]]}\n")
	if _, err := NewStore().Make(s, 1, false); err == nil || !strings.Contains(err.Error(), `there is no site "oslo": [cleveland`) {
		t.Error(err)
	}
}

// Providers and their test rows are those of the reference, and patients are
// told apart.
func TestProviders(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 100,000 rows")
	}
	r := rowsOf(t, "data: {source: diabetes-130, folder: "+shared+"}\nsplit: {seed: \"20240101\"}\n")
	if len(r.Parts) != 2 || !r.Simulated || len(r.Schema.Columns()) != 41 {
		t.Fatalf("%d parts, %d columns", len(r.Parts), len(r.Schema.Columns()))
	}
	want := map[string][2]int{"provider0": {12214, 1414}, "provider1": {12594, 1471}}
	for _, p := range r.Parts {
		if got := [2]int{p.Test.Len(), p.Test.Positives()}; got != want[p.ID] || p.Train.Units == nil {
			t.Errorf("%s: test rows and positive ones %v, not %v", p.ID, got, want[p.ID])
		}
	}
	halved := rowsOf(t, "data: {source: diabetes-130, folder: "+shared+"}\npartition: {halves: 2}\n")
	if len(halved.Parts) != 8 {
		t.Errorf("%d parts", len(halved.Parts))
	}
}

// The same seed gives the same rows, another one others.
func TestGeneratedRowsFollowTheSeed(t *testing.T) {
	for _, source := range []string{setting.Gaussian, setting.Images, setting.Cohort} {
		text := "data: {source: " + source + ", rows: 300}\npartition: {by: size, participants: 3}\n"
		s := settings(t, text)
		var all []*Rows
		for _, seed := range []uint64{1, 1, 2} {
			r, err := NewStore().Make(s, seed, false)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, r)
		}
		if !reflect.DeepEqual(all[0], all[1]) || reflect.DeepEqual(all[0].Parts, all[2].Parts) {
			t.Errorf("%s does not follow the seed", source)
		}
	}
}

// The outcome of normal columns can be learnt; that of images cannot by a linear
// model, and can by the strength of lines.
func TestGeneratedOutcomes(t *testing.T) {
	auc := func(text string, score func(row []float64) float64) float64 {
		p := rowsOf(t, text+"\npartition: {by: size, participants: 2}\n").Parts[0]
		m, err := model.Fit(p.Train, 1)
		if err != nil {
			t.Fatal(err)
		}
		scores, err := m.Scores(p.Test)
		if err != nil {
			t.Fatal(err)
		}
		if score != nil {
			for i := range scores {
				scores[i] = score(p.Test.Row(i))
			}
		}
		auc, _ := model.AUC(scores, p.Test.Y)
		return auc
	}
	if got := auc("data: {source: gaussian, rows: 8000, signal: 2}", nil); got < 0.8 {
		t.Errorf("AUC %v of normal columns", got)
	}
	images := "data: {source: images, rows: 8000, columns: 64, signal: 2}"
	if got := auc(images, nil); math.Abs(got-0.5) > 0.06 {
		t.Errorf("AUC %v of images by a linear model", got)
	}
	lines := func(row []float64) float64 {
		var most [2]float64
		for i := range 8 {
			var sum [2]float64
			for k := range 8 {
				sum[0] += row[8*i+k]
				sum[1] += row[8*k+i]
			}
			for d := range sum {
				most[d] = math.Max(most[d], math.Abs(sum[d]))
			}
		}
		return most[1] - most[0]
	}
	if got := auc(images, lines); got < 0.95 {
		t.Errorf("AUC %v of images by their lines", got)
	}
}
