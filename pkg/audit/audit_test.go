package audit

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/ledger"
)

var agreed = digest.Of([]byte("agreement"))

// run is a run between parties whose ledgers the real writer writes.
type run struct {
	t       testing.TB
	private map[identity.ID]*identity.PrivateKey
	public  map[identity.ID]identity.PublicKey
	writers map[identity.ID]*ledger.Writer
	paths   map[identity.ID]string
}

func newRun(t testing.TB, parties ...identity.ID) *run {
	t.Helper()
	r := &run{t, map[identity.ID]*identity.PrivateKey{}, map[identity.ID]identity.PublicKey{},
		map[identity.ID]*ledger.Writer{}, map[identity.ID]string{}}
	dir := t.TempDir()
	for _, id := range parties {
		key, err := identity.Generate()
		if err != nil {
			t.Fatal(err)
		}
		r.private[id], r.public[id] = key, key.Public()
		r.paths[id] = filepath.Join(dir, string(id)+".jsonl")
		r.writers[id], err = ledger.Create(r.paths[id], ledger.Meta{Party: id, Agreement: agreed, Key: key.Public()}, key)
		if err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func message(from, to identity.ID, kind string, round uint32, body string) ledger.Event {
	return ledger.Event{
		Time: time.Date(2026, 11, 24, 12, 0, int(round), 0, time.UTC), Round: round, Attempt: 1, From: from, To: to, Kind: kind,
		Category: "model-update", Form: ledger.Ciphertext, Scheme: "one-time-he", Bytes: len(body), Digest: digest.Of([]byte(body)),
	}
}

// at writes one end of a message.
func (r *run) at(id identity.ID, e ledger.Event) {
	r.t.Helper()
	switch id {
	case e.From:
		e.Direction = ledger.Sent
	default:
		e.Direction = ledger.Received
	}
	if err := r.writers[id].Append(e); err != nil {
		r.t.Fatal(err)
	}
}

func (r *run) both(e ledger.Event) {
	r.t.Helper()
	r.at(e.From, e)
	r.at(e.To, e)
}

func (r *run) sign(id identity.ID) ledger.Checkpoint {
	r.t.Helper()
	c, err := r.writers[id].Sign()
	if err != nil {
		r.t.Fatal(err)
	}
	return c
}

// cosign has by check and sign the checkpoint c, and both keep it.
func (r *run) cosign(c ledger.Checkpoint, by identity.ID) {
	r.t.Helper()
	c = c.With(c.Cosign(by, r.private[by]))
	for _, id := range []identity.ID{c.Party, by} {
		if err := r.writers[id].Cosigned(c); err != nil {
			r.t.Fatal(err)
		}
	}
}

func (r *run) close() {
	r.t.Helper()
	for _, w := range r.writers {
		if err := w.Close(); err != nil {
			r.t.Fatal(err)
		}
	}
}

func (r *run) lines(id identity.ID) [][]byte {
	r.t.Helper()
	b, err := os.ReadFile(r.paths[id])
	if err != nil {
		r.t.Fatal(err)
	}
	return bytes.Split(bytes.TrimSuffix(b, []byte("\n")), []byte("\n"))
}

func (r *run) verify(file []byte) *Result {
	r.t.Helper()
	result, err := Verify(bytes.NewReader(file), "file", r.public, agreed)
	if err != nil {
		r.t.Fatal(err)
	}
	return result
}

func (r *run) file(id identity.ID) *Result {
	r.t.Helper()
	result, err := VerifyFile(r.paths[id], r.public, agreed)
	if err != nil {
		r.t.Fatal(err)
	}
	return result
}

// twoHospitals is a run of some rounds between two participants.
func twoHospitals(t testing.TB, rounds int) *run {
	r := newRun(t, "coordinator", "north", "south")
	for round := 1; round <= rounds; round++ {
		for _, id := range []identity.ID{"north", "south"} {
			r.both(message(id, "coordinator", "commit", uint32(round), fmt.Sprint(id, round)))
			r.both(message(id, "coordinator", "upload", uint32(round), fmt.Sprint(id, "upload", round)))
			r.sign(id)
		}
		c := r.sign("coordinator")
		for _, id := range []identity.ID{"north", "south"} {
			r.both(message("coordinator", id, "result", uint32(round), fmt.Sprint("sum", round)))
			r.cosign(c, id)
		}
	}
	refusal := message("coordinator", "south", "refuse", uint32(rounds), "")
	refusal.Direction = ledger.Local
	if err := r.writers["coordinator"].Append(refusal); err != nil {
		t.Fatal(err)
	}
	r.close()
	return r
}

func join(lines [][]byte) []byte { return append(bytes.Join(lines, []byte("\n")), '\n') }

func TestAnHonestRunVerifies(t *testing.T) {
	r := twoHospitals(t, 4)
	var all []*Result
	for id, events := range map[identity.ID]int{"coordinator": 25, "north": 12, "south": 12} {
		result := r.file(id)
		if len(result.Problems) > 0 {
			t.Errorf("%s: %v", id, result.Problems)
		}
		if len(result.Events) != events || result.Checkpoints < 4 || len(result.Cosigned) < 4 {
			t.Errorf("%s: %d events, %d checkpoints, %d cosigned", id, len(result.Events), result.Checkpoints, len(result.Cosigned))
		}
		all = append(all, result)
	}
	hub := r.file("coordinator")
	for id, size := range map[identity.ID]uint64{"north": 22, "south": 22, "west": 0, "coordinator": 22} {
		if got := hub.CosignedBy(id); got != size {
			t.Errorf("%s cosigned %d events, want %d", id, got, size)
		}
	}
	c := Compare(all...)
	if c.Events != 49 || c.Unexplained != 0 || c.Matched != 48 || c.Local != 1 || len(c.Problems)+len(c.Differences) != 0 {
		t.Errorf("%+v", c)
	}
	if _, err := VerifyFile(filepath.Join(t.TempDir(), "none"), r.public, agreed); err == nil {
		t.Error("a file that is not there verifies")
	}
}

func TestTheFileOfAnotherRunOrParty(t *testing.T) {
	r := twoHospitals(t, 1)
	file := join(r.lines("north"))
	for what, check := range map[string]func() (*Result, error){
		"agreement": func() (*Result, error) {
			return Verify(bytes.NewReader(file), "file", r.public, digest.Of(nil))
		},
		"key": func() (*Result, error) {
			return Verify(bytes.NewReader(file), "file", map[identity.ID]identity.PublicKey{"north": r.public["south"], "coordinator": r.public["coordinator"]}, agreed)
		},
		"stranger": func() (*Result, error) {
			return Verify(bytes.NewReader(file), "file", map[identity.ID]identity.PublicKey{"south": r.public["south"]}, agreed)
		},
		"nothing in it": func() (*Result, error) {
			return Verify(bytes.NewReader(file[:bytes.IndexByte(file, '\n')+1]), "file", r.public, agreed)
		},
	} {
		result, err := check()
		if err != nil || len(result.Problems) == 0 || result.Problems[0].First > 2 || !strings.Contains(result.Problems[0].String(), "line") {
			t.Errorf("%s: %v, %+v", what, err, result)
		}
	}
	if _, err := Verify(strings.NewReader(""), "file", r.public, agreed); err == nil {
		t.Error("an empty file verifies")
	}
}

// Whatever a file holds, the check ends, and what verifies holds no more lines
// than were written.
func FuzzVerify(f *testing.F) {
	r := twoHospitals(f, 1)
	lines := r.lines("north")
	f.Add(join(lines))
	f.Add(join(lines[:3]))
	f.Add(join(append(lines[:2:2], lines[3:]...)))
	f.Fuzz(func(t *testing.T, b []byte) {
		result, err := Verify(bytes.NewReader(b), "file", r.public, agreed)
		if err == nil && len(result.Problems) == 0 && !bytes.HasPrefix(join(lines), b) {
			t.Errorf("verifies: %q", b)
		}
	})
}

// BenchmarkVerify checks a ledger of 100,000 events: chain, tree, checkpoints
// and signatures. The aim is 2 s.
func BenchmarkVerify(b *testing.B) {
	r := newRun(b, "north", "coordinator")
	for i := range 100_000 {
		r.at("north", message("north", "coordinator", "chunk", uint32(i/1000), fmt.Sprint(i)))
		if i%1000 == 0 {
			r.sign("north")
		}
	}
	r.close()
	for b.Loop() {
		if result := r.file("north"); len(result.Problems) > 0 || len(result.Events) != 100_000 {
			b.Fatal(result.Problems, len(result.Events))
		}
	}
}

// Who accepted a sum and did not cosign the coordinator's ledger is named.
func TestUncosigned(t *testing.T) {
	ack := func(from string) Located {
		return Located{Event: ledger.Event{Kind: "ack", Direction: ledger.Received, From: identity.ID(from)}}
	}
	r := &Result{Meta: ledger.Meta{Party: "hub"}, Events: []Located{ack("north"), ack("south"), ack("south")}}
	r.Cosigned = []Cosigned{{Checkpoint: ledger.Checkpoint{Party: "hub", Size: 3, Signatures: []ledger.Signature{{By: "hub"}, {By: "north"}}}}}
	if got := r.Uncosigned(); len(got) != 1 || got[0] != "south" {
		t.Errorf("%v", got)
	}
}
