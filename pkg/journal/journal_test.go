package journal_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/journal"
	"samband/pkg/protocol"
	"samband/pkg/wire"
)

func limits() wire.Limits {
	return wire.LimitsOf(2, map[string]int{"commit": 4096, "attempt": 4096})
}

func entries() []journal.Entry {
	p := protocol.Prefix{Set: "sum-2", Agreement: digest.Of([]byte("a")), Mode: protocol.Real, Session: digest.Of([]byte("s")), Round: 1, Attempt: 1, State: digest.Of([]byte("t"))}
	commit := &protocol.Commit{Prefix: p, From: "north", Commitment: digest.Of([]byte("c")), Signature: make([]byte, 64)}
	return []journal.Entry{
		{Input: "received", From: "north", Message: commit},
		{Input: "stored", From: "north", Value: json.RawMessage(`{"root":"00"}`)},
	}
}

func write(t *testing.T, path string) {
	t.Helper()
	j, err := journal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	for _, e := range entries() {
		if err := j.Append(e, true); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatIsAppendedIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	write(t, path)
	got, err := journal.Read(path, limits())
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(entries(), got); d != "" {
		t.Error(d)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
}

// A crash while writing leaves a line without an end; what it would have said
// was never acted on.
func TestUnfinishedLineIsLeftOut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	write(t, path)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, whole[:len(whole)-10], 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := journal.Read(path, limits())
	if err != nil || len(got) != 1 {
		t.Errorf("%d entries, %v", len(got), err)
	}
	if err := journal.Repair(path); err != nil {
		t.Fatal(err)
	}
	j, err := journal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if err := j.Append(entries()[1], false); err != nil {
		t.Fatal(err)
	}
	got, err = journal.Read(path, limits())
	if d := cmp.Diff(entries(), got); d != "" || err != nil {
		t.Error(d, err)
	}
}

// What replaces the content is there whole, and more can follow it.
func TestReplace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	write(t, path)
	j, err := journal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if err := errors.Join(j.Replace(entries()[1]), j.Append(entries()[0], true)); err != nil {
		t.Fatal(err)
	}
	got, err := journal.Read(path, limits())
	want := []journal.Entry{entries()[1], entries()[0]}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(d, err)
	}
}

func TestForeignLinesAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"no JSON":         "hello\n",
		"another version": `{"version":9,"input":"received","message":""}` + "\n",
		"no message":      `{"version":1,"input":"received","message":"AAAA"}` + "\n",
		"endless":         strings.Repeat("x", 9<<20) + "\n",
	} {
		path := filepath.Join(t.TempDir(), "journal.jsonl")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := journal.Read(path, limits()); err == nil || !strings.Contains(err.Error(), "line 1") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestForget(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	write(t, path)
	j, err := journal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if err := j.Forget(); err != nil {
		t.Fatal(err)
	}
	if err := j.Append(entries()[0], true); err != nil {
		t.Fatal(err)
	}
	got, err := journal.Read(path, limits())
	if err != nil || len(got) != 1 {
		t.Errorf("%d messages, %v", len(got), err)
	}
}

// A session that let no sum be opened may be followed by another; its files
// stay. After one that did, there is no second session.
func TestPrepare(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	prepare := func() error {
		err := journal.Prepare(dir, about())
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, "ledger.jsonl"), []byte("x"), 0o600)
		}
		return err
	}
	for range 3 {
		if err := prepare(); err != nil {
			t.Fatal(err)
		}
	}
	for _, kept := range []string{"-earlier-1", "-earlier-2"} {
		if _, err := os.Stat(filepath.Join(dir+kept, "ledger.jsonl")); err != nil {
			t.Error(err)
		}
	}
	want := journal.Bound{Session: digest.Of([]byte("s")), Round: 3, Attempt: 1, Set: []identity.ID{"north", "south"}}
	if err := journal.Bind(dir, want); err != nil {
		t.Fatal(err)
	}
	var bound *journal.BoundError
	if err := journal.Prepare(dir, about()); !errors.As(err, &bound) || bound.Bound.Round != 3 || bound.HintPhrase().English == "" {
		t.Errorf("prepared again after an endorsement: %v", err)
	}
}

// A directory whose program never got through to the coordinator is no earlier
// run: it is not kept.
func TestNeverConnected(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	for range 3 {
		if err := journal.Prepare(dir, about()); err != nil {
			t.Fatal(err)
		}
		if err := journal.Await(dir); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(dir + "-earlier-1"); err == nil {
		t.Error("a run that sent nothing was moved aside")
	}
	if err := journal.Reached(dir); err != nil {
		t.Fatal(err)
	}
	if err := journal.Prepare(dir, about()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir+"-earlier-1", journal.AboutFile)); err != nil {
		t.Errorf("a run that had a connection was not kept: %v", err)
	}
}

func TestDamagedRecordIsNoPermission(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	if err := journal.Prepare(dir, about()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, journal.BoundFile), []byte("{\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := journal.Prepare(dir, about()); err == nil {
		t.Error("a damaged record was taken for none")
	}
}

func TestDirectoryOfAnotherRun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	if err := journal.Prepare(dir, about()); err != nil {
		t.Fatal(err)
	}
	other := about()
	other.Mode = string(protocol.Rehearsal)
	if err := journal.Prepare(dir, other); err == nil || !strings.Contains(err.Error(), "belongs to") {
		t.Errorf("a rehearsal in the directory of a real run: %v", err)
	}
	if err := journal.Prepare(t.TempDir(), about()); err == nil || !strings.Contains(err.Error(), "not the directory of a run") {
		t.Errorf("a foreign directory: %v", err)
	}
}

func TestOneProgramAtATime(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "runs", "run")
	release, err := journal.Hold(dir)
	if err != nil {
		t.Fatal(err)
	}
	var held *journal.HeldError
	if _, err := journal.Hold(dir); !errors.As(err, &held) {
		t.Errorf("held twice: %v", err)
	}
	release()
	release, err = journal.Hold(dir)
	if err != nil {
		t.Fatal(err)
	}
	release()
}

func about() journal.About {
	return journal.About{Party: "north", Agreement: digest.Of([]byte("a")), Mode: string(protocol.Real)}
}

// Whatever a file holds, reading it ends with whole lines or an error.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"version":1,"input":"stored","from":"north","value":{"root":"00"}}` + "\n"))
	f.Add([]byte(`{"version":1,"input":"received","message":"AAAA"}` + "\n"))
	f.Add([]byte("{\n"))
	path := filepath.Join(f.TempDir(), "seed.jsonl")
	j, err := journal.Open(path)
	if err != nil {
		f.Fatal(err)
	}
	for _, e := range entries() {
		if err := j.Append(e, false); err != nil {
			f.Fatal(err)
		}
	}
	j.Close()
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:len(whole)-3])
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		read, err := journal.Read(path, limits())
		if err != nil {
			return
		}
		if n := bytes.Count(content, []byte("\n")); len(read) != n {
			t.Errorf("%d entries of %d lines", len(read), n)
		}
	})
}
