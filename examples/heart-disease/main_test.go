package main

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"samband/examples/local"
	"samband/examples/local/trial"
	"samband/pkg/agreement"
	"samband/pkg/cli"
)

const shared = "../../../shared/data/heart-disease"

var sites = []string{"cleveland", "hungarian", "switzerland", "va"}

// raw is a directory with copies of the four raw files and nothing else.
func raw(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, site := range sites {
		text, err := os.ReadFile(filepath.Join(shared, site+".csv"))
		if errors.Is(err, fs.ErrNotExist) {
			t.Skipf("needs the UCI heart disease data in %s, which is not part of this repository", shared)
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, site+".csv"), text, 0o400); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFourHospitals(t *testing.T) {
	data := raw(t)
	program, dir := trial.Build(t), t.TempDir()
	t.Run("one-time-he", func(t *testing.T) {
		r := trial.Run(t, program, dir, "-data", data)
		r.Check(t)
		r.CheckLedgers(t)
		checkCoefficients(t, r.Summary)
		checkMetrics(t, r.Metrics)
		if !strings.Contains(r.Printed, "undefined / ") || strings.Contains(r.Printed, "NaN") {
			t.Errorf("the AUC of Switzerland is not printed as undefined:\n%s", r.Printed)
		}
		if strings.Contains(r.Printed, "WITH TWO PARTICIPANTS") {
			t.Error("prints the warning of two participants")
		}
		if got := r.Visibility["va"]["individual update"]; got == "plain" || got == "derivable" {
			t.Errorf("va sees the others' updates as %q", got)
		}
	})
	t.Run("network", func(t *testing.T) {
		r := trial.Run(t, program, dir, "-data", data, "-algorithm", "mlp")
		r.Check(t)
		if joint, pooled := r.Metrics.Joint["overall"], r.Metrics.Pooled["overall"]; *joint.AUC < *pooled.AUC-0.03 || *joint.LogLoss > *pooled.LogLoss+0.05 {
			t.Errorf("the joint network has AUC %.3f and log-loss %.3f, the one of all rows in one place %.3f and %.3f", *joint.AUC, *joint.LogLoss, *pooled.AUC, *pooled.LogLoss)
		}
		predicts(t, r, data)
	})
	t.Run("plaintext, in Swedish", func(t *testing.T) {
		r := trial.Run(t, program, dir, "-data", data, "-scheme", "plaintext", "-lang", "sv")
		r.Check(t)
		checkCoefficients(t, r.Summary)
		for _, text := range []string{"INGEN KRYPTERING MELLAN DELTAGARE OCH SAMORDNARE", "odefinierat", "omgång 2", "Vem kunde se vad"} {
			if !strings.Contains(r.Printed, text) {
				t.Errorf("does not print %q:\n%s", text, r.Printed)
			}
		}
	})
}

// predicts scores rows with the network that a participant has, and reads what its
// program says about it.
func predicts(t *testing.T, r *trial.Trial, data string) {
	t.Helper()
	client := func(arguments ...string) string {
		c := exec.Command(filepath.Join(r.Dir, "bin", "client"), arguments...)
		said, err := c.Output()
		if err != nil {
			t.Fatalf("client %v: %v", arguments, err)
		}
		return string(said)
	}
	runs, err := filepath.Glob(filepath.Join(r.Dir, "va", "runs", "*-real"))
	if err != nil || len(runs) != 1 {
		t.Fatalf("runs %v, %v", runs, err)
	}
	lines := strings.Split(strings.TrimSpace(client("predict", "--model", filepath.Join(runs[0], "model.json"), "--data", filepath.Join(data, "va.csv"))), "\n")
	scored := 0
	for _, line := range lines[1:] {
		if cells := strings.Split(line, ","); cells[1] != "" {
			if p := number(t, cells[1]); !(p > 0 && p < 1) {
				t.Errorf("probability %v", p)
			}
			scored++
		}
	}
	if scored < 100 {
		t.Errorf("%d rows scored:\n%s", scored, strings.Join(lines[:3], "\n"))
	}
	report := client("report", "--dir", filepath.Join(r.Dir, "va"))
	for _, part := range []string{"The joint model is a network", "hidden layers of 8 units, relu", "It has no coefficients"} {
		if !strings.Contains(report, part) {
			t.Errorf("the report does not say %q:\n%s", part, report)
		}
	}
}

// A table that is not there is said before anything is built or started.
func TestNoData(t *testing.T) {
	dir := t.TempDir()
	err := run(t.Context(), dir, filepath.Join(dir, "out"), "en", agreement.OneTimeHE, "newton")
	if err == nil || !strings.Contains(err.Error(), "Cleveland") || !strings.Contains(err.Error(), "-data") || strings.Contains(err.Error(), "\n") {
		t.Errorf("says %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "out")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something was made: %v", err)
	}
}

// checkCoefficients compares with the reference by name. Its tolerance is that
// of exact learning; its file has 10 decimals.
func checkCoefficients(t *testing.T, s *local.Summary) {
	t.Helper()
	rows := reference(t, "reference_coefficients.csv")
	compared := 0
	for _, row := range rows {
		want := number(t, row["coef_std_ridge1"])
		got := *s.Model.Intercept
		if row["term"] != "(intercept)" {
			i := slices.Index(s.Model.Features, row["term"])
			if i < 0 {
				t.Errorf("the model has no %s", row["term"])
				continue
			}
			got = s.Model.Coefficients[i]
			if mean, sd := number(t, row["train_mean"]), number(t, row["train_sd"]); math.Abs(s.Model.Mean[i]-mean) > 1e-6 || math.Abs(s.Model.SD[i]-sd) > 1e-6 {
				t.Errorf("%s: mean %v, deviation %v; reference %v, %v", row["term"], s.Model.Mean[i], s.Model.SD[i], mean, sd)
			}
		}
		if math.Abs(got-want) > 1e-6 {
			t.Errorf("%s: %.10f, reference %.10f", row["term"], got, want)
		}
		compared++
	}
	if compared != len(s.Model.Features)+1 {
		t.Errorf("%d terms compared, the model has %d", compared, len(s.Model.Features)+1)
	}
}

// checkMetrics compares with the reference where it scores the same model on
// the same rows: pooled everywhere, each site's own model at home.
func checkMetrics(t *testing.T, m *local.Metrics) {
	t.Helper()
	compared := 0
	for _, row := range reference(t, "reference_metrics.csv") {
		site := row["test_site"]
		var scores []local.Score
		switch row["model"] {
		case "pooled_ridge1":
			if site == "ALL" {
				site = "overall"
			}
			scores = []local.Score{m.Pooled[site], m.Joint[site]}
		case "local_" + site:
			scores = []local.Score{m.Local[site]}
		}
		for _, got := range scores {
			compared++
			if got.Rows != int(number(t, row["n"])) || got.LogLoss == nil || math.Abs(*got.LogLoss-number(t, row["logloss"])) > 1e-5 {
				t.Errorf("%s at %s: %d rows, log-loss %v; reference %s, %s", row["model"], site, got.Rows, got.LogLoss, row["n"], row["logloss"])
			}
			switch {
			case row["auc"] == "NA":
				if got.AUC != nil {
					t.Errorf("%s at %s: AUC %v where it is undefined", row["model"], site, *got.AUC)
				}
			case got.AUC == nil || math.Abs(*got.AUC-number(t, row["auc"])) > 1e-5:
				t.Errorf("%s at %s: AUC %v, reference %s", row["model"], site, got.AUC, row["auc"])
			}
		}
	}
	if want := 2*5 + 4; compared != want {
		t.Errorf("%d scores compared, want %d", compared, want)
	}
}

func reference(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join(shared, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, r := range records[1:] {
		row := make(map[string]string)
		for i, name := range records[0] {
			row[name] = r[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// One bad value at one hospital ends the demonstration with a line about it.
func TestBadValue(t *testing.T) {
	data := raw(t)
	path := filepath.Join(data, "va.csv")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitN(string(text), "\n", 4)
	lines[2] = "old" + lines[2][strings.Index(lines[2], ","):]
	bad := filepath.Join(data, "va.csv.new")
	if err := os.WriteFile(bad, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(bad, path); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(trial.Build(t), "-data", data, "-out", t.TempDir())
	said, err := c.CombinedOutput()
	if code := c.ProcessState.ExitCode(); err == nil || code != cli.Refused { // the code of the program
		t.Errorf("exit code %d: %v", code, err)
	}
	printed := string(said)
	for _, part := range []string{"va.csv: line 3: column \"age\": value \"old\"", "error: va (process ", filepath.Join("va", "log.txt")} {
		if !strings.Contains(printed, part) {
			t.Errorf("does not say %q:\n%s", part, printed)
		}
	}
	if n := strings.Count(printed, "error: "); n != 2 { // the program's and the example's
		t.Errorf("%d error lines:\n%s", n, printed)
	}
}
