package site

import (
	"time"

	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// onResult checks everything about a result that needs no secret.
func (m *Machine) onResult(now time.Time, in Input) ([]protocol.Effect, error) {
	r := in.(Received).Message.(*protocol.Result)
	if err := protocol.CheckPrefix(r, m.prefix, m.terms.Coordinator); err != nil {
		return nil, err
	}
	set := headersOf(r.Headers)
	if err := m.terms.CheckSet(r, set, m.attempt.basis, m.phase); err != nil {
		return nil, err
	}
	for i := range r.Headers {
		h := &r.Headers[i]
		if h.From == m.self && !protocol.Same(h, m.attempt.header) {
			return nil, protocol.Refusal(protocol.StopRun, protocol.CodeHeader, r, m.terms.Coordinator, "alters this participant's header")
		}
		if err := m.terms.CheckHeader(h, m.attempt.basis); err != nil {
			return nil, m.passed(err)
		}
	}
	if m.terms.Sealed {
		if err := m.checkSealedResult(r, set); err != nil {
			return nil, err
		}
	}
	m.attempt.result = r
	return []protocol.Effect{NeedSum{Result: r, Set: set, Phase: m.phase, Commits: m.attempt.commits()}}, nil
}

// checkSealedResult wants a quorum that endorsed exactly this set and root, and
// releases that are those it promised, at least t of them.
func (m *Machine) checkSealedResult(r *protocol.Result, set []identity.ID) error {
	if err := m.checkEndorsed(r, r.Endorsed); err != nil {
		return err
	}
	common := &protocol.Endorse{Prefix: m.prefix, Commitments: m.attempt.basis.Committed(), Root: r.Root}
	for i := range r.Headers {
		common.Set = append(common.Set, protocol.Entry{ID: set[i], Header: r.Headers[i].Digest()})
	}
	if !r.Endorsed[0].Agrees(common) {
		return protocol.Refusal(protocol.StopRun, protocol.CodeSet, r, m.terms.Coordinator, "the endorsements are for another set or sum")
	}
	promised := make(map[identity.ID]*protocol.Endorse, len(r.Endorsed))
	for i := range r.Endorsed {
		promised[r.Endorsed[i].From] = &r.Endorsed[i]
	}
	for i := range r.Releases {
		release := &r.Releases[i]
		if err := protocol.CheckPrefix(release, m.prefix, m.terms.Coordinator); err != nil {
			return err
		}
		e, ok := promised[release.From]
		if !ok || e.Release != protocol.SealedDigest(m.prefix, release.Sealed) {
			return protocol.Refusal(protocol.Retry, protocol.CodeSum, r, m.terms.Coordinator, "brings a release of %s twice, or not the one endorsed", release.From)
		}
		delete(promised, release.From)
	}
	if len(r.Releases) < m.terms.Threshold {
		return protocol.Refusal(protocol.Retry, protocol.CodeQuorum, r, m.terms.Coordinator, "brings %d releases where %d are needed", len(r.Releases), m.terms.Threshold)
	}
	return nil
}

func (m *Machine) onSum(now time.Time, in Input) ([]protocol.Effect, error) {
	s := in.(Sum)
	if s.Prefix != m.prefix || m.attempt.result == nil {
		return nil, nil
	}
	if !m.terms.Follows(m.phase, s.Next) {
		return nil, protocol.Refusal(protocol.StopRun, protocol.CodeLearning, nil, m.self, "the learning asks for %q after %q, which the agreement does not allow", s.Next, m.phase)
	}
	m.attempt.ack = &protocol.Ack{Prefix: m.prefix, From: m.self, State: s.State, Next: s.Next}
	effects := append(m.enter(now, Acked), m.publish(protocol.StepAccepted, headersOf(m.attempt.result.Headers)...))
	if s.Next != protocol.PhaseDone && m.terms.IsMember(m.self) {
		return append(effects, NeedReady{Prefix: m.expected()}), nil
	}
	return append(effects, m.send(m.attempt.ack)...), nil
}

// onNextKey completes an ack with this member's ready for the next round.
func (m *Machine) onNextKey(now time.Time, in Input) ([]protocol.Effect, error) {
	r := in.(Ready)
	if m.attempt.ack == nil || m.attempt.ack.Ready != nil || r.Prefix.Round != m.prefix.Round+1 {
		return nil, nil
	}
	ready := m.readyMessage(r)
	protocol.Sign(m.key, ready)
	m.attempt.ack.Ready = ready
	return m.send(m.attempt.ack), nil
}

func (m *Machine) onDone(now time.Time, in Input) ([]protocol.Effect, error) {
	done := in.(Received).Message.(*protocol.Done)
	want := m.prefix
	want.Attempt = done.Prefix.Attempt // the sum is the same in every attempt that a quorum accepted
	if err := protocol.CheckPrefix(done, want, m.terms.Coordinator); err != nil {
		return nil, err
	}
	if m.attempt.ack.Next != protocol.PhaseDone {
		return nil, protocol.Refusal(protocol.StopRun, protocol.CodeState, done, m.terms.Coordinator, "ends the run before its last phase")
	}
	if err := m.terms.CheckAcks(done, done.Acks, m.attempt.ack); err != nil {
		return nil, m.passed(err)
	}
	effects := m.keep()
	m.state = Finished
	return append(effects, m.publish(protocol.StepDone, m.session...), protocol.Halt{}), nil
}
