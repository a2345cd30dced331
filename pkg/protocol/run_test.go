package protocol_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
)

var update = flag.Bool("update", false, "write the golden transcripts anew")

func golden(t *testing.T, w *world) {
	t.Helper()
	path := filepath.Join("testdata", filepath.Base(t.Name())+".golden")
	got := w.transcript()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("the transcript differs from %s; got:\n%s", path, got)
	}
}

func TestTwoRoundsOfTwo(t *testing.T) {
	w := newWorld(t, 2, true)
	w.run()
	w.wantDone(1, 2)
	golden(t, w)
}

func TestPlaintextOfThree(t *testing.T) {
	w := newWorld(t, 3, false)
	w.run()
	w.wantDone(1, 2)
	golden(t, w)
}

// A share that does not open costs one attempt: fresh keys, the same inputs,
// the same set.
func TestShareThatDoesNotOpen(t *testing.T) {
	w := newWorld(t, 3, true)
	w.rounds = 1
	w.release = func(id identity.ID, attempt uint32) *site.Failed {
		if id == "east" && attempt == 1 {
			return &site.Failed{Code: protocol.CodeShare, Party: "north", Text: "its share does not open"}
		}
		return nil
	}
	w.run()
	w.wantDone(1)
	golden(t, w)
}

func TestFifthAttemptIsNotMade(t *testing.T) {
	w := newWorld(t, 2, true)
	w.release = func(id identity.ID, attempt uint32) *site.Failed {
		if id == "south" {
			return &site.Failed{Code: protocol.CodeShare, Party: "north", Text: "its share does not open"}
		}
		return nil
	}
	w.run()
	w.wantStopped(protocol.CodeShare, "south")
	if a := countKind(w, protocol.KindAttempt, "south"); a != protocol.MaxEndorsed-1 {
		t.Errorf("%d further attempts, want %d", a, protocol.MaxEndorsed-1)
	}
}

func countKind(w *world, k protocol.Kind, to identity.ID) int {
	n := 0
	for _, l := range w.lines {
		if strings.Contains(l, "-> "+string(to)+"   "+string(k)+"   ") {
			n++
		}
	}
	return n
}

// Whoever does not come or falls silent is named after one deadline, whatever
// the step; nobody hangs.
func TestSilentParticipantIsNamed(t *testing.T) {
	kinds := []protocol.Kind{
		protocol.KindHello, protocol.KindGroupKey, protocol.KindReady, protocol.KindCommit,
		protocol.KindUpload, protocol.KindEndorse, protocol.KindRelease, protocol.KindAck,
	}
	for _, k := range kinds {
		t.Run(string(k), func(t *testing.T) {
			w := newWorld(t, 3, true)
			w.drop = func(d delivery) bool { return d.from == "east" && d.message.Kind() == k }
			w.run()
			w.wantStopped(protocol.CodeMissing, "east")
			if got := w.now.Sub(time.Unix(0, 0)); got > 4*time.Minute {
				t.Errorf("took %v of virtual time", got)
			}
		})
	}
}

// Whoever comes only after the run has stopped is told why, too.
func TestComingAfterTheStop(t *testing.T) {
	w := newWorld(t, 2, true)
	w.alter = func(d *delivery) {
		if h, ok := d.message.(*protocol.Hello); ok && d.from == "north" {
			forged := *h
			forged.Signature = make([]byte, 64)
			d.message = &forged
		}
	}
	early := 2 // notices, before either is connected
	w.drop = func(d delivery) bool {
		if d.from == "hub" {
			early--
		}
		return d.from == "hub" && early >= 0
	}
	w.run()
	if e, ok := w.halted["south"].(*protocol.Error); !ok || e.Code != protocol.CodeSignature || e.Party != "north" {
		t.Errorf("south ended with %v", w.halted["south"])
	}
}

// A coordinator that falls silent does not keep a participant for ever.
func TestSilentCoordinator(t *testing.T) {
	w := newWorld(t, 2, true)
	w.drop = func(d delivery) bool { return d.from == "hub" }
	w.run()
	for _, id := range w.terms.Participants {
		if e, ok := w.halted[id].(*protocol.Error); !ok || e.Code != protocol.CodeMissing || e.Party != "hub" {
			t.Errorf("%s ended with %v", id, w.halted[id])
		}
	}
}

