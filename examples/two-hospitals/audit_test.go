package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"samband/examples/local/trial"
	"samband/pkg/cli"
	"samband/pkg/document"
	"samband/pkg/evidence"
)

// scored is what the runs of the schemes have in common. Whichever adds, the
// integers added are the same: the model is the same to the last bit, and with it
// every figure of the membership tests, of the released model and of each round's.
type scored struct {
	members []evidence.Attack // as the first run has them
	model   any               // what it is, without the agreement it is under
}

// same holds what north measured in a run against the runs before.
func (s *scored) same(t *testing.T, r *trial.Trial) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(r.Dir, "north", "runs", "*-real", evidence.TestsFile))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	tests, err := evidence.ParseTests(text)
	if err != nil {
		t.Fatal(err)
	}
	var members []evidence.Attack
	for _, a := range tests.Attacks {
		switch {
		case len(a.Rates) > 0:
			members = append(members, a)
		case a.Kind == evidence.Moments:
			if e := a.Figure(evidence.FigureError); e == nil || e.Value > 1e-6 {
				t.Errorf("numbers derived are off by %v", e)
			}
		}
	}
	if len(members) < 3+5 || len(tests.Limits) == 0 { // the released model thrice, and the rounds
		t.Fatalf("%d tests, limits %v", len(members), tests.Limits)
	}
	if s.members == nil {
		s.members, s.model = members, r.Model
		return
	}
	if !reflect.DeepEqual(r.Model, s.model) {
		t.Errorf("the model is another one: %+v, want %+v", r.Model, s.model)
	}
	if !reflect.DeepEqual(members, s.members) {
		t.Errorf("the model scores otherwise:\n%+v\n%+v", members, s.members)
	}
}

// checkText wants the same in words, and wrong uses refused.
func checkText(t *testing.T, client, party, rows string) {
	t.Helper()
	for language, texts := range map[string][]string{
		"en": {"likelihood ratio", "loss threshold", "What these tests do not show", "found at 0.1%", "Largest relative"},
		"sv": {"sannolikhetskvot", "Vad testerna inte visar", "hittade vid 0,1\u00a0%", "modellen efter inlärningsomgång 1"},
	} {
		said, err := exec.Command(client, "audit", "--dir", party, "--data", rows, "--lang", language).Output()
		if err != nil {
			t.Fatal(err)
		}
		unwrapped := func(s string) string { return strings.Join(strings.Fields(s), " ") }
		for _, text := range texts {
			if !strings.Contains(unwrapped(string(said)), unwrapped(text)) {
				t.Errorf("%s: does not say %q:\n%s", language, text, said)
			}
		}
	}
	others := strings.Replace(rows, "north-", "south-", 1)
	for _, arguments := range [][]string{{}, {"--data", rows, "--shadows", "2"}, {"--data", others}} {
		err := exec.Command(client, append([]string{"audit", "--dir", party}, arguments...)...).Run()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != cli.Usage && exit.ExitCode() != cli.Failure {
			t.Errorf("%v: %v", arguments, err)
		}
	}
}

// checkReport wants the tests in the documents.
func checkReport(t *testing.T, client, party string) {
	t.Helper()
	out := t.TempDir()
	if said, err := exec.Command(client, "report", "--dir", party, "--out", out).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	text, err := os.ReadFile(filepath.Join(out, document.JSONFile))
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(text) || !strings.Contains(string(text), evidence.LiRA) {
		t.Errorf("the report does not have the tests: %d bytes", len(text))
	}
}
