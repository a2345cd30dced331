package local

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"samband/client/participant"
	"samband/pkg/agreement"
	"samband/pkg/cli"
	"samband/pkg/identity"
)

// The tests here run coordinator and participants together and break one.

// federate starts all three programs.
func (w *world) federate() (hub, north, south *process) {
	w.Helper()
	hub, address := w.coordinate()
	return hub, w.take("north", address), w.take("south", address)
}

// wantsOrder checks what a run that ended early leaves: a ledger that verifies,
// no model, and nothing of the round that was under way unless the run rests: then
// it may be taken up again.
func (w *world) wantsOrder(dir identity.ID, rests bool) {
	w.Helper()
	ledger := ""
	err := filepath.WalkDir(filepath.Join(w.dir(dir), "runs"), func(path string, d fs.DirEntry, err error) error {
		switch name := d.Name(); {
		case err != nil:
			return err
		case name == participant.LedgerFile:
			ledger = path
		case rests && name != participant.ModelFile:
		case strings.HasSuffix(name, ".new"), name == participant.ModelFile, name == "session.json", name == "round", name == "spool":
			w.Errorf("%s is left", path)
		}
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	if s := w.run("client", "verify", "--agreement", w.agreement(), ledger); s.code != cli.OK {
		w.Errorf("the ledger of %s: %+v", dir, s)
	}
}

// goesOn starts all programs again: the run ends as if nothing had happened.
func (w *world) goesOn() {
	w.Helper()
	hub, north, south := w.federate()
	for _, p := range []*process{hub, north, south} {
		if s := p.end(); s.code != cli.OK {
			w.Errorf("%v: %+v", p.Args, s)
		}
	}
	w.wantsDone()
}

// wantsDone checks that the ledgers of all three parties explain each other, and
// that both participants have the same model.
func (w *world) wantsDone() {
	w.Helper()
	arguments := []string{"verify", "--agreement", w.agreement()}
	var models []string
	for _, id := range []identity.ID{"hub", "north", "south"} {
		runs, err := filepath.Glob(filepath.Join(w.dir(id), "runs", "*-real"))
		if err != nil || len(runs) != 1 {
			w.Fatalf("%s has %d runs, %v", id, len(runs), err)
		}
		arguments = append(arguments, filepath.Join(runs[0], participant.LedgerFile))
		if id == "hub" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(runs[0], participant.ModelFile))
		if errors.Is(err, fs.ErrNotExist) {
			text, err = os.ReadFile(filepath.Join(runs[0], participant.ParametersFile))
		}
		if err != nil {
			w.Fatal(err)
		}
		models = append(models, string(text))
	}
	if s := w.run("client", arguments...); s.code != cli.OK {
		w.Errorf("%+v", s)
	}
	if models[0] != models[1] {
		w.Error("the participants have different models")
	}
}

func TestSecondRunOfAnAgreement(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.unhurried()
	hub, north, south := w.federate()
	for _, p := range []*process{hub, north, south} {
		if s := p.end(); s.code != cli.OK {
			t.Fatalf("%v: %+v", p.Args, s)
		}
	}
	const again = "an earlier session of this agreement got as far as opening a sum"
	w.run("coordinator", "run", w.agreement(), "--dir", w.dir("hub"), "--listen", "127.0.0.1:0").
		wants(t, cli.Refused, filepath.Join(w.dir("hub"), "runs"), again, "hint: ", "agreement")
	w.run("client", w.part("north", "127.0.0.1:1")...).
		wants(t, cli.Refused, filepath.Join(w.dir("north"), "runs"), "this run is complete: the model is in ", "hint: ", "a new agreement")
}

func TestTwoProgramsInOneDirectory(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hub, _ := w.coordinate()
	w.run("coordinator", "run", w.agreement(), "--dir", w.dir("hub"), "--listen", "127.0.0.1:0").
		wants(t, cli.Refused, filepath.Join(w.dir("hub"), "runs"))
	hub.Process.Signal(os.Interrupt)
	hub.end()
}

func TestParticipantNeverComes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hub, address := w.coordinate()
	north := w.take("north", address)
	north.end().wants(t, cli.Peer, "south", "never came", "hint: ask that party")
	hub.end().wants(t, cli.Peer, "south", "1.0\u00a0s", "hint: ask that party")
	w.wantsOrder("north", false)
	w.wantsOrder("hub", false)
}

