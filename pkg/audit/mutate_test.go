package audit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"samband/pkg/identity"
	"samband/pkg/ledger"
)

// found requires a problem that lies at, or right beside, the given line.
func found(t *testing.T, what string, result *Result, line int) {
	t.Helper()
	for _, p := range result.Problems {
		if p.First-1 <= line && line <= p.Last+1 {
			return
		}
	}
	t.Errorf("%s at line %d: found %v", what, line, result.Problems)
}

// exact requires that the first problem names the line and no other.
func exact(t *testing.T, what string, result *Result, line int) {
	t.Helper()
	if len(result.Problems) == 0 || result.Problems[0].First != line || result.Problems[0].Last != line {
		t.Errorf("%s at line %d: found %v", what, line, result.Problems)
	}
}

// Every byte of every line is changed, in one of two ways in turn.
func TestEveryChangedByteIsFound(t *testing.T) {
	r := twoHospitals(t, 1)
	lines := r.lines("north")
	for i := range lines {
		for at := range lines[i] {
			mask := []byte{0x01, 0x20}[(i+at)%2]
			changed := slices.Clone(lines)
			changed[i] = bytes.Clone(lines[i])
			changed[i][at] ^= mask
			found(t, fmt.Sprintf("byte %d ^ %#x", at, mask), r.verify(join(changed)), i+1)
		}
	}
}

func TestEveryLineEndIsNeeded(t *testing.T) {
	r := twoHospitals(t, 1)
	file := join(r.lines("north"))
	for i, b := range file {
		if b != '\n' {
			continue
		}
		if len(r.verify(slices.Delete(bytes.Clone(file), i, i+1)).Problems) == 0 {
			t.Errorf("without the line end at %d", i)
		}
		if len(r.verify(slices.Insert(bytes.Clone(file), i, '\n')).Problems) == 0 {
			t.Errorf("with two line ends at %d", i)
		}
	}
}

// changes holds a well-formed change of every field of an event.
var changes = map[string]func(*ledger.Event){
	"sequence":  func(e *ledger.Event) { e.Sequence++ },
	"time":      func(e *ledger.Event) { e.Time = e.Time.Add(1e9) },
	"round":     func(e *ledger.Event) { e.Round++ },
	"attempt":   func(e *ledger.Event) { e.Attempt++ },
	"from":      func(e *ledger.Event) { e.From = other(e.From) },
	"to":        func(e *ledger.Event) { e.To = other(e.To) },
	"kind":      func(e *ledger.Event) { e.Kind = "chunk" },
	"direction": func(e *ledger.Event) { e.Direction = ledger.Local },
	"category":  func(e *ledger.Event) { e.Category = "identity" },
	"form":      func(e *ledger.Event) { e.Form = ledger.Plain },
	"scheme":    func(e *ledger.Event) { e.Scheme = "" },
	"bytes":     func(e *ledger.Event) { e.Bytes++ },
	"digest":    func(e *ledger.Event) { e.Digest[7] ^= 1 },
	"agreement": func(e *ledger.Event) { e.Agreement[7] ^= 1 },
	"previous":  func(e *ledger.Event) { e.Previous[7] ^= 1 },
	"note":      func(e *ledger.Event) { e.Note = "resent" },
}

func other(id identity.ID) identity.ID { return "east" }

func TestEveryChangedFieldIsFound(t *testing.T) {
	r := twoHospitals(t, 3)
	lines := r.lines("north")
	var fields map[string]json.RawMessage
	events := 0
	for i, line := range lines {
		if !bytes.HasPrefix(line, []byte(`{"sequence"`)) {
			continue
		}
		events++
		if err := json.Unmarshal(line, &fields); err != nil {
			t.Fatal(err)
		}
		for name, change := range changes {
			var e ledger.Event
			if err := json.Unmarshal(line, &e); err != nil {
				t.Fatal(err)
			}
			change(&e)
			changed := slices.Clone(lines)
			changed[i], _ = json.Marshal(&e)
			result := r.verify(join(changed))
			if next := lines[i+1]; bytes.HasPrefix(next, []byte(`{"checkpoint"`)) {
				found(t, name, result, i+1) // the whole stretch before the checkpoint is named
			} else {
				exact(t, name, result, i+1)
			}
		}
	}
	for name := range fields {
		if changes[name] == nil {
			t.Errorf("the field %s of an event is not changed by this test", name)
		}
	}
	if events != 9 {
		t.Errorf("%d events", events)
	}
}

