package protocol_test

import (
	"testing"

	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// fuzzArena reads every draw from data, one byte each; when there are no more,
// the run goes on without anything going wrong.
func fuzzArena(t *testing.T, data []byte) *arena {
	return newArena(func(n int, what string) int {
		if what == "many" || n <= 1 || len(data) == 0 {
			return 0 // small committees: what they do is what larger ones do
		}
		if what == "participants" || what == "rounds" {
			n-- // and short runs
		}
		b := data[0]
		data = data[1:]
		return int(b) % n
	}, t.Fatalf)
}

// FuzzHub hands the coordinator's machine whatever participants may send, in a
// run: valid messages, messages with any field changed, signed anew or not,
// messages of other steps, ticks, losses and crashes. It never panics, ends, and
// says why.
func FuzzHub(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		a := fuzzArena(t, data)
		for _, n := range a.nodes {
			n.liar = true
		}
		a.lies = func(n *node, m protocol.Message) []protocol.Message {
			switch a.draw(12, "lie") {
			case 6:
				return []protocol.Message{a.mutated(m)}
			case 7:
				return []protocol.Message{m, a.mutated(m)}
			case 8:
				return []protocol.Message{a.bare(n.m.Prefix(), n.id), m}
			case 9:
				return []protocol.Message{a.aside(n), m}
			case 10:
				return nil
			}
			return []protocol.Message{m}
		}
		a.run(a.trouble())
		if _, ok := a.office.err.(*protocol.Error); a.office.err != nil && !ok {
			t.Fatalf("the coordinator ends without a name for it: %v", a.office.err)
		}
	})
}

// FuzzSite hands participants' machines whatever a coordinator may send, in a
// run, and lets their drivers fail: they never panic, they end, and whatever is
// asked of them, they endorse one set a round and accept one sum.
func FuzzSite(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		a := fuzzArena(t, data)
		a.chooseLiars()
		a.fails = true
		a.turns = func(to identity.ID, m protocol.Message) protocol.Message {
			switch a.draw(12, "turn") {
			case 6:
				return a.mutated(m)
			case 7:
				return a.past[a.draw(len(a.past), "old")]
			case 8:
				return a.bare(a.nodes[to].m.Prefix(), a.oneOf().id)
			case 9:
				p := a.nodes[to].m.Prefix()
				p.Attempt += uint32(a.draw(3, "attempt"))
				return &protocol.Attempt{Prefix: p}
			case 10:
				return nil
			}
			return m
		}
		a.run(a.trouble())
		for id, n := range a.nodes {
			if _, ok := n.err.(*protocol.Error); n.err != nil && !ok {
				t.Fatalf("%s ends without a name for it: %v", id, n.err)
			}
		}
	})
}

// seeds are runs with nothing wrong under different terms; what goes wrong the
// fuzzer finds. Those in testdata are what it found worth keeping.
func seeds(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{1, 1, 1, 1, 0, 0, 0})
	f.Add([]byte{3, 2, 1, 2, 0, 0, 1})
	f.Add([]byte{2, 1, 0, 1, 7})
	f.Add([]byte{2, 2, 1, 1, 0, 7})
}
