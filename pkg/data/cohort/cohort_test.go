package cohort

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"

	"samband/pkg/data"
	"samband/pkg/digest"
	"samband/pkg/model"
)

const seed = 1

func table(t *testing.T, s Site, seed uint64) *data.Table {
	t.Helper()
	var file bytes.Buffer
	if err := WriteCSV(&file, s, seed); err != nil {
		t.Fatal(err)
	}
	rows, err := data.Read("synthetic.csv", &file, Schema())
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestTheSameSeedGivesTheSameFile(t *testing.T) {
	seen := make(map[string]bool)
	for _, c := range []struct {
		site Site
		want string
	}{
		{University(), "f7183f5a189d8581cea51ca4998e5834bf6dd0636c65dc5a460847f0078af840"},
		{County(), "48343bfd4e5006e6a7ff6931245b826beb08a467b9eb816e65146ebd38bb53b4"},
	} {
		for s := range uint64(2) {
			var file bytes.Buffer
			if err := WriteCSV(&file, c.site, s); err != nil {
				t.Fatal(err)
			}
			got := digest.Of(file.Bytes()).String()
			if s == seed && got != c.want {
				t.Errorf("%s: digest %s, want %s", c.site.Name, got, c.want)
			}
			seen[got] = true
		}
	}
	if len(seen) != 4 {
		t.Errorf("%d different files from two sites and two seeds", len(seen))
	}
}

func TestTheCohortSaysThatItIsSynthetic(t *testing.T) {
	for _, text := range []string{Title, Schema().Title, Schema().Outcome.Description, FileName("north"), University().Name, County().Name} {
		if !strings.Contains(strings.ToLower(text), "synthetic") {
			t.Errorf("%q does not say so", text)
		}
	}
}

func TestBaseRatesFollowTheLiterature(t *testing.T) {
	u, c := University(), County()
	u.Patients, c.Patients = 10_000, 10_000
	rows := table(t, u, seed)
	rows.Append(table(t, c, seed))
	share := func(counts func(row []float64, y float64) bool) float64 {
		n := 0
		for i := range rows.Len() {
			if counts(rows.Row(i), rows.Y[i]) {
				n++
			}
		}
		return float64(n) / float64(rows.Len())
	}
	at := func(column string) int { return slices.Index(rows.Columns, column) }
	for _, c := range []struct {
		what   string
		got    float64
		lo, hi float64
	}{
		{"readmitted within 30 days (Dharmarajan 2013: 24.8 %)", share(func(_ []float64, y float64) bool { return y == 1 }), 0.22, 0.28},
		{"ejection fraction below 40 % (Vedin 2017: 55 %)", share(func(x []float64, _ float64) bool { return x[at("lvef")] < 40 }), 0.50, 0.60},
		{"ejection fraction 40 to 49 % (Vedin 2017: 21 %)", share(func(x []float64, _ float64) bool { return x[at("lvef")] >= 40 && x[at("lvef")] < 50 }), 0.18, 0.24},
		{"eGFR below 60 (Löfman 2017: 45 to 56 %)", share(func(x []float64, _ float64) bool { return x[at("egfr")] < 60 }), 0.45, 0.62},
		{"atrial fibrillation (Sartipy 2017: 53 to 65 %)", share(func(x []float64, _ float64) bool { return x[at("atrial_fibrillation")] == 1 }), 0.53, 0.65},
	} {
		if c.got < c.lo || c.got > c.hi {
			t.Errorf("%s: %.3f, want %v to %v", c.what, c.got, c.lo, c.hi)
		}
	}
}

func TestFittedCoefficientsHaveTheCitedSigns(t *testing.T) {
	u, c := University(), County()
	u.Patients, c.Patients = 20_000, 20_000
	rows := table(t, u, seed)
	rows.Append(table(t, c, seed))
	m, err := model.Fit(rows, 1)
	if err != nil {
		t.Fatal(err)
	}
	effects := Effects()
	if len(effects) != len(m.Features) {
		t.Errorf("%d effects for %d columns", len(effects), len(m.Features))
	}
	for _, e := range effects {
		j := slices.Index(m.Features, e.Column)
		if j < 0 || e.Source == "" {
			t.Errorf("effect of %q: no such column, or no source", e.Column)
			continue
		}
		fitted := m.Coefficients[j] / m.SD[j] * e.Per
		if fitted*e.LogOdds <= 0 || math.Abs(fitted-e.LogOdds) > 0.15 {
			t.Errorf("effect of %s is %.3f, fitted %.3f", e.Column, e.LogOdds, fitted)
		}
	}
}

func TestTheSitesDiffer(t *testing.T) {
	u, c := table(t, University(), seed), table(t, County(), seed)
	if u.Len()+u.Dropped != 1900 || c.Len()+c.Dropped != 1150 {
		t.Errorf("%d and %d rows, want 1900 and 1150", u.Len()+u.Dropped, c.Len()+c.Dropped)
	}
	for _, rows := range []*data.Table{u, c} {
		if share := float64(rows.Dropped) / float64(rows.Len()); share < 0.01 || share > 0.15 {
			t.Errorf("%.3f of the rows lack a value", share)
		}
	}
	su, sc := model.ScaleOf(u), model.ScaleOf(c)
	for column, least := range map[string]float64{"age": -5, "male": 0.05, "lvef": -2, "egfr": 5, "systolic": -4, "beta_blocker": 0.04} {
		j := slices.Index(u.Columns, column)
		if difference := su.Mean[j] - sc.Mean[j]; difference/least < 1 {
			t.Errorf("mean %s differs by %.2f, want at least %v", column, difference, least)
		}
	}
}

// Joint training helps the smaller site on average, not with every seed.
func TestJointTrainingHelpsTheSmallerSiteOnAverage(t *testing.T) {
	const seeds = 20
	var auc, loss float64 // joint minus local at the county hospital
	for s := range uint64(seeds) {
		trainU, _ := table(t, University(), s).Split(data.Split{Seed: "1", Dataset: "cohort", Test: 0.25}, "university")
		trainC, test := table(t, County(), s).Split(data.Split{Seed: "1", Dataset: "cohort", Test: 0.25}, "county")
		for sign, rows := range map[float64]*data.Table{-1: trainC, 1: trainU} {
			if sign == 1 {
				rows.Append(trainC)
			}
			m, err := model.Fit(rows, 1)
			if err != nil {
				t.Fatal(err)
			}
			scores, err := m.Scores(test)
			if err != nil {
				t.Fatal(err)
			}
			a, _ := model.AUC(scores, test.Y)
			l, _ := model.LogLoss(scores, test.Y)
			auc += sign * a / seeds
			loss += sign * l / seeds
		}
	}
	t.Logf("joint minus local, mean of %d seeds: AUC %+.4f, log-loss %+.4f", seeds, auc, loss)
	if auc <= 0 || loss >= 0 {
		t.Errorf("joint training does not help: AUC %+.4f, log-loss %+.4f", auc, loss)
	}
}
