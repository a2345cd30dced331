package local

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"samband/client/participant"
	"samband/pkg/agreement"
	"samband/pkg/cli"
	"samband/pkg/identity"
	"samband/pkg/tensor"
)

// outside has both sites agree that they train with programs of their own, and
// gives what starts one with that in Go of examples/trainer.
func (w *world) outside(edits ...string) (take func(id identity.ID, address string, arguments ...string) *process) {
	w.Helper()
	w.change(func(s string) string {
		return strings.NewReplacer(append(edits, []string{ // the first of two edits of a line counts
			"model: logistic-regression", "model: external\ntrainer: {parameters: 500}", "name: newton", "name: fedavg",
			"ridge: 1.0", "ridge: 0", "rounds: 8", "rounds: 3", "deadline: 1s", "deadline: 30s",
		}...)...).Replace(s)
	})
	if err := w.sign(w.Context()); err != nil {
		w.Fatal(err)
	}
	return w.taker()
}

// taker gives what has a site take part with the program in Go.
func (w *world) taker() func(id identity.ID, address string, arguments ...string) *process {
	w.Helper()
	path := filepath.Join(w.TempDir(), "pull")
	if said, err := exec.Command("go", "build", "-o", path, "../trainer/pull").CombinedOutput(); err != nil {
		w.Fatalf("%v\n%s", err, said)
	}
	return func(id identity.ID, address string, arguments ...string) *process {
		return w.start("client", "run", w.agreement(), "--dir", w.dir(id), "--coordinator", address, "--trainer",
			strings.Join(append([]string{`"` + path + `"`}, arguments...), " "))
	}
}

