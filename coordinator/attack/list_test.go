package attack_test

import (
	"context"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/seal"
)

// With an accomplice a coordinator can show different lists to different
// participants; each says in its header which it saw.
func commitmentListsDiffer(t *testing.T) {
	f := federate(t, 3, slow)
	c := f.scheme(func(c *schemer) {
		alter(c, func(to identity.ID, m *protocol.Commitments) []protocol.Message {
			if to == north {
				m.Commits[2].Commitment = digest.Of([]byte("another"))
				f.signed(east, &m.Commits[2])
			}
			return same(m)
		})
	})
	all := c.everybody()
	nothing(all...)
	all[0].refused(protocol.CodeHeader, hub)
	all[1].refused(protocol.CodeHeader, hub)
}

func opensDiffer(t *testing.T) {
	f := federate(t, 3, slow)
	c := f.scheme(func(c *schemer) {
		alter(c, func(to identity.ID, m *protocol.Open) []protocol.Message {
			if to == north {
				key, err := seal.NewKey()
				f.must(err)
				m.Ready[2].Key = key.Public()
				f.signed(east, &m.Ready[2])
			}
			return same(m)
		})
	})
	all := c.everybody()
	nothing(all...)
	all[0].refused(protocol.CodeHeader, hub)
	all[1].refused(protocol.CodeHeader, hub)
}

func statesDiffer(t *testing.T) {
	for _, round := range []uint32{1, 2} {
		f := federate(t, 2, slow)
		c := f.scheme(func(c *schemer) {
			alter(c, func(to identity.ID, m *protocol.Open) []protocol.Message {
				if to == south && m.Prefix.Round == round {
					m.Prefix.State = digest.Of([]byte("another state"))
				}
				return same(m)
			})
		})
		all := c.everybody()
		all[0].failed()
		all[1].failed()
		all[1].refused(protocol.CodePrefix, hub)
		if n := all[1].sent(protocol.KindRelease); n != int(round)-1 {
			t.Errorf("%d releases before round %d", n, round)
		}
	}
}

// A list holds those of the signed agreement under the keys of the agreement,
// and all of them.
func sybil(t *testing.T) {
	mallory := func(f *federation, m protocol.Message) {
		key, err := identity.Generate()
		f.must(err)
		protocol.Sign(key, m)
	}
	for name, c := range map[string]struct {
		code  protocol.Code
		about identity.ID
		do    func(c *schemer)
	}{
		"hello": {protocol.CodeRoster, hub, func(c *schemer) {
			alter(c, func(_ identity.ID, m *protocol.Hellos) []protocol.Message {
				h := m.Hellos[0]
				h.From = "mallory"
				mallory(c.f, &h)
				m.Hellos = append(m.Hellos[:1], h)
				return same(m)
			})
		}},
		"swapped key": {protocol.CodeSignature, hub, func(c *schemer) {
			alter(c, func(to identity.ID, m *protocol.Hellos) []protocol.Message {
				key, err := seal.NewKey()
				c.f.must(err)
				m.Hellos[1].Key = key.Public()
				c.f.signed(hub, &m.Hellos[1])
				return same(m)
			})
		}},
		"left out": {protocol.CodeQuorum, hub, func(c *schemer) {
			alter(c, func(_ identity.ID, m *protocol.Hellos) []protocol.Message {
				m.Hellos = m.Hellos[:1]
				return same(m)
			})
		}},
		"ready": {protocol.CodeRoster, hub, func(c *schemer) {
			alter(c, func(_ identity.ID, m *protocol.Open) []protocol.Message {
				m.Ready[1].From = "mallory"
				mallory(c.f, &m.Ready[1])
				return same(m)
			})
		}},
		"commit": {protocol.CodeRoster, hub, func(c *schemer) {
			alter(c, func(_ identity.ID, m *protocol.Commitments) []protocol.Message {
				m.Commits[1].From = "mallory"
				mallory(c.f, &m.Commits[1])
				return same(m)
			})
		}},
		"endorsement": {protocol.CodeRoster, hub, func(c *schemer) {
			alter(c, func(_ identity.ID, m *protocol.Endorsements) []protocol.Message {
				m.Endorsed[1].From = "mallory"
				mallory(c.f, &m.Endorsed[1])
				return same(m)
			})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			f := federate(t, 2, slow)
			all := f.scheme(c.do).everybody()
			for _, p := range all {
				p.failed()
				if n := p.sent(protocol.KindRelease); n > 0 {
					t.Errorf("%s released", p.id)
				}
			}
			all[0].refused(c.code, c.about)
		})
	}
}

// Strangers, and parties under another agreement, do not get as far as a
// message; the run goes on without noticing.
func strangersConnect(t *testing.T) {
	f := federate(t, 2, slow)
	want := f.undisturbed()
	coordinator, address := f.serve()
	knock := func(key *identity.PrivateKey, agreement string) {
		opening := f.opening()
		opening.Set("samband-agreement", agreement)
		stream, conn, err := f.connect(context.Background(), key, address, opening)
		if conn != nil {
			defer conn.Close()
		}
		var b []byte
		if err == nil && stream.RecvMsg(&b) == nil {
			t.Error("a stranger was let in")
		}
	}
	stranger, err := identity.Generate()
	f.must(err)
	knock(stranger, f.plan.Hash.String())
	knock(f.keys[south], digest.Of([]byte("another agreement")).String())
	for _, id := range f.ids {
		defer func(p *party) {
			if p.model() != want {
				t.Error("another model")
			}
		}(f.join(id, address))
	}
	f.must(coordinator.wait())
	coordinator.refused("stranger", "")
	coordinator.refused(protocol.CodeAgreement, south)
}
