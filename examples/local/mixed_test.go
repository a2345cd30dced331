package local

import (
	"path/filepath"
	"strings"
	"testing"

	"samband/pkg/identity"
)

// parts makes the parts of all parties from their last rehearsal, below folder.
func (w *world) parts(folder string) map[identity.ID]string {
	w.Helper()
	all := make(map[identity.ID]string)
	for _, id := range []identity.ID{"north", "south", hub} {
		all[id] = filepath.Join(w.Out, folder+"-"+string(id))
		program := "client"
		if id == hub {
			program = "coordinator"
		}
		if s := w.run(program, "bundle", w.agreement(), "--dir", w.dir(id), "--rehearse", "--out", all[id]); s.code != 0 {
			w.Fatalf("%s%s", s.out, s.err)
		}
	}
	return all
}

// Parts of two sessions under one agreement, each signed by its party and whole,
// do not make a bundle that stands; nor does a rehearsal pass for a real run.
func TestPartsOfTwoSessions(t *testing.T) {
	w := newWorld(t)
	w.unhurried()
	w.rehearsed()
	first := w.parts("first")
	w.rehearsed()
	second := w.parts("second")
	for i, c := range []struct {
		parts []string
		code  int
		says  string
	}{
		{[]string{first["north"], first["south"], first[hub]}, 0, ", 0 unexplained"},
		{[]string{second["north"], second["south"], second[hub]}, 0, ", 0 unexplained"},
		{[]string{first["north"], second["south"], second[hub]}, 5, "not at hand (north)"},
		{[]string{second["north"], second["south"], first[hub]}, 5, "of another session"},
		{[]string{first["north"], second["south"]}, 5, "of another session"},
		{[]string{second["north"], second[hub]}, 5, "not at hand (south)"},
	} {
		out := filepath.Join(w.Out, "mixed", string(rune('a'+i)))
		if s := w.run("client", append([]string{"bundle", w.agreement(), "--rehearse", "--out", out}, c.parts...)...); s.code != 0 {
			t.Fatalf("%s%s", s.out, s.err)
		}
		if s := w.run("client", "verify", out); s.code != c.code || !strings.Contains(s.out+s.err, c.says) {
			t.Errorf("%v: %d, want %d and %q:\n%s%s", c.parts, s.code, c.code, c.says, s.out, s.err)
		}
		w.run("client", "bundle", w.agreement(), out, "--out", out+"-real").wants(t, 5, "do not go into one bundle")
	}
}
