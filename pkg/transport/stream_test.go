package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
	"samband/pkg/wire"
)

// events gives what stands in the coordinator's ledger.
func (r *run) events() []ledger.Event {
	r.t.Helper()
	if _, err := r.cfg.Ledger.Sign(); err != nil {
		r.t.Fatal(err)
	}
	return readLedger(r.t, r.ledger)
}

func readLedger(t testing.TB, path string) []ledger.Event {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var events []ledger.Event
	for reader := ledger.NewReader(f); ; {
		line, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return events
		}
		if err != nil {
			t.Fatal(err)
		}
		if line.Kind == ledger.EventLine {
			events = append(events, line.Event)
		}
	}
}

// wantEvent wants a local event with this kind and note.
func (r *run) wantEvent(kind, note string) {
	r.t.Helper()
	for _, e := range r.events() {
		if e.Direction == ledger.Local && e.Kind == kind && e.Note == note {
			return
		}
	}
	r.t.Errorf("no local event %s %s in %v", kind, note, r.events())
}

// What one end records as sent, the other records as received: same bytes,
// same digest, which are those of the message as package wire encodes it.
func TestBothEndsRecordTheSame(t *testing.T) {
	r := start(t, "north", "south")
	cfg := r.config("north")
	c := r.dial(cfg)
	r.handler.wait(t, "joined north")
	up := &protocol.Chunk{Prefix: place(), From: "north", Data: []byte("ciphertext")}
	down := &protocol.Chunk{Prefix: place(), Index: 1, Data: []byte("sum")}
	if err := c.Send(up); err != nil {
		t.Fatal(err)
	}
	r.handler.wait(t, "chunk from north")
	if err := r.server.Send("north", down); err != nil {
		t.Fatal(err)
	}
	got, err := r.next(c)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(protocol.Message(down), got); d != "" {
		t.Fatal(d)
	}
	c.Close()
	r.handler.wait(t, "left north: <nil>")

	raw, _ := wire.Marshal(up)
	events := r.events()
	if len(events) != 2 || events[0].Digest != digest.Of(raw) || events[0].Bytes != len(raw) {
		t.Fatalf("the coordinator recorded %v", events)
	}
	for i, want := range []string{
		fmt.Sprintf("north -> hub   chunk   round 3   one-time-he   ciphertext   %d B", len(raw)),
		"hub -> north   chunk   round 3   one-time-he   ciphertext   ",
	} {
		if got := events[i].Line(); !strings.HasPrefix(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for _, f := range []struct {
		from, to identity.ID
		sender   *Counters
		receiver *Counters
	}{{"north", hub, cfg.Counters, r.cfg.Counters}, {hub, "north", r.cfg.Counters, cfg.Counters}} {
		m, b := f.sender.Total(f.to, ledger.Sent)
		n, a := f.receiver.Total(f.from, ledger.Received)
		if m != 1 || n != 1 || a != b || b == 0 {
			t.Errorf("%s sent %d messages, %d bytes to %s, which counted %d, %d", f.from, m, b, f.to, n, a)
		}
	}
}

func TestReconnect(t *testing.T) {
	r := start(t, "north")
	for range 3 {
		c := r.join("north")
		if err := c.Send(resume("north")); err != nil {
			t.Fatal(err)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		// What was sent before closing arrives.
		r.handler.wait(t, "resume from north")
		r.handler.wait(t, "left north: <nil>")
		if err := c.Send(resume("north")); err == nil {
			t.Error("sent on a closed connection")
		}
		if _, err := r.next(c); err == nil {
			t.Error("received on a closed connection")
		}
	}
}

func TestNewerConnectionTakesOver(t *testing.T) {
	r := start(t, "north")
	old := r.join("north")
	newer := r.dial(r.config("north"))
	if _, err := r.next(old); !errors.Is(err, ErrReplaced) {
		t.Fatalf("the older connection: %v", err)
	} else {
		contains(t, err.Error(), "is the program running twice?")
	}
	r.handler.wait(t, "left north: a newer connection")
	r.handler.wait(t, "joined north")
	r.wantEvent("connection", "replaced")
	if err := r.server.Send("north", &protocol.Attempt{Prefix: place()}); err != nil {
		t.Fatal(err)
	}
	if m, err := r.next(newer); err != nil || m.Kind() != protocol.KindAttempt {
		t.Fatalf("%v, %v", m, err)
	}
}

func TestDisconnectSendsWhatIsQueued(t *testing.T) {
	r := start(t, "north", "south")
	c := r.join("north")
	r.join("south")
	if got := r.server.Connected(); !cmp.Equal(got, []identity.ID{"north", "south"}) {
		t.Errorf("connected: %v", got)
	}
	const n = 20
	for i := range n {
		if err := r.server.Send("north", &protocol.Attempt{Prefix: protocol.Prefix{Mode: protocol.Real, Round: uint32(i)}}); err != nil {
			t.Fatal(err)
		}
	}
	r.server.Disconnect("north")
	for i := range n {
		m, err := r.next(c)
		if err != nil || m.Position().Round != uint32(i) {
			t.Fatalf("message %d: %v, %v", i, m, err)
		}
	}
	if _, err := r.next(c); !errors.Is(err, io.EOF) {
		t.Fatalf("after the last: %v", err)
	}
	r.handler.wait(t, "left north: <nil>")
	if err := r.server.Send("north", resume("north")); err == nil {
		t.Error("sent to who has left")
	}
	r.server.Disconnect("nobody")
}

func TestHandlerRefuses(t *testing.T) {
	r := start(t, "north")
	r.handler.received = func(identity.ID, protocol.Message) error {
		return protocol.Refusal(protocol.DropParty, protocol.CodeOrder, resume("north"), "north", "does not belong here")
	}
	c := r.join("north")
	if err := c.Send(resume("north")); err != nil {
		t.Fatal(err)
	}
	_, err := r.next(c)
	contains(t, fmt.Sprint(err), "hub refused a message of this party", "does not belong here (order)")
	r.handler.wait(t, "resume from north")
	r.handler.wait(t, "left north: round 3: resume: north: does not belong here")
	r.wantEvent("refusal", "refused")
}

func TestServerSendIsChecked(t *testing.T) {
	r := start(t, "north")
	r.join("north")
	contains(t, fmt.Sprint(r.server.Send("south", resume("north"))), "south is not connected")
	contains(t, fmt.Sprint(r.server.Send("north", &protocol.Header{})), "no message that travels by itself")
	contains(t, fmt.Sprint(r.server.Send("north", &protocol.Chunk{Data: make([]byte, 1<<19)})), "chunk to north has", "this run allows")
}

func TestParticipantSendIsChecked(t *testing.T) {
	r := start(t, "north")
	c := r.join("north")
	contains(t, fmt.Sprint(c.Send(&protocol.Header{})), "no message that travels by itself")
	contains(t, fmt.Sprint(c.Send(&protocol.Chunk{Data: make([]byte, 1<<19)})), "chunk has", "this run allows")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := c.Receive(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("receiving with a context that ended: %v", err)
	}
}
