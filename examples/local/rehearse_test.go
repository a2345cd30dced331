package local

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/command"
	"samband/pkg/identity"
	"samband/pkg/model"
	"samband/pkg/plan"
	"samband/pkg/protocol"
)

// rehearses starts a participant of a rehearsal.
func (w *world) rehearses(id identity.ID, address string, more ...string) *process {
	w.Helper()
	return w.start("client", append([]string{"run", w.agreement(), "--dir", w.dir(id), "--rehearse", "--coordinator", address}, more...)...)
}

func (w *world) coordinateRehearsal(more ...string) (*process, string) {
	w.Helper()
	p := w.start("coordinator", append([]string{"run", w.agreement(), "--dir", w.dir(hub), "--listen", "127.0.0.1:0", "--rehearse"}, more...)...)
	return p, strings.TrimSuffix(p.saw("Listening on "), ".")
}

// runDir is the directory of a run of the world's agreement.
func (w *world) runDir(id identity.ID, mode protocol.Mode) string {
	w.Helper()
	a, err := agreement.Read(w.agreement())
	if err != nil {
		w.Fatal(err)
	}
	p, err := plan.New(a)
	if err != nil {
		w.Fatal(err)
	}
	return command.RunDir(w.dir(id), p, mode)
}

// object reads what a program printed as one JSON object, and nothing else.
func (s said) object(t *testing.T) map[string]any {
	t.Helper()
	var o map[string]any
	d := json.NewDecoder(strings.NewReader(s.out))
	if err := d.Decode(&o); err != nil || d.More() {
		t.Fatalf("not one JSON object: %v\n%s\n%s", err, s.out, s.err)
	}
	return o
}

// A rehearsal needs no signature and no table, meets no real run, may be
// repeated, says everywhere what it is, and stands in the way of nothing.
func TestRehearsal(t *testing.T) {
	w := newWorld(t)
	signature := agreement.SignaturePath(w.agreement(), "south")
	kept, err := os.ReadFile(signature)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(signature); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		c, address := w.coordinateRehearsal("--json")
		north := w.rehearses("north", address, "--json")
		south := w.rehearses("south", address, "--lang", "sv")
		for _, p := range []*process{c, north, south} {
			if s := p.end(); s.code != 0 {
				t.Fatalf("%v: %d\n%s", p.Args, s.code, s.err)
			} else if !strings.Contains(s.err, "south has not signed") && !strings.Contains(s.err, "south har inte undertecknat") {
				t.Errorf("%v does not say who has not signed:\n%s", p.Args, s.err)
			}
		}
		n := north.end()
		if o := n.object(t); o["rehearsal"] != true || o["party"] != "north" || o["outcome"].(map[string]any)["rehearsal"] != true {
			t.Errorf("%v", o)
		}
		if !strings.Contains(n.err, "REHEARSAL: the model comes from generated rows") || !strings.Contains(south.end().err, "REPETITION: modellen") {
			t.Errorf("no stamp at the end:\n%s", n.err)
		}
	}
	dir := w.runDir("north", protocol.Rehearsal)
	m, err := model.Load(filepath.Join(dir, "model.json"))
	if err != nil || !m.Rehearsal {
		t.Errorf("%v: the model is not stamped", err)
	}
	ledger, err := os.ReadFile(filepath.Join(dir, "ledger.jsonl"))
	if err != nil || !strings.Contains(strings.SplitN(string(ledger), "\n", 2)[0], `"rehearsal":true`) {
		t.Errorf("%v: the ledger is not stamped", err)
	}
	if err := os.WriteFile(signature, kept, 0o600); err != nil {
		t.Fatal(err)
	}
	c, address := w.coordinate()
	north, south := w.take("north", address), w.take("south", address)
	for _, p := range []*process{c, north, south} {
		if s := p.end(); s.code != 0 {
			t.Errorf("the real run after it: %d\n%s", s.code, s.err)
		}
	}
	files := []string{"verify", "--agreement", w.agreement(), "--json"}
	for _, id := range []identity.ID{"north", "south", hub} {
		for _, mode := range []protocol.Mode{protocol.Real, protocol.Rehearsal} {
			files = append(files, filepath.Join(w.runDir(id, mode), "ledger.jsonl"))
		}
	}
	v := w.run("client", files...)
	if o := v.object(t); v.code != 0 || o["verified"] != true || len(o["compared"].([]any)) != 2 {
		t.Errorf("%d %v", v.code, o)
	}
}

// One line at both ends when a rehearsal meets a real run.
func TestRehearsalMeetsARealRun(t *testing.T) {
	w := newWorld(t)
	c, address := w.coordinateRehearsal()
	w.take("south", address).end().wants(t, 4, `hub runs in mode "rehearsal", this party in mode "real"`, "--rehearse")
	if line := c.saw(`south runs in mode "real", this party in mode "rehearsal"`); !strings.Contains(line, "--rehearse") {
		t.Errorf("the coordinator does not say what to do: %s", line)
	}
	real, address := w.coordinate()
	w.rehearses("south", address).end().wants(t, 4, `hub runs in mode "real", this party in mode "rehearsal"`, "--rehearse")
	real.saw(`south runs in mode "rehearsal", this party in mode "real"`)
}

func TestARehearsalReadsNoTable(t *testing.T) {
	w := newWorld(t)
	both := append(w.part("north", "127.0.0.1:1"), "--rehearse")
	w.run("client", both...).wants(t, 2, "either --data", "--rehearse")
	w.run("client", "run", w.agreement(), "--dir", w.dir("north"), "--coordinator", "127.0.0.1:1").wants(t, 2, "either --data", "--rehearse")
}