func TestParticipantKilled(t *testing.T) {
	t.Parallel()
	for range 3 { // the run may be over before the kill
		w := newWorld(t)
		w.within("4s")
		hub, north, south := w.federate()
		south.saw("participants are there")
		south.Process.Kill()
		south.end()
		if s := hub.end(); s.code == cli.OK {
			continue
		} else {
			s.wants(t, cli.Peer, "south", "hint: ask that party")
		}
		north.end().wants(t, cli.Peer, "south", "never came, or left", "hint: ask that party")
		w.wantsOrder("north", true)
		if r := w.run("client", "report", "--dir", w.dir("north")); r.code != cli.OK || !strings.Contains(r.out, "State: it rests: ") {
			t.Errorf("%+v", r)
		}
		w.wantsOrder("hub", true)
		w.goesOn()
		return
	}
	t.Error("every run was over before the participant was killed")
}

func TestCoordinatorKilled(t *testing.T) {
	t.Parallel()
	for range 3 {
		w := newWorld(t)
		w.within("4s")
		hub, north, south := w.federate()
		north.saw("participants are there")
		hub.Process.Kill()
		hub.end()
		one, two := north.end(), south.end()
		if one.code == cli.OK || two.code == cli.OK {
			continue
		}
		one.wants(t, cli.Peer, "hub", "is the coordinator running")
		two.wants(t, cli.Peer, "hub", "is the coordinator running")
		w.wantsOrder("north", true)
		w.wantsOrder("south", true)
		w.goesOn()
		return
	}
	t.Error("every run was over before the coordinator was killed")
}

