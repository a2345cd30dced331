package report

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/identity"
	"samband/pkg/journal"
	"samband/pkg/lang"
	"samband/pkg/ledger"
)

// agreed is the two hospitals' agreement with keys that this test has.
func agreed(t *testing.T) (*agreement.Agreement, *identity.PrivateKey) {
	t.Helper()
	text, err := os.ReadFile("../agreement/testdata/two-hospitals.yaml")
	if err != nil {
		t.Fatal(err)
	}
	key, err := identity.Generate()
	if err != nil {
		t.Fatal(err)
	}
	a, err := agreement.Parse("a.yaml", []byte(strings.Replace(string(text), regexp.MustCompile(`samband1:\S+`).FindString(string(text)), key.Public().String(), 1)))
	if err != nil {
		t.Fatal(err)
	}
	return a, key
}

// run writes the directory of a run of the first participant.
func run(t *testing.T, dir, name string, at time.Time, events ...ledger.Event) string {
	t.Helper()
	a, key := agreed(t)
	path := filepath.Join(dir, Folder, name)
	id := a.Parties[0].ID
	if err := journal.Prepare(path, journal.About{Party: id, Agreement: a.Hash(), Mode: "rehearsal"}); err != nil {
		t.Fatal(err)
	}
	if err := a.Save(filepath.Join(path, agreement.File)); err != nil {
		t.Fatal(err)
	}
	w, err := ledger.Create(filepath.Join(path, LedgerFile), ledger.Meta{Party: id, Agreement: a.Hash(), Key: key.Public(), Rehearsal: true}, key)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		e.Time = at
		if err := w.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func sent(kind string, round uint32, bytes int) ledger.Event {
	return ledger.Event{Round: round, Attempt: min(round, 1), From: "north", To: "hub", Kind: kind, Direction: ledger.Sent, Category: "update", Form: ledger.Ciphertext, Bytes: bytes}
}

func refused() ledger.Event {
	return ledger.Event{From: "north", To: "hub", Kind: "refuse", Direction: ledger.Local, Category: "refusal", Form: ledger.Metadata, Note: "share"}
}

func TestStates(t *testing.T) {
	for _, c := range []struct {
		events []ledger.Event
		want   State
	}{
		{nil, Waiting},
		{[]ledger.Event{sent("hello", 0, 1)}, Waiting},
		{[]ledger.Event{sent("hello", 0, 1), sent("chunk", 1, 1)}, Open},
		{[]ledger.Event{sent("chunk", 1, 1), sent("stop", 1, 1)}, Stopped},
		{[]ledger.Event{sent("hello", 0, 1), sent("stop", 0, 1)}, Stopped},
		{[]ledger.Event{sent("chunk", 1, 1), sent("done", 1, 1), sent("stop", 1, 1)}, Done},
	} {
		r, err := Read(run(t, t.TempDir(), "x", time.Unix(1, 0), c.events...))
		if err != nil {
			t.Fatal(err)
		}
		f, err := r.Facts()
		if err != nil || f.State != c.want || !f.Rehearsal || f.Disposed {
			t.Errorf("%d events: %v, %+v, want %s", len(c.events), err, f, c.want)
		}
	}
}

func TestFactsCount(t *testing.T) {
	second := sent("chunk", 2, 5)
	second.Attempt = 2
	r, err := Read(run(t, t.TempDir(), "x", time.Unix(1, 0), sent("chunk", 1, 3), sent("chunk", 2, 4), second,
		refused(), refused(), ledger.Disposal("north", time.Unix(1, 0), ledger.RoundSecrets)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := r.Facts()
	if err != nil {
		t.Fatal(err)
	}
	if f.Rounds != 2 || f.Attempts != 3 || !f.Disposed || !f.Ledger.Verified {
		t.Errorf("%+v", f)
	}
	if len(f.Flows) != 1 || f.Flows[0].Messages != 3 || f.Flows[0].Bytes != 12 {
		t.Errorf("flows %+v", f.Flows)
	}
	if len(f.Refusals) != 1 || f.Refusals[0].Times != 2 || f.Refusals[0].Code != "share" {
		t.Errorf("refusals %+v", f.Refusals)
	}
	for _, tag := range []string{"en", "sv"} {
		l, err := lang.New(tag)
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		w := NewText(&text, l)
		for _, part := range []func(*Text){f.Who, f.Moved, f.Refused, f.Seen, f.Record} {
			part(w)
		}
		if w.Err() != nil || strings.Count(text.String(), l.Text(lang.Rehearsal)) != 2 || strings.Contains(text.String(), "%!") {
			t.Errorf("%v\n%s", w.Err(), &text)
		}
	}
}

// The latest run comes first, and one that cannot be read hides no other.
func TestAll(t *testing.T) {
	dir := t.TempDir()
	run(t, dir, "a", time.Unix(100, 0), sent("hello", 0, 1))
	run(t, dir, "b", time.Unix(300, 0), sent("hello", 0, 1))
	broken := run(t, dir, "c", time.Unix(200, 0), sent("hello", 0, 1))
	if err := os.Remove(filepath.Join(broken, agreement.File)); err != nil {
		t.Fatal(err)
	}
	runs, err := All(dir)
	if err == nil || !errors.Is(err, os.ErrNotExist) || len(runs) != 2 || filepath.Base(runs[0].Path) != "b" {
		t.Errorf("%v, %v", runs, err)
	}
	if runs, err := All(t.TempDir()); err != nil || len(runs) != 0 {
		t.Errorf("%v, %v", runs, err)
	}
}

// An agreement beside a run that is not the run's is refused.
func TestAnotherAgreement(t *testing.T) {
	path := run(t, t.TempDir(), "x", time.Unix(1, 0))
	other, _ := agreed(t)
	other.Title = "another"
	if err := other.Save(filepath.Join(path, agreement.File)); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); err == nil || !strings.Contains(err.Error(), "is not the agreement of the run") {
		t.Error(err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestAWriterThatFailsIsNoticed(t *testing.T) {
	l, err := lang.New("en")
	if err != nil {
		t.Fatal(err)
	}
	w := NewText(full{}, l)
	w.Say(lang.NotReviewed)
	if w.Err() == nil {
		t.Error("a full disk went unnoticed")
	}
}
