package hub

import (
	"slices"
	"time"

	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// past is a final round whose sum somebody in the session still has to accept.
type past struct {
	prefix      protocol.Prefix
	open        *protocol.Open
	commitments *protocol.Commitments
	result      protocol.Result
	acked       map[identity.ID]bool
}

// Forget says that everybody in the session has accepted the sum of a round:
// nobody asks for it any more.
type Forget struct {
	protocol.Mark
	Prefix protocol.Prefix
}

// keepPast remembers the round that has just become final for those who have not
// acked it.
func (m *Machine) keepPast() []protocol.Effect {
	p := &past{
		prefix: m.prefix, open: m.attempt.open, commitments: m.attempt.commitments,
		result: m.outcome(), acked: make(map[identity.ID]bool),
	}
	for id := range m.attempt.acks {
		p.acked[id] = true
	}
	for id, acked := range m.early {
		p.acked[id] = p.acked[id] || acked
	}
	m.history = append(m.history, p)
	return m.forget()
}

// forget drops the rounds that everybody has accepted.
func (m *Machine) forget() []protocol.Effect {
	var effects []protocol.Effect
	for len(m.history) > 0 && len(m.unaccepted(m.history[0])) == 0 {
		effects = append(effects, Forget{Prefix: m.history[0].prefix})
		m.history = m.history[1:]
	}
	return effects
}

// unaccepted are those in the session who have not accepted a past sum.
func (m *Machine) unaccepted(p *past) []identity.ID {
	return protocol.Missing(m.session, func(id identity.ID) bool { return p.acked[id] })
}

// behind tells whether a participant still has to accept a sum that is final.
func (m *Machine) behind(id identity.ID) bool {
	return len(m.history) > 0 && slices.ContainsFunc(m.history, func(p *past) bool { return !p.acked[id] })
}

// Owes tells whether somebody in the session still has to accept a final sum.
func (m *Machine) Owes() bool { return len(m.history) > 0 }

func (m *Machine) pastRound(round uint32) *past {
	for _, p := range m.history {
		if p.prefix.Round == round {
			return p
		}
	}
	return nil
}

// onResume shows a returning participant what it signed last, and sends again
// what it was sent in the round where it stands.
func (m *Machine) onResume(now time.Time, in Input) ([]protocol.Effect, error) {
	r := in.(Received)
	return m.resume(r.From, r.Message.(*protocol.Resume).Prefix), nil
}

func (m *Machine) resume(from identity.ID, at protocol.Prefix) []protocol.Effect {
	var effects []protocol.Effect
	if !at.Session.IsZero() && at.Session != m.prefix.Session && m.state != Finished {
		// Of a session that was given up, or that this program never knew.
		return []protocol.Effect{protocol.Send{To: from, Message: &protocol.Attempt{Prefix: m.terms.Prefix()}}}
	}
	if shown := m.shown[from]; shown != nil {
		effects = append(effects, protocol.Send{To: from, Message: shown})
	}
	return append(effects, m.since(from, at)...)
}

// since is what a participant that stands at the prefix given needs to go on.
func (m *Machine) since(to identity.ID, at protocol.Prefix) []protocol.Effect {
	if p := m.pastRound(at.Round); p != nil && !p.acked[to] {
		return p.again(to, at)
	}
	if m.state == Finished {
		return []protocol.Effect{protocol.Send{To: to, Message: &protocol.Done{Prefix: m.prefix, Acks: m.acks}}}
	}
	var effects []protocol.Effect
	for _, message := range m.outbox[to] {
		if p := message.Position(); p.Round < at.Round || p.Round == at.Round && p.Attempt < at.Attempt {
			continue
		}
		effects = append(effects, protocol.Send{To: to, Message: message})
	}
	return effects
}

// again is what opens the sum of a past round.
func (p *past) again(to identity.ID, at protocol.Prefix) []protocol.Effect {
	var effects []protocol.Effect
	send := func(m protocol.Message) { effects = append(effects, protocol.Send{To: to, Message: m}) }
	if at.Round == p.prefix.Round && at.Attempt != p.prefix.Attempt {
		send(&protocol.Attempt{Prefix: p.prefix})
	}
	send(p.open)
	if p.commitments != nil {
		send(p.commitments)
	}
	result := p.result
	send(&result)
	return effects
}

// onLateAck takes the ack of a participant that catches up, and sends it what
// followed.
func (m *Machine) onLateAck(now time.Time, ack *protocol.Ack, from identity.ID) ([]protocol.Effect, error) {
	p := m.pastRound(ack.Prefix.Round)
	if p == nil || p.acked[from] {
		return nil, nil // sent again, or of an attempt that came to nothing
	}
	want := ack.Prefix
	want.Attempt = p.prefix.Attempt // the state digest is the same in every attempt
	if want != p.prefix {
		return nil, nil
	}
	p.acked[from] = true
	m.remember(Received{from, ack})
	next := ack.Prefix
	next.Round, next.Attempt = next.Round+1, 1
	effects := append(m.forget(), m.since(from, next)...)
	if ack.Ready == nil || m.state != Readying || m.prefix.Attempt != 1 || m.prefix.Round != next.Round {
		return effects, nil
	}
	// The round after it has not been opened yet: its ready message counts.
	if err := m.takeNext(ack.Ready, from); err != nil {
		return nil, err
	}
	more, err := m.advance(now, false)
	return append(effects, more...), err
}

// remember keeps what a participant signed last, to show it on its return.
func (m *Machine) remember(r Received) {
	s := m.shown[r.From]
	p := r.Message.Position()
	if s == nil || s.Prefix != p {
		s = &protocol.Shown{Prefix: p}
	} else {
		again := *s
		s = &again
	}
	switch message := r.Message.(type) {
	case *protocol.Ready:
		s.Ready = message
	case *protocol.Commit:
		s.Commit = message
	case *protocol.Upload:
		h := message.Header
		s.Header = &h
	case *protocol.Endorse:
		s.Endorse = message
	case *protocol.Ack:
		ack := *message
		ack.Ready, ack.Cosignature, ack.Checkpoint = nil, nil, nil // beside the signed part
		s.Ack = &ack
	default:
		return
	}
	m.shown[r.From] = s
}

// restart asks everybody for another hello, because from has lost what it held
// of a session in which nothing was opened yet.
func (m *Machine) restart(now time.Time, hello *protocol.Hello) []protocol.Effect {
	old, others := m.prefix, m.session
	m.sessions++
	m.forgotten[m.greeted] = true
	if !old.Session.IsZero() {
		m.forgotten[old.Session] = true
	}
	m.hellos = map[identity.ID]*protocol.Hello{hello.From: hello}
	m.keys = make(map[identity.ID]*protocol.GroupKey)
	m.opening, m.session, m.acks = nil, nil, nil
	m.prefix, m.phase = m.terms.Prefix(), m.terms.First
	m.attempt = newAttempt()
	m.refused = make(map[identity.ID]bool)
	m.accepted = make(map[key]protocol.Message)
	m.outbox = make(map[identity.ID][]protocol.Message)
	m.shown = make(map[identity.ID]*protocol.Shown)
	effects := append([]protocol.Effect{Discard{Prefix: old}, m.publish(protocol.StepRestart, hello.From)}, m.enter(now, Gathering)...)
	for _, id := range others {
		if id != hello.From {
			effects = append(effects, m.send(id, &protocol.Attempt{Prefix: m.prefix})...)
		}
	}
	return append(effects, m.waiting())
}
