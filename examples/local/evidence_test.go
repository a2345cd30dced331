package local

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// everyLedger is what a person's */runs/*/ledger.jsonl names.
func (w *world) everyLedger() []string {
	w.Helper()
	files, err := filepath.Glob(filepath.Join(w.Out, "*", "runs", "*", "ledger.jsonl"))
	if err != nil {
		w.Fatal(err)
	}
	return files
}

func (w *world) verify(more ...string) said {
	w.Helper()
	return w.run("client", append([]string{"verify", "--agreement", w.agreement()}, more...)...)
}

// rehearsed runs a rehearsal to its end.
func (w *world) rehearsed() {
	w.Helper()
	c, address := w.coordinateRehearsal()
	for _, p := range []*process{w.rehearses("north", address), w.rehearses("south", address), c} {
		if s := p.end(); s.code != 0 {
			w.Fatalf("%v: %d\n%s", p.Args, s.code, s.err)
		}
	}
}

// What a person is told who names all the ledgers that there are.
func TestVerifySortsLedgers(t *testing.T) {
	w := newWorld(t)
	w.rehearsed()
	first := w.everyLedger()
	alone := w.verify(first[0])
	if alone.code != 0 || !strings.Contains(alone.out, "cannot show that its end was cut off") {
		t.Errorf("%d %s%s", alone.code, alone.out, alone.err)
	}
	w.verify(first[0], first[0]).wants(t, 2, "are both ledgers of hub in the same session", "one ledger of each party")
	w.rehearsed()
	both := w.everyLedger() // those of the first session are in …-earlier-1
	s := w.verify(both...)
	if s.code != 0 || strings.Count(s.out, "Both ends of every message at hub, north and south: ") != 2 || strings.Contains(s.out, "cut off") {
		t.Errorf("%d %s%s", s.code, s.out, s.err)
	}
	if o := w.verify(append(both, "--json")...).object(t); len(o["compared"].([]any)) != 2 || o["verified"] != true {
		t.Errorf("%v", o)
	}
	// One party's of each session: they say nothing of each other.
	w.verify(both[0], strings.Replace(first[1], "-rehearsal", "-rehearsal-earlier-1", 1)).wants(t, 5, "2 problems")
	if len(both) != 6 {
		t.Fatalf("%d ledgers: %v", len(both), both)
	}
	w.change(func(s string) string { return strings.Replace(s, "ridge: 1", "ridge: 2", 1) })
	w.verify(both...).wants(t, 2, "no ledger given is of the agreement named")
	c, address := w.coordinateRehearsal()
	for _, p := range []*process{w.rehearses("north", address), w.rehearses("south", address), c} {
		p.end()
	}
	s = w.verify(w.everyLedger()...)
	if s.code != 0 || strings.Count(s.out, "of another agreement") != 6 || strings.Count(s.out, "\n") != 10 {
		t.Errorf("%d %s%s", s.code, s.out, s.err)
	}
}

