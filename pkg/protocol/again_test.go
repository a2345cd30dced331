package protocol_test

import (
	"testing"

	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/protocol/hub"
	"samband/pkg/protocol/site"
)

// Who watched an attempt and accepted its sum joins no other; when the others need
// another attempt it goes on with them all the same, in the middle and at the end.
func TestAcceptedInAnEarlierAttempt(t *testing.T) {
	for round := uint32(1); round <= 2; round++ {
		w := newCommittee(t, 5, 5, 3, true)
		w.open = func(id identity.ID, p protocol.Prefix) *site.Failed {
			if p.Round == round && p.Attempt == 1 && (id == "north" || id == "south") {
				return &site.Failed{Code: protocol.CodeSum, Text: "does not open"}
			}
			return nil
		}
		early := false
		later := make(map[identity.ID]int)
		w.drop = func(d delivery) bool {
			p := d.message.Position()
			early = early || d.from == "up" && d.message.Kind() == protocol.KindAck && p.Round == round && p.Attempt == 1
			if d.from == "up" && d.message.Kind() == protocol.KindCommit {
				return true // it is in no sum
			}
			if d.message.Kind() != protocol.KindResult || d.to == "up" || p.Round != round || p.Attempt != 1 {
				return false
			}
			// The others see the result after it, east and west last.
			most := 1
			if d.to == "east" || d.to == "west" {
				most = 12
			}
			if later[d.to] == most {
				return false
			}
			later[d.to]++
			w.queue = append(w.queue, d)
			return true
		}
		w.run()
		if !early {
			t.Fatal("it did not accept early")
		}
		w.wantDone(1, 2)
	}
}

// A hub that is given again what it took with effects stands where it stood: whom
// it waits for is part of that.
func TestHubIsItsRecord(t *testing.T) {
	w := newCommittee(t, 5, 5, 3, true)
	type taken struct {
		in   hub.Input
		late bool
	}
	var record []taken
	replay := func() *hub.Machine {
		m := hub.New(w.terms)
		for _, r := range record {
			if r.late {
				m.Tick(m.Deadline())
			} else {
				m.Step(w.now, r.in)
			}
		}
		return m
	}
	w.taken = func(in hub.Input, late bool, effects []protocol.Effect) {
		if len(effects) == 0 {
			return
		}
		if _, early := effects[0].(protocol.Timer); late && early && len(effects) == 1 {
			return
		}
		record = append(record, taken{in, late})
		if again := replay(); again.State() != w.hub.State() || again.Prefix() != w.hub.Prefix() {
			t.Errorf("after entry %d: %s, given again %s", len(record), w.hub.State(), again.State())
		}
	}
	// The ready message of one member comes after the deadline: it is not waited for
	// in that step, and is in the next.
	var held *delivery
	w.drop = func(d delivery) bool {
		p := d.message.Position()
		if d.from == "up" && d.message.Kind() == protocol.KindReady && p.Round == 1 && held == nil {
			held = &d
			return true
		}
		if held != nil && d.message.Kind() == protocol.KindOpen && d.to == "north" && p.Round == 1 {
			w.queue = append(w.queue, *held)
		}
		return false
	}
	w.run()
	w.wantDone(1, 2)
}

// An ack that is sent again after a restart has another checkpoint beside its
// signed part: that is no contradiction.
func TestAckSentAgain(t *testing.T) {
	w := newWorld(t, 2, true)
	again := false
	w.alter = func(d *delivery) {
		ack, ok := d.message.(*protocol.Ack)
		if !ok || d.from != "south" || again {
			return
		}
		again = true
		other := *ack
		other.Checkpoint = []byte("a later one")
		w.queue = append(w.queue, delivery{"south", "hub", &other})
	}
	w.drop = func(d delivery) bool { // so that the hub is still waiting for it
		if _, ack := d.message.(*protocol.Ack); !ack || d.from != "north" || again {
			return false
		}
		w.queue = append(w.queue, d)
		return true
	}
	w.run()
	w.wantDone(1, 2)
}
