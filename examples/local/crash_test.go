package local

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"samband/client/participant"
	"samband/pkg/cli"
	"samband/pkg/identity"
)

// crashes is how often each party is killed, at moments spread over the run. Set
// SAMBAND_TEST_CRASHES to a larger number to look closer.
func crashes(t *testing.T) int {
	text, set := os.LookupEnv("SAMBAND_TEST_CRASHES")
	if !set {
		return 4
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// events counts the lines in a party's ledger.
func (w *world) events(id identity.ID) int {
	w.Helper()
	paths, err := filepath.Glob(filepath.Join(w.dir(id), "runs", "*-real", participant.LedgerFile))
	if err != nil {
		w.Fatal(err)
	}
	if len(paths) == 0 {
		return 0
	}
	text, err := os.ReadFile(paths[0])
	if err != nil {
		w.Fatal(err)
	}
	return bytes.Count(text, []byte("\n"))
}

// A program that is killed at any moment and started again goes on: the run ends
// with the model that an undisturbed one has, and all ledgers explain each other.
func TestKilledAtAnyMoment(t *testing.T) {
	undisturbed := newWorld(t)
	undisturbed.unhurried()
	hub, north, south := undisturbed.federate()
	for _, p := range []*process{hub, north, south} {
		p.end()
	}
	want := undisturbed.models()
	for _, victim := range []identity.ID{"hub", "north"} {
		most := undisturbed.events(victim)
		n := crashes(t)
		for i := range n {
			at := 1 + i*most/n
			t.Run(string(victim)+" after "+strconv.Itoa(at), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.unhurried()
				w.disturb(victim, at)
				for id, model := range w.models() {
					if model != want[id] {
						t.Errorf("%s has another model", id)
					}
				}
			})
		}
	}
}

// The other schemes go on too: what they draw for an attempt is gone with the
// process, and what lives as long as the session is not.
func TestKilledUnderOtherSchemes(t *testing.T) {
	for scheme, acknowledge := range map[string]string{
		"plaintext": "plaintext", "pairwise-masks": "semi-honest-coordinator",
		"direct-bgv": "semi-honest-parties", "direct-ckks": "semi-honest-parties",
	} {
		for victim, lines := range map[identity.ID]int{"hub": 100, "north": 50} {
			t.Run(scheme+", "+string(victim), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.change(func(s string) string {
					s = strings.Replace(s, "scheme: one-time-he", "scheme: "+scheme, 1)
					return strings.Replace(s, "- two-party-derivable", "- two-party-derivable\n  - "+acknowledge, 1)
				})
				w.unhurried()
				w.disturb(victim, lines)
			})
		}
	}
}

// A run does not go on with other rows than it began with: the difference of two
// sums would show what has changed in them.
func TestOtherRowsOnReturn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.unhurried()
	hub, north, south := w.federate()
	south.saw("round 2")
	south.Process.Signal(os.Interrupt)
	for _, p := range []*process{hub, north, south} {
		p.end()
	}
	w.rewrite(filepath.Join(w.Out, "south.csv"), func(text string) string {
		lines := strings.SplitAfter(text, "\n")
		return strings.Join(append(lines[:2:2], lines[3:]...), "")
	})
	w.take("south", "127.0.0.1:1").end().wants(t, 1, "began with other rows", "close --give-up")
}

// disturb has all take part, kills one party once its ledger has so many lines,
// and starts it again; the others are left alone.
func (w *world) disturb(victim identity.ID, lines int) {
	w.Helper()
	h, address := w.coordinate()
	all := map[identity.ID]*process{hub: h, "north": w.take("north", address), "south": w.take("south", address)}
	v := all[victim]
	for w.events(victim) < lines && !v.over() {
	}
	v.Process.Kill()
	if first := v.end(); first.code != cli.OK { // else it had ended before
		if victim == hub {
			all[victim] = w.start("coordinator", "run", w.agreement(), "--dir", w.dir(hub), "--listen", address)
		} else {
			all[victim] = w.take(victim, address)
		}
	}
	for id, p := range all {
		if s := p.end(); s.code != cli.OK {
			w.Errorf("%s: %+v", id, s)
		}
	}
	w.wantsDone()
	// Nor does the bundle contradict itself.
	if err := w.bundle(w.Context(), bundleFolder); err != nil {
		w.Fatal(err)
	}
	for _, line := range found(filepath.Join(w.Out, bundleFolder)) {
		w.Errorf("bundle: %s", line)
	}
}

// over tells whether the program has ended by itself.
func (p *process) over() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ended
}

// models are the participants' models as they lie on disk.
func (w *world) models() map[identity.ID]string {
	w.Helper()
	models := make(map[identity.ID]string)
	for _, id := range []identity.ID{"north", "south"} {
		paths, err := filepath.Glob(filepath.Join(w.dir(id), "runs", "*-real", participant.ModelFile))
		if err != nil || len(paths) != 1 {
			w.Fatalf("%s has %d models, %v", id, len(paths), err)
		}
		text, err := os.ReadFile(paths[0])
		if err != nil {
			w.Fatal(err)
		}
		models[id] = string(text)
	}
	return models
}
