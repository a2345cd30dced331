package local

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samband/client/participant"
	"samband/pkg/cli"
	"samband/pkg/identity"
)

// controlled has all agree on SCAFFOLD on batches with early stopping, and on an
// intercept and steps of each site's own.
func (w *world) controlled() {
	w.Helper()
	w.change(func(s string) string {
		from, to := strings.Index(s, "algorithm:\n"), strings.Index(s, "split:\n")
		return s[:from] + "algorithm:\n  name: scaffold\n  rounds: 5\n  steps: 4\n  rate: 0.3\n  batch: 16\n  ridge: 1\n  max_rows: 4096\n" +
			"  validation: 0.2\n  patience: 3\n  personal: {intercept: true, steps: 5, rate: 0.05}\n" + s[to:]
	})
	w.unhurried()
}

// A site keeps its control variate through a crash: the model is the same as that
// of a run in which nobody was killed. What the joint model is worth at each site
// is said there, in its outcome, at the end of the run and in its report.
func TestScaffoldAndPersonalModelsThroughACrash(t *testing.T) {
	t.Parallel()
	undisturbed := newWorld(t)
	undisturbed.controlled()
	hub, north, south := undisturbed.federate()
	for _, p := range []*process{hub, north, south} {
		if s := p.end(); s.code != cli.OK {
			t.Fatalf("%+v", s)
		} else if p == north && (!strings.Contains(s.err, "TEST ROWS OF THIS SITE") || !strings.Contains(s.err, "have not left it")) {
			t.Errorf("the end of the run does not say what the model is worth here: %s", s.err)
		}
	}
	want := undisturbed.models()
	most := undisturbed.events("north")
	for _, at := range []int{most / 3, most / 2, 2 * most / 3} {
		w := newWorld(t)
		w.controlled()
		w.disturb("north", at)
		for id, model := range w.models() {
			if model != want[id] {
				t.Errorf("killed after %d lines: %s has another model", at, id)
			}
		}
	}
	for _, id := range []identity.ID{"north", "south"} {
		dirs, err := filepath.Glob(filepath.Join(undisturbed.dir(id), "runs", "*-real"))
		if err != nil || len(dirs) != 1 {
			t.Fatal(dirs, err)
		}
		outcome, err := participant.ReadRecord(dirs[0])
		if err != nil {
			t.Fatal(err)
		}
		p := outcome.Personal
		if p == nil || p.Alone == nil || p.Personal == nil || p.Alone.Gain == nil || p.Rows == 0 || outcome.Evaluation.Rows <= p.Rows {
			t.Errorf("%s: %+v", id, p)
		}
		if _, err := os.Stat(filepath.Join(dirs[0], participant.PersonalFile)); err != nil {
			t.Error(err)
		}
		for lang, says := range map[string]string{"en": "joint model fitted to this site's rows: log-loss", "sv": "anpassad till denna deltagares rader: logaritmisk"} {
			if s := undisturbed.start("client", "report", "--dir", undisturbed.dir(id), "--lang", lang).end(); !strings.Contains(s.out, says) {
				t.Errorf("%s's report in %s lacks %q:\n%s", id, lang, says, s.out)
			}
		}
	}
	// The personal model predicts, and is no part of what the others have.
	north1, err := filepath.Glob(filepath.Join(undisturbed.dir("north"), "runs", "*-real", participant.PersonalFile))
	if err != nil || len(north1) != 1 {
		t.Fatal(north1, err)
	}
	s := undisturbed.start("client", "predict", "--model", north1[0], "--data", filepath.Join(undisturbed.Out, "north.csv"), "--json").end()
	if s.code != cli.OK || !json.Valid([]byte(s.out)) {
		t.Errorf("%+v", s)
	}
}