// Every line is dropped, doubled, swapped with the next, and moved to the end.
func TestEveryMovedLineIsFound(t *testing.T) {
	r := twoHospitals(t, 3)
	lines := r.lines("coordinator")
	for i := range lines {
		dropped := slices.Delete(slices.Clone(lines), i, i+1)
		if i == 0 {
			found(t, "dropped header", r.verify(join(dropped)), 1)
			continue
		}
		// What the last line signs is then unsigned, from the checkpoint before on.
		found(t, "dropped", r.verify(join(dropped)), i+1)
		found(t, "doubled", r.verify(join(slices.Insert(slices.Clone(lines), i, lines[i]))), i+1)
		if i+1 < len(lines) {
			swapped := slices.Clone(lines)
			swapped[i], swapped[i+1] = lines[i+1], lines[i]
			found(t, "swapped", r.verify(join(swapped)), i+1)
			found(t, "moved", r.verify(join(append(dropped, lines[i]))), i+1)
		}
	}
}

// An event is inserted, and one changed, by somebody without the key who mends
// the chain from there on: sequence, links and heads all fit.
func TestAMendedChainIsFound(t *testing.T) {
	r := twoHospitals(t, 3)
	lines := r.lines("north")
	for i := 1; i < len(lines); i++ {
		if !bytes.HasPrefix(lines[i], []byte(`{"sequence"`)) {
			continue
		}
		var e ledger.Event
		if err := json.Unmarshal(lines[i], &e); err != nil {
			t.Fatal(err)
		}
		e.Bytes += 100
		changed, _ := json.Marshal(&e)
		replaced := slices.Clone(lines)
		replaced[i] = changed
		inserted := slices.Insert(slices.Clone(lines), i, changed)
		for what, file := range map[string][][]byte{"changed": replaced, "inserted": inserted} {
			result := r.verify(join(mend(t, file)))
			found(t, what+" and mended", result, i+1)
			if result.Checkpoints > countCheckpoints(lines[:i]) {
				t.Errorf("%s at line %d: %d checkpoints fit", what, i+1, result.Checkpoints)
			}
		}
	}
}

func countCheckpoints(lines [][]byte) (n int) {
	for _, l := range lines {
		if bytes.HasPrefix(l, []byte(`{"checkpoint"`)) {
			n++
		}
	}
	return n
}

// mend recomputes sequence numbers and links of a file, and heads, sizes and
// roots of its checkpoints: everything but signatures.
func mend(t *testing.T, lines [][]byte) [][]byte {
	t.Helper()
	var out [][]byte
	var tree ledger.Tree
	for i, line := range lines {
		l := last(t, append(slices.Clone(out), line))
		var previous = l.Previous
		if i > 0 {
			previous = last(t, out).Digest
		}
		switch l.Kind {
		case ledger.EventLine:
			l.Event.Sequence, l.Event.Previous = tree.Size()+1, previous
			line, _ = json.Marshal(&l.Event)
			if err := tree.Add(line); err != nil {
				t.Fatal(err)
			}
		case ledger.CheckpointLine:
			l.Checkpoint.Head, l.Checkpoint.Size = previous, tree.Size()
			l.Checkpoint.Root, _ = tree.Root(tree.Size())
			line, _ = json.Marshal(map[string]string{"checkpoint": string(l.Checkpoint.Marshal())})
		case ledger.CosignedLine:
			line = []byte(strings.Replace(string(line), l.Previous.String(), previous.String(), 1))
		}
		out = append(out, line)
	}
	return out
}

// last reads the last line of a file that may be out of order.
func last(t *testing.T, lines [][]byte) *ledger.Line {
	t.Helper()
	var l *ledger.Line
	reader := ledger.NewReader(bytes.NewReader(join(lines)))
	for range lines {
		var err error
		if l, err = reader.Next(); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

// The holder of the key itself signs a root that is not that of its events.
func TestADishonestSignerIsFound(t *testing.T) {
	r := twoHospitals(t, 2)
	lines := r.lines("north")
	at := len(lines) - 1
	l := last(t, lines)
	if l.Kind != ledger.CheckpointLine {
		t.Fatalf("last line is %v", l.Kind)
	}
	p := l.Checkpoint
	p.Root[0] ^= 1
	p.Signatures = nil
	p = p.With(p.Cosign("north", r.private["north"]))
	lines[at], _ = json.Marshal(map[string]string{"checkpoint": string(p.Marshal())})
	exact(t, "signed root", r.verify(join(lines)), at+1)
}
