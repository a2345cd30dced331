package attack_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// kinds are those that a participant sends in a run without trouble.
var kinds = []protocol.Kind{
	protocol.KindHello, protocol.KindGroupKey, protocol.KindReady, protocol.KindCommit, protocol.KindUpload, protocol.KindChunk,
	protocol.KindEndorse, protocol.KindRelease, protocol.KindFetch, protocol.KindAck,
}

// frameOf alters the first frame of one kind.
func frameOf(kind protocol.Kind, alter func(b []byte) []byte) func(*villain) {
	return func(v *villain) {
		done := false
		v.frame = func(m protocol.Message, b []byte) [][]byte {
			if m.Kind() != kind || done {
				return [][]byte{b}
			}
			done = true
			return [][]byte{alter(bytes.Clone(b))}
		}
	}
}

// Every kind of message that a participant sends, cut off, too long, garbled,
// or of another version: the coordinator lives, its ledger says from whom, and
// the honest participant is told at once.
func malformedMessages(t *testing.T) {
	for name, alter := range map[string]func(b []byte) []byte{
		"cut off":         func(b []byte) []byte { return b[:len(b)-1] },
		"too long":        func(b []byte) []byte { return append(b, make([]byte, 1<<20)...) },
		"more after it":   func(b []byte) []byte { return append(b, 0x08, 0x01) },
		"another version": func(b []byte) []byte { b[1]++; return b },
		"garbled":         func(b []byte) []byte { return garbage(len(b)) },
	} {
		for _, kind := range kinds {
			t.Run(string(kind)+" "+name, func(t *testing.T) {
				note := protocol.CodeMalformed
				if name == "too long" {
					note = "oversized"
				}
				cutOff(t, note, frameOf(kind, alter))
			})
		}
	}
}

// cutOff wants a run to end at once because of what south does after north has
// come, and everybody to be told that it was south.
func cutOff(t *testing.T, note protocol.Code, does func(*villain)) {
	t.Helper()
	f := federate(t, 2, slow)
	joined, first := f.joined(north)
	coordinator, address := f.serve(first)
	p := f.join(north, address)
	<-joined // or the villain would end the run before
	f.enlist(south, address, does)
	p.failed()
	p.ended(protocol.CodeMalformed, south)
	coordinator.ended(protocol.CodeMalformed, south)
	coordinator.refused(note, south)
}

// Every kind of message that a participant sends, well-formed and signed, but
// with a field that belongs elsewhere. The run ends at once, and everybody is
// told by whom.
func foreignMessages(t *testing.T) {
	elsewhere := func(v *villain, m protocol.Message) {
		switch m := m.(type) {
		case *protocol.Hello:
			m.Prefix.Agreement = digest.Of([]byte("another agreement"))
		case *protocol.GroupKey:
			m.Hellos = digest.Of([]byte("other hellos"))
		case *protocol.Ready:
			m.Prefix.Session = digest.Of([]byte("another session"))
		case *protocol.Commit:
			m.Prefix.State = digest.Of([]byte("another state"))
		case *protocol.Upload:
			m.Header.Open = digest.Of([]byte("another open"))
			v.sign(&m.Header)
		case *protocol.Chunk:
			m.Index = 7
		case *protocol.Endorse:
			m.Root = digest.Of([]byte("another sum"))
		case *protocol.Release:
			m.Prefix.Round = 9
		case *protocol.Fetch:
			m.Root = digest.Of([]byte("another sum"))
		case *protocol.Ack:
			m.Next = "no-such-phase"
		}
		v.sign(m)
	}
	codes := []protocol.Code{
		protocol.CodeAgreement, protocol.CodeGroupKey, protocol.CodePrefix, protocol.CodePrefix, protocol.CodeHeader, protocol.CodeBody,
		protocol.CodeSet, protocol.CodePrefix, protocol.CodeBody, protocol.CodeLearning,
	}
	unsigned := []protocol.Kind{protocol.KindChunk, protocol.KindRelease, protocol.KindFetch}
	for i, kind := range kinds {
		for _, how := range []string{"elsewhere", "not signed"} {
			if how == "not signed" && slices.Contains(unsigned, kind) {
				continue
			}
			t.Run(string(kind)+" "+how, func(t *testing.T) {
				code := codes[i]
				f := federate(t, 2, slow)
				joined, first := f.joined(north)
				coordinator, address := f.serve(first)
				p := f.join(north, address)
				<-joined // or the villain would end the run before
				f.enlist(south, address, func(v *villain) {
					done := false
					v.say = func(m protocol.Message) []protocol.Message {
						if m.Kind() != kind || done {
							return same(m)
						}
						done = true
						m = copyOf(f, m)
						if how == "elsewhere" {
							elsewhere(v, m)
							return same(m)
						}
						code = protocol.CodeSignature
						forge(f, m)
						return same(m)
					}
				})
				p.failed()
				p.ended(code, south)
				coordinator.ended(code, south)
				coordinator.refused(code, south)
			})
		}
	}
}

// forge signs with a key that is not the sender's.
func forge(f *federation, m protocol.Message) {
	if u, ok := m.(*protocol.Upload); ok {
		f.signed(north, &u.Header)
		return
	}
	f.signed(north, m)
}

// A party speaks for itself only, and does not say what only the coordinator
// says.
func TestAttackMessagesInAnothersName(t *testing.T) {
	for name, say := range map[string]func(p protocol.Prefix) protocol.Message{
		"stop": func(p protocol.Prefix) protocol.Message {
			return &protocol.Stop{Prefix: p, From: north, Code: protocol.CodeStopped}
		},
		"resume": func(p protocol.Prefix) protocol.Message { return &protocol.Resume{Prefix: p, From: north} },
		"release": func(p protocol.Prefix) protocol.Message {
			return &protocol.Release{Prefix: p, From: north, Sealed: garbage(64)}
		},
		"done":    func(p protocol.Prefix) protocol.Message { return &protocol.Done{Prefix: p} },
		"attempt": func(p protocol.Prefix) protocol.Message { return &protocol.Attempt{Prefix: p} },
	} {
		t.Run(name, func(t *testing.T) {
			cutOff(t, "sender", func(v *villain) {
				v.say = func(m protocol.Message) []protocol.Message {
					if m.Kind() == protocol.KindCommit {
						return same(say(m.Position()))
					}
					return same(m)
				}
			})
		})
	}
}

// What a participant has of the coordinator is checked as strictly.
func malformedByCoordinator(t *testing.T) {
	f := federate(t, 2, slow)
	c := f.scheme(func(c *schemer) {
		alter(c, func(to identity.ID, m *protocol.Open) []protocol.Message {
			m.Ready = append(m.Ready, m.Ready...) // more than there are participants
			return same(m)
		})
	})
	for _, p := range c.everybody() {
		p.failed()
		p.refused("malformed", hub)
		if err := p.wait(); !strings.HasPrefix(err.Error(), "hub sent what is no message: wire: open: ready: more than 2") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s ended with: %v", p.id, err)
		}
	}
}
