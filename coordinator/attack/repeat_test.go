package attack_test

import (
	"testing"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
)

// A member that endorses twice in one attempt, whatever step the coordinator
// has reached meanwhile.
func twoEndorsements(t *testing.T) {
	another := func(v *villain, e *protocol.Endorse) *protocol.Endorse {
		e = copyOf(v.f, e)
		e.Release = digest.Of([]byte("another release"))
		v.sign(e)
		return e
	}
	for name, kind := range map[string]protocol.Kind{"at once": protocol.KindEndorse, "later": protocol.KindRelease} {
		t.Run(name, func(t *testing.T) {
			f := federate(t, 2, slow)
			coordinator, address := f.serve()
			f.enlist(south, address, func(v *villain) {
				var mine *protocol.Endorse
				v.say = func(m protocol.Message) []protocol.Message {
					if e, ok := m.(*protocol.Endorse); ok {
						mine = e
					}
					if m.Kind() == kind {
						return same(m, another(v, mine))
					}
					return same(m)
				}
			})
			p := f.join(north, address)
			p.failed()
			p.ended(protocol.CodeEquivocal, south)
			coordinator.ended(protocol.CodeEquivocal, south)
			coordinator.refused(protocol.CodeEquivocal, south)
		})
	}
	t.Run("coordinator shows both", func(t *testing.T) {
		f := federate(t, 2, slow)
		c := f.scheme(func(c *schemer) {
			alter(c, func(_ identity.ID, m *protocol.Result) []protocol.Message {
				m.Endorsed[1].Release = digest.Of([]byte("another release"))
				f.signed(south, &m.Endorsed[1])
				return same(m)
			})
		})
		for _, p := range c.everybody() {
			p.failed()
			p.refused(protocol.CodeEquivocal, south)
		}
	})
}

// An attempt fails after everybody endorsed. Over the same set another one
// succeeds, and gives what it would have given at first: inputs are the same.
func attemptAfterEndorsement(t *testing.T) {
	f := federate(t, 3, slow)
	want := f.undisturbed()
	c := f.scheme(func(c *schemer) {
		endorsed := 0
		c.hear = func(_ identity.ID, m protocol.Message) bool {
			if m.Kind() != protocol.KindEndorse || m.Position().Attempt == protocol.MaxEndorsed {
				return false
			}
			if endorsed++; endorsed == len(f.ids) {
				endorsed = 0
				c.again()
			}
			return true
		}
	})
	for _, p := range c.everybody() {
		if p.model() != want {
			t.Error("another model")
		}
		if e, r := p.sent(protocol.KindEndorse), p.sent(protocol.KindRelease); e != protocol.MaxEndorsed*r {
			t.Errorf("%s endorsed %d times and released %d times", p.id, e, r)
		}
	}
}

func fifthAttempt(t *testing.T) {
	f := federate(t, 2, slow)
	c := f.scheme(func(c *schemer) {
		endorsed := 0
		c.hear = func(_ identity.ID, m protocol.Message) bool {
			if m.Kind() != protocol.KindEndorse {
				return false
			}
			if endorsed++; endorsed%len(f.ids) == 0 {
				c.again()
			}
			return true
		}
	})
	for _, p := range c.everybody() {
		p.failed()
		p.refused(protocol.CodeRepeat, hub)
		if n := p.sent(protocol.KindEndorse); n != protocol.MaxEndorsed {
			t.Errorf("%s endorsed in %d attempts", p.id, n)
		}
		if p.sent(protocol.KindRelease) > 0 {
			t.Errorf("%s released", p.id)
		}
	}
}

