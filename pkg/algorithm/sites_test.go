package algorithm

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samband/pkg/agreement"
	"samband/pkg/data"
	"samband/pkg/data/cohort"
	"samband/pkg/model"
	"samband/pkg/plan"
	"samband/pkg/vector"
)

// hospitals reads the four hospitals' rows under the agreement of the test data,
// with the algorithm changed.
func hospitals(t *testing.T, change func(*agreement.Agreement)) (*plan.Plan, []part, []Learner) {
	t.Helper()
	if _, err := os.Stat(heart); err != nil {
		t.Skip("the heart-disease data is not here: ", err)
	}
	a, err := agreement.Read("../agreement/testdata/four-hospitals.yaml")
	if err != nil {
		t.Fatal(err)
	}
	change(a)
	p, err := plan.New(a)
	if err != nil {
		t.Fatal(err)
	}
	var parts []part
	var sites []Learner
	for _, site := range heartSites {
		rows, err := data.ReadCSV(filepath.Join(heart, site+".csv"), a.Schema)
		if err != nil {
			t.Fatal(err)
		}
		train, test := rows.Split(data.Split{Seed: a.Split.Seed, Dataset: a.Split.Dataset, Test: a.Split.Test}, site)
		parts = append(parts, part{train, test})
		n, err := New(p, Local{ID: site, Train: train, Test: test})
		if err != nil {
			t.Fatal(err)
		}
		sites = append(sites, n)
	}
	return p, parts, sites
}

const heart = "../../../shared/data/heart-disease"

var heartSites = []string{"cleveland", "hungarian", "switzerland", "va"}

func layoutsOf(t *testing.T, p *plan.Plan) map[string]vector.Layout {
	t.Helper()
	layouts := make(map[string]vector.Layout)
	for _, phase := range p.Phases() {
		var err error
		if layouts[phase], err = p.Layout(phase); err != nil {
			t.Fatal(err)
		}
	}
	return layouts
}

// reference reads a table beside the heart data, see its README.
func reference(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join(heart, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// The fits with and without penalty have the coefficients of the reference.
func TestFourHospitalsEqualTheReference(t *testing.T) {
	for name, c := range map[string]struct {
		ridge  float64
		column int
	}{"ridge": {1, 3}, "maximum likelihood": {0, 4}} {
		t.Run(name, func(t *testing.T) {
			p, parts, sites := hospitals(t, func(a *agreement.Agreement) { a.Algorithm.Ridge = c.ridge })
			sums, err := learn(t, layoutsOf(t, p), sites)
			if err != nil {
				t.Fatal(err)
			}
			if sums > 10 {
				t.Errorf("%d rounds, want at most 10", sums)
			}
			rows := reference(t, "reference_coefficients.csv")
			m := sites[0].Model()
			largest := 0.0
			for i, row := range rows {
				if i > 0 && m.Features[i-1] != row[0] {
					t.Errorf("feature %d is %s, want %s", i, m.Features[i-1], row[0])
				}
				largest = math.Max(largest, math.Abs(m.Weights()[i]-number(t, row[c.column])))
			}
			t.Logf("%d rounds, largest difference to the reference %.1e", sums, largest)
			if !(largest <= 1e-6) || len(rows) != 14 {
				t.Errorf("largest difference of %d coefficients is %v, want at most 1e-6", len(rows), largest)
			}
			checkEvaluation(t, sites[0], parts)
			if len(sites[0].Warnings()) > 0 || m.Ridge != c.ridge {
				t.Errorf("ridge %v, warnings %v", m.Ridge, sites[0].Warnings())
			}
		})
	}
}

func TestModelAndStateOfFourHospitals(t *testing.T) {
	p, parts, sites := hospitals(t, func(*agreement.Agreement) {})
	if _, err := learn(t, layoutsOf(t, p), sites); err != nil {
		t.Fatal(err)
	}
	if e := sites[0].Evaluation(); e.Rows != 185 || e.Positives != 96 || math.Abs(*e.LogLoss-0.42918) > 1e-5 {
		t.Errorf("evaluation %+v, want 185 rows, 96 positive, log-loss 0.42918", e)
	}
	m := sites[0].Model()
	if m.Agreement != p.Hash.String() || m.Schema != model.SchemaHash(p.Agreement.Schema) {
		t.Errorf("the model names agreement %s and schema %s", m.Agreement, m.Schema)
	}
	text, err := sites[3].MarshalState()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Resume(p, Local{ID: "va", Train: parts[3].train, Test: parts[3].test}, text)
	if err != nil || !cmp.Equal(again.Model(), m) || !cmp.Equal(again.Progress(), sites[3].Progress()) {
		t.Errorf("resumed at another model: %v", err)
	}
}

func TestTwoSyntheticSitesEqualThePooledFit(t *testing.T) {
	var parts []part
	for _, site := range []cohort.Site{cohort.University(), cohort.County()} {
		var file bytes.Buffer
		if err := cohort.WriteCSV(&file, site, 1); err != nil {
			t.Fatal(err)
		}
		rows, err := data.Read(site.Name, &file, cohort.Schema())
		if err != nil {
			t.Fatal(err)
		}
		train, test := rows.Split(data.Split{Seed: "1", Dataset: "cohort", Test: 0.25}, site.Name)
		parts = append(parts, part{train, test})
	}
	s := testSetup(cohort.Schema().Columns(), 4096)
	sites := s.learners(t, parts)
	sums, err := learn(t, s.layouts, sites)
	if err != nil {
		t.Fatal(err)
	}
	pooled := &data.Table{Columns: parts[0].train.Columns}
	for _, p := range parts {
		pooled.Append(p.train)
	}
	want, err := model.Fit(pooled, 1)
	if err != nil {
		t.Fatal(err)
	}
	largest := 0.0
	for i, w := range sites[0].Model().Weights() {
		largest = math.Max(largest, math.Abs(w-want.Weights()[i]))
	}
	t.Logf("%d rounds, largest difference to the pooled fit %.1e", sums, largest)
	if !(largest <= 1e-8) || sums > 10 {
		t.Errorf("largest difference %v after %d rounds, want at most 1e-8 in 10", largest, sums)
	}
	checkEvaluation(t, sites[0], parts)
}
