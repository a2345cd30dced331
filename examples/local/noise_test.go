package local

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"samband/client/participant"
	"samband/pkg/cli"
	"samband/pkg/identity"
)

// noised is a federation whose agreement has noise for each patient.
func noised(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.change(func(s string) string {
		s = strings.Replace(s, "unit: record", "unit: patient\n  rows_per_patient: 1", 1)
		s = strings.Replace(s, "noise: none", "noise: discrete-gaussian\n  epsilon: 4\n  delta: 1e-6\n  clip: 1", 1)
		return strings.Replace(s, "rounds: 8", "rounds: 2", 1)
	})
	w.unhurried()
	return w
}

// spent reads what a participant's report says of its privacy budget.
func (w *world) spent(id identity.ID) *participant.Spent {
	w.Helper()
	s := w.run("client", "report", "--dir", w.dir(id), "--json")
	var r struct {
		Spent *participant.Spent `json:"spent"`
	}
	if err := json.Unmarshal([]byte(s.out), &r); err != nil || r.Spent == nil {
		w.Fatalf("%v: %+v", err, s)
	}
	return r.Spent
}

// wantsSpent wants so many noised vectors of each phase, within the budget.
func (w *world) wantsSpent(moments, learning, evaluation int) {
	w.Helper()
	for _, id := range w.ids() {
		s := w.spent(identity.ID(id))
		if s.Vectors["moments"] != moments || s.Vectors["newton"] != learning || s.Vectors["evaluate"] != evaluation || !(s.Epsilon <= 4) {
			w.Errorf("%s: %+v", id, s)
		}
	}
}

// A run with noise spends what was agreed; killed at any moment and started
// again, it spends no more: the vector of a round is drawn once.
func TestNoiseIsChargedOnce(t *testing.T) {
	w := noised(t)
	hub, north, south := w.federate()
	for _, p := range []*process{hub, north, south} {
		if s := p.end(); s.code != cli.OK {
			t.Fatalf("%+v", s)
		}
	}
	w.wantsSpent(1, 2, 1)
	if s := w.spent("north"); s.Epsilon < 3.9 {
		t.Errorf("the agreed rounds come to ε = %v, agreed are 4", s.Epsilon)
	}
	// What a report or a prediction says is never as if there were no noise.
	said := w.run("client", "report", "--dir", w.dir("north"))
	for _, text := range []string{"as far as the noise lets it be told", "the intervals are 95 %, for the noise", "Noise is in these numbers"} {
		if !strings.Contains(said.out, text) {
			t.Errorf("the report does not say %q:\n%s", text, said.out)
		}
	}
	for _, text := range []string{"binning", "odds ratio per"} {
		if strings.Contains(said.out, text) {
			t.Errorf("the report says %q", text)
		}
	}
	most := w.events("north")
	for i := range 3 {
		at := 1 + i*most/3
		t.Run("", func(t *testing.T) {
			t.Parallel()
			w := noised(t)
			w.disturb("north", at)
			w.wantsSpent(1, 2, 1)
		})
	}
}

// What a run that was stopped and given up has sent stays charged, and the
// account outlives what close deletes.
func TestNoiseOfARunGivenUpStaysCharged(t *testing.T) {
	t.Parallel()
	w := noised(t)
	hub, north, south := w.federate()
	south.saw("round 2")
	south.Process.Signal(os.Interrupt)
	for _, p := range []*process{hub, north, south} {
		p.end()
	}
	before := w.spent("south")
	if before.Vectors["moments"] != 1 || !(before.Epsilon > 0 && before.Epsilon <= 4) {
		t.Fatalf("%+v", before)
	}
	s := w.run("client", "close", w.agreement(), "--dir", w.dir("south"), "--give-up", "--json")
	if s.code != cli.OK {
		t.Fatalf("%+v", s)
	}
	w.named("south", s)
	if after := w.spent("south"); after.Epsilon != before.Epsilon {
		t.Errorf("%+v, before closing %+v", after, before)
	}
}