// A ledger whose end was cut off at a checkpoint is not called whole, and what
// it contradicts is said first.
func TestReportOfALedgerCutOff(t *testing.T) {
	w := newWorld(t)
	w.rehearsed()
	dir := w.runDir("north", protocol.Rehearsal)
	file := filepath.Join(dir, "ledger.jsonl")
	text := read(t, file)
	lines := strings.SplitAfter(text, "\n")
	end := 40
	for !strings.HasPrefix(lines[end-1], `{"checkpoint":`) {
		end++
	}
	w.rewrite(file, func(string) string { return strings.Join(lines[:end], "") })
	for tag, words := range map[string][]string{
		"en": {"! CONTRADICTION: outcome.json says that the run finished", "consistent and signed as far as it goes", "ends without the end of its run"},
		"sv": {"! MOTSÄGELSE: outcome.json säger att körningen blev klar", "så långt den räcker", "slutar utan körningens slut"},
	} {
		s := w.run("client", "report", "--dir", w.dir("north"), "--lang", tag)
		for _, part := range words {
			if s.code != 0 || !strings.Contains(s.out, part) {
				t.Errorf("%d: does not say %q:\n%s", s.code, part, s.out)
			}
		}
	}
	if s := w.verify(file); s.code != 0 || !strings.Contains(s.out, "ends without the end of its run") {
		t.Errorf("%d %s%s", s.code, s.out, s.err)
	}
	others := []string{file}
	for _, id := range []identity.ID{"south", hub} {
		others = append(others, filepath.Join(w.runDir(id, protocol.Rehearsal), "ledger.jsonl"))
	}
	w.verify(others...).wants(t, 5)
	codes := func() (all []string) {
		for _, c := range w.run("client", "report", "--dir", w.dir("north"), "--json").object(t)["contradictions"].([]any) {
			all = append(all, c.(map[string]any)["code"].(string))
		}
		return all
	}
	if got := strings.Join(codes(), " "); got != "outcome-without-end" {
		t.Errorf("contradictions: %s", got)
	}
	w.rewrite(file, func(string) string { return text })
	if got := codes(); len(got) > 0 {
		t.Errorf("contradictions: %v", got)
	}
	model, outcome := filepath.Join(dir, "model.json"), filepath.Join(dir, "outcome.json")
	w.rewrite(outcome, func(s string) string { return strings.Replace(s, `"rounds": `, `"rounds": 1`, 1) })
	w.rewrite(model, func(s string) string { return strings.Replace(s, `"ridge": 1`, `"ridge": 2`, 1) })
	if got := strings.Join(codes(), " "); got != "rounds model-missing" {
		t.Errorf("contradictions: %s", got)
	}
	if err := os.Remove(outcome); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(codes(), " "); got != "end-without-outcome" {
		t.Errorf("contradictions: %s", got)
	}
}

// A run that never got to a sum shows nothing to anybody, and the refusal of a
// rehearsal by a real run is in words.
func TestReportOfARunThatNeverBegan(t *testing.T) {
	w := newWorld(t)
	c, address := w.coordinateRehearsal()
	w.take("south", address).end() // is refused, and so has no run
	c.Process.Signal(os.Interrupt)
	c.end()
	real, address := w.coordinate()
	south := w.take("south", address)
	south.saw("Connected")
	real.Process.Signal(os.Interrupt)
	real.end()
	south.end()
	r := w.run("client", "report", "--dir", w.dir("south"), "--json").object(t)
	for party, seen := range r["visibility"].(map[string]any) {
		for _, asset := range []string{"individual update", "sum", "counts and metrics", "final model"} {
			if level := seen.(map[string]any)[asset]; level != "none" {
				t.Errorf("%s sees %s: %v", party, asset, level)
			}
		}
	}
	for tag, words := range map[string]string{"en": "another mode, session, round or attempt (prefix)", "sv": "annat läge, annan session, omgång eller försök (prefix)"} {
		if s := w.run("coordinator", "status", "--dir", w.dir(hub), "--lang", tag); !strings.Contains(s.out, words) {
			t.Errorf("does not say %q:\n%s", words, s.out)
		}
	}
}

func TestInitShow(t *testing.T) {
	w := newWorld(t)
	for _, program := range []string{"client", "coordinator"} {
		w.run(program, "init").wants(t, 2, "missing: --dir")
		dir := filepath.Join(w.Out, program+"-east")
		w.run(program, "init", "--dir", dir, "--show").wants(t, 1, "identity.key")
		made := w.run(program, "init", "--dir", dir, "--id", "east", "--json")
		print := made.object(t)["fingerprint"].(string)
		again := w.run(program, "init", "--dir", dir, "--id", "east", "--show", "--name", "The East")
		if again.code != 0 || !strings.Contains(again.err, print) || !strings.Contains(again.err, "another way") || !strings.Contains(again.out, made.object(t)["key"].(string)) || !strings.Contains(again.out, `name: "The East"`) {
			t.Errorf("%d %s%s", again.code, again.out, again.err)
		}
		if o := w.run(program, "init", "--dir", dir, "--id", "east", "--show", "--json", "--name", "east"); o.out != made.out {
			t.Errorf("%s\n%s", o.out, made.out)
		}
		if sv := w.run(program, "init", "--dir", dir, "--show", "--id", "east", "--lang", "sv"); !strings.Contains(sv.err, "Fingeravtryck") || !strings.Contains(sv.out, `name: "<namn>"`) || !strings.Contains(sv.err, print) {
			t.Errorf("%s", sv.err)
		}
		w.run(program, "init", "--dir", dir, "--id", "east").wants(t, 3, "identity.key", "--show")
	}
}
