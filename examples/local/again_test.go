package local

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/cli"
	"samband/pkg/data/cohort"
	"samband/pkg/identity"
)

// newThree is a federation of three hospitals that have signed their agreement.
func newThree(t *testing.T) *world {
	t.Helper()
	f := *first
	f.Out, f.Acknowledge, f.Hospitals = t.TempDir(), nil, nil
	for i, id := range []identity.ID{"north", "south", "east"} {
		h := Hospital{ID: id, Name: "Hospital of the " + string(id), Data: filepath.Join(f.Out, string(id)+".csv")}
		var text bytes.Buffer
		if err := cohort.WriteCSV(&text, []cohort.Site{cohort.University(), cohort.County()}[i%2], uint64(i)); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(h.Data, text.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		f.Hospitals = append(f.Hospitals, h)
	}
	if _, err := f.agree(context.Background()); err != nil {
		t.Fatal(err)
	}
	return &world{t, &f}
}

// agreeAnew replaces the agreement by one between some of its parties.
func (w *world) agreeAnew(purpose string, acknowledge []string, ids ...identity.ID) {
	w.Helper()
	a, err := agreement.Read(w.agreement())
	if err != nil {
		w.Fatal(err)
	}
	again := *a
	again.Purpose, again.Acknowledge, again.Parties = purpose, acknowledge, nil
	again.Aggregation = agreement.Aggregation{Scheme: a.Aggregation.Scheme, Deadline: a.Aggregation.Deadline}
	again.Privacy.Insiders, again.Release = 1, agreement.Release{}
	for _, id := range ids {
		p, ok := a.Party(id)
		if !ok {
			w.Fatal(id)
		}
		again.Parties = append(again.Parties, *p)
	}
	text, err := again.YAML()
	if err != nil {
		w.Fatal(err)
	}
	text = []byte(strings.Replace(string(text), "release:\n  recipients: []\n  what: []\n", "", 1))
	if err := os.WriteFile(w.agreement(), text, 0o600); err != nil {
		w.Fatal(err)
	}
	for _, party := range []string{"hub", "north", "south", "east"} {
		if err := os.Remove(w.agreement() + "." + party + ".sig"); err != nil && !errors.Is(err, fs.ErrNotExist) {
			w.Fatal(err)
		}
	}
}

// TestAttackAgreedAnew: a run of three is stopped after its first sum, and agreed
// anew without one of them. Both sums together would give its contribution away.
func TestAttackAgreedAnew(t *testing.T) {
	w := newThree(t)
	c, address := w.coordinate()
	all := []*process{c, w.take("north", address), w.take("south", address), w.take("east", address)}
	all[1].saw("round 2: ")
	c.Process.Signal(syscall.SIGTERM)
	for _, p := range all {
		if p.end(); p.ProcessState.ExitCode() == 0 {
			t.Fatalf("%v was not stopped", p.Args)
		}
	}
	before, err := agreement.Read(w.agreement())
	if err != nil {
		t.Fatal(err)
	}
	two := []string{agreement.AckTwoParties}

	// The same three may go on: their difference tells nobody from the others.
	w.agreeAnew("The same once more.", nil, "north", "south", "east")
	if s := w.run("client", "check", w.agreement(), "--dir", w.dir("north")); s.code != 0 || !strings.Contains(s.out, "over the same participants as this agreement has") {
		t.Errorf("the same three: %d\n%s%s", s.code, s.out, s.err)
	}

	w.agreeAnew("Without the east.", two, "north", "south")
	said := []string{"with earlier sums it would show what few participants contributed: Hospital of the east (east)", "hint: agree with the same participants", "acknowledge: [dropout-derivable]"}
	for _, party := range []identity.ID{"north", "south", hub} {
		program := "client"
		if party == hub {
			program = "coordinator"
		}
		s := w.run(program, "sign", w.agreement(), "--dir", w.dir(party))
		s.wants(t, cli.Refused, said...)
		for _, want := range []string{"round 1", "agreement " + before.Hash().Short(), "What Hospital of the east (east) contributed could be worked out by each of Hospital of the north (north) and Hospital of the south (south)"} {
			if !strings.Contains(strings.Join(strings.Fields(s.err), " "), want) {
				t.Errorf("%s does not say %q:\n%s", party, want, s.err)
			}
		}
		if _, err := os.Stat(w.agreement() + "." + string(party) + ".sig"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s has signed: %v", party, err)
		}
	}
	s := w.run("client", "check", w.agreement(), "--dir", w.dir("south"), "--data", filepath.Join(w.Out, "south.csv"))
	s.wants(t, cli.Refused, said...)
	if !strings.Contains(s.out, "\nSUMS UNDER EARLIER AGREEMENTS\n") || !strings.Contains(s.out, "Hospital of the east (east) would stand alone") || !strings.Contains(s.out, "Nothing in the table is refused.") {
		t.Errorf("check:\n%s", s.out)
	}
	if s := w.run("client", "sign", w.agreement(), "--dir", w.dir("north"), "--lang", "sv"); s.code != cli.Refused || !strings.Contains(s.err, "fel: Överenskommelsen avvisas: tillsammans med tidigare summor skulle den visa vad några få deltagare bidragit med: Hospital of the east (east)\ntips: ") {
		t.Errorf("in Swedish: %d\n%s", s.code, s.err)
	}
	o := w.run("client", "check", w.agreement(), "--dir", w.dir("north"), "--json")
	if found := o.object(t)["earlier"].(map[string]any); o.code != cli.Refused || found["refused"] != true || len(found["small"].([]any)) != 1 {
		t.Errorf("%d: %v", o.code, found)
	}

	// Signed on another machine, with the same key and no runs, it does not run here.
	w.signElsewhere("north", "south", hub)
	w.run("client", w.part("north", "127.0.0.1:1")...).wants(t, cli.Refused, said...)
	w.run("coordinator", "run", w.agreement(), "--dir", w.dir(hub), "--listen", "127.0.0.1:0").wants(t, cli.Refused, said...)
	// A rehearsal adds no sum of rows.
	if r := w.start("client", append(w.part("north", "127.0.0.1:1")[:4], "--rehearse", "--coordinator", "127.0.0.1:1")...); true {
		r.saw("Connecting to")
		r.Process.Kill()
		r.end()
	}

	// Whoever accepts it signs and runs, and is told what that means.
	w.agreeAnew("Without the east.", append(two, agreement.AckDropout), "north", "south")
	w.Hospitals = w.Hospitals[:2]
	if err := w.sign(t.Context()); err != nil {
		t.Fatal(err)
	}
	c, address = w.coordinate()
	all = []*process{c, w.take("north", address), w.take("south", address)}
	for _, p := range all {
		if s := p.end(); s.code != 0 || !strings.Contains(s.err, "Hospital of the east (east) would stand alone") || !strings.Contains(s.err, "The agreement acknowledges this: dropout-derivable.") {
			t.Errorf("%v: %d\n%s", p.Args, s.code, s.err)
		}
	}
}

// signElsewhere signs with the keys of parties in directories that hold nothing
// else.
func (w *world) signElsewhere(ids ...identity.ID) {
	w.Helper()
	for _, id := range ids {
		program, dir := "client", filepath.Join(w.TempDir(), string(id))
		if id == hub {
			program = "coordinator"
		}
		key := read(w.T, filepath.Join(w.dir(id), "identity.key"))
		if err := errors.Join(os.Mkdir(dir, 0o700), os.WriteFile(filepath.Join(dir, "identity.key"), []byte(key), 0o600)); err != nil {
			w.Fatal(err)
		}
		if s := w.run(program, "sign", w.agreement(), "--dir", dir); s.code != 0 {
			w.Fatalf("sign as %s elsewhere: %d\n%s", id, s.code, s.err)
		}
	}
}
