package learn

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"samband/bench/learn/rows"
	"samband/bench/learn/setting"
	"samband/pkg/cli"
	"samband/pkg/lang"
	"samband/pkg/model"
	"samband/pkg/protocol"
)

const small = `
title: a small one
data: {source: gaussian, rows: 200, columns: 3, signal: 2}
partition: {by: size, participants: 3}
algorithm: {name: newton, rounds: 20, ridge: 1}
`

// newJob is a call of the command over a configuration.
func newJob(t *testing.T, text, out string) *job {
	t.Helper()
	f, err := setting.Parse("c.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	words, err := lang.New("en")
	if err != nil {
		t.Fatal(err)
	}
	return &job{
		options: options{config: "c.yaml", out: out}, file: f, out: io.Discard, show: cli.NewProgress(io.Discard, false, words),
		simulator: &simulator{store: rows.NewStore(), models: newModels(), version: "test"},
	}
}

func do(t *testing.T, text string) []Result {
	t.Helper()
	out := filepath.Join(t.TempDir(), "results", "r.jsonl")
	if err := newJob(t, text, out).do(context.Background()); err != nil {
		t.Fatal(err)
	}
	all, _, err := ReadResults(out)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(all, func(a, b Result) int { return cmp.Compare(a.Seed, b.Seed) })
	return all
}

// Newton's method over encrypted sums is that of the pooled rows, under every
// scheme, and the result says all there is to say.
func TestJointIsPooled(t *testing.T) {
	all := do(t, small+"grid: {aggregation.scheme: [one-time-he, pairwise-masks, direct-bgv, direct-ckks, plaintext]}\nseeds: [1, 2]\n")
	if len(all) != 10 {
		t.Fatalf("%d results", len(all))
	}
	for _, r := range all {
		joint, pooled := r.Joint.All, r.Pooled.All
		if d := *joint.AUC - *pooled.AUC; d > 1e-9 || d < -1e-9 || joint.Rows != pooled.Rows || *joint.Accuracy != *pooled.Accuracy {
			t.Errorf("%v: joint %+v, pooled %+v", r.Varied, joint, pooled)
		}
		if r.Digest == "" || r.Title != "a small one" || r.Version != "test" || len(r.Sites) != 3 || !r.Simulated || r.Rounds < 4 || len(r.RoundSeconds) != r.Rounds ||
			r.UpBytes <= 0 || r.DownBytes <= 0 || r.Parameters != 4 || r.Seconds <= 0 || r.Error != "" || r.Privacy != nil || len(r.Local.Sites) != 3 || len(r.Joint.Sites) != 3 {
			t.Errorf("%+v", r)
		}
	}
}

// deterministic is what must be equal between two runs with one seed.
func deterministic(r Result) string {
	return fmt.Sprint(r.Digest, show(r.Joint), show(r.Local), show(r.Pooled), r.Rounds, r.Sites, r.Clipped, r.Privacy, r.Error)
}

func show(s *Scores) string {
	var b strings.Builder
	for name, v := range map[string]Score{"all": s.All} {
		fmt.Fprint(&b, name, v.Rows, *v.AUC, *v.LogLoss)
	}
	for _, id := range []string{"site-0001", "site-0002", "site-0003"} {
		v := s.Sites[id]
		fmt.Fprint(&b, id, v.Rows, *v.LogLoss)
	}
	return b.String()
}

// A seed gives the same results, with networks, batches and noise too.
func TestResultsFollowTheSeed(t *testing.T) {
	for name, text := range map[string]string{
		"newton": small,
		"network": strings.Replace(small, "algorithm: {name: newton, rounds: 20, ridge: 1}",
			"model: mlp\nnetwork: {hidden: [4], activation: tanh, loss: logistic}\nalgorithm: {name: fedavg, rounds: 3, steps: 4, rate: 0.2, batch: 8, ridge: 0}", 1),
		"noise": strings.Replace(small, "algorithm: {name: newton, rounds: 20, ridge: 1}",
			"algorithm: {name: fedavg, rounds: 3, steps: 1, rate: 0.5, ridge: 1}\nprivacy: {unit: record, noise: discrete-gaussian, epsilon: 8, delta: 1.0e-5, clip: 1}", 1),
	} {
		first, second := do(t, text+"seeds: [1, 2]\n"), do(t, text+"seeds: [1, 2]\n")
		for i := range first {
			if a, b := deterministic(first[i]), deterministic(second[i]); a != b {
				t.Errorf("%s: once\n%s\nand then\n%s", name, a, b)
			}
		}
		if show(first[0].Joint) == show(first[1].Joint) {
			t.Errorf("%s: two seeds give one result", name)
		}
		if name == "noise" {
			if p := first[0].Privacy; p == nil || !(p.Epsilon > 0 && p.Epsilon <= 8) || p.Delta != 1e-5 || p.Unit != "record" || !(p.Mu > 0) {
				t.Errorf("privacy %+v", p)
			}
		}
	}
}

// A second start does what the first did not, also after a process that was
// killed in the middle of a line.
func TestResumes(t *testing.T) {
	text := small + "compare: false\nseeds: [1, 2, 3, 4, 5]\n"
	out := filepath.Join(t.TempDir(), "r.jsonl")
	stopped := errors.New("stopped")
	ctx, stop := context.WithCancelCause(context.Background())
	j := newJob(t, text, out)
	j.jobs = 1
	finals := 0
	j.simulator.progress = func(_ setting.Run, n protocol.Notice) {
		if n.Step == protocol.StepDone {
			if finals++; finals == 3 { // the third run has no result yet
				stop(stopped)
			}
		}
	}
	if err := j.do(ctx); !errors.Is(err, stopped) {
		t.Fatal(err)
	}
	before, err := os.ReadFile(out)
	if err != nil || bytes.Count(before, []byte("\n")) != 2 {
		t.Fatalf("%d lines, %v", bytes.Count(before, []byte("\n")), err)
	}
	if err := os.WriteFile(out, append(before, before[:100]...), 0o600); err != nil {
		t.Fatal(err)
	}
	j = newJob(t, text, out)
	runs := 0
	j.simulator.progress = func(_ setting.Run, n protocol.Notice) {
		if n.Step == protocol.StepDone {
			runs++
		}
	}
	j.jobs = 1
	if err := j.do(context.Background()); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(out)
	if err != nil || !bytes.HasPrefix(after, before) || bytes.Count(after, []byte("\n")) != 5 || runs != 3 {
		t.Errorf("%d runs, %d lines, %v", runs, bytes.Count(after, []byte("\n")), err)
	}
	all, _, err := ReadResults(out)
	if err != nil {
		t.Fatal(err)
	}
	seeds := make(map[uint64]int)
	for _, r := range all {
		seeds[r.Seed]++
	}
	if len(seeds) != 5 {
		t.Errorf("seeds %v", seeds)
	}
	if err := newJob(t, text, out).do(context.Background()); err != nil {
		t.Error(err)
	}
}

// A run that ends early is a result that says why; the others are done.
func TestARunThatEndsEarly(t *testing.T) {
	out := filepath.Join(t.TempDir(), "r.jsonl")
	err := newJob(t, small+"grid: {algorithm.rounds: [1, 20]}\n", out).do(context.Background())
	if err == nil || !strings.Contains(err.Error(), "1 of 2 runs ended early") {
		t.Error(err)
	}
	all, _, err := ReadResults(out)
	if err != nil || len(all) != 2 {
		t.Fatalf("%d results, %v", len(all), err)
	}
	for _, r := range all {
		early := r.Varied["algorithm.rounds"] == "1"
		if early != (r.Joint == nil) || early != strings.Contains(r.Error, "no convergence within the agreed 1 rounds") {
			t.Errorf("%v: %q", r.Varied, r.Error)
		}
	}
}

// What cannot be agreed is said by its key, before anything runs.
func TestRefused(t *testing.T) {
	for text, want := range map[string]string{
		strings.Replace(small, "ridge: 1", "ridge: 1, rate: 0.5", 1):                                              "as it stands: algorithm.rate: newton has no use for it",
		strings.Replace(small, "rounds: 20, ", "", 1):                                                             "the key rounds is missing",
		small + "aggregation: {shceme: plaintext}\n":                                                              "aggregation.shceme: an agreement has no such key here",
		small + "privacy: {noise: discrete-gaussian}\n":                                                           "privacy",
		small + "model: forest\n":                                                                                 "model",
		strings.Replace(small, "participants: 3", "participants: 900", 1):                                         "900 participants cannot share",
		strings.Replace(small, "gaussian, rows: 200, columns: 3, signal: 2", "heart-disease, folder: nowhere", 1): "",
	} {
		if strings.Contains(text, "nowhere") {
			text = strings.Replace(text, "partition: {by: size, participants: 3}\n", "", 1)
			want = "name the folder with -data"
		}
		if err := newJob(t, text, filepath.Join(t.TempDir(), "r.jsonl")).check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q, for\n%s", err, want, text)
		}
	}
	other := filepath.Join(t.TempDir(), "r.jsonl")
	if err := os.WriteFile(other, []byte("no result\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := newJob(t, small, other).check(); err == nil || !strings.Contains(err.Error(), "r.jsonl:1: ") {
		t.Error(err)
	}
}

func TestCheckSaysWhatWouldRun(t *testing.T) {
	j := newJob(t, small+"grid: {partition.participants: [2, 5], algorithm.ridge: [1, 10]}\nseeds: [1, 2]\n", filepath.Join(t.TempDir(), "r.jsonl"))
	var out bytes.Buffer
	j.out = &out
	if err := j.check(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"algorithm.ridge 10, partition.participants 5: 5 participants, newton, 4 weights, at most 22 rounds", "8 runs, of which 0 are done"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if strings.Count(out.String(), "\n") != 5 {
		t.Errorf("%s", out.String())
	}
}

// The solo learner is the fit at one place.
func TestSoloIsTheFit(t *testing.T) {
	j := newJob(t, small, "")
	runs, err := j.file.Runs()
	if err != nil {
		t.Fatal(err)
	}
	r, err := j.simulator.store.Make(&runs[0].Settings, 1, false)
	if err != nil {
		t.Fatal(err)
	}
	all := pooledRows(r, false)
	made, err := solo(&runs[0].Settings, r, all)
	if err != nil {
		t.Fatal(err)
	}
	fit, err := model.Fit(all, 1)
	if err != nil {
		t.Fatal(err)
	}
	if difference := model.Add(made.Weights(), negative(fit.Weights())); model.Largest(difference) > 1e-9 {
		t.Errorf("weights differ by %v", difference)
	}
}

func negative(v []float64) []float64 {
	all := make([]float64, len(v))
	for i := range v {
		all[i] = -v[i]
	}
	return all
}

// Results lie where a person finds them.
func TestWhereResultsLie(t *testing.T) {
	for config, want := range map[string]string{
		filepath.Join("bench", "learn", "configs", "x.yaml"): filepath.Join("bench", "learn", "results", "x.jsonl"),
		filepath.Join("mine", "y.yml"):                       filepath.Join("mine", "results", "y.jsonl"),
		"z.yaml":                                             filepath.Join("results", "z.jsonl"),
	} {
		if got := ResultsOf(config); got != want {
			t.Errorf("%s: %s, want %s", config, got, want)
		}
	}
}
