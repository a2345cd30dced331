package protocol_test

import (
	"testing"
	"time"

	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
)

// of drops what a party sends of the kinds given, from a round on.
func of(id identity.ID, from uint32, kinds ...protocol.Kind) func(delivery) bool {
	return func(d delivery) bool {
		if d.from != id || d.message.Position().Round < from {
			return false
		}
		for _, k := range kinds {
			if d.message.Kind() == k {
				return true
			}
		}
		return len(kinds) == 0
	}
}

func (w *world) wantDoneBut(out identity.ID, rounds ...uint32) {
	w.t.Helper()
	for id, err := range w.halted {
		if err != nil && id != out {
			w.t.Errorf("%s: %v", id, err)
		}
	}
	for _, id := range w.terms.Participants {
		if id != out && len(w.kept[id]) != len(rounds) {
			w.t.Errorf("%s kept rounds %v, want %v", id, w.kept[id], rounds)
		}
	}
}

// Of five, one may fall away at any step before the first sum: the other four
// have theirs, and nothing is repeated.
func TestDropOutBeforeTheFirstSum(t *testing.T) {
	for _, k := range []protocol.Kind{protocol.KindReady, protocol.KindCommit, protocol.KindUpload} {
		t.Run(string(k), func(t *testing.T) {
			w := newCommittee(t, 5, 5, 3, true)
			silent := false
			w.drop = func(d delivery) bool {
				silent = silent || d.from == "up" && d.message.Kind() == k
				return silent && d.from == "up"
			}
			w.run()
			w.wantDoneBut("up", 1, 2)
			if n := countKind(w, protocol.KindAttempt, "north"); n > 0 {
				t.Errorf("%d further attempts", n)
			}
		})
	}
}

// After close, m − Q members may be silent.
func TestSilentMembersAfterClose(t *testing.T) {
	for _, k := range []protocol.Kind{protocol.KindEndorse, protocol.KindRelease} {
		t.Run(string(k), func(t *testing.T) {
			w := newCommittee(t, 12, 9, 5, true)
			w.drop = func(d delivery) bool {
				silent := d.message.Kind() == k || d.message.Kind() == protocol.KindRelease // which follows an endorsement
				return (d.from == "south" || d.from == "fore") && silent
			}
			w.run()
			w.wantDone(1, 2)
		})
	}
}

// A member whose share does not open neither endorses nor releases; the others
// are enough, and it accepts what they open.
func TestOneMemberRefusesShare(t *testing.T) {
	w := newCommittee(t, 5, 5, 3, true)
	w.release = func(id identity.ID, attempt uint32) *site.Failed {
		if id == "west" {
			return &site.Failed{Code: protocol.CodeShare, Party: "up", Text: "its share does not open"}
		}
		return nil
	}
	w.run()
	w.wantDone(1, 2)
	if n := countKind(w, protocol.KindAttempt, "north"); n > 0 {
		t.Errorf("%d further attempts", n)
	}
}

// Who contributed to the first sum is needed in every later one; the run rests
// and names who is missing.
func TestContributorIsMissedLater(t *testing.T) {
	w := newCommittee(t, 5, 5, 3, true)
	w.drop = of("up", 2)
	w.run()
	w.wantStopped(protocol.CodeMissing, "up")
	for _, id := range w.terms.Participants {
		if len(w.kept[id]) > 1 {
			t.Errorf("%s kept %v", id, w.kept[id])
		}
	}
}

// Groups of t + 1 leave and return whole.
func TestGroupsLeaveAndReturnWhole(t *testing.T) {
	w := newCommittee(t, 9, 9, 2, true)
	w.rounds = 4
	names := w.terms.Participants
	w.terms.Groups = [][]identity.ID{names[:3], names[3:6], names[6:]}
	w.drop = func(d delivery) bool { // one of the second group is away in round 2
		return d.from == names[4] && d.message.Kind() == protocol.KindCommit && d.message.Position().Round == 2
	}
	w.run()
	w.wantDone(1, 2, 3, 4)
	sizes := []int{9, 6, 9, 9}
	for i, set := range w.sets["north"] {
		if len(set) != sizes[i] {
			t.Errorf("round %d is over %v", i+1, set)
		}
	}
}

// Who was away for rounds catches up with what the others have, one round after
// the other.
func TestReturningPartyCatchesUp(t *testing.T) {
	w := newCommittee(t, 5, 5, 3, true)
	w.rounds = 4
	away := true
	w.drop = func(d delivery) bool {
		if d.from == "up" && d.message.Kind() == protocol.KindCommit {
			return true // not in time for any sum
		}
		gone := away && (d.from == "up" || d.to == "up") && d.message.Position().Round >= 1
		if away && d.message.Position().Round == 4 {
			away = false
			w.do("up", w.sites["up"].Return(w.now))
		}
		return gone
	}
	w.run()
	w.wantDone(1, 2, 3, 4)
}

// A participant that lost what it held of a session says hello again; all others
// do too, and the run goes on.
func TestAnotherSession(t *testing.T) {
	for _, k := range []protocol.Kind{protocol.KindHellos, protocol.KindGroupKeys, protocol.KindOpen, protocol.KindCommitments} {
		t.Run(string(k), func(t *testing.T) {
			w := newWorld(t, 3, true)
			lost := false
			w.drop = func(d delivery) bool {
				if lost || d.to != "south" || d.message.Kind() != k {
					return false
				}
				lost = true
				w.lives++
				w.sites["south"] = site.New(w.terms, "south", w.keys["south"])
				w.do("south", w.sites["south"].Start(w.now))
				return true
			}
			w.run()
			w.wantDone(1, 2)
			if w.now != time.Unix(0, 0) {
				t.Errorf("waited %v", w.now.Sub(time.Unix(0, 0)))
			}
		})
	}
}

// Once a sum may have been opened there is no other session.
func TestNoOtherSessionOnceBound(t *testing.T) {
	w := newWorld(t, 3, true)
	lost := false
	w.drop = func(d delivery) bool {
		if lost || d.to != "south" || d.message.Kind() != protocol.KindEndorsements {
			return false
		}
		lost = true
		w.lives++
		w.sites["south"] = site.New(w.terms, "south", w.keys["south"])
		w.do("south", w.sites["south"].Start(w.now))
		return true
	}
	w.run()
	for _, id := range w.terms.Participants {
		if len(w.kept[id]) > 0 {
			t.Errorf("%s kept %v", id, w.kept[id])
		}
	}
}

// A participant restored from a backup is shown what it signed since, does not
// remember it, and sits the run out.
func TestRollback(t *testing.T) {
	w := newWorld(t, 2, true)
	var backup *site.Snapshot
	w.keep = func(id identity.ID, k site.Keep) {
		if id == "south" && backup == nil {
			backup = k.Snapshot
		}
	}
	restored := false
	w.drop = func(d delivery) bool {
		if restored || d.to != "south" || d.message.Kind() != protocol.KindEndorsements || d.message.Position().Round != 2 {
			return false
		}
		restored = true
		w.sites["south"] = site.Resume(w.terms, "south", w.keys["south"], backup)
		w.do("south", w.sites["south"].Return(w.now))
		return true
	}
	w.run()
	if e, ok := w.halted["south"].(*protocol.Error); !ok || e.Code != protocol.CodeRollback || e.Party != "south" {
		t.Errorf("south ended with %v", w.halted["south"])
	}
}
