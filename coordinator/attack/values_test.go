package attack_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
	"samband/pkg/wire"
)

// fixedRounds lets learning neither converge nor end early.
func fixedRounds(a *agreement.Agreement) {
	a.Algorithm.Name, a.Algorithm.Tolerance = agreement.FedAvg, 1e-12
	a.Algorithm.Ridge, a.Algorithm.Rounds, a.Algorithm.Steps, a.Algorithm.Rate = 1, 2, 2, 0.5
}

// Which messages pass, and how long they are, does not depend on values: two
// runs under one agreement, over as many rows with other values, have the same
// kinds, in the same numbers, of the same lengths. What a message carries of a
// ledger (checkpoint, proof, cosignature) is taken off: it grows with the ledger,
// in which events stand in the order in which they came.
func TestSizesDoNotDependOnValues(t *testing.T) {
	f := form(t, 5, slow, fixedRounds)
	var want []string
	for draw := range uint64(3) {
		g := *f
		g.t, g.dir, g.draw = t, t.TempDir(), draw
		var lengths []string
		note := func(from, to identity.ID, m protocol.Message) {
			p := m.Position()
			lengths = append(lengths, fmt.Sprintf("%s to %s: %s of round %d, attempt %d: %d bytes", from, to, m.Kind(), p.Round, p.Attempt, g.bare(m)))
		}
		over := make(chan struct{})
		s := g.scheme(func(s *schemer) {
			s.hear = func(from identity.ID, m protocol.Message) bool {
				note(from, hub, m)
				return false
			}
			s.say = func(to identity.ID, m protocol.Message) []protocol.Message {
				note(hub, to, m)
				if m.Kind() == protocol.KindDone && to == g.ids[len(g.ids)-1] {
					defer close(over)
				}
				return same(m)
			}
		})
		all := s.everybody()
		for _, p := range all {
			f.must(p.wait())
		}
		<-over
		slices.Sort(lengths)
		// The ledgers of the participants have these messages and no others.
		var messages int
		for _, p := range all {
			for _, e := range p.events() {
				if e.Direction != ledger.Local {
					messages++
				}
			}
		}
		if messages != len(lengths) {
			t.Errorf("%d messages in the ledgers, %d seen", messages, len(lengths))
		}
		if want == nil {
			want = lengths
		} else if !slices.Equal(lengths, want) {
			t.Errorf("with other values other messages pass, or of other lengths:\n%s", differ(want, lengths))
		}
	}
	if len(want) < 100 {
		t.Errorf("only %d messages", len(want))
	}
}

// bare is the length of a message without what it carries of ledgers.
func (f *federation) bare(m protocol.Message) int {
	m = copyOf(f, m)
	switch m := m.(type) {
	case *protocol.Result:
		m.Checkpoint, m.Proof = nil, nil
	case *protocol.Ack:
		m.Checkpoint, m.Cosignature = nil, nil
	}
	b, err := wire.Marshal(m)
	f.must(err)
	return len(b)
}

func differ(a, b []string) string {
	var lines []string
	for _, l := range a {
		if !slices.Contains(b, l) {
			lines = append(lines, "- "+l)
		}
	}
	for _, l := range b {
		if !slices.Contains(a, l) {
			lines = append(lines, "+ "+l)
		}
	}
	return strings.Join(lines, "\n")
}
