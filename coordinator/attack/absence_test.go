package attack_test

import (
	"testing"

	"samband/client/participant"
	"samband/pkg/algorithm"
	"samband/pkg/identity"
	"samband/pkg/protocol"
)

func TestAttackNeverComes(t *testing.T) {
	t.Parallel() // it waits
	for n := 2; n <= 3; n++ {
		f := federate(t, n, quick)
		coordinator, address := f.serve()
		for _, p := range f.together(address, south) {
			defer p.ended(protocol.CodeMissing, south)
			defer nothing(p)
		}
		coordinator.ended(protocol.CodeMissing, south)
	}
}

// A participant's operator stops its program: the others are told at once.
func TestAttackLeaves(t *testing.T) {
	for _, step := range []protocol.Step{protocol.StepSession, protocol.StepUploaded, protocol.StepEndorsed, protocol.StepAccepted} {
		t.Run(string(step), func(t *testing.T) {
			f := federate(t, 2, slow)
			coordinator, address := f.serve()
			ready := make(chan *party, 1)
			leaver := f.join(south, address, func(cfg *participant.Config) {
				cfg.Notify = func(n protocol.Notice, _ algorithm.Progress) {
					if n.Step == step {
						p := <-ready
						p.cancel()
						ready <- p
					}
				}
			})
			ready <- leaver
			p := f.join(north, address)
			p.failed()
			p.ended(protocol.CodeStopped, south)
			leaver.failed()
			coordinator.ended(protocol.CodeStopped, south)
		})
	}
}

// A participant that is connected and says nothing more.
func TestAttackFallsSilent(t *testing.T) {
	t.Parallel() // it waits
	f := federate(t, 3, quick)
	coordinator, address := f.serve()
	f.enlist(east, address, func(v *villain) {
		v.say = func(m protocol.Message) []protocol.Message {
			if m.Kind() == protocol.KindEndorse {
				return nil
			}
			return same(m)
		}
	})
	for _, p := range f.together(address, east) {
		p.failed()
		p.ended(protocol.CodeMissing, east)
		if p.sent(protocol.KindRelease) > 0 {
			t.Errorf("%s released", p.id)
		}
	}
	coordinator.ended(protocol.CodeMissing, east)
}

// A coordinator that is connected and says nothing more.
func TestAttackSilentCoordinator(t *testing.T) {
	t.Parallel() // it waits
	f := federate(t, 2, quick/2)
	c := f.scheme(func(c *schemer) {
		alter(c, func(identity.ID, *protocol.Close) []protocol.Message { return nil })
		c.hear = func(_ identity.ID, m protocol.Message) bool { return m.Kind() == protocol.KindRefuse }
	})
	for _, p := range c.everybody() {
		nothing(p)
		p.ended(protocol.CodeMissing, hub)
	}
}
