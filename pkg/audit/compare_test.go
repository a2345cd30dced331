package audit

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/ledger"
)

func TestBothEndsMustAgree(t *testing.T) {
	base := message("north", "coordinator", "upload", 3, "body")
	for what, change := range map[string]func(*ledger.Event){
		"bytes":    func(e *ledger.Event) { e.Bytes++ },
		"digest":   func(e *ledger.Event) { e.Digest[0] ^= 1 },
		"form":     func(e *ledger.Event) { e.Form = ledger.Plain },
		"category": func(e *ledger.Event) { e.Category = "identity" },
		"scheme":   func(e *ledger.Event) { e.Scheme = "plaintext" },
		"kind":     func(e *ledger.Event) { e.Kind = "commit" },
		"round":    func(e *ledger.Event) { e.Round++ },
		"attempt":  func(e *ledger.Event) { e.Attempt++ },
		"nothing":  nil,
		"no end":   func(e *ledger.Event) { e.Kind = "" },
	} {
		r := newRun(t, "coordinator", "north")
		r.both(message("north", "coordinator", "hello", 0, "hello"))
		r.at("north", base)
		changed := base
		if change != nil {
			change(&changed)
		}
		if changed.Kind != "" {
			r.at("coordinator", changed)
		}
		r.close()
		c := Compare(r.file("north"), r.file("coordinator"))
		switch {
		case what == "nothing":
			if c.Unexplained != 0 || c.Matched != 4 || c.Events != 4 {
				t.Errorf("%s: %+v", what, c)
			}
		case what == "no end":
			if c.Unexplained != 1 || len(c.Differences) != 1 || c.Differences[0].Party != "north" || c.Differences[0].Line != 3 || c.Differences[0].OtherLine != 0 {
				t.Errorf("%s: %+v", what, c)
			}
		case c.Unexplained != 2 || c.Matched != 2 || len(c.Differences) == 0:
			t.Errorf("%s: %+v", what, c)
		case c.Differences[len(c.Differences)-1].Line != 3 || !strings.Contains(c.Differences[0].String(), "line 3"):
			t.Errorf("%s: %v", what, c.Differences)
		}
	}
}

// A message that is recorded twice at one end is not explained by one at the
// other.
func TestAMessageCountsOnce(t *testing.T) {
	r := newRun(t, "coordinator", "north")
	e := message("north", "coordinator", "chunk", 3, "body")
	r.both(e)
	r.at("coordinator", e)
	r.close()
	c := Compare(r.file("coordinator"), r.file("north"))
	if c.Unexplained != 1 || len(c.Differences) != 1 || c.Differences[0].Party != "coordinator" || c.Differences[0].Line != 2 {
		t.Errorf("%+v", c)
	}
}

func TestAMissingLedgerLeavesItsFlowsUnexplained(t *testing.T) {
	r := twoHospitals(t, 2)
	c := Compare(r.file("coordinator"), r.file("north"))
	if c.Unexplained != 6 || c.Absent != 6 || c.Matched != 12 || !strings.Contains(c.Differences[0].What.String(), "south is not at hand") {
		t.Errorf("%+v", c)
	}
	if c := Compare(r.file("north"), r.file("north")); len(c.Problems) != 1 {
		t.Errorf("the same ledger twice: %+v", c.Problems)
	}
	if c := Compare(); c.Events != 0 {
		t.Errorf("%+v", c)
	}
}

// cut is the ledger of id up to its n-th checkpoint: a file that verifies.
func (r *run) cut(id identity.ID, n int) *Result {
	r.t.Helper()
	lines := r.lines(id)
	for i, l := range lines {
		if bytes.HasPrefix(l, []byte(`{"checkpoint"`)) {
			if n--; n == 0 {
				return r.verify(join(lines[:i+1]))
			}
		}
	}
	r.t.Fatal("not so many checkpoints")
	return nil
}

func TestACutEndIsFoundByTheOthers(t *testing.T) {
	r := twoHospitals(t, 3)
	short := r.cut("coordinator", 1)
	if len(short.Problems) > 0 {
		t.Fatal(short.Problems) // alone it cannot be told
	}
	c := Compare(short, r.file("north"), r.file("south"))
	if c.Unexplained == 0 || len(c.Problems) != 4 || !strings.Contains(c.Problems[0].String(), "the end was removed") {
		t.Errorf("%d unexplained, %v", c.Unexplained, c.Problems)
	}
}

