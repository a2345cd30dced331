package attack_test

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"samband/client/participant"
	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// What belongs to another place is refused there, however genuine it is.
func replay(t *testing.T) {
	uploadOf := func(c *schemer, id identity.ID, round, attempt uint32) protocol.Header {
		for _, l := range c.heard {
			if u, ok := l.message.(*protocol.Upload); ok && l.from == id && u.Header.Prefix.Round == round && u.Header.Prefix.Attempt == attempt {
				return u.Header
			}
		}
		c.f.t.Errorf("%s uploaded nothing in round %d, attempt %d", id, round, attempt)
		return protocol.Header{}
	}
	for name, r := range map[string]struct {
		code protocol.Code
		do   func(c *schemer)
	}{
		"upload of another round": {protocol.CodePrefix, func(c *schemer) {
			alter(c, func(_ identity.ID, m *protocol.Close) []protocol.Message {
				if m.Prefix.Round == 2 {
					m.Headers[1] = uploadOf(c, south, 1, 1)
				}
				return same(m)
			})
		}},
		"upload of another attempt": {protocol.CodePrefix, func(c *schemer) {
			c.hear = func(_ identity.ID, m protocol.Message) bool {
				if m.Kind() == protocol.KindEndorse && m.Position().Attempt == 1 {
					if c.prefix.Attempt == 1 {
						c.again()
					}
					return true
				}
				return false
			}
			alter(c, func(_ identity.ID, m *protocol.Close) []protocol.Message {
				if m.Prefix.Attempt == 2 {
					m.Headers[1] = uploadOf(c, south, 1, 1)
				}
				return same(m)
			})
		}},
		"upload of another participant": {protocol.CodeSignature, func(c *schemer) {
			alter(c, func(_ identity.ID, m *protocol.Close) []protocol.Message {
				m.Headers[1] = m.Headers[0]
				m.Headers[1].From = south
				return same(m)
			})
		}},
		"endorsement of another round": {protocol.CodePrefix, func(c *schemer) {
			var old protocol.Endorse
			alter(c, func(_ identity.ID, m *protocol.Endorsements) []protocol.Message {
				if m.Prefix.Round == 1 {
					old = m.Endorsed[1]
				} else {
					m.Endorsed[1] = old
				}
				return same(m)
			})
		}},
		"acks of another round": {protocol.CodePrefix, func(c *schemer) {
			var old []protocol.Ack
			alter(c, func(_ identity.ID, m *protocol.Open) []protocol.Message {
				switch m.Prefix.Round {
				case 2:
					old = m.Acks
				case 3:
					m.Acks = old
				}
				return same(m)
			})
		}},
		"before its time": {protocol.CodeOrder, func(c *schemer) {
			alter(c, func(_ identity.ID, m *protocol.Commitments) []protocol.Message {
				return same(&protocol.Endorsements{Prefix: m.Prefix})
			})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			f := federate(t, 2, slow)
			all := f.scheme(r.do).everybody()
			all[0].failed()
			all[0].refused(r.code, hub)
			all[1].failed()
			if _, rounds := all[0], all[0].sent(protocol.KindRelease); name == "upload of another participant" && rounds > 0 {
				t.Error("north released")
			}
		})
	}
}