// Acks that differ stop the run: nobody keeps the sum, in the last round too.
func TestDifferentSums(t *testing.T) {
	for _, round := range []uint32{1, 2} {
		w := newWorld(t, 2, true)
		w.sum = func(id identity.ID, r uint32) digest.Digest {
			if id == "north" && r == round {
				return digest.Of([]byte("another sum"))
			}
			return digest.Digest{}
		}
		w.run()
		w.wantStopped(protocol.CodeState, "")
		for _, id := range w.terms.Participants {
			if len(w.kept[id]) != int(round)-1 {
				t.Errorf("%s kept %v", id, w.kept[id])
			}
		}
	}
}

// A participant whose connection broke says resume, and both sides send again
// what they sent in this round; what was known already is ignored.
func TestReturningParticipant(t *testing.T) {
	kinds := []protocol.Kind{
		protocol.KindHellos, protocol.KindGroupKeys, protocol.KindOpen, protocol.KindCommitments,
		protocol.KindClose, protocol.KindEndorsements, protocol.KindResult, protocol.KindDone,
	}
	for _, k := range kinds {
		t.Run(string(k), func(t *testing.T) {
			w := newWorld(t, 2, true)
			lost := false
			w.drop = func(d delivery) bool {
				if lost || d.to != "south" || d.message.Kind() != k {
					return false
				}
				lost = true
				w.do("south", w.sites["south"].Return(w.now))
				return true
			}
			w.run()
			w.wantDone(1, 2)
			if !lost {
				t.Fatal("nothing was lost")
			}
		})
	}
	for _, k := range []protocol.Kind{protocol.KindCommit, protocol.KindUpload, protocol.KindEndorse, protocol.KindRelease, protocol.KindAck} {
		t.Run("own "+string(k), func(t *testing.T) {
			w := newWorld(t, 2, true)
			lost := false
			w.drop = func(d delivery) bool {
				if lost || d.from != "south" || d.message.Kind() != k {
					return false
				}
				lost = true
				w.do("south", w.sites["south"].Return(w.now))
				return true
			}
			w.run()
			w.wantDone(1, 2)
		})
	}
}

// An attempt message with the number of the attempt under way begins nothing:
// one commitment and one endorsement an attempt.
func TestAttemptOfTheSameNumber(t *testing.T) {
	w := newWorld(t, 2, true)
	w.rounds = 1
	w.alter = func(d *delivery) {
		if d.to != "south" || d.message.Kind() == protocol.KindAttempt {
			return
		}
		if p := w.sites["south"].Prefix(); p.Round > 0 {
			w.do("south", w.step("south", &protocol.Attempt{Prefix: p}))
		}
	}
	w.run()
	w.wantDone(1)
	if n := countKind(w, protocol.KindReady, "hub"); n != 2 {
		t.Errorf("%d ready messages, want 2", n)
	}
}

// What was on its way when a participant refused an attempt does not end its
// run.
func TestMessagesAfterARefusal(t *testing.T) {
	w := newWorld(t, 3, true)
	w.rounds = 1
	w.release = func(id identity.ID, attempt uint32) *site.Failed {
		if id == "east" && attempt == 1 {
			return &site.Failed{Code: protocol.CodeShare, Party: "north", Text: "its share does not open"}
		}
		return nil
	}
	w.alter = func(d *delivery) {
		if d.from != "east" || d.message.Kind() != protocol.KindRefuse {
			return
		}
		p := d.message.Position()
		w.do("east", w.step("east", &protocol.Endorsements{Prefix: p}))
		w.do("east", w.step("east", &protocol.Result{Prefix: p}))
	}
	w.run()
	w.wantDone(1)
}

