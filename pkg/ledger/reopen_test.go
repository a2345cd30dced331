package ledger

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samband/pkg/identity"
)

// crashed is a ledger whose program was killed: a signed part, two events that
// reached the disk without a signature, and the beginning of a third.
func crashed(t *testing.T) (path string, meta Meta, w *Writer, content []byte) {
	t.Helper()
	key := newKey(t)
	w, path = newWriter(t, "north", key)
	for i := range 3 {
		if err := w.Append(upload(i)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Sign(); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		if err := w.Append(upload(10 + i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.out.Flush(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	content = content[:len(content)-20]
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path, w.meta, w, content
}

func TestReopenContinuesWhatACrashLeft(t *testing.T) {
	path, meta, old, before := crashed(t)
	w, torn, err := Reopen(path, meta, old.key)
	if err != nil || !torn {
		t.Fatalf("%v, torn %v", err, torn)
	}
	if err := w.Append(Event{Time: upload(0).Time, From: "north", Kind: "disposal", Direction: Local, Category: "session-secrets", Form: Metadata}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	whole := before[:bytes.LastIndexByte(before, '\n')+1]
	if !bytes.HasPrefix(after, whole) {
		t.Error("lines that were whole have changed")
	}
	lines, err := readAll(after)
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range lines[1:] {
		if l.Previous != lines[i].Digest {
			t.Errorf("line %d does not follow the one before it", l.Number)
		}
	}
	last := lines[len(lines)-1]
	if last.Kind != CheckpointLine || last.Checkpoint.Size != 6 {
		t.Errorf("the last line is %+v, want a checkpoint over 6 events", last)
	}
	// The checkpoint continues the last one before the crash.
	proof, err := w.Prove(3, 6)
	if err != nil {
		t.Fatal(err)
	}
	first := lines[4].Checkpoint
	if err := VerifyConsistency(first, last.Checkpoint, proof); err != nil {
		t.Error(err)
	}
	if _, torn, err := Reopen(path, meta, old.key); err != nil || torn {
		t.Errorf("again: %v, torn %v", err, torn)
	}
}

func TestReopenLeavesAFaultyFileAsItIs(t *testing.T) {
	for name, c := range map[string]struct {
		change func(text string) string
		says   string
	}{
		"changed": {func(s string) string { return strings.Replace(s, `"bytes":262144`, `"bytes":262145`, 1) }, "does not name the line before it"},
		"line removed": {func(s string) string {
			at := strings.Index(s, "\n{\"sequence\":2")
			return s[:at] + s[at+1+strings.Index(s[at+1:], "\n"):]
		}, "does not name"},
		"not a ledger":     {func(string) string { return "x,y\n" }, "header in its first line"},
		"header torn":      {func(s string) string { return s[:20] }, "ends within this line"},
		"empty":            {func(string) string { return "" }, "is empty"},
		"signature edited": {func(s string) string { return strings.Replace(s, "— north ", "— south ", 1) }, "not signed by north first"},
	} {
		t.Run(name, func(t *testing.T) {
			path, meta, w, content := crashed(t)
			text := c.change(string(content))
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, _, err := Reopen(path, meta, w.key)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want an error with %q", err, c.says)
			}
			if now, _ := os.ReadFile(path); string(now) != text {
				t.Error("the file was changed")
			}
		})
	}
	path, meta, w, _ := crashed(t)
	other := meta
	other.Rehearsal = true
	if _, _, err := Reopen(path, other, w.key); err == nil {
		t.Error("a real run's ledger was continued as a rehearsal's")
	}
	if _, _, err := Reopen(path, meta, newKey(t)); err == nil {
		t.Error("somebody else's key was accepted")
	}
	if _, _, err := Reopen(filepath.Join(t.TempDir(), "none"), meta, w.key); err == nil {
		t.Error("a missing file was accepted")
	}
}

// What is signed of a rehearsal cannot be taken for a real run's.
func TestRehearsalIsInEverySignature(t *testing.T) {
	key := newKey(t)
	path := filepath.Join(t.TempDir(), "ledger.jsonl")
	w, err := Create(path, Meta{Party: "north", Agreement: agreement, Key: key.Public(), Rehearsal: true}, key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := w.Sign()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseCheckpoint(c.Marshal())
	if err != nil || !again.Rehearsal || !strings.HasPrefix(c.Text(), "samband-ledger/1/north/"+agreement.String()+"/rehearsal\n") {
		t.Errorf("%v\n%s", err, c.Text())
	}
	real := c
	real.Rehearsal = false
	if err := real.Verify(map[identity.ID]identity.PublicKey{"north": key.Public()}); err == nil {
		t.Error("the signature of a rehearsal's checkpoint holds for a real run's")
	}
}
