package site

import (
	"slices"
	"time"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// Snapshot is what a participant must remember of the rounds before the one that
// begins. With it and the inputs since, another process goes on where this one
// stood: Resume, then every input to Step again.
type Snapshot struct {
	Prefix  protocol.Prefix // of the first attempt of the round
	Phase   string
	Session []identity.ID
	Sets    [][]identity.ID // U of every final round
	Ready   *protocol.Ready // brought with the ack of the round before; nil for none
	Bound   bool            // to this session, which let a sum be opened
}

func (m *Machine) snapshot(ready *protocol.Ready) *Snapshot {
	return &Snapshot{Prefix: m.prefix, Phase: m.phase, Session: m.session, Sets: slices.Clone(m.sets), Ready: ready, Bound: m.bound}
}

// Resume makes a machine that stands at the beginning of the round of s.
func Resume(terms *protocol.Terms, self identity.ID, key *identity.PrivateKey, s *Snapshot) *Machine {
	m := New(terms, self, key)
	m.state = Waiting
	m.phase, m.session, m.sets = s.Phase, s.Session, slices.Clone(s.Sets)
	m.bound = s.Bound
	// What came early after an earlier return was ignored then, and has to be when
	// it is given again.
	m.returned = true
	m.prefix = s.Prefix
	m.attempt = attempt{endorsed: make(map[identity.ID]digest.Digest), ready: s.Ready}
	if s.Ready != nil {
		m.sent = []protocol.Message{s.Ready}
	}
	return m
}

// Return tells the coordinator where this participant stands after its
// connection was lost or its program ended, and sends again what it sent in this
// round: the coordinator ignores what it has.
func (m *Machine) Return(now time.Time) []protocol.Effect {
	if m.ended() || m.prefix.Session.IsZero() && m.hello == nil {
		return nil
	}
	m.returned = true
	effects := []protocol.Effect{protocol.Send{Message: &protocol.Resume{Prefix: m.prefix, From: m.self}}}
	for _, s := range m.sent {
		effects = append(effects, protocol.Send{Message: s})
		if s.Kind() == protocol.KindUpload && s.Position() == m.prefix {
			effects = append(effects, SendBody{Prefix: m.prefix})
		}
	}
	return effects
}

// onShown compares what the coordinator says this participant signed last with
// what it remembers. Of a round that has passed it keeps nothing; one that it
// does not remember was signed after the backup that it was restored from. The
// signatures are its own, so that the coordinator cannot make that up.
func (m *Machine) onShown(now time.Time, in Input) ([]protocol.Effect, error) {
	shown := in.(Received).Message.(*protocol.Shown)
	for _, message := range shown.Signed() {
		if err := m.terms.CheckSender(message); err != nil {
			return nil, m.passed(err)
		}
		p := message.Position()
		if p != shown.Prefix || p.Session != m.prefix.Session {
			return nil, nil // of a session that was given up
		}
		if p.Round < m.prefix.Round || slices.ContainsFunc(m.sent, func(s protocol.Message) bool { return same(s, message) }) {
			continue
		}
		return nil, protocol.Refusal(protocol.StopRun, protocol.CodeRollback, message, m.self, "was signed by this participant, which does not remember it: its files were restored from a backup, so it takes no further part")
	}
	return nil, nil
}

// same compares a message that was sent with one that was signed in it.
func same(sent, signed protocol.Message) bool {
	if u, ok := sent.(*protocol.Upload); ok {
		sent = &u.Header
	}
	if a, ok := sent.(*protocol.Ack); ok && a.Ready != nil && protocol.Same(a.Ready, signed) {
		return true
	}
	return protocol.Same(sent, signed)
}