// A participant that refuses the next round's open is heard: the coordinator
// stops at once and does not wait for its deadline.
func TestRefusedOpenIsHeard(t *testing.T) {
	w := newWorld(t, 2, true)
	w.alter = func(d *delivery) {
		if open, ok := d.message.(*protocol.Open); ok && d.to == "south" && open.Prefix.Round == 2 {
			altered := *open
			altered.Acks = altered.Acks[:1]
			d.message = &altered
		}
	}
	w.run()
	w.wantStopped(protocol.CodeQuorum, "south")
	if w.now != time.Unix(0, 0) {
		t.Errorf("waited %v", w.now.Sub(time.Unix(0, 0)))
	}
}

// What the coordinator sends to a new connection before it has seen the resume
// may lack what was lost with the old one; it comes again, in order.
func TestSentBeforeTheResumeIsSeen(t *testing.T) {
	w := newWorld(t, 2, true)
	lost := false
	w.drop = func(d delivery) bool {
		if lost || d.to != "south" || d.message.Kind() != protocol.KindOpen {
			return false
		}
		lost = true
		w.do("south", w.sites["south"].Return(w.now))
		w.do("south", w.step("south", &protocol.Commitments{Prefix: d.message.Position()}))
		return true
	}
	w.run()
	w.wantDone(1, 2)
}

// Whatever message to a participant is lost with its connection, in whatever
// round and attempt, the run goes on.
func TestEveryLossIsMadeGood(t *testing.T) {
	for nth := 0; ; nth++ {
		w := newWorld(t, 2, true)
		w.release = func(id identity.ID, attempt uint32) *site.Failed {
			if id == "north" && attempt == 1 {
				return &site.Failed{Code: protocol.CodeShare, Party: "south", Text: "its share does not open"}
			}
			return nil
		}
		seen, lost := 0, ""
		w.drop = func(d delivery) bool {
			if d.to != "south" || lost != "" {
				return false
			}
			if seen++; seen <= nth {
				return false
			}
			p := d.message.Position()
			lost = fmt.Sprintf("%s of round %d, attempt %d", d.message.Kind(), p.Round, p.Attempt)
			w.do("south", w.sites["south"].Return(w.now))
			return true
		}
		w.run()
		if lost == "" {
			if nth < 20 {
				t.Errorf("only %d messages", nth)
			}
			return
		}
		for id, err := range w.halted {
			if err != nil {
				t.Errorf("without %s: %s: %v", lost, id, err)
			}
		}
		if w.now != time.Unix(0, 0) {
			t.Errorf("without %s the run waited %v", lost, w.now.Sub(time.Unix(0, 0)))
		}
	}
}

// Before anybody came there is no deadline.
func TestIdleCoordinatorWaits(t *testing.T) {
	w := newWorld(t, 2, true)
	w.do("hub", w.hub.Start(w.now))
	w.do("hub", w.hub.Tick(w.now.Add(1000*time.Hour)))
	if w.ended["hub"] {
		t.Errorf("ended: %v", w.halted["hub"])
	}
}

// Who is right about the first state the coordinator cannot tell, so that it
// blames nobody.
func TestFirstStatesDiffer(t *testing.T) {
	w := newWorld(t, 3, true)
	w.alter = func(d *delivery) {
		if ready, ok := d.message.(*protocol.Ready); ok && d.from == "north" {
			altered := *ready
			altered.Prefix.State = digest.Of([]byte("another"))
			protocol.Sign(w.keys["north"], &altered)
			d.message = &altered
		}
	}
	w.run()
	w.wantStopped(protocol.CodeState, "")
}

// A refusal is told as its author's word, not as its fault.
func TestWhoRefusedIsNotAccused(t *testing.T) {
	w := newWorld(t, 3, true)
	w.fail = func(id identity.ID) *site.Failed {
		if id == "north" {
			return &site.Failed{Code: protocol.CodeGroupKey, Party: "east", Text: "its sealed contribution does not open"}
		}
		return nil
	}
	w.run()
	w.wantStopped(protocol.CodeGroupKey, "north")
	if got := w.halted["south"].Error(); !strings.Contains(got, "north: refuses to go on because of east, says hub") {
		t.Errorf("south was told: %s", got)
	}
}