func TestInterrupt(t *testing.T) {
	for name, c := range map[string]struct {
		who    string // gets the signal
		signal os.Signal
		when   string // it has printed this
		codes  map[string]int
		says   map[string][]string
	}{
		"participant, before the others": {"north", os.Interrupt, "Connecting to", map[string]int{"north": cli.Interrupted, "hub": cli.Peer, "south": cli.Peer},
			map[string][]string{"hub": {"north", "hint: "}, "south": {"north", "hint: "}}},
		"participant, in a round": {"north", os.Interrupt, "round 2", map[string]int{"north": cli.Interrupted, "hub": cli.Peer, "south": cli.Peer},
			map[string][]string{"hub": {"north", "hint: agree with that party"}, "south": {"north: was stopped by its operator", "hint: agree with that party"}}},
		"coordinator, in a round": {"hub", syscall.SIGTERM, "round 2", map[string]int{"hub": cli.Interrupted, "north": cli.Peer, "south": cli.Peer},
			map[string][]string{"north": {"hub: was stopped by its operator", "hint: agree with that party"}, "south": {"hub: was stopped by its operator"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if c.when != "Connecting to" { // then it may not have said hello
				w.unhurried()
			}
			hub, north, south := w.federate()
			all := map[string]*process{"hub": hub, "north": north, "south": south}
			all[c.who].saw(c.when)
			all[c.who].Process.Signal(c.signal)
			for id, p := range all {
				s := p.end()
				s.wants(t, c.codes[id], c.says[id]...)
				if id == c.who && !strings.Contains(s.err, "error: interrupted\n") {
					t.Errorf("%s does not say that it was interrupted:\n%s", id, s.err)
				}
				if id != c.who || c.when != "Connecting to" { // it may have had no connection
					w.wantsOrder(identity.ID(id), c.when != "Connecting to")
				}
			}
			if c.when != "Connecting to" {
				w.goesOn()
			}
		})
	}
}

func TestInterruptedWhileWaiting(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hub, _ := w.coordinate()
	hub.Process.Signal(os.Interrupt)
	hub.end().wants(t, cli.Interrupted, "interrupted")
	w.wantsOrder("hub", false)
	north := w.take("north", listen(t).Addr().String()) // where nobody answers
	north.saw("Connecting to")
	north.Process.Signal(os.Interrupt)
	north.end().wants(t, cli.Interrupted, "interrupted")
	w.wantsNothing("north")
}

// TestNoConnection has a participant look for a coordinator that is not there:
// it says why at once, and leaves nothing however often it is started.
func TestNoConnection(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 2 {
		north := w.start("client", append(w.part("north", "nowhere.invalid:7443"), "--lang", "sv")...)
		north.saw("Ingen anslutning ännu, försöker till 20")
		if s := north.end(); s.code != cli.Peer || !strings.Contains(s.err, "\nfel: ansluter till hub") || !strings.Contains(s.err, "finns inte i DNS") {
			t.Errorf("%+v", s)
		}
		w.wantsNothing("north")
	}
	north := w.take("north", "127.0.0.1:1")
	north.saw("No connection yet, tried until 20")
	north.Process.Kill()
	north.end()
	hub, address := w.coordinate()
	north = w.take("north", address)
	north.saw("Connected; waiting for the other participants.")
	north.end()
	hub.end()
	if found, _ := filepath.Glob(filepath.Join(w.dir("north"), "runs", "*-earlier-*")); len(found) > 0 {
		t.Errorf("runs that sent nothing were kept: %q", found)
	}
}

// wantsNothing checks that a run that never had a connection left no directory.
func (w *world) wantsNothing(dir identity.ID) {
	w.Helper()
	all, err := os.ReadDir(filepath.Join(w.dir(dir), "runs"))
	if err != nil {
		w.Fatal(err)
	}
	for _, e := range all {
		if e.IsDir() {
			w.Errorf("%s keeps %s", dir, e.Name())
		}
	}
}

// TestWrongKeys lets parties of two federations meet: the same ids, other keys.
func TestWrongKeys(t *testing.T) {
	t.Parallel()
	w, other := newWorld(t), newWorld(t)
	for _, id := range []identity.ID{"hub", "north"} {
		other.renew(id)
	}
	hub, address := w.coordinate()
	other.take("north", address).end().wants(t, cli.Peer, "hub", address, "another key than hub")
	hub.Process.Signal(os.Interrupt)
	hub.end()

	w = newWorld(t)
	other = newWorld(t)
	other.renew("north")
	hub, address = w.coordinate()
	other.take("north", address).end().wants(t, cli.Peer, "hub", address, "refused this party's key", "compare the two agreements")
	hub.Process.Signal(os.Interrupt)
	hub.end()
}

// TestOtherAgreement lets two participants follow different texts.
func TestOtherAgreement(t *testing.T) {
	t.Parallel()
	w, other := newWorld(t), newWorld(t)
	other.change(func(s string) string { return strings.Replace(s, "ridge: 1", "ridge: 2", 1) })
	if err := other.sign(t.Context()); err != nil {
		t.Fatal(err)
	}
	hub, address := w.coordinate()
	other.take("north", address).end().wants(t, cli.Peer, "hub", "agreement")
	hub.Process.Signal(os.Interrupt)
	hub.end()
}

// renew gives a party a new key, puts it into the agreement and has all sign.
func (w *world) renew(id identity.ID) {
	w.Helper()
	program := "client"
	a, err := agreement.Read(w.agreement())
	if err != nil {
		w.Fatal(err)
	}
	old := a.Coordinator.Key
	if id == hub {
		program = "coordinator"
	} else {
		p, _ := a.Party(id)
		old = p.Key
	}
	if err := os.RemoveAll(w.dir(id)); err != nil {
		w.Fatal(err)
	}
	key, err := w.identity(w.Context(), program, id, "renewed")
	if err != nil {
		w.Fatal(err)
	}
	w.change(func(s string) string { return strings.Replace(s, old.String(), key.String(), 1) })
	if err := w.sign(w.Context()); err != nil {
		w.Fatal(err)
	}
}
