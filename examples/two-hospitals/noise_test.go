package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"samband/examples/local"
	"samband/examples/local/trial"
	"samband/pkg/attack/subtract"
	"samband/pkg/cli"
	"samband/pkg/promise"
)

// With noise the run says what it costs and promises, and what each hospital has
// of the other by subtraction: all that was sent, to the last bit, and from it
// without noise the other's counts exactly, with noise only about.
func TestNoise(t *testing.T) {
	program, dir := trial.Build(t), t.TempDir()
	r := trial.Run(t, program, dir, "-dp", "4")
	r.CheckLedgers(t)
	for _, text := range []string{
		"WHAT NOISE PROMISES", "one patient at most ε = 4, at δ = 1.0e-06", "also against an insider, a participant who subtracts",
		"WHAT SUBTRACTION YIELDS", "EACH HAS THE OTHER'S CONTRIBUTION, WITH NOISE", "What noise costs",
	} {
		if !strings.Contains(r.Printed, text) {
			t.Errorf("does not print %q:\n%s", text, r.Printed)
		}
	}
	content, err := os.ReadFile(filepath.Join(dir, "noise.json"))
	if err != nil {
		t.Fatal(err)
	}
	var left struct {
		Promise promise.Promise   `json:"promise"`
		Without local.Subtraction `json:"without"`
		With    local.Subtraction `json:"with"`
	}
	if err := json.Unmarshal(content, &left); err != nil {
		t.Fatal(err)
	}
	if p := left.Promise; p.Epsilon != 4 || p.Planned > 4 || p.Planned < 3.9 || p.Honest != 1 || len(p.Attack) == 0 {
		t.Errorf("%+v", p)
	}
	for name, s := range map[string]local.Subtraction{"without": left.Without, "with": left.With} {
		if s.Different != 0 || s.Values == 0 {
			t.Errorf("%s noise, of %d values %d are not what was sent", name, s.Values, s.Different)
		}
		kinds := make(map[string]int)
		for _, f := range s.Facts {
			kinds[f.Name]++
			off := math.Abs(f.Value - f.True)
			switch {
			case name == "without" && (off > 1e-6*(1+math.Abs(f.True)) || f.Noise != 0):
				t.Errorf("without noise: %+v", f)
			case name == "with" && f.Noise <= 0:
				t.Errorf("with noise: %+v", f)
			case name == "with" && f.Name != subtract.Count && off > 7*f.Noise: // counts of pairs are clipped too
				t.Errorf("further off than noise can be: %+v", f)
			}
		}
		if kinds[subtract.Rows] != 1 || kinds[subtract.Positives] != 1 || kinds[subtract.Mean] < 10 || kinds[subtract.Count] < 10 {
			t.Errorf("%s noise: %v", name, kinds)
		}
	}
}

func TestNoiseIsRefused(t *testing.T) {
	program := trial.Build(t)
	for _, epsilon := range []string{"0", "-1", "1000", "NaN"} {
		said, err := exec.Command(program, "-dp", epsilon, "-out", filepath.Join(t.TempDir(), "out")).CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != cli.Usage || !bytes.Contains(said, []byte("is no ε")) {
			t.Errorf("-dp %s: %v: %s", epsilon, err, said)
		}
	}
}
