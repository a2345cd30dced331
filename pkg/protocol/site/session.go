package site

import (
	"slices"
	"time"

	"samband/pkg/protocol"
)

func (m *Machine) onHelloKey(now time.Time, in Input) ([]protocol.Effect, error) {
	m.hello = &protocol.Hello{Prefix: m.terms.Prefix(), From: m.self, Key: in.(Hello).Key}
	return append(m.enter(now, Greeted), m.send(m.hello)...), nil
}

func (m *Machine) onHellos(now time.Time, in Input) ([]protocol.Effect, error) {
	hellos := in.(Received).Message.(*protocol.Hellos)
	if err := m.terms.CheckHellos(hellos); err != nil {
		return nil, m.passed(err)
	}
	own := slices.IndexFunc(hellos.Hellos, func(h protocol.Hello) bool { return h.From == m.self })
	if own < 0 {
		return nil, protocol.Refusal(protocol.StopRun, protocol.CodeRoster, hellos, m.terms.Coordinator, "leaves out this participant's hello")
	}
	if !protocol.Same(&hellos.Hellos[own], m.hello) {
		return nil, nil // an earlier hello, whose key is gone: the coordinator asks for another session when it sees the last one
	}
	m.hellos, m.greeted = hellos, protocol.HellosDigest(m.terms.Prefix(), hellos.Hellos)
	effects := m.enter(now, Greeted)
	if m.terms.IsMember(m.self) {
		effects = append(effects, NeedGroupKey{Hellos: hellos, Digest: m.greeted})
	}
	return effects, nil
}

func (m *Machine) onContribution(now time.Time, in Input) ([]protocol.Effect, error) {
	made := in.(GroupKey)
	k := &protocol.GroupKey{
		Prefix:       m.terms.Prefix(),
		From:         m.self,
		Hellos:       m.greeted,
		Contribution: made.Contribution,
		Public:       made.Public,
		Sealings:     made.Sealings,
	}
	for _, s := range made.Sealings {
		k.Digests = append(k.Digests, protocol.Addressed{To: s.To, Digest: protocol.SealedDigest(k.Prefix, s.Sealed)})
	}
	m.groupKey = k
	return append(m.enter(now, Keyed), m.send(k)...), nil
}

func (m *Machine) onGroupKeys(now time.Time, in Input) ([]protocol.Effect, error) {
	keys := in.(Received).Message.(*protocol.GroupKeys)
	if m.hellos == nil || m.terms.IsMember(m.self) && m.groupKey == nil {
		return nil, protocol.Refusal(protocol.StopRun, protocol.CodeOrder, keys, m.terms.Coordinator, "comes before the hellos")
	}
	if err := protocol.CheckPrefix(keys, m.terms.Prefix(), m.terms.Coordinator); err != nil {
		return nil, err
	}
	if len(keys.GroupKeys) != len(m.terms.Members) {
		return nil, protocol.Refusal(protocol.StopRun, protocol.CodeGroupKey, keys, m.terms.Coordinator, "brings %d contributions of %d members", len(keys.GroupKeys), len(m.terms.Members))
	}
	for i := range keys.GroupKeys {
		if err := m.checkContribution(&keys.GroupKeys[i], i); err != nil {
			return nil, err
		}
	}
	m.prefix.Session = protocol.SessionDigest(m.terms.Prefix(), m.greeted, keys.GroupKeys)
	return []protocol.Effect{NeedSession{Hellos: m.greeted, Keys: keys.GroupKeys, Session: m.prefix.Session}}, nil
}

// checkContribution wants the i-th member's signed contribution, bound to the
// hellos that this participant saw, with the sealing that was promised to it.
func (m *Machine) checkContribution(k *protocol.GroupKey, i int) error {
	if k.From != m.terms.Members[i] {
		return protocol.Refusal(protocol.StopRun, protocol.CodeGroupKey, k, m.terms.Coordinator, "contribution %d is of %s, not %s", i+1, k.From, m.terms.Members[i])
	}
	if err := m.terms.CheckGroupKey(k, m.hellos, m.greeted); err != nil {
		return m.passed(err)
	}
	if k.From == m.self && !protocol.Same(k, m.groupKey) {
		return protocol.Refusal(protocol.StopRun, protocol.CodeGroupKey, k, m.terms.Coordinator, "alters this participant's contribution")
	}
	if len(k.Sealings) != 1 || k.Sealings[0].To != m.self {
		return protocol.Refusal(protocol.StopRun, protocol.CodeGroupKey, k, m.terms.Coordinator, "brings no sealing for this participant")
	}
	for _, d := range k.Digests {
		if d.To == m.self && d.Digest == protocol.SealedDigest(k.Prefix, k.Sealings[0].Sealed) {
			return nil
		}
	}
	return protocol.Refusal(protocol.StopRun, protocol.CodeGroupKey, k, m.terms.Coordinator, "the sealing for this participant is not the one promised")
}

func (m *Machine) onSession(now time.Time, in Input) ([]protocol.Effect, error) {
	for i := range m.hellos.Hellos {
		m.session = append(m.session, m.hellos.Hellos[i].From)
	}
	m.begin(1, 1, in.(Session).State)
	effects := append(m.enter(now, Waiting), Founded{Snapshot: m.snapshot(nil)}, m.publish(protocol.StepSession, m.session...))
	if m.terms.IsMember(m.self) {
		effects = append(effects, NeedReady{Prefix: m.prefix})
	}
	return effects, nil
}

// startAgain says another hello: somebody lost what it held of the session
// before, and this participant let no sum of it be opened.
func (m *Machine) startAgain(a *protocol.Attempt) ([]protocol.Effect, error) {
	if m.state == Arriving || m.state == Greeted && m.hellos == nil {
		return nil, nil // its hello is on its way
	}
	if m.bound {
		return nil, protocol.Refusal(protocol.StopRun, protocol.CodeRepeat, a, m.terms.Coordinator, "asks for another session after a sum of this one was endorsed or accepted")
	}
	if m.sessions++; m.sessions > protocol.MaxSessions {
		return nil, protocol.Refusal(protocol.StopRun, protocol.CodeRepeat, a, m.terms.Coordinator, "asks for more than %d sessions", protocol.MaxSessions)
	}
	m.hello, m.hellos, m.groupKey, m.session, m.sets = nil, nil, nil, nil, nil
	m.prefix, m.phase = m.terms.Prefix(), m.terms.First
	m.begin(0, 0, m.prefix.State)
	m.sent, m.state = nil, Arriving
	return []protocol.Effect{Restart{}, NeedHello{}}, nil
}
