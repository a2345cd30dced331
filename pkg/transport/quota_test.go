package transport

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/wire"
)

// flood sends the same message until the connection breaks or enough are sent,
// and gives what the sender is told.
func (r *run) flood(id identity.ID, m protocol.Message, enough int) string {
	r.t.Helper()
	stream, cancel := r.raw(id)
	defer cancel()
	defer time.AfterFunc(patience, cancel).Stop()
	b := marshal(r.t, m)
	for range enough {
		if stream.SendMsg(b) != nil {
			break
		}
	}
	var answer []byte
	return fmt.Sprint(stream.RecvMsg(&answer))
}

// until reads what the handler was told up to a line, and counts those before.
func (r *run) until(want string) (before int, line string) {
	r.t.Helper()
	for {
		line := receive(r.t, r.handler.lines, want)
		if strings.HasPrefix(line, want) {
			return before, line
		}
		before++
	}
}

// What the protocol ignores is recorded all the same: a flood of it ends the
// connection of its sender by name, for the rest of the run, and the ledger
// stays small.
func TestFlood(t *testing.T) {
	for name, c := range map[string]struct {
		m    protocol.Message
		most func(Quota) int
	}{
		"messages": {resume("north"), func(q Quota) int { return q.Messages - 1 }}, // the connection is one
		"chunks":   {&protocol.Chunk{Prefix: place(), From: "north", Data: []byte{1}}, func(q Quota) int { return q.Chunks }},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, "north", "south")
			r.handler.lines = make(chan string, 1<<16)
			south := r.join("south")
			contains(t, r.flood("north", c.m, 100_000), "north sent more than", ErrFlood.Error())
			got, line := r.until("left north: ")
			contains(t, line, "north sent more than", ErrFlood.Error())
			if want := c.most(r.cfg.Quota); got != want {
				t.Errorf("%d got through, want %d", got, want)
			}
			r.wantEvent("refusal", "flood")

			// It is not let in again, and that costs the ledger nothing.
			size := r.size()
			for range 20 {
				r.refused(r.config("north"), r.address, "hub refused a message of this party", ErrFlood.Error())
			}
			if r.size() != size {
				t.Errorf("the ledger grew from %d to %d bytes", size, r.size())
			}
			if err := south.Send(resume("south")); err != nil {
				t.Fatal(err)
			}
			r.handler.wait(t, "resume from south")
		})
	}
}

// Connections count too, whatever comes of them.
func TestFloodOfConnections(t *testing.T) {
	r := start(t, "north")
	r.server.cfg.Quota = Quota{Messages: 3, Chunks: 1}
	for range 3 {
		r.join("north").Close()
		r.handler.wait(t, "left north: <nil>")
	}
	c, err := Dial(t.Context(), r.address, r.config("north"), hub)
	if err == nil {
		_, err = r.next(c)
		c.Close()
	}
	contains(t, fmt.Sprint(err), ErrFlood.Error())
	r.handler.wait(t, "joined north")
	contains(t, r.handler.wait(t, "left north: "), ErrFlood.Error())
	r.refused(r.config("north"), r.address, ErrFlood.Error())
}

func TestFloodIsRefusal(t *testing.T) {
	s := &Server{used: map[identity.ID]Quota{"north": {Messages: 1}}}
	if _, err := s.spend("north", nil); !errors.Is(err, ErrFlood) || !errors.Is(err, ErrRefused) {
		t.Errorf("got %v", err)
	}
	cfg := (&run{t: t, keys: map[identity.ID]*identity.PrivateKey{hub: newKey(t)}}).config(hub)
	cfg.Quota = Quota{}
	if _, err := NewServer(cfg, newScript()); err == nil {
		t.Error("a server without a quota")
	}
}

func (r *run) size() int64 {
	r.t.Helper()
	info, err := os.Stat(r.ledger)
	if err != nil {
		r.t.Fatal(err)
	}
	return info.Size()
}

// Each end takes memory for what the other end may send, and not for what only
// it sends itself.
func TestLongestPerDirection(t *testing.T) {
	l := wire.LimitsOf(4, limits)
	if l.MostToCoordinator() != limits["chunk"] || l.MostToParticipant() != limits["result"] {
		t.Fatalf("%d and %d", l.MostToCoordinator(), l.MostToParticipant())
	}
	r := start(t, "north")
	stream, _ := r.raw("north")
	if err := stream.SendMsg(make([]byte, limits["chunk"]+1)); err != nil {
		t.Fatal(err)
	}
	contains(t, r.handler.wait(t, "left north: "), "longer than the longest of this run, 263168 bytes")
	r.wantEvent("refusal", "oversized")

	// To a participant the same length is no more than bytes that are no message.
	client := r.join("north")
	if err := r.push("north", make([]byte, limits["result"])); err != nil {
		t.Fatal(err)
	}
	_, err := r.next(client)
	contains(t, fmt.Sprint(err), "hub sent what is no message")
	client.Close()
	r.handler.wait(t, "left north: ")
	client = r.join("north")
	if err := r.push("north", make([]byte, limits["result"]+1)); err != nil {
		t.Fatal(err)
	}
	_, err = r.next(client)
	contains(t, fmt.Sprint(err), "longer than this run allows")
}

// push sends bytes to a participant past all checks.
func (r *run) push(id identity.ID, b []byte) error {
	r.server.mu.Lock()
	p := r.server.peers[id]
	r.server.mu.Unlock()
	return p.push(outgoing{resume(id), b}, 0)
}

// The directions by which memory is bounded are those that the coordinator
// enforces message by message.
func TestDirectionsAreEnforced(t *testing.T) {
	for _, m := range []protocol.Message{
		&protocol.Hello{}, &protocol.Hellos{}, &protocol.GroupKey{}, &protocol.GroupKeys{}, &protocol.Attempt{}, &protocol.Ready{},
		&protocol.Open{}, &protocol.Commit{}, &protocol.Commitments{}, &protocol.Upload{}, &protocol.Close{}, &protocol.Endorse{},
		&protocol.Endorsements{}, &protocol.Release{}, &protocol.Result{}, &protocol.Fetch{}, &protocol.Chunk{}, &protocol.Ack{},
		&protocol.Done{}, &protocol.Resume{}, &protocol.Refuse{}, &protocol.Stop{},
	} {
		l := wire.LimitsOf(2, map[string]int{string(m.Kind()): 1})
		if accepted := checkParticipant(m, "") == nil; accepted != (l.MostToCoordinator() == 1) {
			t.Errorf("%s: accepted by the coordinator: %t", m.Kind(), accepted)
		}
		if l.MostToCoordinator()+l.MostToParticipant() == 0 {
			t.Errorf("%s goes nowhere", m.Kind())
		}
	}
}
