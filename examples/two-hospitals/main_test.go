package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"samband/examples/local/trial"
	"samband/pkg/cli"
	"samband/pkg/secagg"
)

func TestTwoHospitals(t *testing.T) {
	program, dir := trial.Build(t), t.TempDir()
	t.Run("one-time-he", func(t *testing.T) {
		r := trial.Run(t, program, dir)
		r.Check(t)
		r.CheckLedgers(t)
		r.CheckDocuments(t)
		if len(r.Participants) != 2 || r.Scheme != "one-time-he" {
			t.Errorf("%v, %s", r.Participants, r.Scheme)
		}
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
