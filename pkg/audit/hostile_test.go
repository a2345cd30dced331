package audit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"samband/pkg/digest"
	"samband/pkg/ledger"
)

// faulty is a ledger of north of n events of which every second link is broken:
// each a fault by itself, none of a line that could not be read.
func faulty(t *testing.T, n int) (*run, []byte) {
	t.Helper()
	r := newRun(t, "hub", "north")
	lines := r.lines("north")[:1]
	e := message("north", "hub", "chunk", 1, "x")
	e.Direction, e.Agreement = ledger.Sent, agreed
	for i := range n {
		e.Sequence = uint64(i + 1)
		if e.Previous = digest.Of([]byte("another")); i%2 == 0 {
			e.Previous = digest.New("samband/ledger/line").Bytes(lines[i]).Sum()
		}
		line, err := json.Marshal(&e)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	return r, join(lines)
}

// The time for a file of faults grows with its length, not with its square: sixty
// thousand lines took eleven seconds, two million would have taken hours.
func TestFaultsTakeTimeInProportion(t *testing.T) {
	r, short := faulty(t, 1000)
	_, long := faulty(t, 50_000)
	took := func(file []byte) time.Duration {
		began := time.Now()
		found := r.verify(file)
		if len(found.Problems) != maxProblems || found.More < 400 {
			t.Fatalf("%d problems and %d more", len(found.Problems), found.More)
		}
		return time.Since(began)
	}
	for range 3 { // the machine may be busy with something else
		if took(long) < 300*max(took(short), time.Millisecond) {
			return // 50 times as long in proportion, 2,500 times by the square
		}
	}
	t.Error("50,000 lines take more than 300 times as long as 1,000")
}

// Many messages of one kind, and many cosigned checkpoints of another party, are
// no reason to look at all of the ones for each of the others.
func TestUncosignedTakesTimeInProportion(t *testing.T) {
	r := &Result{Meta: ledger.Meta{Party: "hub"}}
	for range 40_000 {
		r.Events = append(r.Events, Located{Event: ledger.Event{Kind: "ack", Direction: ledger.Received, From: "north"}})
		r.Cosigned = append(r.Cosigned, Cosigned{Checkpoint: ledger.Checkpoint{Party: "hub", Size: 3, Signatures: []ledger.Signature{{By: "hub"}, {By: "south"}}}})
	}
	began := time.Now()
	if got := r.Uncosigned(); len(got) != 1 || time.Since(began) > 5*time.Second {
		t.Errorf("%v, %v", got, time.Since(began))
	}
}

// A file of line ends costs no memory that its size does not explain.
func TestLineEndsTakeNoMemory(t *testing.T) {
	r := newRun(t, "hub", "north")
	r.close()
	file := append(append([]byte(nil), r.lines("north")[0]...), bytes.Repeat([]byte("\n"), 1<<20)...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	found := r.verify(file)
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 8<<20 {
		t.Errorf("a file of 1 MiB takes %d MiB", got>>20)
	}
	last := found.Problems[len(found.Problems)-1].String()
	if want := fmt.Sprintf("line %d: not read any further: more than 1000 lines are no lines of a ledger", maxUnreadable+2); last != want {
		t.Errorf("%s, want %s", last, want)
	}
}

// A signature that is none speaks neither for nor against whom it names: the
// coordinator did not sign what south made up, nor south what the coordinator did.
func TestForgedCosignaturesCountForNothing(t *testing.T) {
	r := newRun(t, "hub", "north", "south")
	r.both(message("north", "hub", "hello", 0, "x"))
	c := r.sign("hub")
	other := c
	other.Root = digest.Of([]byte("another ledger"))
	other = other.With(other.Cosign("south", r.private["south"]))
	if err := r.writers["south"].Cosigned(other); err != nil { // with the hub's signature of c
		t.Fatal(err)
	}
	r.cosign(c, "north")
	if err := r.writers["hub"].Cosigned(c.With(ledger.Signature{By: "south", Bytes: make([]byte, 68)})); err != nil {
		t.Fatal(err)
	}
	r.close()
	hub, north, south := r.file("hub"), r.file("north"), r.file("south")
	if found := Compare(hub, north, south); len(found.Problems) > 0 {
		t.Errorf("%v", found.Problems)
	}
	if hub.CosignedBy("south") != 0 || hub.CosignedBy("north") != 1 {
		t.Errorf("cosigned by south: %d, by north: %d", hub.CosignedBy("south"), hub.CosignedBy("north"))
	}
	for _, found := range []*Result{hub, south} {
		if len(found.Problems) != 1 || !strings.Contains(found.Problems[0].String(), "on the checkpoint of hub is wrong") {
			t.Errorf("%s: %v", found.Meta.Party, found.Problems)
		}
	}
}

// Sizes that no message has are found, before sums of them wrap around.
func TestHugeSizesAreFound(t *testing.T) {
	r := newRun(t, "hub", "north")
	e := message("north", "hub", "chunk", 1, "x")
	e.Bytes = 1<<63 - 1
	r.both(e)
	r.close()
	if found := r.file("north"); len(found.Problems) != 1 || !strings.Contains(found.Problems[0].String(), "no message has as many") {
		t.Errorf("%v", found.Problems)
	}
}
