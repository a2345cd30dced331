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
	"samband/pkg/agreement"
	"samband/pkg/cli"
	"samband/pkg/document"
	"samband/pkg/evidence"
)

// Whichever scheme adds, the integers added are the same: the model is the same to
// the last bit, and with it every figure of the membership tests, of the released
// model and of each round's. The tests say what they found and what they do not
// cover, and reports take them up.
func TestAudit(t *testing.T) {
	program := trial.Build(t)
	var first []evidence.Attack
	var model any // what it is, without the agreement it is under
	for _, scheme := range []string{agreement.OneTimeHE, agreement.PairwiseMasks, agreement.Plaintext, agreement.DirectBGV, agreement.DirectCKKS} {
		dir := t.TempDir()
		r := trial.Run(t, program, dir, "-scheme", scheme)
		client, party, rows := filepath.Join(dir, "bin", "client"), filepath.Join(dir, "north"), filepath.Join(dir, "north-synthetic.csv")
		said, err := exec.Command(client, "audit", "--dir", party, "--data", rows, "--json").Output()
		if err != nil {
			t.Fatal(err)
		}
		tests, err := evidence.ParseTests(said)
		if err != nil {
			t.Fatal(err)
		}
		var members []evidence.Attack
		for _, a := range tests.Attacks {
			switch {
			case len(a.Rates) > 0:
				members = append(members, a)
			case a.Kind == evidence.Moments:
				for _, f := range a.Found {
					if f.Name == "error" && f.Value > 1e-6 {
						t.Errorf("%s: numbers derived are off by %v", scheme, f.Value)
					}
				}
			}
		}
		if len(members) < 3+5 || len(tests.Limits) == 0 { // the released model thrice, and the rounds
			t.Fatalf("%s: %d tests, limits %v", scheme, len(members), tests.Limits)
		}
		if first == nil {
			first, model = members, r.Model
			checkText(t, client, party, rows)
			checkReport(t, client, party)
		} else if !reflect.DeepEqual(r.Model, model) {
			t.Errorf("%s: the model is another one: %+v, want %+v", scheme, r.Model, model)
		} else if !reflect.DeepEqual(first, members) {
			t.Errorf("%s: the model scores otherwise:\n%+v\n%+v", scheme, members, first)
		}
	}
}

// checkText wants the same in words, and wrong uses refused.
func checkText(t *testing.T, client, party, rows string) {
	t.Helper()
	for language, texts := range map[string][]string{
		"en": {"likelihood ratio", "loss threshold", "What these tests do not show", "found at 0.1%", "Largest relative error"},
		"sv": {"sannolikhetskvot", "Vad testerna inte visar", "hittade vid 0,1\u00a0%", "modellen efter inlärningsomgång 1"},
	} {
		said, err := exec.Command(client, "audit", "--dir", party, "--data", rows, "--lang", language).Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			if !strings.Contains(string(said), text) {
				t.Errorf("%s: does not say %q:\n%s", language, text, said)
			}
		}
	}
	for _, arguments := range [][]string{{}, {"--data", rows, "--shadows", "2"}} {
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
