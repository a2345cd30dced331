package ledger

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"samband/pkg/digest"
	"samband/pkg/identity"
)

var agreement = digest.Of([]byte("agreement"))

func newKey(t testing.TB) *identity.PrivateKey {
	t.Helper()
	key, err := identity.Generate()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newWriter(t testing.TB, party identity.ID, key *identity.PrivateKey) (*Writer, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ledger.jsonl")
	w, err := Create(path, Meta{Party: party, Agreement: agreement, Key: key.Public()}, key)
	if err != nil {
		t.Fatal(err)
	}
	return w, path
}

func upload(i int) Event {
	return Event{
		Time: time.Date(2026, 11, 24, 12, 0, 0, 123_456_789, time.FixedZone("CET", 3600)), Round: 3, Attempt: 1,
		From: "north", To: "coordinator", Kind: "upload", Direction: Sent, Category: "model-update", Form: Ciphertext,
		Scheme: "one-time-he", Bytes: 262144, Digest: digest.Of(fmt.Append(nil, i)),
	}
}

func readAll(b []byte) ([]Line, error) {
	var all []Line
	for r := NewReader(bytes.NewReader(b)); ; {
		l, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		l.Raw = bytes.Clone(l.Raw)
		all = append(all, *l)
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	key := newKey(t)
	w, path := newWriter(t, "north", key)
	for i := range 5 {
		if err := w.Append(upload(i)); err != nil {
			t.Fatal(err)
		}
	}
	first, err := w.Sign()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := w.Sign(); err != nil || again.Text() != first.Text() {
		t.Errorf("signing with nothing new: %v, %v", again, err)
	}
	coordinator := newKey(t)
	if err := w.Cosigned(first.With(first.Cosign("coordinator", coordinator))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}

	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := readAll(b)
	if err != nil {
		t.Fatal(err)
	}
	kinds := []LineKind{HeaderLine, EventLine, EventLine, EventLine, EventLine, EventLine, CheckpointLine, CosignedLine, CheckpointLine}
	if len(lines) != len(kinds) {
		t.Fatalf("%d lines, want %d:\n%s", len(lines), len(kinds), b)
	}
	var events [][]byte
	for i, l := range lines {
		if l.Kind != kinds[i] || l.Number != i+1 || (i > 0 && l.Previous != lines[i-1].Digest) {
			t.Errorf("line %d: %+v", i+1, l)
		}
		if l.Kind == EventLine {
			events = append(events, l.Raw)
			if l.Event.Sequence != uint64(i) || l.Event.Agreement != agreement ||
				!l.Event.Time.Equal(time.Date(2026, 11, 24, 11, 0, 0, 123_000_000, time.UTC)) {
				t.Errorf("event %+v", l.Event)
			}
		}
	}
	// The root by the definition of RFC 6962, five leaves.
	h := func(i int) tlog.Hash { return tlog.RecordHash(events[i]) }
	want := tlog.NodeHash(tlog.NodeHash(tlog.NodeHash(h(0), h(1)), tlog.NodeHash(h(2), h(3))), h(4))
	if first.Root != digest.Digest(want) || first.Size != 5 {
		t.Errorf("root %s of %d, want %x", first.Root, first.Size, want[:])
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestLineIsThatOfTheArchitecture(t *testing.T) {
	d, _ := digest.FromBytes(append([]byte{0x9f, 0x2c}, make([]byte, 30)...))
	e := upload(0)
	e.Digest = d
	if got, want := e.Line(), "north -> coordinator   upload   round 3   one-time-he   ciphertext   262144 B   9f2c…"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	e = Event{From: "north", To: "south", Kind: "refuse", Direction: Local, Form: Metadata, Round: 2, Attempt: 3, Note: "small-class"}
	if got, want := e.Line(), "north (about south)   refuse   round 2 attempt 3   -   metadata   0 B   -   small-class"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A checkpoint is a note that the note package of golang.org/x/mod accepts.
func TestCheckpointIsASignedNote(t *testing.T) {
	north, hub := newKey(t), newKey(t)
	c := Checkpoint{Party: "north", Agreement: agreement, Size: 7, Root: digest.Of([]byte("root")), Head: digest.Of([]byte("head"))}
	c = c.With(c.Cosign("north", north))
	c = c.With(c.Cosign("coordinator", hub))
	var verifiers []note.Verifier
	for name, key := range map[string]identity.PublicKey{"north": north.Public(), "coordinator": hub.Public()} {
		text, err := note.NewEd25519VerifierKey(name, ed25519.PublicKey(key[:]))
		if err != nil {
			t.Fatal(err)
		}
		v, err := note.NewVerifier(text)
		if err != nil {
			t.Fatal(err)
		}
		verifiers = append(verifiers, v)
	}
	n, err := note.Open(c.Marshal(), note.VerifierList(verifiers...))
	if err != nil || n.Text != c.Text() || len(n.Sigs) != 2 || len(n.UnverifiedSigs) != 0 {
		t.Fatalf("%+v, %v", n, err)
	}
	keys := map[identity.ID]identity.PublicKey{"north": north.Public(), "coordinator": hub.Public()}
	back, err := ParseCheckpoint(c.Marshal())
	if err != nil || back.Verify(keys) != nil {
		t.Fatal(err, back.Verify(keys))
	}
	for what, bad := range map[string]Checkpoint{
		"unsigned":     {Party: "north", Agreement: agreement, Size: 7},
		"other first":  {Party: "coordinator", Agreement: agreement, Size: 7, Root: c.Root, Head: c.Head, Signatures: c.Signatures},
		"size":         {Party: "north", Agreement: agreement, Size: 8, Root: c.Root, Head: c.Head, Signatures: c.Signatures},
		"twice":        c.With(c.Signatures[0]),
		"stranger":     c.With(c.Cosign("east", newKey(t))),
		"wrong key":    c.With(c.Cosign("coordinator", newKey(t))),
		"no signature": c.With(Signature{By: "coordinator"}),
	} {
		if err := bad.Verify(keys); err == nil {
			t.Errorf("%s: verified", what)
		}
	}
}

// No change of one byte of a note leaves a note that verifies.
func TestEveryByteOfACheckpointCounts(t *testing.T) {
	key := newKey(t)
	c := Checkpoint{Party: "north", Agreement: agreement, Size: 7, Root: digest.Of([]byte("root"))}
	b := c.With(c.Cosign("north", key)).Marshal()
	keys := map[identity.ID]identity.PublicKey{"north": key.Public()}
	for i := range b {
		for _, mask := range []byte{1, 2, 0x20, 0x80} {
			b[i] ^= mask
			if c, err := ParseCheckpoint(b); err == nil && c.Verify(keys) == nil {
				t.Errorf("byte %d ^ %#x is accepted", i, mask)
			}
			b[i] ^= mask
		}
	}
}

func TestConsistency(t *testing.T) {
	key := newKey(t)
	w, _ := newWriter(t, "north", key)
	defer w.Close()
	var points []Checkpoint
	for i := range 40 {
		c, err := w.Sign()
		if err != nil {
			t.Fatal(err)
		}
		points = append(points, c)
		if err := w.Append(upload(i)); err != nil {
			t.Fatal(err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.IntRange(0, len(points)-1).Draw(t, "old")
		b := rapid.IntRange(a, len(points)-1).Draw(t, "new")
		old, next := points[a], points[b]
		proof, err := w.Prove(old.Size, next.Size)
		if err != nil {
			t.Fatal(err)
		}
		if proof, err = ParseProof(proof.Marshal()); err != nil {
			t.Fatal(err)
		}
		if err := VerifyConsistency(old, next, proof); err != nil {
			t.Fatal(err)
		}
		if err := VerifyConsistency(Checkpoint{}, next, nil); err != nil {
			t.Fatal("nothing seen yet:", err)
		}
		if a == b || a == 0 {
			return
		}
		if VerifyConsistency(next, old, proof) == nil {
			t.Fatal("a ledger that shrank is consistent")
		}
		forged := old
		forged.Root[rapid.IntRange(0, 31).Draw(t, "byte")] ^= 1
		if VerifyConsistency(forged, next, proof) == nil {
			t.Fatal("another history is consistent")
		}
		other := next
		other.Party = "south"
		if VerifyConsistency(old, other, proof) == nil {
			t.Fatal("the ledger of another party is consistent")
		}
		proof = append(proof, digest.Digest{})
		if VerifyConsistency(old, next, proof) == nil {
			t.Fatal("a proof with one digest more is accepted")
		}
	})
	for _, n := range []int{1, 31, 33, 32 * (MaxProof + 1)} {
		if p, err := ParseProof(make([]byte, n)); err == nil {
			t.Errorf("%d bytes are a proof of %d digests", n, len(p))
		}
	}
	if _, err := w.Prove(3, 41); err == nil {
		t.Error("proof beyond the end")
	}
	if _, err := w.Prove(3, 2); err == nil {
		t.Error("proof backwards")
	}
}

func TestWhatAWriterRefuses(t *testing.T) {
	key := newKey(t)
	w, path := newWriter(t, "north", key)
	defer w.Close()
	for what, change := range map[string]func(*Event){
		"kind":         func(e *Event) { e.Kind = "" },
		"long kind":    func(e *Event) { e.Kind = strings.Repeat("a", 49) },
		"note":         func(e *Event) { e.Note = "age 61, male" },
		"scheme":       func(e *Event) { e.Scheme = "One" },
		"category":     func(e *Event) { e.Category = "" },
		"form":         func(e *Event) { e.Form = "clear" },
		"bytes":        func(e *Event) { e.Bytes = -1 },
		"direction":    func(e *Event) { e.Direction = "up" },
		"not an end":   func(e *Event) { e.From = "south" },
		"both ends":    func(e *Event) { e.To = "north" },
		"no receiver":  func(e *Event) { e.To = "" },
		"nobody":       func(e *Event) { e.Direction, e.From, e.To = Local, "", "" },
		"strange name": func(e *Event) { e.To = "Nørth" },
		"received":     func(e *Event) { e.Direction = Received },
		"year":         func(e *Event) { e.Time = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) },
	} {
		e := upload(0)
		change(&e)
		if err := w.Append(e); err == nil {
			t.Errorf("%s: accepted", what)
		}
	}
	if _, err := Create(path, Meta{Party: "north", Agreement: agreement, Key: key.Public()}, key); err == nil {
		t.Error("an existing ledger is overwritten")
	}
	if _, err := Create(path+"2", Meta{Party: "north", Agreement: agreement, Key: newKey(t).Public()}, key); err == nil {
		t.Error("a key that is not that of the header is accepted")
	}
	if _, err := Create(path+"3", Meta{Party: "No", Agreement: agreement, Key: key.Public()}, key); err == nil {
		t.Error("a party without a proper id is accepted")
	}
	c, err := w.Sign()
	if err != nil || c.Size != 0 {
		t.Fatalf("%+v, %v", c, err)
	}
	if w.Cosigned(c) == nil {
		t.Error("a checkpoint nobody cosigned is kept as cosigned")
	}
}
