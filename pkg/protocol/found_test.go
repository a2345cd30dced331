package protocol_test

import (
	"slices"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
)

// What the property test, the model check and the fuzzer found, in its shortest
// form.

// Who has acked joins no other attempt, also after a message that it had to
// refuse.
func TestNoOtherAttemptAfterAck(t *testing.T) {
	w := newWorld(t, 3, true)
	w.drop = func(d delivery) bool {
		open, ok := d.message.(*protocol.Open)
		if !ok || d.to != "south" || open.Prefix.Round != 2 {
			return false
		}
		acked := w.sites["south"].Prefix()
		short := *open
		short.Acks = open.Acks[:1]
		w.do("south", w.step("south", &short))
		acked.Attempt++
		for _, e := range w.step("south", &protocol.Attempt{Prefix: acked}) {
			if _, asks := e.(site.NeedReady); asks {
				t.Error("it joins another attempt of the round that it acked")
			}
		}
		return true
	}
	w.run()
	if len(w.kept["south"]) > 0 {
		t.Errorf("south keeps %v", w.kept["south"])
	}
}

// The coordinator may send group-keys before it has seen that their recipient
// returned and lacks the hellos; both come again.
func TestGroupKeysBeforeTheResume(t *testing.T) {
	w := newCommittee(t, 3, 2, 2, true)
	lost := false
	w.drop = func(d delivery) bool {
		if lost || d.to != "east" || d.message.Kind() != protocol.KindHellos {
			return false
		}
		lost = true
		w.do("east", w.sites["east"].Return(w.now))
		back := slices.IndexFunc(w.queue, func(d delivery) bool { return d.from == "east" })
		resume := slices.Clone(w.queue[back:])
		w.queue = w.queue[:back]
		w.need = func(id identity.ID, e protocol.Effect) {
			if _, keyed := e.(site.NeedSession); keyed && resume != nil {
				w.queue, resume = append(w.queue, resume...), nil
			}
		}
		return true
	}
	w.run()
	w.wantDone(1, 2)
}

// Under plaintext, a result for a participant that refused an attempt before it
// was opened is ignored.
func TestResultBeforeOpen(t *testing.T) {
	w := newWorld(t, 2, false)
	seen := false
	w.drop = func(d delivery) bool {
		if d.to != "south" || d.message.Kind() != protocol.KindOpen || seen {
			return false
		}
		seen = true
		p := d.message.Position()
		w.do("south", w.step("south", &protocol.Open{Prefix: p}))
		if s := w.sites["south"].State(); s != site.Refused {
			t.Fatalf("south is %s", s)
		}
		h := protocol.Header{Prefix: p, From: "north", Root: digest.Of([]byte("a body"))}
		protocol.Sign(w.keys["north"], &h)
		mine := h
		mine.From = "south"
		if effects := w.step("south", &protocol.Result{Prefix: p, Headers: []protocol.Header{h, mine}}); effects != nil {
			t.Errorf("south answers with %v", effects)
		}
		return false
	}
	w.run()
}

// What was ignored after a return is ignored when the record is given again.
func TestRecordWithAReturn(t *testing.T) {
	w := newWorld(t, 2, true)
	var begun *site.Snapshot
	var record []site.Input
	w.keep = func(id identity.ID, k site.Keep) {
		if id == "south" {
			begun, record = k.Snapshot, nil
		}
	}
	done := false
	w.drop = func(d delivery) bool {
		if done || d.to != "south" || d.message.Position().Round != 2 {
			return false
		}
		record = append(record, site.Received{Message: d.message})
		if d.message.Kind() != protocol.KindCommitments {
			return false
		}
		done = true
		w.do("south", w.sites["south"].Return(w.now))
		early := &protocol.Endorsements{Prefix: d.message.Position()}
		w.do("south", w.step("south", early))
		if w.ended["south"] {
			t.Fatal("south does not ignore what came early")
		}
		again := site.Resume(w.terms, "south", w.keys["south"], begun)
		if _, err := again.Step(w.now, site.Received{Message: early}); err != nil || again.State() == site.Stopped {
			t.Errorf("it stops when that is given again: %v", err)
		}
		return true
	}
	w.run()
	w.wantDone(1, 2)
}
