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
	return m.advance(now, false)
}

// endorsements hands a quorum of endorsements to the members.
func (m *Machine) endorsements(now time.Time) []protocol.Effect {
	list := &protocol.Endorsements{Prefix: m.prefix, Endorsed: m.endorsed()}
	effects := append(m.enter(now, Releasing), m.publish(protocol.StepEndorsed, m.attempt.set...))
	return append(effects, m.broadcast(m.ready(), list)...)
}

// endorsement is what an honest member endorses in this attempt.
func (m *Machine) endorsement() *protocol.Endorse {
	e := &protocol.Endorse{Prefix: m.prefix, Commitments: m.attempt.basis.Committed(), Root: m.attempt.root}
	for _, id := range m.attempt.set {
		e.Set = append(e.Set, protocol.Entry{ID: id, Header: m.attempt.uploads[id].Header.Digest()})
	}
	return e
}

func (m *Machine) endorsed() []protocol.Endorse {
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
	return m.advance(now, false)
}

// result hands out everything that is needed to open the sum. The driver adds
// its ledger's checkpoint and proof.
func (m *Machine) result(now time.Time) []protocol.Effect {
	effects := m.enter(now, Acking)
	common := m.outcome()
	for _, id := range m.session {
		result := common // whose lists nobody changes; checkpoint and proof are each recipient's own
		effects = append(effects, m.send(id, &result)...)
	}
	return effects
}

// outcome is the result of this attempt.
func (m *Machine) outcome() protocol.Result {
	result := protocol.Result{Prefix: m.prefix, Root: m.attempt.root, Endorsed: m.endorsed()}
	for _, c := range m.attempt.set {
		result.Headers = append(result.Headers, m.attempt.uploads[c].Header)
	}
	for _, r := range present(m.terms.Members, m.attempt.releases) {
		result.Releases = append(result.Releases, *m.attempt.releases[r])
	}
	return result
}

func (m *Machine) onFetch(now time.Time, in Input) ([]protocol.Effect, error) {
	r := in.(Received)
	fetch := r.Message.(*protocol.Fetch)
	root := m.attempt.root
	if p := m.pastRound(fetch.Prefix.Round); p != nil && p.prefix == fetch.Prefix {
		root = p.result.Root
	} else if m.stale(&protocol.Attempt{Prefix: fetch.Prefix}) {
		return nil, nil // of an attempt that has passed
	} else if err := protocol.CheckPrefix(fetch, m.prefix, r.From); err != nil {
		return nil, err
	} else if m.state != Acking && !(m.terms.Direct && (m.state == Endorsing || m.state == Releasing)) {
		return nil, protocol.Refusal(protocol.DropParty, protocol.CodeOrder, fetch, r.From, "does not belong to the step %q", m.state)
	}
	if fetch.Root != root {
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
		return nil, protocol.Refusal(protocol.DropParty, protocol.CodeLearning, ack, r.From, "names %q after %q, which the agreement does not allow", ack.Next, m.phase)
	}
	if err := m.accept(r); err != nil {
		return nil, err
	}
	m.attempt.acks[r.From] = ack
	effects := []protocol.Effect{m.publish(protocol.StepAccepted, present(m.session, m.attempt.acks)...)}
	// Acks that differ with nobody left who could make up a quorum end the run.
	if len(m.awaited()) == 0 && !m.enough() && len(without(m.session, m.attempt.acks)) == 0 {
		return nil, m.disagreement()
	}
	more, err := m.advance(now, false)
	return append(effects, more...), err
}

// agreed are the members' acks that accept the same sum and name the same phase
// as most of them.
func (m *Machine) agreed() []protocol.Ack {
	var most []protocol.Ack
	members := present(m.terms.Members, m.attempt.acks)
	for _, first := range members {
		var same []protocol.Ack
		for _, id := range members {
			if ack := *m.attempt.acks[id]; ack.Agrees(m.attempt.acks[first]) {
				ack.Ready, ack.Cosignature, ack.Checkpoint = nil, nil, nil // beside the signed part, and for the coordinator alone
				same = append(same, ack)
			}
		}
		if len(same) > len(most) {
			most = same
		}
	}
	return most
}

func (m *Machine) disagreement() error {
	members := present(m.terms.Members, m.attempt.acks)
	for _, id := range members[1:] {
		if ack := m.attempt.acks[id]; !ack.Agrees(m.attempt.acks[members[0]]) {
			return protocol.Refusal(protocol.StopRun, protocol.CodeState, ack, "", "%s and %s accepted different sums or name different phases", members[0], id)
		}
	}
	return protocol.Refusal(protocol.StopRun, protocol.CodeQuorum, nil, "", "%d members acked where %d are needed", len(members), m.terms.Quorum)
}

// final goes on to the next round with a quorum of equal acks, or ends the run.
func (m *Machine) final(now time.Time) ([]protocol.Effect, error) {
	acks := m.agreed()
	next := acks[0].Next
	if next != protocol.PhaseDone && int(m.prefix.Round) >= m.terms.MaxRounds {
		return nil, protocol.Refusal(protocol.StopRun, protocol.CodeLearning, nil, "", "the agreement allows %d rounds and the participants ask for another", m.terms.MaxRounds)
	}
	effects := []protocol.Effect{m.publish(protocol.StepFinal, m.attempt.set...)}
	m.sets = append(m.sets, m.attempt.set)
	effects = append(effects, m.keepPast()...)
	m.acks = acks
	if next == protocol.PhaseDone {
		m.state = Finished
		done := &protocol.Done{Prefix: m.prefix, Acks: acks}
		for _, id := range m.session {
			if m.attempt.acks[id] != nil || m.early[id] {
				effects = append(effects, protocol.Send{To: id, Message: done})
			}
		}
		return append(effects, m.publish(protocol.StepDone, m.session...), Discard{Prefix: m.prefix}, protocol.Halt{}), nil
	}
	given := m.attempt.acks
	m.phase = next
	effects = append(effects, m.next(m.prefix.Round+1, 1, acks[0].State))
	effects = append(effects, m.enter(now, Readying)...)
	for i := range acks {
		ready := given[acks[i].From].Ready
		if ready == nil {
			continue
		}
		if err := m.takeNext(ready, acks[i].From); err != nil {
			m.gone[acks[i].From] = true
		}
	}
	more, err := m.advance(now, false)
	return append(effects, more...), err
}

// takeNext takes the ready message that came with an ack.
func (m *Machine) takeNext(ready *protocol.Ready, from identity.ID) error {
	if err := m.terms.CheckSender(ready); err != nil {
		return err
	}
	if ready.From != from {
		return protocol.Refusal(protocol.DropParty, protocol.CodeRoster, ready, from, "brings a ready message of %s", ready.From)
	}
	if err := m.takeReady(ready, from); err != nil {
		return err
	}
	m.remember(Received{from, ready})
	return nil
}
