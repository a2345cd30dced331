package attack_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"samband/client/participant"
	"samband/coordinator/server"
	"samband/pkg/algorithm"
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// beside is a run of its own in a federation's directory.
type beside struct {
	f           *federation
	name        string
	coordinator *party
	address     string
	honest      []*party
	villains    []*party
}

func (f *federation) beside(name string, change ...func(*server.Config)) *beside {
	b := &beside{f: f, name: name}
	change = append(change, func(cfg *server.Config) { cfg.Dir = filepath.Join(f.dir, name, string(hub)) })
	b.coordinator, b.address = f.serve(change...)
	return b
}

// join starts everybody but those who are there already.
func (b *beside) join(out ...identity.ID) {
	for _, id := range b.f.but(out...) {
		b.honest = append(b.honest, b.f.join(id, b.address, inDir(b.f, b.name)))
	}
}

// silent has parties send nothing more from their first message of a kind in a
// round on; or not that message, and all others.
func (b *beside) silent(kind protocol.Kind, round uint32, only bool, ids ...identity.ID) {
	for _, id := range ids {
		b.villains = append(b.villains, b.f.enlist(id, b.address, func(v *villain) {
			over := false
			v.say = func(m protocol.Message) []protocol.Message {
				here := m.Kind() == kind && m.Position().Round == round
				over = over || here && !only
				if over || here {
					return nil
				}
				return same(m)
			}
		}))
	}
	b.join(ids...)
}

// completes wants the run to have given everybody that is honest the model of
// plain addition, and nothing to have been repeated.
func (b *beside) completes(t *testing.T, want digest.Digest) {
	t.Helper()
	exact(want, b.honest...)
	b.coordinator.cancel() // which otherwise waits for those who are silent
	b.f.must(b.coordinator.wait())
	for _, e := range b.coordinator.events() {
		if e.Kind == string(protocol.KindAttempt) {
			t.Errorf("%s: a further attempt", b.name)
		}
	}
}

// Who falls away, and when, over the real transport. All these runs wait for a
// deadline, so they do it at the same time.
func TestDropOut(t *testing.T) {
	t.Parallel() // it waits
	checks := make(map[string]func(*testing.T))
	for name, start := range map[string]func(*testing.T) func(*testing.T){
		"before the first sum": beforeTheFirstSum,
		"after close":          afterClose,
		"no members":           notMembers,
		"a contributor":        aContributor,
		"and return":           andReturn,
	} {
		checks[name] = start(t)
	}
	for name, check := range checks {
		t.Run(name, check)
	}
}

// Of five members, once the session stands, one may fall away at any step before
// the first sum: by its operator, who stops it, or without a word. The others
// have theirs; nothing is repeated.
func beforeTheFirstSum(t *testing.T) func(*testing.T) {
	f := form(t, 5, patient)
	without, _ := f.inTheClear(func(int) []identity.ID { return f.but(up) })
	var runs []*beside
	for _, step := range []protocol.Step{protocol.StepSession, protocol.StepAttempt} {
		b := f.beside("stopped at " + string(step))
		ready := make(chan *party, 1)
		leaver := f.join(up, b.address, inDir(f, b.name), func(cfg *participant.Config) {
			cfg.Notify = func(n protocol.Notice, _ algorithm.Progress) {
				if n.Step == step {
					p := <-ready
					p.cancel()
					ready <- p
				}
			}
		})
		ready <- leaver
		b.join(up)
		runs = append(runs, b)
	}
	for _, kind := range []protocol.Kind{protocol.KindReady, protocol.KindCommit, protocol.KindUpload, protocol.KindChunk} {
		b := f.beside("silent at " + string(kind))
		b.silent(kind, 1, false, up)
		runs = append(runs, b)
	}
	return func(t *testing.T) {
		for _, b := range runs {
			b.completes(t, without)
		}
	}
}

// Of nine members, seven of whom bind a sum, two may be silent after close; and
// who is no member need not be there at all. With a third one silent the run
// rests, and names all three.
func afterClose(t *testing.T) func(*testing.T) {
	f := form(t, 12, patient)
	members := f.terms.Members
	if len(members) != 9 || f.terms.Threshold != 5 || f.terms.Quorum != 7 {
		t.Fatalf("a committee of %d with t = %d, Q = %d", len(members), f.terms.Threshold, f.terms.Quorum)
	}
	all, _ := f.inTheClear(nil)
	endorse, release, three := f.beside("endorse"), f.beside("release"), f.beside("three")
	endorse.silent(protocol.KindEndorse, 1, true, members[0], members[4])
	release.silent(protocol.KindRelease, 1, true, members[0], members[8])
	three.silent(protocol.KindEndorse, 1, true, members[:3]...)
	return func(t *testing.T) {
		for _, b := range []*beside{endorse, release} {
			b.completes(t, all)
		}
		three.coordinator.ended(protocol.CodeMissing, "")
		if err := three.coordinator.err.Error(); !strings.Contains(err, "north, south, east") {
			t.Errorf("it does not name all three: %s", err)
		}
		for _, p := range three.honest {
			p.failed()
			if n := p.sent(protocol.KindRelease); n > 0 {
				t.Errorf("%s released", p.id)
			}
		}
	}
}

// Twelve participants, nine of them members: the three others come and go, and
// two who are not members contribute to nothing.
func notMembers(t *testing.T) func(*testing.T) {
	f := form(t, 12, patient)
	others := protocol.Missing(f.ids, f.terms.IsMember)
	b := f.beside("others")
	b.silent(protocol.KindCommit, 1, false, others[:2]...)
	want, _ := f.inTheClear(func(int) []identity.ID { return f.but(others[:2]...) })
	return func(t *testing.T) { b.completes(t, want) }
}

// Below 2(t + 1) participants every contributor of the first sum is needed in
// every later one: the run rests, and says who is missing.
func aContributor(t *testing.T) func(*testing.T) {
	f := form(t, 5, patient)
	b := f.beside("contributor")
	b.silent(protocol.KindCommit, 2, false, up)
	return func(t *testing.T) {
		for _, p := range b.honest {
			p.failed()
			p.ended(protocol.CodeMissing, up)
			if n := p.sent(protocol.KindRelease); n > 1 {
				t.Errorf("%s released %d times", p.id, n)
			}
		}
		b.coordinator.ended(protocol.CodeMissing, up)
	}
}

// A party that no message reaches for some rounds catches up with the others
// when it is back, one sum after the other.
func andReturn(t *testing.T) func(*testing.T) {
	f := form(t, 5, patient)
	var line *cable
	b := f.beside("return", func(cfg *server.Config) {
		cfg.Notify = func(n protocol.Notice) {
			if n.Step == protocol.StepFinal && n.Round == 2 {
				line.hold(false)
			}
		}
	})
	line = f.cable(b.address)
	late := f.join(up, line.address, inDir(f, b.name), func(cfg *participant.Config) {
		cfg.Notify = func(n protocol.Notice, _ algorithm.Progress) {
			if n.Step == protocol.StepAttempt && n.Round == 1 {
				line.hold(true)
			}
		}
	})
	b.join(up)
	want, _ := f.inTheClear(func(int) []identity.ID { return f.but(up) })
	return func(t *testing.T) {
		exact(want, late)
		b.completes(t, want)
		ours, theirs := late.outcome.Sets, b.honest[0].outcome.Sets
		if len(ours) != len(theirs) || slices.ContainsFunc(ours, func(s []identity.ID) bool { return slices.Contains(s, up) }) {
			t.Errorf("up caught up with %v, the others have %v", ours, theirs)
		}
	}
}
