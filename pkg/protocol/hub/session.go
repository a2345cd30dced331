package hub

import (
	"time"

	"samband/pkg/identity"
	"samband/pkg/protocol"
)

func (m *Machine) onHello(now time.Time, in Input) ([]protocol.Effect, error) {
	r := in.(Received)
	hello := r.Message.(*protocol.Hello)
	if err := protocol.CheckPrefix(hello, m.terms.Prefix(), r.From); err != nil {
		return nil, err
	}
	had := m.hellos[r.From]
	if had != nil && protocol.Same(had, hello) {
		return nil, nil
	}
	if m.state != Gathering {
		return m.anotherHello(now, hello), nil
	}
	m.hellos[r.From] = hello // the last one counts: who starts again has lost the key of the one before
	var effects []protocol.Effect
	if m.deadline.IsZero() {
		effects = m.enter(now, Gathering)
	}
	effects = append(effects, m.publish(protocol.StepJoined, r.From))
	more, err := m.advance(now, false)
	return append(effects, more...), err
}

// anotherHello comes from a participant that lost what it held of the session,
// or that came after it was formed. As long as nobody was asked to open anything,
// another session may take its place.
func (m *Machine) anotherHello(now time.Time, hello *protocol.Hello) []protocol.Effect {
	// Under plaintext an upload may be on its way since the attempt was opened.
	opened := len(m.sets) > 0 || m.bound != nil || !m.terms.Sealed && m.attempt.open != nil
	if opened || m.sessions == protocol.MaxSessions {
		return m.tooLate(hello)
	}
	return m.restart(now, hello)
}

// tooLate tells a participant that the run goes on, or went on, without it.
func (m *Machine) tooLate(hello *protocol.Hello) []protocol.Effect {
	code := protocol.CodeRollback // it has forgotten the session that it was in
	if _, had := m.hellos[hello.From]; !had {
		code = protocol.CodeMissing
	}
	return []protocol.Effect{protocol.Send{To: hello.From, Message: &protocol.Stop{
		Prefix: m.terms.Prefix(), From: m.terms.Coordinator, Code: code, Party: hello.From,
	}}}
}

// greet hands all hellos to all who sent one.
func (m *Machine) greet(now time.Time) []protocol.Effect {
	m.session = present(m.terms.Participants, m.hellos)
	m.opening = &protocol.Hellos{Prefix: m.terms.Prefix()}
	for _, id := range m.session {
		m.opening.Hellos = append(m.opening.Hellos, *m.hellos[id])
	}
	m.greeted = protocol.HellosDigest(m.terms.Prefix(), m.opening.Hellos)
	effects := m.enter(now, Keying)
	return append(effects, m.broadcast(m.session, m.opening)...)
}

func (m *Machine) onGroupKey(now time.Time, in Input) ([]protocol.Effect, error) {
	r := in.(Received)
	k := r.Message.(*protocol.GroupKey)
	if err := m.terms.CheckGroupKey(k, m.opening, m.greeted); err != nil {
		return nil, err
	}
	if len(k.Sealings) != len(k.Digests) {
		return nil, protocol.Refusal(protocol.DropParty, protocol.CodeGroupKey, k, r.From, "brings %d sealings for %d digests", len(k.Sealings), len(k.Digests))
	}
	for i, s := range k.Sealings {
		if s.To != k.Digests[i].To || protocol.SealedDigest(k.Prefix, s.Sealed) != k.Digests[i].Digest {
			return nil, protocol.Refusal(protocol.DropParty, protocol.CodeGroupKey, k, r.From, "the sealing for %s is not the one promised", k.Digests[i].To)
		}
	}
	if err := m.accept(r); err != nil {
		return nil, err
	}
	m.keys[r.From] = k
	return m.advance(now, false)
}

// found founds the session with the contributions of all members.
func (m *Machine) found(now time.Time) []protocol.Effect {
	keys := make([]protocol.GroupKey, 0, len(m.terms.Members))
	for _, id := range m.terms.Members {
		keys = append(keys, *m.keys[id])
	}
	m.prefix.Session = protocol.SessionDigest(m.terms.Prefix(), m.greeted, keys)
	m.prefix.Round, m.prefix.Attempt = 1, 1
	effects := m.enter(now, Readying)
	for i, id := range m.session {
		mine := &protocol.GroupKeys{Prefix: m.terms.Prefix()}
		for _, k := range keys {
			k.Sealings = k.Sealings[i : i+1 : i+1]
			mine.GroupKeys = append(mine.GroupKeys, k)
		}
		effects = append(effects, m.send(id, mine)...)
	}
	return append(effects, m.publish(protocol.StepSession, m.session...))
}

// present lists those of all that have an entry in have, in order.
func present[T any](all []identity.ID, have map[identity.ID]T) []identity.ID {
	var ids []identity.ID
	for _, id := range all {
		if _, ok := have[id]; ok {
			ids = append(ids, id)
		}
	}
	return ids
}
