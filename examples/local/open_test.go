package local

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
)

// inspectable has all sign an agreement that asks for inspection until a day, and
// runs it.
func inspectable(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.change(func(s string) string {
		return strings.Replace(s, "retention:", "inspection_until: \"2999-12-31\"\nretention:", 1)
	})
	w.unhurried()
	c, address := w.coordinate()
	north := w.take("north", address)
	for _, p := range []*process{north, w.take("south", address), c} {
		if s := p.end(); s.code != 0 {
			t.Fatalf("%v: %d\n%s", p.Args, s.code, s.err)
		}
	}
	if s := north.end(); !strings.Contains(s.err, "no forward secrecy until") {
		t.Errorf("the price is not stated:\n%s", s.err)
	}
	return w
}

func (w *world) open(more ...string) said {
	w.Helper()
	return w.run("client", append([]string{"open", w.agreement(), "--dir", w.dir("north")}, more...)...)
}

// An inspector picks any contribution in a ledger, and its ciphertext is made a
// second time; what was changed since does not open, and close deletes it.
func TestInspectorPicksAnyLine(t *testing.T) {
	w := inspectable(t)
	ledger := filepath.Join(w.runDir("north", protocol.Real), "ledger.jsonl")
	contributions, rounds, other := 0, map[string]bool{}, 0
	for i, line := range strings.Split(read(t, ledger), "\n") {
		if !strings.Contains(line, `"kind":"chunk","direction":"sent"`) {
			if strings.Contains(line, `"kind":"endorse"`) {
				other = i + 1
			}
			continue
		}
		var e struct{ Round json.Number }
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		contributions++
		rounds[e.Round.String()] = true
		if s := w.open("--line", strconv.Itoa(i+1)); s.code != 0 || !strings.Contains(s.out, "as in the ledger") {
			t.Errorf("line %d: %d %s%s", i+1, s.code, s.out, s.err)
		}
	}
	if contributions < 3 || len(rounds) < 3 {
		t.Fatalf("%d contributions in %d rounds", contributions, len(rounds))
	}
	values := filepath.Join(w.Out, "values.json")
	o := w.open("--round", "2", "--json", "--values", values).object(t)
	if o["agree"] != true || o["values"].(float64) < 10 || !strings.Contains(read(t, values), `"segments"`) {
		t.Errorf("%v", o)
	}
	root, err := Root()
	if err != nil {
		t.Fatal(err)
	}
	page := read(t, filepath.Join(root, "docs", "json.md"))
	for _, key := range keys(o) {
		if !strings.Contains(page, "`"+key+"`") {
			t.Errorf("the key %q is not in docs/json.md", key)
		}
	}
	w.rewritesItsLedger(t)
	sv := w.open("--round", "2", "--lang", "sv")
	if !strings.Contains(sv.out, "gjorda på nytt") || !strings.Contains(sv.err, "inte att talen följer av raderna") {
		t.Errorf("%s%s", sv.out, sv.err)
	}
	w.open("--line", strconv.Itoa(other)).wants(t, 3, "is no contribution that this party sent")
	w.open("--round", "99").wants(t, 3, "has no contribution there")
	w.open().wants(t, 2, "--round")

	t.Run("changed", func(t *testing.T) {
		folder := filepath.Join(w.runDir("north", protocol.Real), "inspection")
		one, two := filepath.Join(folder, "round-1-attempt-1"), filepath.Join(folder, "round-2-attempt-1")
		good := read(t, one)
		changed := []byte(good)
		changed[len(changed)-1] ^= 1
		for name, text := range map[string]string{"a byte": string(changed), "cut": good[:len(good)-10], "another round's": read(t, two), "none": ""} {
			if err := os.WriteFile(one, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if s := w.open("--round", "1"); s.code != 5 || strings.Contains(s.out, "as in the ledger") {
				t.Errorf("%s: %d %s%s", name, s.code, s.out, s.err)
			}
		}
		if err := os.WriteFile(one, []byte(good), 0o600); err != nil {
			t.Fatal(err)
		}
		w.open("--round", "1", "--key", filepath.Join(w.dir("south"), "inspection.key")).wants(t, 5, "does not open with this key")
		w.open("--round", "1", "--key", filepath.Join(w.Out, "none")).wants(t, 1, "none")
	})
	t.Run("close", func(t *testing.T) {
		close := func(more ...string) said {
			return w.run("client", append([]string{"close", w.agreement(), "--dir", w.dir("north")}, more...)...)
		}
		close().wants(t, 3, "keeps for an inspector", "until 2999-12-31")
		if s := close("--give-up"); s.code != 0 || !strings.Contains(s.err, "inspection") {
			t.Errorf("%d %s", s.code, s.err)
		}
		w.open("--round", "1").wants(t, 3, "nothing is kept")
		if !strings.Contains(read(t, ledger), `"note":"inspection"`) {
			t.Error("the ledger does not say that it was deleted")
		}
	})
}

// A participant that writes its ledger anew, for other numbers, with its own key,
// opens what it likes by it; held against the coordinator's ledger it does not.
// Without the key the ledger does not verify.
func (w *world) rewritesItsLedger(t *testing.T) {
	t.Helper()
	if err := w.bundle(t.Context(), bundleFolder); err != nil {
		t.Fatal(err)
	}
	e := &bundled{w, filepath.Join(w.Out, bundleFolder)}
	path := filepath.Join(w.runDir("north", protocol.Real), "ledger.jsonl")
	honest := read(t, path)
	if s := w.open("--round", "1", "--bundle", e.dir); s.code != 0 || !strings.Contains(s.out, "the coordinator received it") {
		t.Errorf("%d %s%s", s.code, s.out, s.err)
	}
	if o := w.open("--round", "1", "--bundle", e.dir, "--json").object(t); o["lines"].([]any)[0].(map[string]any)["received"] != true {
		t.Errorf("%v", o)
	}
	had := e.events("north")
	events := slices.Clone(had)
	var first, second int
	for i, v := range events {
		if v.Kind == "chunk" && v.Direction == ledger.Sent {
			if v.Round == 1 && first == 0 {
				first = i
			} else if v.Round == 2 && second == 0 {
				second = i
			}
		}
	}
	// What it has to show for round 2 it says to have sent in round 2 once more.
	events[first].Round, events[first].Attempt, events[first].Bytes, events[first].Digest = 2, 1, events[second].Bytes, events[second].Digest
	line := 0
	for i, text := range strings.Split(string(e.written("north", had, events)), "\n") {
		if line == 0 && strings.Contains(text, `"kind":"chunk","direction":"sent"`) {
			line = i + 1
		}
	}
	if err := os.WriteFile(path, e.written("north", had, events), 0o600); err != nil {
		t.Fatal(err)
	}
	if s := w.open("--line", strconv.Itoa(line)); s.code != 0 || !strings.Contains(s.err, "which it could have written anew") {
		t.Errorf("%d %s%s", s.code, s.out, s.err)
	}
	events[first].Digest = digest.Of([]byte("another ciphertext"))
	if err := os.WriteFile(path, e.written("north", had, events), 0o600); err != nil {
		t.Fatal(err)
	}
	s := w.open("--line", strconv.Itoa(line), "--bundle", e.dir)
	if s.code != 5 || !strings.Contains(s.out, "RECEIVED NOTHING LIKE IT") {
		t.Errorf("%d %s%s", s.code, s.out, s.err)
	}
	w.rewrite(path, func(string) string { return strings.Replace(honest, `"bytes":1`, `"bytes":2`, 1) })
	w.open("--round", "1").wants(t, 5, "does not verify", "shows nothing")
	w.rewrite(path, func(string) string { return honest })
	w.open("--round", "1", "--bundle", w.Out).wants(t, 5, "no bundle.json is there")
	w.open("--round", "1", "--bundle", filepath.Join(w.dir("north"), "part")).wants(t, 5, "has no part of hub")
}

// An agreement whose day has passed is not run.
func TestInspectionIsOver(t *testing.T) {
	w := newWorld(t)
	w.change(func(s string) string {
		return strings.Replace(s, "retention:", "inspection_until: \"2001-01-01\"\nretention:", 1)
	})
	w.unhurried()
	s := w.run("client", w.part("north", "127.0.0.1:1")...)
	s.wants(t, 3, "2001-01-01, and that day has passed")
}
