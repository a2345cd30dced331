package attack_test

import (
	"os"
	"path/filepath"
	"testing"

	"samband/client/participant"
	"samband/pkg/agreement"
	"samband/pkg/algorithm"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
	"samband/pkg/seal"
)

// backup is what a participant's disk held when a round began.
type backup struct {
	snapshot *site.Snapshot
	group    *seal.Group
	learner  algorithm.Learner
}

// untilEndorsed makes a villain that does as it should, takes a backup at the
// start of round 2, and ends without a word once it has endorsed in it.
func untilEndorsed(had *backup) func(*villain) {
	return func(v *villain) {
		v.kept = func(k site.Keep) {
			if k.Round == 1 {
				*had = backup{k.Snapshot, v.group, v.learner}
			}
		}
		v.say = func(m protocol.Message) []protocol.Message {
			if m.Kind() == protocol.KindEndorse && m.Position().Round == 2 {
				v.over = true
			}
			return same(m)
		}
	}
}

// restored makes a villain of a backup. It does what an honest program does that
// does not know that its files are old.
func restored(had *backup) func(*villain) {
	return func(v *villain) {
		v.machine = site.Resume(v.f.terms, v.id, v.f.keys[v.id], had.snapshot)
		v.group, v.learner, v.resumed = had.group, had.learner, true
	}
}

// A member restored from a backup of before its last endorsement comes back. An
// honest coordinator shows it what it signed since, and it sits the run out; the
// sum that it endorsed is final without it.
func restoredIsShown(t *testing.T) {
	f := form(t, 5, slow)
	coordinator, address := f.serve()
	copied := filepath.Join(f.dir, "backup")
	ready := make(chan *party, 1)
	p := f.join(up, address, func(cfg *participant.Config) {
		cfg.Notify = func(n protocol.Notice, _ algorithm.Progress) {
			switch {
			case n.Round != 2:
			case n.Step == protocol.StepAttempt:
				f.must(os.CopyFS(copied, os.DirFS(cfg.Dir)))
			case n.Step == protocol.StepEndorsed:
				p := <-ready
				p.cancel()
				ready <- p
			}
		}
	})
	ready <- p
	honest := f.together(address, up)
	p.failed()
	f.must(os.Rename(p.dir, p.dir+".newer"))
	f.must(os.Rename(copied, p.dir))
	again := f.join(up, address)
	again.failed()
	again.ended(protocol.CodeRollback, up)
	again.refused(protocol.CodeRollback, up)
	coordinator.cancel() // which otherwise waits for up, who is needed from now on
	coordinator.failed()
	for _, p := range honest {
		p.failed()
		if a, b := p.sentIn(protocol.KindRelease, 2), p.sentIn(protocol.KindRelease, 3); a > 1 || b > 0 {
			t.Errorf("%s released %d times in round 2 and %d times in round 3", p.id, a, b)
		}
	}
	endorsed := 0
	for _, e := range coordinator.events() {
		if e.From == up && e.Direction == ledger.Received && e.Kind == string(protocol.KindEndorse) && e.Round == 2 {
			endorsed++
		}
	}
	if endorsed != 1 {
		t.Errorf("up endorsed %d times in round 2", endorsed)
	}
}

// A lying coordinator shows it nothing, and it endorses another set of the same
// round: it counts among the t − 1. The others are bound to the first set.
func restoredIsLiedTo(t *testing.T) {
	f := form(t, 5, slow, func(a *agreement.Agreement) { a.Acknowledge = []string{agreement.AckDropout} }) // or the classes would stop it
	var had backup
	sets, all := make(chan int, 8), make(chan struct{})
	s := f.scheme(func(s *schemer) {
		over(s, func(uint32) []identity.ID {
			if s.prefix.Attempt == 2 {
				return f.but(west)
			}
			return nil
		})
		endorsed := 0
		s.hear = func(from identity.ID, m protocol.Message) bool {
			switch m := m.(type) {
			case *protocol.Resume:
				s.again()
				return true
			case *protocol.Endorse:
				if m.Prefix.Round == 1 {
					return false
				}
				if from == up {
					sets <- len(m.Set)
				}
				if endorsed++; endorsed == len(f.ids) {
					close(all)
				}
				return true
			}
			return false
		}
	})
	f.enlist(up, s.address, untilEndorsed(&had))
	honest := f.together(s.address, up)
	<-all
	f.enlist(up, s.address, restored(&had)).wait()
	for _, p := range honest {
		p.failed()
		p.refused(protocol.CodeRepeat, hub)
		if e, r := p.sentIn(protocol.KindEndorse, 2), p.sentIn(protocol.KindRelease, 2); e != 1 || r != 0 {
			t.Errorf("%s endorsed %d times and released %d times in round 2", p.id, e, r)
		}
	}
	if len(sets) != 2 {
		t.Fatalf("up endorsed %d times", len(sets))
	}
	if a, b := <-sets, <-sets; a != 5 || b != 4 {
		t.Errorf("up endorsed sets of %d and %d: this test does not show what it should", a, b)
	}
}
