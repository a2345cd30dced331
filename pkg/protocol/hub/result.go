package hub

import (
	"time"

	"samband/pkg/identity"
	"samband/pkg/protocol"
)

func (m *Machine) onEndorse(now time.Time, in Input) ([]protocol.Effect, error) {
	r := in.(Received)
	e := r.Message.(*protocol.Endorse)
	if err := protocol.CheckPrefix(e, m.prefix, r.From); err != nil {
		return nil, err
	}
	if !e.Agrees(m.endorsement()) {
		return nil, protocol.Refusal(protocol.DropParty, protocol.CodeSet, e, r.From, "endorses another set or sum than the one it was sent")
	}
	if err := m.accept(r); err != nil {
		return nil, err
	}
	m.attempt.endorsed[r.From] = e
	if len(m.attempt.endorsed) < m.terms.Quorum {
		return []protocol.Effect{m.waiting()}, nil
	}
	list := &protocol.Endorsements{Prefix: m.prefix, Endorsed: m.endorsements()}
	effects := append(m.enter(now, Releasing), m.publish(protocol.StepEndorsed, m.attempt.set...))
	for i := range m.attempt.open.Ready {
		effects = append(effects, m.send(m.attempt.open.Ready[i].From, list))
	}
	return effects, nil
}

// endorsement is what an honest member endorses in this attempt.
func (m *Machine) endorsement() *protocol.Endorse {
	e := &protocol.Endorse{Prefix: m.prefix, Commitments: m.attempt.commitments.Digest(), Root: m.attempt.root}
	for _, id := range m.attempt.set {
		e.Set = append(e.Set, protocol.Entry{ID: id, Header: m.attempt.uploads[id].Header.Digest()})
	}
	return e
}

func (m *Machine) endorsements() []protocol.Endorse {
	var list []protocol.Endorse
	for _, id := range present(m.terms.Members, m.attempt.endorsed) {
		list = append(list, *m.attempt.endorsed[id])
	}
	return list
}

func (m *Machine) onRelease(now time.Time, in Input) ([]protocol.Effect, error) {
	r := in.(Received)
	release := r.Message.(*protocol.Release)
	if err := protocol.CheckPrefix(release, m.prefix, r.From); err != nil {
		return nil, err
	}
	e, endorsed := m.attempt.endorsed[r.From]
	if !endorsed || release.From != r.From {
		return nil, protocol.Refusal(protocol.DropParty, protocol.CodeOrder, release, r.From, "releases without having endorsed")
	}
	if protocol.SealedDigest(m.prefix, release.Sealed) != e.Release {
		return nil, protocol.Refusal(protocol.DropParty, protocol.CodeRepeat, release, r.From, "hands out other bytes than it endorsed")
	}
	if err := m.accept(r); err != nil {
		return nil, err
	}
	m.attempt.releases[r.From] = release
	if len(m.attempt.releases) < len(m.attempt.endorsed) {
		return []protocol.Effect{m.waiting()}, nil
	}
	return m.result(now), nil
}

// result hands out everything that is needed to open the sum. The driver adds
// its ledger's checkpoint and proof.
func (m *Machine) result(now time.Time) []protocol.Effect {
	effects := m.enter(now, Acking)
	for _, id := range m.session {
		result := &protocol.Result{Prefix: m.prefix, Root: m.attempt.root, Endorsed: m.endorsements()}
		for _, c := range m.attempt.set {
			result.Headers = append(result.Headers, m.attempt.uploads[c].Header)
		}
		for _, r := range present(m.terms.Members, m.attempt.releases) {
			result.Releases = append(result.Releases, *m.attempt.releases[r])
		}
		effects = append(effects, m.send(id, result))
	}
	return effects
}

