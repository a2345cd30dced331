package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"samband/examples/local/trial"
	"samband/pkg/cli"
	"samband/pkg/document"
	"samband/pkg/finding"
	"samband/pkg/secagg"
)

func TestTwoHospitals(t *testing.T) {
	program, dir := trial.Build(t), t.TempDir()
	var all scored
	t.Run("one-time-he", func(t *testing.T) {
		r := trial.Run(t, program, dir)
		r.Check(t)
		r.CheckLedgers(t)
		r.CheckDocuments(t)
		if len(r.Participants) != 2 || r.Scheme != "one-time-he" {
			t.Errorf("%v, %s", r.Participants, r.Scheme)
		}
		answered(t, dir)
		all.same(t, r)
		client, party := filepath.Join(dir, "bin", "client"), filepath.Join(dir, "north")
		checkText(t, client, party, filepath.Join(dir, "north-synthetic.csv"))
		checkReport(t, client, party)
		for _, id := range []string{"north", "south"} {
			if got := r.Visibility[id]["individual update"]; got != "derivable" {
				t.Errorf("%s sees the other's update as %q", id, got)
			}
		}
		for _, text := range []string{
			"SYNTHETIC",
			"WITH TWO PARTICIPANTS THE SUM HIDES NOTHING FROM THEM",
			"University hospital (synthetic)",
			"The coordinator adds ciphertexts and holds no key",
			"log.txt",
			", 0 unexplained",
			"Nobody outside the project has reviewed this software.",
		} {
			if !strings.Contains(r.Printed, text) {
				t.Errorf("does not print %q:\n%s", text, r.Printed)
			}
		}
	})
	// The schemes that are there to be compared with give the same model, to the
	// last bit, because all of them add the same integers.
	for scheme, text := range map[string]string{
		"pairwise-masks": "The coordinator adds masked numbers",
		"direct-bgv":     "that sends a single malformed ciphertext reads the key.",
		"direct-ckks":    "that sends a single malformed ciphertext reads the key.",
	} {
		t.Run(scheme, func(t *testing.T) {
			r := trial.Run(t, program, dir, "-scheme", scheme)
			all.same(t, r)
			r.Check(t)
			r.CheckLedgers(t)
			if r.Scheme != scheme || !strings.Contains(r.Printed, text) {
				t.Errorf("scheme %s, and it does not print %q:\n%s", r.Scheme, text, r.Printed)
			}
			if got := r.Visibility["hub"]["individual update"]; got != "ciphertext" {
				t.Errorf("the coordinator sees an update as %q", got)
			}
		})
	}
	t.Run("plaintext, in Swedish", func(t *testing.T) {
		r := trial.Run(t, program, dir, "-scheme", "plaintext", "-lang", "sv")
		all.same(t, r)
		r.Check(t)
		if r.Scheme != "plaintext" {
			t.Errorf("scheme %s", r.Scheme)
		}
		for _, text := range []string{
			"MED TVÅ DELTAGARE DÖLJER SUMMAN INGENTING FÖR DEM",
			"INGEN KRYPTERING MELLAN DELTAGARE OCH SAMORDNARE",
			"omgång 2",
			"Vem kunde se vad",
		} {
			if !strings.Contains(r.Printed, text) {
				t.Errorf("does not print %q:\n%s", text, r.Printed)
			}
		}
		for _, english := range []string{"round", "Newton round", " participants", "plaintext ", "with hub", "hub with"} {
			if strings.Contains(r.Printed, english) {
				t.Errorf("prints %q in Swedish:\n%s", english, r.Printed)
			}
		}
	})
}

// answered wants every question of the report answered by what the run measured,
// as far as a run can, and a rehearsal of the same agreement that sent the same.
func answered(t *testing.T, dir string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, document.JSONFile))
	if err != nil {
		t.Fatal(err)
	}
	var f document.File
	if err := json.Unmarshal(text, &f); err != nil {
		t.Fatal(err)
	}
	unknown := map[string][]string{ // what no run can show
		"ends": {"outside"}, "rows": {"content"}, "definition": {"same-meaning"}, "access": {"inside"}, "dropouts": {"outliers"},
		"model": {"copies"}, "documents": {"filed", "contracts"},
	}
	for _, q := range f.Questions {
		known := false
		for _, one := range q.Findings {
			if known = known || one.Status != finding.Unknown; one.Status == finding.Unknown && q.Code != "limits" && !slices.Contains(unknown[q.Code], one.Name) {
				t.Errorf("%s: %s is unknown", q.Code, one.Name)
			}
		}
		if !known && q.Code != "limits" {
			t.Errorf("nothing is known about %s", q.Code)
		}
	}
	client := filepath.Join(dir, "bin", "client")
	for _, c := range []struct {
		replay string
		code   int
	}{{"replay", cli.OK}, {"bundle", cli.Usage}, {"north", cli.Verification}} {
		said, err := exec.Command(client, "verify", filepath.Join(dir, "bundle"), "--replay", filepath.Join(dir, c.replay)).CombinedOutput()
		code := 0
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
			code = exit.ExitCode()
		}
		if code != c.code || c.code == cli.OK && !strings.Contains(string(said), "Replayed") {
			t.Errorf("--replay %s: exit code %d: %s", c.replay, code, said)
		}
	}
}

// A scheme that there is not is refused in one line that names all, before
// anything is made.
func TestUnknownScheme(t *testing.T) {
	program, dir := trial.Build(t), filepath.Join(t.TempDir(), "out")
	said, err := exec.Command(program, "-scheme", "rot13", "-out", dir).CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != cli.Usage || bytes.Count(said, []byte("\n")) != 1 {
		t.Errorf("%v: %s", err, said)
	}
	for _, s := range secagg.Schemes() {
		if !bytes.Contains(said, []byte(s)) {
			t.Errorf("does not name %s: %s", s, said)
		}
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s was made: %v", dir, err)
	}
}
