package model

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"samband/pkg/data"
)

// The references are those beside the data, see its README.
func TestHeartDiseaseEqualsTheReferences(t *testing.T) {
	folder, train, test := heart(t)
	models := make(map[string]*Model)
	fit := func(name string, rows *data.Table, ridge float64) {
		m, err := Fit(rows, ridge)
		if err != nil {
			t.Fatal(name, ": ", err)
		}
		models[name] = m
	}
	pooledTrain, pooledTest := &data.Table{Columns: train["va"].Columns}, &data.Table{Columns: train["va"].Columns}
	for _, site := range sites {
		fit("local_"+site, train[site], 1)
		pooledTrain.Append(train[site])
		pooledTest.Append(test[site])
	}
	test["ALL"] = pooledTest
	fit("pooled_ridge1", pooledTrain, 1)
	fit("pooled_mle", pooledTrain, 0)

	for i, row := range read(t, folder, "reference_coefficients.csv")[1:] {
		ridge, mle := models["pooled_ridge1"], models["pooled_mle"]
		near(t, "ridge "+row[0], ridge.Weights()[i], number(t, row[3]), 1e-8)
		near(t, "mle "+row[0], mle.Weights()[i], number(t, row[4]), 1e-8)
		if i > 0 {
			if ridge.Features[i-1] != row[0] {
				t.Errorf("feature %d is %s, want %s", i, ridge.Features[i-1], row[0])
			}
			near(t, "mean "+row[0], ridge.Mean[i-1], number(t, row[1]), 1e-10)
			near(t, "sd "+row[0], ridge.SD[i-1], number(t, row[2]), 1e-10)
		}
	}
	compared := 0
	for _, row := range read(t, folder, "reference_metrics.csv")[1:] {
		m, rows := models[row[1]], test[row[2]]
		if m == nil {
			continue // another algorithm's
		}
		scores, err := m.Scores(rows)
		if err != nil {
			t.Fatal(err)
		}
		loss, _ := LogLoss(scores, rows.Y)
		near(t, "log-loss of "+row[1]+" at "+row[2], loss, number(t, row[7]), 1e-5)
		auc, ok := AUC(scores, rows.Y)
		if ok != (row[5] != "NA") {
			t.Errorf("AUC of %s at %s is defined: %v, want %s", row[1], row[2], ok, row[5])
		} else if ok {
			near(t, "AUC of "+row[1]+" at "+row[2], auc, number(t, row[5]), 1e-5)
		}
		compared++
	}
	if compared != 30 {
		t.Errorf("compared %d lines of metrics, want 30", compared)
	}
}

var sites = []string{"cleveland", "hungarian", "switzerland", "va"}

// heart reads the reference design, the complete cases as numbers.
func heart(t *testing.T) (folder string, train, test map[string]*data.Table) {
	wd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	folder = filepath.Join(wd, "../../../shared/data/heart-disease")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the heart-disease data is not here: ", err)
	}
	train, test = make(map[string]*data.Table), make(map[string]*data.Table)
	design := read(t, folder, "design.csv")
	for _, site := range sites {
		train[site] = &data.Table{Columns: design[0][4:]}
		test[site] = &data.Table{Columns: design[0][4:]}
	}
	for i, row := range design[1:] {
		rows := train[row[0]]
		if row[3] == "test" {
			rows = test[row[0]]
		}
		rows.Rows = append(rows.Rows, i)
		rows.Y = append(rows.Y, number(t, row[2]))
		for _, text := range row[4:] {
			rows.X = append(rows.X, number(t, text))
		}
	}
	return folder, train, test
}

func read(t *testing.T, folder, name string) [][]string {
	f, err := os.Open(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func number(t *testing.T, text string) float64 {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) {
		t.Fatal(text, err)
	}
	return v
}
