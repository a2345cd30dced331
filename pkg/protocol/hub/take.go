package hub

import (
	"reflect"
	"slices"
	"time"

	"samband/pkg/protocol"
)

// dispatch gives an input to the row of the table that it belongs to.
func (m *Machine) dispatch(now time.Time, in Input) (effects []protocol.Effect, err error) {
	r, message := in.(Received)
	if message {
		if err := m.terms.CheckSender(r.Message); err != nil {
			return nil, err
		}
		if m.away[r.From] {
			delete(m.away, r.From)
			// That it is waited for again is recorded, whatever comes of its message.
			defer func() {
				if err == nil && len(effects) == 0 {
					effects = []protocol.Effect{m.waiting()}
				}
			}()
		}
		if ack, ok := r.Message.(*protocol.Ack); ok && ack.Prefix.Round < m.prefix.Round && ack.Prefix.Session == m.prefix.Session {
			return m.onLateAck(now, ack, r.From)
		}
		if m.stale(r.Message) || m.repeated(r) {
			return nil, nil
		}
	}
	for i := range table {
		t := &table[i]
		if t.On == in.on() && (t.State == m.state || t.State == Any) {
			return t.do(m, now, in)
		}
	}
	if !message {
		return nil, nil
	}
	if _, other := m.accepted[key{r.From, r.Message.Kind()}]; other {
		return nil, contradiction(r)
	}
	if m.late(r.Message) {
		return nil, nil
	}
	return nil, protocol.Refusal(protocol.DropParty, protocol.CodeOrder, r.Message, r.From, "does not belong to the step %q", m.state)
}

// stale tells whether a message is of an attempt, round or session that has
// passed: it was on its way when that ended, and says nothing about its sender.
// Who leaves for good, or returns, may not have seen yet that the next one has
// begun.
func (m *Machine) stale(message protocol.Message) bool {
	p := message.Position()
	switch k := message.Kind(); {
	case k == protocol.KindStop || k == protocol.KindResume || k == protocol.KindFetch || p.Agreement != m.prefix.Agreement || p.Mode != m.prefix.Mode:
		return false
	case k == protocol.KindGroupKey:
		return m.forgotten[message.(*protocol.GroupKey).Hellos]
	case m.forgotten[p.Session]:
		return true
	case p.Round == 0 || p.Session != m.prefix.Session:
		return false
	}
	return p.Round < m.prefix.Round || p.Round == m.prefix.Round && p.Attempt < m.prefix.Attempt
}

// late tells whether a message of this attempt came after its step had ended
// without it.
func (m *Machine) late(message protocol.Message) bool {
	order := map[protocol.Kind]State{
		protocol.KindReady: Readying, protocol.KindCommit: Committing, protocol.KindUpload: Uploading,
		protocol.KindEndorse: Endorsing, protocol.KindRelease: Releasing,
	}
	step, ok := order[message.Kind()]
	return ok && message.Position() == m.prefix && slices.Index(steps, step) < slices.Index(steps, m.state)
}

var steps = []State{Readying, Committing, Uploading, Adding, Endorsing, Releasing, Acking}

// repeated tells whether the very same message was accepted before.
func (m *Machine) repeated(r Received) bool {
	before, ok := m.accepted[key{r.From, r.Message.Kind()}]
	if k, key := r.Message.(*protocol.GroupKey); key && !ok && m.keys[r.From] != nil {
		return protocol.Same(k, m.keys[r.From])
	}
	// What stands beside the signed part of an ack is another after a restart.
	return ok && (reflect.DeepEqual(before, r.Message) || protocol.Same(before, r.Message))
}

// accept records a message; a different one of the same kind and attempt is a
// contradiction of its sender.
func (m *Machine) accept(r Received) error {
	k := key{r.From, r.Message.Kind()}
	if _, ok := m.accepted[k]; ok {
		return contradiction(r)
	}
	m.accepted[k] = r.Message
	m.remember(r)
	return nil
}

// contradiction is evidence against its sender. Where it could give two parties
// two sums, whoever holds both messages stops.
func contradiction(r Received) error {
	family := protocol.DropParty
	if k := r.Message.Kind(); k == protocol.KindEndorse || k == protocol.KindAck {
		family = protocol.StopRun
	}
	return protocol.Refusal(family, protocol.CodeEquivocal, r.Message, r.From, "sent two different messages for one step")
}