// The coordinator writes and signs a second history with the same flows.
func TestASecondHistoryIsFoundByTheOthers(t *testing.T) {
	r := newRun(t, "coordinator", "north")
	one := message("north", "coordinator", "commit", 1, "one")
	two := message("north", "coordinator", "upload", 1, "two")
	r.both(one)
	r.both(two)
	r.cosign(r.sign("coordinator"), "north")
	r.close()

	path := filepath.Join(t.TempDir(), "second.jsonl")
	w, err := ledger.Create(path, ledger.Meta{Party: "coordinator", Agreement: agreed, Key: r.public["coordinator"]}, r.private["coordinator"])
	if err != nil {
		t.Fatal(err)
	}
	r.paths["coordinator"], r.writers["coordinator"] = path, w
	r.at("coordinator", two)
	r.at("coordinator", one)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	hub, north := r.file("coordinator"), r.file("north")
	if len(hub.Problems) > 0 || len(north.Problems) > 0 {
		t.Fatal(hub.Problems, north.Problems)
	}
	c := Compare(hub, north)
	if c.Unexplained != 0 || len(c.Problems) != 1 || !strings.Contains(c.Problems[0].String(), "not those that it signed then") {
		t.Errorf("%+v", c)
	}
}

// What was on its way when a connection broke is counted apart; the same message
// missing elsewhere is not excused.
func TestLostWithAConnection(t *testing.T) {
	lost := message("north", "coordinator", "commit", 1, "commitment")
	for what, run := range map[string]struct {
		write             func(*run)
		lost, unexplained int
	}{
		"before a return": {func(r *run) {
			r.at("north", lost)
			r.both(message("north", "coordinator", "resume", 1, "here"))
			r.both(lost) // the same bytes, sent again
		}, 1, 0},
		"of the coordinator": {func(r *run) {
			r.at("coordinator", message("coordinator", "north", "open", 1, "who is ready"))
			r.both(message("north", "coordinator", "resume", 1, "here"))
			r.both(message("coordinator", "north", "open", 1, "who is ready"))
		}, 1, 0},
		"before a message that arrived": {func(r *run) {
			r.at("north", lost)
			r.both(message("north", "coordinator", "upload", 1, "header"))
			r.both(message("north", "coordinator", "resume", 1, "here"))
		}, 0, 1},
		"without a return": {func(r *run) { r.at("north", lost) }, 0, 1},
		"received and not sent": {func(r *run) {
			r.at("coordinator", lost)
			r.both(message("north", "coordinator", "resume", 1, "here"))
		}, 0, 1},
	} {
		r := newRun(t, "coordinator", "north")
		r.both(message("north", "coordinator", "hello", 0, "hello"))
		run.write(r)
		r.close()
		c := Compare(r.file("north"), r.file("coordinator"))
		if c.Lost != run.lost || c.Unexplained != run.unexplained {
			t.Errorf("%s: %d lost, %d unexplained: %v", what, c.Lost, c.Unexplained, c.Differences)
		}
	}
}

// A coordinator that shows each participant another ledger is found by the
// checkpoints that they cosigned, also if nobody has its own file.
func TestSplitViewIsFound(t *testing.T) {
	key := func(body string) Cosigned {
		return Cosigned{4, ledger.Checkpoint{Party: "hub", Size: 7, Root: digest.Of([]byte(body))}}
	}
	north := &Result{Meta: ledger.Meta{Party: "north"}, Cosigned: []Cosigned{key("one")}}
	south := &Result{Meta: ledger.Meta{Party: "south"}, Cosigned: []Cosigned{key("one")}}
	if c := Compare(north, south); len(c.Problems) != 0 {
		t.Errorf("%v", c.Problems)
	}
	south.Cosigned[0] = key("another")
	if c := Compare(north, south); len(c.Problems) != 1 || c.Problems[0].String() != "hub signed two different ledgers of 7 events: north line 4 has one, south line 4 another" {
		t.Errorf("%v", c.Problems)
	}
}