// A site whose program fails twice in a round says why and rests; when it is
// mended, all go on with the same commands, and have the model of a run in which
// nothing happened.
func TestTrainerFailsAndIsMended(t *testing.T) {
	models := make(map[bool]string)
	for _, fails := range []bool{false, true} {
		w := newWorld(t)
		take := w.outside()
		mended := filepath.Join(w.Out, "mended")
		arguments := []string{"-target", "3"}
		if fails {
			arguments = append(arguments, "-crash", "2", "-unless", mended)
		}
		hub, address := w.coordinate()
		all := map[identity.ID]*process{"hub": hub, "north": take("north", address), "south": take("south", address, arguments...)}
		if fails {
			all["south"].end().wants(t, cli.Failure, "train, round 2", "exit status 7", `"out of memory"`, "hint:", "same commands")
			if err := os.WriteFile(mended, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			for _, id := range []identity.ID{"hub", "north"} {
				if s := all[id].end(); s.code != cli.Peer || !strings.Contains(s.err, "south") || strings.Contains(s.err, "memory") {
					t.Errorf("%s: %d\n%s", id, s.code, s.err)
				}
			}
			hub, address = w.coordinate()
			all = map[identity.ID]*process{"hub": hub, "north": take("north", address), "south": take("south", address, arguments...)}
		}
		for id, p := range all {
			if s := p.end(); s.code != cli.OK {
				t.Fatalf("%s: %+v", id, s)
			}
		}
		w.wantsDone()
		for _, id := range []identity.ID{"north", "south"} {
			paths, err := filepath.Glob(filepath.Join(w.dir(id), "runs", "*-real", participant.ParametersFile))
			if err != nil || len(paths) != 1 {
				t.Fatal(paths, err)
			}
			text, err := os.ReadFile(paths[0])
			if err != nil {
				t.Fatal(err)
			}
			numbers := string(text[len(text)-4*500:]) // what stands before them names the agreement
			if models[false] != "" && numbers != models[false] {
				t.Errorf("%s has another model", id)
			}
			models[fails] = numbers
		}
		for _, arguments := range [][]string{{"report", "--dir", w.dir("south")}, {"report", "--dir", w.dir("south"), "--lang", "sv"}} {
			s := w.run("client", arguments...)
			for _, want := range []string{"model.safetensors", map[bool]string{false: "own training program", true: "eget träningsprogram"}[len(arguments) > 3]} {
				if s.code != cli.OK || !strings.Contains(s.out, want) {
					t.Errorf("%v: %d, no %q:\n%s%s", arguments, s.code, want, s.out, s.err)
				}
			}
			if strings.Contains(s.out, "! ") {
				t.Errorf("contradictions:\n%s", s.out)
			}
		}
	}
}

// What does not go together is refused before anything is sent.
func TestTrainerAndData(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	table := filepath.Join(w.Out, "north.csv")
	run := func(arguments ...string) said {
		return w.run("client", append([]string{"run", w.agreement(), "--dir", w.dir("north"), "--coordinator", "127.0.0.1:1"}, arguments...)...)
	}
	run("--trainer", "true").wants(t, cli.Usage, "no use for --trainer")
	w.outside()
	run("--data", table).wants(t, cli.Usage, "remove --data")
	run("--data", table, "--trainer", "true").wants(t, cli.Usage, "remove --data")
	run().wants(t, cli.Usage, "--data", "--trainer")
	run("--trainer", "samband-no-such-program").wants(t, cli.Usage, "no program on this machine")
	run("--trainer", `"true`).wants(t, cli.Usage, "not closed")
	run("--trainer", "true").wants(t, cli.Failure, "the trainer", "start, round 1", "exit status 0")
	if runs, err := filepath.Glob(filepath.Join(w.dir("north"), "runs", "*-real")); err != nil || len(runs) > 0 {
		t.Errorf("a run is left: %v, %v", runs, err)
	}
	for _, arguments := range [][]string{{"--data", table}, nil} {
		s := w.run("client", append([]string{"check", w.agreement(), "--dir", w.dir("north")}, arguments...)...)
		for _, want := range []string{"a program of its own", "this site must see to"} {
			if s.code != cli.OK || !strings.Contains(strings.Join(strings.Fields(s.out), " "), want) {
				t.Errorf("check %v does not say %q: %d\n%s%s", arguments, want, s.code, s.out, s.err)
			}
		}
	}
}

// A rehearsal needs no program: a stand-in goes through all rounds.
func TestTrainerRehearsed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.outside()
	hub := w.start("coordinator", "run", w.agreement(), "--dir", w.dir("hub"), "--listen", "127.0.0.1:0", "--rehearse")
	address := strings.TrimSuffix(hub.saw("Listening on "), ".")
	for _, p := range []*process{hub, w.rehearse("north", address), w.rehearse("south", address)} {
		if s := p.end(); s.code != cli.OK || !strings.Contains(s.err, fmt.Sprintf("after %d rounds", 4)) {
			t.Errorf("%d: %s", s.code, s.err)
		}
	}
}

func (w *world) rehearse(id identity.ID, address string) *process {
	return w.start("client", "run", w.agreement(), "--dir", w.dir(id), "--coordinator", address, "--rehearse")
}

// With noise for whole participants nothing but noised updates is sent: no rows,
// no losses, no evaluation.
func TestTrainerNoised(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	take := w.outside("unit: record", "unit: participant", "noise: none", "noise: discrete-gaussian\n  epsilon: 8\n  delta: 1e-5\n  clip: 1")
	s := w.run("client", "check", w.agreement(), "--dir", w.dir("north"))
	for _, want := range []string{"one participant with all its rows", "a program of its own", "change of the model"} {
		if s.code != cli.OK || !strings.Contains(strings.Join(strings.Fields(s.out), " "), want) {
			t.Errorf("check does not say %q: %d\n%s%s", want, s.code, s.out, s.err)
		}
	}
	hub, address := w.coordinate()
	for _, p := range []*process{hub, take("north", address, "-target", "1"), take("south", address, "-target", "3")} {
		if s := p.end(); s.code != cli.OK {
			t.Fatalf("%+v", s)
		}
	}
	w.wantsDone()
	s = w.run("client", "report", "--dir", w.dir("south"))
	for _, want := range []string{"no program measured it", "model.safetensors", "Privacy budget"} {
		if s.code != cli.OK || !strings.Contains(s.out, want) {
			t.Errorf("report does not say %q: %d\n%s%s", want, s.code, s.out, s.err)
		}
	}
}

