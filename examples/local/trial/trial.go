// Package trial runs an example in a test, as a person would, and checks what
// it leaves: what holds whatever the example is about.
package trial

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"samband/client/participant"
	"samband/coordinator/server"
	"samband/examples/local"
	"samband/pkg/agreement"
	"samband/pkg/model"
	"samband/pkg/secagg"
)

// Trial is an example that has run.
type Trial struct {
	*local.Summary
	Dir     string // its -out
	Printed string
}

// Build builds the example in the working directory, once for its tests.
func Build(t *testing.T) (program string) {
	t.Helper()
	program = filepath.Join(t.TempDir(), "example")
	if said, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	return program
}

// Run runs the example with -out dir and the arguments, and reads its summary.
// In the directory of an earlier run it replaces that one.
func Run(t *testing.T, program, dir string, arguments ...string) *Trial {
	t.Helper()
	r := &Trial{Dir: dir}
	said, err := exec.Command(program, append([]string{"-out", r.Dir}, arguments...)...).CombinedOutput()
	r.Printed = string(said)
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	text, err := os.ReadFile(filepath.Join(r.Dir, "summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	checkKeys(t, text)
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r.Summary); err != nil {
		t.Fatal(err)
	}
	return r
}

// checkKeys wants the keys that other programs read in a summary.
func checkKeys(t *testing.T, text []byte) {
	t.Helper()
	var all map[string]json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	for key, inside := range map[string][]string{
		"agreement": nil, "algorithm": nil, "scheme": nil, "rounds": nil, "participants": nil, "processes": nil, "visibility": nil,
		"model":   {"features", "mean", "sd", "intercept", "coefficients"},
		"metrics": {"local", "joint", "pooled", "coefficient_difference"},
		"bytes":   {"participants", "plaintext_float32", "packed_integers", "break_even_values"},
		"ledger":  {"events", "unexplained", "verified"},
	} {
		var fields map[string]json.RawMessage
		if inside != nil {
			if err := json.Unmarshal(all[key], &fields); err != nil {
				t.Errorf("%s: %v", key, err)
			}
		}
		if all[key] == nil {
			t.Errorf("the summary has no %q", key)
		}
		for _, field := range inside {
			if fields[field] == nil {
				t.Errorf("the summary's %s has no %q", key, field)
			}
		}
	}
}

// Check wants a summary of sane values that agrees with what the parties hold.
func (r *Trial) Check(t *testing.T) {
	t.Helper()
	a, err := agreement.Read(filepath.Join(r.Dir, "agreement.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if r.Agreement != a.Hash().String() || r.Algorithm != a.Algorithm.Name || r.Scheme != a.Aggregation.Scheme || !slices.Equal(r.Participants, a.Participants()) {
		t.Errorf("the summary is of %s %s %s %v", r.Agreement, r.Algorithm, r.Scheme, r.Participants)
	}
	if r.Rounds < 3 || r.Rounds > a.Algorithm.Rounds+2 {
		t.Errorf("%d rounds", r.Rounds)
	}
	r.checkProcesses(t)
	r.checkModel(t)
	for name, scores := range map[string]local.Scores{"local": r.Metrics.Local, "joint": r.Metrics.Joint, "pooled": r.Metrics.Pooled} {
		r.checkScores(t, name, scores)
	}
	if d := r.Metrics.CoefficientDifference; r.Model.Network == nil && (d == nil || !(*d < 1e-6)) || r.Model.Network != nil && d != nil {
		t.Errorf("joint and pooled coefficients differ by %v", d)
	}
	for _, id := range r.Participants {
		if b := r.Bytes.Participants[id]; b.Up <= r.Bytes.Packed || b.Down <= r.Bytes.Packed {
			t.Errorf("%s sent %d bytes and received %d", id, b.Up, b.Down)
		}
	}
	if r.Bytes.Values <= 0 || r.Bytes.Float32 != 4*r.Bytes.Values || r.Bytes.Packed <= 0 ||
		(r.Bytes.BreakEven > 0) == secagg.Scheme(r.Scheme).Direct() { // which never costs less than float32
		t.Errorf("bytes: %+v", r.Bytes)
	}
	if !r.Ledger.Verified || r.Ledger.Unexplained != 0 || r.Ledger.Events == 0 {
		t.Errorf("ledger: %+v", r.Ledger)
	}
	r.checkVisibility(t)
}

func (r *Trial) checkProcesses(t *testing.T) {
	t.Helper()
	pids := map[int]bool{os.Getpid(): true}
	for i, p := range r.Processes {
		want := "client"
		if i == 0 {
			want = "coordinator"
		}
		if pids[p.PID] || p.PID <= 1 || p.Role != want {
			t.Errorf("process %d: %+v", i, p)
		}
		pids[p.PID] = true
	}
	if len(r.Processes) != len(r.Participants)+1 {
		t.Errorf("%d processes", len(r.Processes))
	}
}

func (r *Trial) checkModel(t *testing.T) {
	t.Helper()
	m := r.Model
	d := len(m.Features)
	linear := m.Network == nil
	if d == 0 || len(m.Mean) != d || len(m.SD) != d || linear && len(m.Coefficients) != d || (m.Intercept != nil) != linear {
		t.Fatalf("the model has %d features, %d means, %d deviations, %d coefficients", d, len(m.Mean), len(m.SD), len(m.Coefficients))
	}
	for i := range d {
		if !finite(m.Mean[i]) || !finite(m.SD[i]) || m.SD[i] <= 0 {
			t.Errorf("%s: mean %g, deviation %g", m.Features[i], m.Mean[i], m.SD[i])
		}
		if linear && (!finite(m.Coefficients[i]) || m.Coefficients[i] == 0) {
			t.Errorf("%s: coefficient %g", m.Features[i], m.Coefficients[i])
		}
	}
	var first []float64 // weights at the first site
	for _, id := range r.Participants {
		held, err := model.Load(filepath.Join(r.runDir(t, string(id)), participant.ModelFile))
		if err != nil {
			t.Errorf("the model at %s: %v", id, err)
			continue
		}
		if !slices.Equal(held.Features, m.Features) || !slices.Equal(held.Coefficients, m.Coefficients) || linear && held.Intercept != *m.Intercept {
			t.Errorf("%s holds another model than the summary", id)
		}
		if first == nil {
			first = held.Weights()
		}
		if !slices.Equal(held.Weights(), first) || !linear && len(first) != m.Network.Weights {
			t.Errorf("%s holds a model with other weights than %s", id, r.Participants[0])
		}
	}
	if _, err := os.Stat(filepath.Join(r.runDir(t, "hub"), participant.ModelFile)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a model at the coordinator: %v", err)
	}
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func (r *Trial) checkScores(t *testing.T, name string, scores local.Scores) {
	t.Helper()
	rows := 0
	for _, id := range r.Participants {
		rows += scores[string(id)].Rows
	}
	if len(scores) != len(r.Participants)+1 || scores["overall"].Rows != rows {
		t.Errorf("%s: %d scores, %d rows overall, %d at the sites", name, len(scores), scores["overall"].Rows, rows)
	}
	for site, s := range scores {
		if s.Rows <= 0 || s.LogLoss == nil || !(*s.LogLoss > 0 && *s.LogLoss < 2) || s.AUC != nil && !(*s.AUC > 0.4 && *s.AUC < 1) {
			t.Errorf("%s: %s: %d rows, log-loss %v, AUC %v", name, site, s.Rows, s.LogLoss, s.AUC)
		}
	}
}

// checkVisibility wants what the coordinator sees to follow from the scheme,
// and rows to be seen by nobody.
func (r *Trial) checkVisibility(t *testing.T) {
	t.Helper()
	update := "ciphertext"
	if r.Scheme == agreement.Plaintext {
		update = "plain"
	}
	if got := r.Visibility["hub"]["individual update"]; got != update {
		t.Errorf("the coordinator sees updates as %q under %s", got, r.Scheme)
	}
	for party, seen := range r.Visibility {
		if seen["raw rows"] != "none" {
			t.Errorf("%s sees rows: %v", party, seen)
		}
	}
	for _, id := range r.Participants {
		if got := r.Visibility[string(id)]["final model"]; got != "plain" {
			t.Errorf("%s sees the model as %q", id, got)
		}
	}
}

// runDir is the directory of a party's only run.
func (r *Trial) runDir(t *testing.T, party string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(r.Dir, party, "runs", "*-real"))
	if err != nil || len(found) != 1 {
		t.Fatalf("runs of %s: %v, %v", party, found, err)
	}
	return found[0]
}

// Ledgers are the files of all parties, the coordinator's first.
func (r *Trial) Ledgers(t *testing.T) []string {
	t.Helper()
	files := []string{filepath.Join(r.runDir(t, "hub"), server.LedgerFile)}
	for _, id := range r.Participants {
		files = append(files, filepath.Join(r.runDir(t, string(id)), participant.LedgerFile))
	}
	return files
}

// Verify runs verify of a program on ledgers.
func (r *Trial) Verify(t *testing.T, program string, files ...string) (code int, printed string) {
	t.Helper()
	arguments := append([]string{"verify", "--lang", "en", "--agreement", filepath.Join(r.Dir, "agreement.yaml")}, files...)
	c := exec.Command(filepath.Join(r.Dir, "bin", program), arguments...)
	said, err := c.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), string(said)
}

// CheckLedgers wants both programs to verify every ledger alone and all
// together, and to name the line of one byte that was changed.
func (r *Trial) CheckLedgers(t *testing.T) {
	t.Helper()
	files := r.Ledgers(t)
	for _, program := range []string{"client", "coordinator"} {
		for _, file := range files {
			if code, said := r.Verify(t, program, file); code != 0 || !strings.Contains(said, ": verified (") {
				t.Errorf("%s verify %s: %d\n%s", program, file, code, said)
			}
		}
		if code, said := r.Verify(t, program, files...); code != 0 || !strings.Contains(said, ", 0 unexplained") {
			t.Errorf("%s verify of all: %d\n%s", program, code, said)
		}
	}
	text, err := os.ReadFile(files[1])
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	// The first line from the tenth on that says a number of bytes.
	field := []byte(`"bytes":`)
	line := 10 + slices.IndexFunc(lines[9:], func(l []byte) bool { return bytes.Contains(l, field) })
	digit := &lines[line-1][bytes.Index(lines[line-1], field)+len(field)]
	*digit = '1' + (*digit-'0')%9 // another digit, not 0
	changed := filepath.Join(t.TempDir(), "ledger.jsonl")
	if err := os.WriteFile(changed, bytes.Join(lines, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, program := range []string{"client", "coordinator"} {
		code, said := r.Verify(t, program, changed)
		if code != 5 || !strings.Contains(said, fmt.Sprintf("line %d", line)) || !strings.Contains(said, "NOT verified") || strings.Count(said, "error: ") != 1 {
			t.Errorf("%s verify after a change in line %d: %d\n%s", program, line, code, said)
		}
	}
}