// Messages of an earlier session of the same agreement, which opened nothing.
func replayFromAnotherSession(t *testing.T) {
	f := federate(t, 2, slow)
	var hello protocol.Hello
	var header protocol.Header
	first := f.scheme(func(c *schemer) {
		alter(c, func(_ identity.ID, m *protocol.Close) []protocol.Message {
			hello, header = *c.mail[protocol.KindHello][south].(*protocol.Hello), m.Headers[1]
			return same(&protocol.Stop{Prefix: m.Prefix, From: hub, Code: protocol.CodeLearning})
		})
	})
	nothing(first.everybody()...)
	for name, do := range map[string]func(*schemer) (protocol.Code, identity.ID){
		"upload": func(c *schemer) (protocol.Code, identity.ID) {
			alter(c, func(_ identity.ID, m *protocol.Close) []protocol.Message {
				m.Headers[1] = header
				return same(m)
			})
			return protocol.CodePrefix, hub
		},
		// north cannot know that south did not say this hello today; but south,
		// and every group key of today, is bound to today's.
		"hello": func(c *schemer) (protocol.Code, identity.ID) {
			alter(c, func(to identity.ID, m *protocol.Hellos) []protocol.Message {
				if to == north {
					m.Hellos[1] = hello
				}
				return same(m)
			})
			return protocol.CodeGroupKey, hub
		},
	} {
		t.Run(name, func(t *testing.T) {
			var code protocol.Code
			var about identity.ID
			g := *f
			g.t = t
			c := g.scheme(func(c *schemer) { code, about = do(c) })
			all := c.everybody()
			nothing(all...)
			all[0].refused(code, about)
		})
	}
}

// Duplicates and leftovers are ignored: they say nothing about their sender.
func duplicatesAndLeftovers(t *testing.T) {
	f := federate(t, 2, slow)
	want := f.undisturbed()
	c := f.scheme(func(c *schemer) {
		said := make(map[identity.ID][]protocol.Message)
		c.say = func(to identity.ID, m protocol.Message) []protocol.Message {
			out := same(m, m)
			if k := m.Kind(); k != protocol.KindChunk && k != protocol.KindDone {
				for _, old := range said[to] {
					if p := old.Position(); p.Round > 0 && p.Round < c.prefix.Round {
						out = append(out, old)
					}
				}
			}
			said[to] = append(said[to], m)
			return out
		}
	})
	for _, p := range c.everybody() {
		if p.model() != want {
			t.Error("another model")
		}
	}
}

// A rehearsal has the keys of the real run and invented rows: nothing of it may
// count in the real run.
func rehearsed(t *testing.T) {
	t.Run("coordinator", func(t *testing.T) {
		f := federate(t, 2, slow)
		c := f.scheme(func(*schemer) {})
		p := f.join(north, c.address, func(cfg *participant.Config) { cfg.Mode = protocol.Rehearsal })
		// The opening of the stream tells the two modes apart: north sends no
		// message, and a run that never began leaves no directory.
		p.failed()
		if !strings.Contains(p.err.Error(), `this party in mode "rehearsal"`) {
			t.Error(p.err)
		}
		if _, err := os.Stat(p.dir); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("north keeps a directory: %v", err)
		}
	})
	again := func(f *federation, by identity.ID, p *protocol.Prefix, m protocol.Message) {
		p.Mode = protocol.Rehearsal
		f.signed(by, m)
	}
	for name, do := range map[string]func(c *schemer){
		"hello": func(c *schemer) {
			alter(c, func(_ identity.ID, m *protocol.Hellos) []protocol.Message {
				again(c.f, south, &m.Hellos[1].Prefix, &m.Hellos[1])
				return same(m)
			})
		},
		"ready": func(c *schemer) {
			alter(c, func(_ identity.ID, m *protocol.Open) []protocol.Message {
				again(c.f, south, &m.Ready[1].Prefix, &m.Ready[1])
				return same(m)
			})
		},
		"upload": func(c *schemer) {
			alter(c, func(_ identity.ID, m *protocol.Close) []protocol.Message {
				again(c.f, south, &m.Headers[1].Prefix, &m.Headers[1])
				return same(m)
			})
		},
		"endorsement": func(c *schemer) {
			alter(c, func(_ identity.ID, m *protocol.Endorsements) []protocol.Message {
				again(c.f, south, &m.Endorsed[1].Prefix, &m.Endorsed[1])
				return same(m)
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := federate(t, 2, slow)
			all := f.scheme(do).everybody()
			all[0].failed()
			all[0].refused(protocol.CodePrefix, hub)
			all[1].failed()
			if all[0].sent(protocol.KindRelease) > 0 {
				t.Error("north released")
			}
		})
	}
}
