package site

import (
	"slices"
	"time"

	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// readyMessage is this member's ready message for an attempt.
func (m *Machine) readyMessage(r Ready) *protocol.Ready {
	return &protocol.Ready{Prefix: r.Prefix, From: m.self, Key: r.Key}
}

func (m *Machine) onReadyKey(now time.Time, in Input) ([]protocol.Effect, error) {
	r := in.(Ready)
	if r.Prefix != m.prefix {
		return nil, nil
	}
	m.attempt.ready = m.readyMessage(r)
	return m.send(m.attempt.ready), nil
}

func (m *Machine) onOpen(now time.Time, in Input) ([]protocol.Effect, error) {
	open := in.(Received).Message.(*protocol.Open)
	var effects []protocol.Effect
	next, ready := m.expected(), m.attempt.ready
	if m.state == Acked {
		own := m.attempt.ack
		if err := m.terms.CheckAcks(open, open.Acks, own); err != nil {
			return nil, m.passed(err)
		}
		ready = own.Ready
	}
	if err := protocol.CheckPrefix(open, next, m.terms.Coordinator); err != nil {
		return nil, err
	}
	if err := m.terms.CheckOpen(open); err != nil {
		return nil, m.passed(err)
	}
	listed := slices.IndexFunc(open.Ready, func(r protocol.Ready) bool { return r.From == m.self })
	if listed >= 0 && (ready == nil || !protocol.Same(&open.Ready[listed], ready)) {
		return nil, protocol.Refusal(protocol.StopRun, protocol.CodeHeader, open, m.terms.Coordinator, "alters this participant's ready message")
	}
	if m.state == Acked {
		own := m.attempt.ack
		effects = append(effects, m.keep()...)
		m.phase = own.Next
		m.begin(next.Round, next.Attempt, next.State)
		if ready != nil {
			m.sent = append(m.sent, ready)
		}
		effects[0] = Keep{Round: next.Round - 1, Next: own.Next, Snapshot: m.snapshot(ready)}
	}
	if listed < 0 {
		ready = nil // the attempt goes on without its share and its endorsement
	}
	m.attempt.open, m.attempt.ready = open, ready
	m.attempt.basis = protocol.NewBasis(open, nil)
	effects = append(effects, m.enter(now, Waiting)...)
	effects = append(effects, m.publish(protocol.StepAttempt, m.session...))
	if !m.drawn() {
		next := Aside
		if !m.terms.Sealed { // nobody commits
			next = Watching
		}
		return append(effects, m.enter(now, next)...), nil
	}
	return append(effects, NeedCommit{Prefix: m.prefix, Phase: m.phase, Ready: open.Ready}), nil
}

// drawn tells whether this participant may contribute to the round.
func (m *Machine) drawn() bool {
	return slices.Contains(m.terms.Drawn(m.prefix, m.phase), m.self)
}

// keep makes the round that was acked final.
func (m *Machine) keep() []protocol.Effect {
	m.sets = append(m.sets[:m.finals()], headersOf(m.attempt.result.Headers))
	return []protocol.Effect{
		Keep{Round: m.prefix.Round, Next: m.attempt.ack.Next},
		m.publish(protocol.StepFinal, m.sets[len(m.sets)-1]...),
	}
}

func (m *Machine) onCommitted(now time.Time, in Input) ([]protocol.Effect, error) {
	c := in.(Commit)
	if c.Prefix != m.prefix || m.attempt.open == nil {
		return nil, nil
	}
	m.attempt.shares = c.Shares
	h := &protocol.Header{Prefix: m.prefix, From: m.self, Nonce: c.Nonce, Root: c.Root, Open: m.attempt.basis.Opened()}
	for _, s := range c.Shares {
		h.Shares = append(h.Shares, protocol.Addressed{To: s.To, Digest: protocol.SealedDigest(m.prefix, s.Sealed)})
	}
	m.attempt.header = h
	if !m.terms.Sealed {
		return m.upload(now), nil
	}
	m.attempt.commit = &protocol.Commit{Prefix: m.prefix, From: m.self}
	if m.terms.Offers { // the chunks are not made yet, and the shares travel with the commitment
		m.attempt.commit.Public, m.attempt.commit.Digests, m.attempt.commit.Shares = c.Public, h.Shares, c.Shares
		m.attempt.shares, h.Shares = nil, nil
	} else {
		m.attempt.commit.Commitment = h.Opens()
	}
	return append(m.enter(now, Committed), m.send(m.attempt.commit)...), nil
}

func (m *Machine) onCommitments(now time.Time, in Input) ([]protocol.Effect, error) {
	list := in.(Received).Message.(*protocol.Commitments)
	if err := m.terms.CheckCommitments(list, m.attempt.open, m.phase); err != nil {
		return nil, m.passed(err)
	}
	for i := range list.Commits {
		if from := list.Commits[i].From; !slices.Contains(m.session, from) {
			return nil, protocol.Refusal(protocol.StopRun, protocol.CodeRoster, list, m.terms.Coordinator, "lists %s, who is not in the session", from)
		}
	}
	own := slices.IndexFunc(list.Commits, func(c protocol.Commit) bool { return c.From == m.self })
	if own >= 0 && !protocol.Same(&list.Commits[own], m.attempt.commit) {
		return nil, protocol.Refusal(protocol.StopRun, protocol.CodeCommitment, list, m.terms.Coordinator, "alters this participant's commitment")
	}
	m.attempt.commitments = list
	m.attempt.basis = protocol.NewBasis(m.attempt.open, list)
	if !m.drawn() {
		return m.enter(now, Watching), nil
	}
	m.attempt.header.Commitments = m.attempt.basis.Committed()
	if own < 0 { // its commitment came too late for this attempt
		return append(m.enter(now, Watching), m.publish(protocol.StepLeft, m.self)), nil
	}
	if m.terms.Offers {
		return []protocol.Effect{NeedProtect{Prefix: m.prefix, Phase: m.phase, Commits: list.Commits}}, nil
	}
	return m.upload(now), nil
}

// onProtected goes on with the chunks that were made of what all offered.
func (m *Machine) onProtected(now time.Time, in Input) ([]protocol.Effect, error) {
	p := in.(Protected)
	if p.Prefix != m.prefix || m.attempt.commitments == nil {
		return nil, nil
	}
	m.attempt.header.Root = p.Root
	return m.upload(now), nil
}

// upload sends the header, the sealed shares and the chunks.
func (m *Machine) upload(now time.Time) []protocol.Effect {
	protocol.Sign(m.key, m.attempt.header)
	u := &protocol.Upload{Header: *m.attempt.header, Shares: m.attempt.shares}
	effects := append(m.enter(now, Uploaded), m.send(u)...)
	return append(effects, SendBody{Prefix: m.prefix}, m.publish(protocol.StepUploaded, m.self))
}

func (m *Machine) onAttempt(now time.Time, in Input) ([]protocol.Effect, error) {
	a := in.(Received).Message.(*protocol.Attempt)
	if a.Prefix == m.terms.Prefix() {
		return m.startAgain(a)
	}
	if m.state == Acked || a.Prefix == m.prefix {
		return nil, nil // one state a round, for ever; one commitment an attempt
	}
	want := m.prefix
	want.Attempt = a.Prefix.Attempt
	if err := protocol.CheckPrefix(a, want, m.terms.Coordinator); err != nil {
		return nil, err
	}
	if m.prefix.Round == 0 || a.Prefix.Attempt > protocol.MaxAttempts {
		return nil, protocol.Refusal(protocol.StopRun, protocol.CodeRepeat, a, m.terms.Coordinator, "starts attempt %d; at most %d are made", a.Prefix.Attempt, protocol.MaxAttempts)
	}
	m.begin(m.prefix.Round, a.Prefix.Attempt, m.prefix.State)
	effects := m.enter(now, Waiting)
	if m.terms.IsMember(m.self) {
		effects = append(effects, NeedReady{Prefix: m.prefix})
	}
	return effects, nil
}

func headersOf(headers []protocol.Header) []identity.ID {
	ids := make([]identity.ID, len(headers))
	for i := range ids {
		ids[i] = headers[i].From
	}
	return ids
}
