package attack_test

import (
	"testing"

	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
)

// spoiled has a contributor send a share that does not open to one member, in
// round 1. f has that member as number at of the others.
func spoiled(at int) func(*villain) {
	return func(v *villain) {
		v.commit = func(need site.NeedCommit, c *site.Commit) {
			if need.Prefix.Round == 1 {
				c.Shares[at].Sealed = garbage(len(c.Shares[at].Sealed))
			}
		}
	}
}

// A share that does not open at one member of five: that member neither endorses
// nor releases, the four others do, and nobody is repeated or named as at fault.
// The sum is the one that it would have been.
func shareForOneOfFive(t *testing.T) {
	f := form(t, 5, slow)
	want := f.undisturbed()
	coordinator, address := f.serve()
	v := f.enlist(up, address, spoiled(3))
	for _, p := range f.together(address, up, inDir(f, "beside")) {
		if p.model() != want {
			t.Errorf("%s has another model", p.id)
		}
		endorsed, released := p.sentIn(protocol.KindEndorse, 1), p.sentIn(protocol.KindRelease, 1)
		if p.id == west {
			p.refused(protocol.CodeShare, up)
			if endorsed+released > 0 {
				t.Errorf("west endorsed %d times and released %d times", endorsed, released)
			}
		} else if endorsed != 1 {
			t.Errorf("%s endorsed %d times", p.id, endorsed)
		}
		if n := p.sentIn(protocol.KindCommit, 1); n != 1 {
			t.Errorf("%d attempts", n)
		}
	}
	f.must(v.wait())
	f.must(coordinator.wait())
	// West's word that a share did not open is in the coordinator's ledger as
	// what it is: a message of west.
	said := 0
	for _, e := range coordinator.events() {
		if e.Kind == string(protocol.KindRefuse) && e.Direction == ledger.Received && e.From == west {
			said++
		}
		if e.Direction == ledger.Local && e.To == up && e.Kind == string(protocol.KindRefuse) {
			t.Error("the coordinator blames up")
		}
	}
	if said != 1 {
		t.Errorf("the coordinator's ledger has %d refusals of west", said)
	}
}

// The member that could not open a share is asked to release over those that did
// open: in this attempt it says nothing more, and in the next one the others are
// bound to the set that they endorsed, so that it stands alone.
func partialReleaseOfFive(t *testing.T) {
	f := form(t, 5, slow)
	s := f.scheme(func(s *schemer) {
		over(s, func(uint32) []identity.ID {
			if s.prefix.Attempt == 2 {
				return f.but(up)
			}
			return nil
		})
		heard := 0
		s.hear = func(from identity.ID, m protocol.Message) bool {
			refuse, refused := m.(*protocol.Refuse)
			if s.prefix.Attempt == 2 || !refused && m.Kind() != protocol.KindEndorse {
				return false
			}
			if refused {
				if from != west || refuse.Final {
					return false
				}
				s.tell(west, s.closing(west, f.but(up)...))
			}
			if heard++; heard == len(f.ids) {
				s.again()
			}
			return true
		}
	})
	f.enlist(up, s.address, spoiled(3))
	for _, p := range f.together(s.address, up) {
		p.failed()
		if n := p.sent(protocol.KindRelease); n > 0 {
			t.Errorf("%s released %d times", p.id, n)
		}
		if p.id != west {
			p.refused(protocol.CodeRepeat, hub)
			continue
		}
		p.refused(protocol.CodeShare, up)
		for _, e := range p.events() {
			if e.Kind == string(protocol.KindEndorse) && e.Direction == ledger.Sent && e.Attempt == 1 {
				t.Error("west endorsed over the shares that did open")
			}
		}
	}
}

// A share that was sealed for another: as it was, or with some of it changed.
// Only who sealed it could have changed what is in it.
func shareOfAnother(t *testing.T) {
	for name, scale := range map[string]func(b []byte){
		"as it was": func([]byte) {},
		"scaled": func(b []byte) {
			for i := len(b) - 32; i < len(b); i++ {
				b[i] <<= 1
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := federate(t, 3, slow)
			given := make(chan []byte, 8) // north's share for south, by the coordinator's help
			s := f.scheme(func(s *schemer) {
				s.hear = func(from identity.ID, m protocol.Message) bool {
					if u, ok := m.(*protocol.Upload); ok && from == north {
						given <- u.Shares[0].Sealed
					}
					return false
				}
			})
			f.enlist(east, s.address, func(v *villain) {
				v.commit = func(need site.NeedCommit, c *site.Commit) {
					if need.Prefix.Round == 2 {
						old := append([]byte(nil), <-given...)
						scale(old)
						c.Shares[1].Sealed = old
					}
				}
			})
			all := f.together(s.address, east)
			for _, p := range all {
				p.failed()
				if n := p.sent(protocol.KindRelease); n != 1 {
					t.Errorf("%s released %d times", p.id, n)
				}
			}
			all[1].refused(protocol.CodeShare, east)
		})
	}
}

// Four of five can do without a member that hands out other bytes than it
// endorsed: the coordinator refuses them by name, and the sum is opened with the
// releases of the others. It is the one that it would have been.
func otherReleaseOfFive(t *testing.T) {
	f := form(t, 5, slow)
	want := f.undisturbed()
	coordinator, address := f.serve()
	f.enlist(up, address, func(v *villain) {
		v.say = func(m protocol.Message) []protocol.Message {
			if r, ok := m.(*protocol.Release); ok {
				return same(&protocol.Release{Prefix: r.Prefix, From: r.From, Sealed: garbage(len(r.Sealed))})
			}
			return same(m)
		}
	})
	for _, p := range f.together(address, up, inDir(f, "beside")) {
		if p.model() != want {
			t.Errorf("%s has another model", p.id)
		}
	}
	f.must(coordinator.wait())
	coordinator.refused(protocol.CodeRepeat, up)
}
