package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"samband/examples/local"
	"samband/pkg/agreement"
	"samband/pkg/exposure"
)

// federate runs four sites to the end and checks what holds whatever they learn.
func federate(t *testing.T, s settings, each func(i int, h *local.Hospital)) (*local.Trained, *local.Run) {
	t.Helper()
	s.out, s.lang = t.TempDir(), "en"
	f, err := s.federation()
	if err != nil {
		t.Fatal(err)
	}
	f.Screen = io.Discard
	for i := range f.Hospitals {
		if each != nil {
			each(i, &f.Hospitals[i])
		}
	}
	r, err := f.Run(t.Context())
	if err != nil {
		for _, h := range f.Hospitals {
			log, _ := os.ReadFile(filepath.Join(s.out, string(h.ID), "log.txt"))
			t.Logf("%s:\n%s", h.ID, log)
		}
		t.Fatal(err)
	}
	trained, err := r.Trained()
	if err != nil {
		t.Fatal(err)
	}
	if l := trained.Summary.Ledger; !l.Verified || l.Unexplained != 0 || trained.Summary.Rounds != s.rounds+1 || len(trained.Parameters) != s.parameters {
		t.Errorf("%+v, %d rounds, %d parameters", l, trained.Summary.Rounds, len(trained.Parameters))
	}
	if v := trained.Summary.Visibility["hub"][string(exposure.IndividualUpdate)]; v != string(exposure.Ciphertext) {
		t.Errorf("the coordinator's view of updates is %q", v)
	}
	f.Screen = t.Output()
	if err := r.PrintTrained(trained); err != nil {
		t.Error(err)
	}
	return trained, r
}

// pull builds the training program in Go.
func pull(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pull")
	if said, err := exec.Command("go", "build", "-o", path, "./pull").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	return path
}

// Four sites come to the weighted mean that their programs pull to, and one whose
// program crashes in round 2 has it started again and the run goes on.
func TestOneCrashes(t *testing.T) {
	path, mark := pull(t), filepath.Join(t.TempDir(), "crashed")
	s := settings{parameters: 3000, rounds: 3, scheme: agreement.OneTimeHE, start: 0.5}
	trained, r := federate(t, s, func(i int, h *local.Hospital) {
		h.Trainer = fmt.Sprintf(`"%s" -target %d -rows %d`, path, i+1, i+1)
		if h.ID == "south" {
			h.Trainer += fmt.Sprintf(` -crash 2 -unless "%s" -mark`, mark)
		}
	})
	// (1·1 + 2·2 + 3·3 + 4·4)/10 = 3, of which 7/8 is gone in three rounds, and an
	// eighth of where it began is left.
	for j, v := range trained.Parameters {
		if math.Abs(float64(v)-3*7.0/8) > 0.5/8+1e-3 {
			t.Fatalf("parameter %d is %v", j, v)
		}
	}
	if trained.Rows != 10 || math.Abs(*trained.Loss-(1.625+2*0.625+3*0.375+4*1.375)/10) > 0.1 {
		t.Errorf("loss %v on %d rows", *trained.Loss, trained.Rows)
	}
	log, err := os.ReadFile(filepath.Join(r.Out, "south", "log.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"started again", "train, round 2", "exit status 7", "out of memory", "outside of what the"} {
		if !strings.Contains(string(log), want) {
			t.Errorf("south does not say %q:\n%s", want, log)
		}
	}
	text, err := os.ReadFile(filepath.Join(r.Out, "hub", "log.txt"))
	if err != nil || strings.Contains(string(text), "out of memory") {
		t.Errorf("what a program prints has reached the coordinator: %s, %v", text, err)
	}
}

// python finds an interpreter that can import modules, or skips the test.
func python(t *testing.T, modules string) string {
	t.Helper()
	names := []string{"python3"}
	if own := os.Getenv("SAMBAND_TEST_PYTHON"); own != "" {
		names = append([]string{own}, names...)
	}
	for _, name := range names {
		if exec.Command(name, "-c", "import "+modules).Run() == nil {
			return name
		}
	}
	t.Skipf("no python3 here that can import %s; SAMBAND_TEST_PYTHON names another", modules)
	return ""
}

// The trainer in Python alone learns: the loss on test rows falls below that of
// knowing nothing.
func TestPlainPython(t *testing.T) {
	s := settings{parameters: 4, rounds: 4, scheme: agreement.OneTimeHE, trainer: python(t, "json") + " plain_trainer.py"}
	trained, _ := federate(t, s, nil)
	if !(*trained.Loss < math.Ln2-0.1) || trained.Rows != 4*40 {
		t.Errorf("loss %v on %d rows", *trained.Loss, trained.Rows)
	}
}

// A network of a million parameters, trained by PyTorch at four sites.
func TestTorch(t *testing.T) {
	if testing.Short() {
		t.Skip("trains a network of a million parameters")
	}
	s := settings{parameters: 1000120, rounds: 2, start: 0.03, scheme: agreement.OneTimeHE, trainer: python(t, "torch") + " torch_trainer.py"}
	trained, _ := federate(t, s, nil)
	if !(*trained.Loss < math.Log(10)/2) || trained.Rows != 4*200 {
		t.Errorf("loss %v on %d rows", *trained.Loss, trained.Rows)
	}
}