func (m *Machine) onFetch(now time.Time, in Input) ([]protocol.Effect, error) {
	r := in.(Received)
	fetch := r.Message.(*protocol.Fetch)
	if err := protocol.CheckPrefix(fetch, m.prefix, r.From); err != nil {
		return nil, err
	}
	if fetch.Root != m.attempt.root {
		return nil, protocol.Refusal(protocol.DropParty, protocol.CodeBody, fetch, r.From, "asks for another sum than this attempt's")
	}
	return []protocol.Effect{SendSum{To: r.From, Fetch: fetch}}, nil
}

func (m *Machine) onAck(now time.Time, in Input) ([]protocol.Effect, error) {
	r := in.(Received)
	ack := r.Message.(*protocol.Ack)
	if err := protocol.CheckPrefix(ack, m.prefix, r.From); err != nil {
		return nil, err
	}
	if !m.terms.Follows(m.phase, ack.Next) {
		return nil, protocol.Refusal(protocol.StopRun, protocol.CodeLearning, ack, r.From, "names %q after %q, which the agreement does not allow", ack.Next, m.phase)
	}
	if err := m.accept(r); err != nil {
		return nil, err
	}
	m.attempt.acks[r.From] = ack
	if len(m.attempt.acks) < len(m.session) {
		return []protocol.Effect{protocol.Publish{Notice: protocol.Notice{Step: protocol.StepAccepted, Round: m.prefix.Round, Attempt: m.prefix.Attempt, Phase: m.phase, Parties: present(m.session, m.attempt.acks)}}}, nil
	}
	return m.final(now)
}

// final compares the acks and goes on to the next round, or ends the run.
func (m *Machine) final(now time.Time) ([]protocol.Effect, error) {
	acks := make([]protocol.Ack, 0, len(m.terms.Members))
	ready := make(map[identity.ID]*protocol.Ready)
	for _, id := range present(m.terms.Members, m.attempt.acks) {
		ack := *m.attempt.acks[id]
		if len(acks) > 0 && !ack.Agrees(&acks[0]) {
			return nil, protocol.Refusal(protocol.StopRun, protocol.CodeState, &ack, "", "%s and %s accepted different sums or name different phases", acks[0].From, id)
		}
		if ack.Ready != nil {
			ready[id] = ack.Ready
		}
		ack.Ready, ack.Cosignature, ack.Checkpoint = nil, nil, nil // beside the signed part, and for the coordinator alone
		acks = append(acks, ack)
	}
	if len(acks) < m.terms.Quorum {
		return nil, protocol.Refusal(protocol.StopRun, protocol.CodeQuorum, nil, "", "%d members acked where %d are needed", len(acks), m.terms.Quorum)
	}
	effects := []protocol.Effect{m.publish(protocol.StepFinal, m.attempt.set...)}
	next := acks[0].Next
	if next == protocol.PhaseDone {
		m.acks = acks
		m.state = Finished
		done := &protocol.Done{Prefix: m.prefix, Acks: acks}
		effects = append(effects, m.broadcast(m.session, done)...)
		return append(effects, m.publish(protocol.StepDone, m.session...), Discard{Prefix: m.prefix}, protocol.Halt{}), nil
	}
	if int(m.prefix.Round) >= m.terms.MaxRounds {
		return nil, protocol.Refusal(protocol.StopRun, protocol.CodeLearning, nil, "", "the agreement allows %d rounds and the participants ask for another", m.terms.MaxRounds)
	}
	m.acks, m.phase = acks, next
	effects = append(effects, m.next(m.prefix.Round+1, 1, acks[0].State))
	effects = append(effects, m.enter(now, Readying)...)
	for id, r := range ready {
		if err := m.terms.CheckSender(r); err != nil {
			return nil, err
		}
		if r.From != id {
			return nil, protocol.Refusal(protocol.DropParty, protocol.CodeRoster, r, id, "brings a ready message of %s", r.From)
		}
		if err := m.takeReady(r, id); err != nil {
			return nil, err
		}
	}
	if len(m.attempt.ready) < len(m.terms.Members) {
		return append(effects, m.waiting()), nil
	}
	return append(effects, m.open(now)...), nil
}