// A program that hangs is ended when its time is over, and asked once more; the
// site then rests. Whoever stops the run while it hangs does not wait for it.
func TestTrainerHangs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	take := w.outside("model: logistic-regression", "model: external\ntrainer: {parameters: 500, seconds: 5}")
	hub, address := w.coordinate()
	north, south := take("north", address), take("south", address, "-hang", "2")
	s := south.end()
	s.wants(t, cli.Failure, "train, round 2", "has not answered within 5.0\u00a0s", `"waiting for a file that never comes"`, "hint:")
	if strings.Count(s.err, "started again and asked once more") != 1 {
		t.Error(s.err)
	}
	for _, p := range []*process{hub, north} {
		if s := p.end(); s.code != cli.Peer {
			t.Errorf("%+v", s)
		}
	}
}

func TestTrainerIsStopped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	take := w.outside()
	hub, address := w.coordinate()
	north, south := take("north", address), take("south", address, "-hang", "2")
	south.saw("waiting for a file that never comes")
	south.Process.Signal(os.Interrupt)
	if s := south.end(); s.code != cli.Interrupted || strings.Contains(s.err, "asked once more") {
		t.Errorf("%+v", s)
	}
	for _, p := range []*process{hub, north} {
		if s := p.end(); s.code != cli.Peer || !strings.Contains(s.err, "south") || !strings.Contains(s.err, "(stopped)") {
			t.Errorf("%+v", s)
		}
	}
	hub, address = w.coordinate()
	for _, p := range []*process{hub, take("north", address), take("south", address)} {
		if s := p.end(); s.code != cli.OK {
			t.Errorf("%+v", s)
		}
	}
	w.wantsDone()
}

// Where the agreement can do without a site, the others go on when its program
// fails for good.
func TestTrainerFailsAndOthersGoOn(t *testing.T) {
	t.Parallel()
	f := *first
	f.Out, f.Hospitals = t.TempDir(), nil
	f.External = &agreement.Trainer{Parameters: 50}
	f.Algorithm = agreement.Algorithm{Name: agreement.FedAvg, Rounds: 3, MaxRows: 4096}
	f.Acknowledge = []string{agreement.AckDropout}
	for _, id := range []identity.ID{"north", "south", "east", "west", "mid"} {
		f.Hospitals = append(f.Hospitals, Hospital{ID: id, Name: "Hospital " + string(id)})
	}
	if _, err := f.agree(t.Context()); err != nil {
		t.Fatal(err)
	}
	w := &world{t, &f}
	w.change(func(s string) string { // so long the coordinator waits for the one that is away, at the end
		return strings.Replace(s, "deadline: 2m0s", "deadline: 15s", 1)
	})
	if err := w.sign(t.Context()); err != nil {
		t.Fatal(err)
	}
	take := w.taker()
	hub, address := w.coordinate()
	south := take("south", address, "-target", "10", "-crash", "2")
	others := []*process{hub}
	for _, id := range []identity.ID{"north", "east", "west", "mid"} {
		others = append(others, take(id, address, "-target", "1"))
	}
	south.end().wants(t, cli.Failure, "train, round 2", "exit status 7")
	for _, p := range others {
		if s := p.end(); s.code != cli.OK || !strings.Contains(s.err, "after 4 rounds") {
			t.Errorf("%d: %s", s.code, s.err)
		}
	}
	paths, err := filepath.Glob(filepath.Join(w.dir("mid"), "runs", "*-real", participant.ParametersFile))
	if err != nil || len(paths) != 1 {
		t.Fatal(paths, err)
	}
	m, err := tensor.Load(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	// Round 1 with all: (4·½ + 5)/5 = 1.4; then half the way to 1, twice.
	if want := 1 + 0.4/4; math.Abs(float64(m.Parameters[7])-want) > 1e-2 {
		t.Errorf("%v, want %v", m.Parameters[7], want)
	}
}