// After an endorsement of all, a set without one of them: where all are needed it
// is too small, and where four of five are enough it is another one.
func otherSetAfterEndorsement(t *testing.T) {
	for code, f := range map[protocol.Code]*federation{protocol.CodeQuorum: federate(t, 3, slow), protocol.CodeRepeat: form(t, 5, slow)} {
		c := f.scheme(func(c *schemer) {
			endorsed := 0
			c.hear = func(_ identity.ID, m protocol.Message) bool {
				if m.Kind() != protocol.KindEndorse {
					return false
				}
				if endorsed++; endorsed == len(f.ids) {
					c.again()
				}
				return true
			}
			alter(c, func(to identity.ID, m *protocol.Close) []protocol.Message {
				if m.Prefix.Attempt == 2 {
					return same(c.closing(to, f.ids[:len(f.ids)-1]...))
				}
				return same(m)
			})
		})
		for _, p := range c.everybody() {
			p.failed()
			p.refused(code, hub)
			if e, r := p.sent(protocol.KindEndorse), p.sent(protocol.KindRelease); e != 1 || r != 0 {
				t.Errorf("%s endorsed %d times and released %d times", p.id, e, r)
			}
		}
	}
}

// After an endorsement there is no second session of the same agreement in
// which the sum could be over other inputs: a program that starts again takes up
// the one that it is bound to, and refuses another.
func secondSessionAfterEndorsement(t *testing.T) {
	f := federate(t, 2, slow)
	c := f.scheme(func(c *schemer) {
		alter(c, func(_ identity.ID, m *protocol.Endorsements) []protocol.Message {
			return same(&protocol.Stop{Prefix: m.Prefix, From: hub, Code: protocol.CodeStopped})
		})
		c.hear = func(from identity.ID, m protocol.Message) bool {
			if m.Kind() == protocol.KindResume {
				c.tell(from, &protocol.Attempt{Prefix: f.terms.Prefix()})
			}
			return false
		}
	})
	for _, p := range c.everybody() {
		p.failed()
		again := f.join(p.id, c.address)
		again.failed()
		again.refused(protocol.CodeRepeat, hub)
		if n := again.sent(protocol.KindHello); n != 1 {
			t.Errorf("%s took part in a second session", p.id)
		}
	}
}

// The coordinator shows south another ledger than before, or than north.
func TestAttackSplitLedger(t *testing.T) {
	t.Parallel() // it waits
	for name, edit := range map[string]func(c *schemer, other *ledger.Writer, to identity.ID, m *protocol.Result){
		"another ledger": func(c *schemer, other *ledger.Writer, to identity.ID, m *protocol.Result) {
			c.given[to] = ledger.Checkpoint{}
			c.attach(to, m, other)
		},
		"no proof": func(_ *schemer, _ *ledger.Writer, _ identity.ID, m *protocol.Result) { m.Proof = nil },
		"not signed by it": func(c *schemer, _ *ledger.Writer, _ identity.ID, m *protocol.Result) {
			p, err := ledger.ParseCheckpoint(m.Checkpoint)
			c.f.must(err)
			p.Signatures = nil
			p = p.With(p.Cosign(hub, c.f.keys[north]))
			m.Checkpoint = p.Marshal()
		},
		"of another party": func(c *schemer, _ *ledger.Writer, _ identity.ID, m *protocol.Result) {
			for _, l := range c.heard {
				if a, ok := l.message.(*protocol.Ack); ok && l.from == north {
					m.Checkpoint = a.Checkpoint
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := federate(t, 2, slow)
			c := f.scheme(func(c *schemer) {
				other := f.book()
				t.Cleanup(func() { other.Close() })
				for range 200 {
					f.must(other.Append(ledger.Event{From: hub, Kind: "invented", Direction: ledger.Local, Category: "access", Form: ledger.Metadata}))
				}
				alter(c, func(to identity.ID, m *protocol.Result) []protocol.Message {
					if to == south && m.Prefix.Round == 2 {
						edit(c, other, to, m)
					}
					return same(m)
				})
			})
			all := c.everybody()
			all[0].failed()
			all[1].failed()
			all[1].refused(protocol.CodeLedger, hub)
		})
	}
}
