package hub

import (
	"time"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
)

func (m *Machine) onReady(now time.Time, in Input) ([]protocol.Effect, error) {
	r := in.(Received)
	ready := r.Message.(*protocol.Ready)
	if err := m.takeReady(ready, r.From); err != nil {
		return nil, err
	}
	if err := m.accept(r); err != nil {
		return nil, err
	}
	return m.advance(now, false)
}

// takeReady keeps a member's key for this attempt. The state before round 1 is
// keyed with what only participants know, so the coordinator learns it from
// the first ready message and holds the others to it.
func (m *Machine) takeReady(ready *protocol.Ready, from identity.ID) error {
	want := m.prefix
	if want.State.IsZero() {
		want.State = ready.Prefix.State
	}
	if err := protocol.CheckPrefix(ready, want, from); err != nil {
		// Who is right about the state before the first round, the coordinator
		// cannot tell: it does not have the key.
		if want.State = ready.Prefix.State; want.Round == 1 && ready.Prefix == want {
			return protocol.Refusal(protocol.StopRun, protocol.CodeState, ready, "", "members start from different states; %s is the first to differ from those before", from)
		}
		return err
	}
	if !m.terms.IsMember(from) {
		return protocol.Refusal(protocol.DropParty, protocol.CodeRoster, ready, from, "is not a committee member")
	}
	m.prefix.State = want.State
	m.attempt.ready[from] = ready
	return nil
}

// open starts the attempt with the members that are ready.
func (m *Machine) open(now time.Time) []protocol.Effect {
	open := &protocol.Open{Prefix: m.prefix, Acks: m.acks}
	for _, id := range present(m.terms.Members, m.attempt.ready) {
		open.Ready = append(open.Ready, *m.attempt.ready[id])
	}
	m.attempt.open, m.attempt.basis = open, protocol.NewBasis(open, nil)
	next := Committing
	if !m.terms.Sealed {
		next = Uploading
	}
	effects := append(m.enter(now, next), m.publish(protocol.StepAttempt, m.session...))
	return append(effects, m.broadcast(m.session, open)...)
}

func (m *Machine) onCommit(now time.Time, in Input) ([]protocol.Effect, error) {
	r := in.(Received)
	commit := r.Message.(*protocol.Commit)
	if err := m.terms.CheckCommit(commit, m.attempt.open); err != nil {
		return nil, err
	}
	if err := m.checkDrawn(commit, r.From); err != nil {
		return nil, err
	}
	if err := m.checkShares(commit, r.From, commit.Shares, commit.Digests); err != nil {
		return nil, err
	}
	if err := m.accept(r); err != nil {
		return nil, err
	}
	m.attempt.commits[r.From] = commit
	return m.advance(now, false)
}

// checkDrawn refuses what somebody brings who is not drawn for the round.
func (m *Machine) checkDrawn(message protocol.Message, from identity.ID) error {
	return m.terms.CheckDrawn(message, []identity.ID{from}, m.prefix, m.phase, protocol.DropParty, from)
}

// commitments hands all commitments to all; from here on the set is fixed.
func (m *Machine) commitments(now time.Time) []protocol.Effect {
	list := &protocol.Commitments{Prefix: m.prefix}
	for _, id := range present(m.session, m.attempt.commits) {
		c := *m.attempt.commits[id]
		c.Shares = nil // for the members, with close
		list.Commits = append(list.Commits, c)
	}
	m.attempt.commitments, m.attempt.basis = list, protocol.NewBasis(m.attempt.open, list)
	return append(m.enter(now, Uploading), m.broadcast(m.session, list)...)
}

func (m *Machine) onUpload(now time.Time, in Input) ([]protocol.Effect, error) {
	r := in.(Received)
	upload := r.Message.(*protocol.Upload)
	h := &upload.Header
	if h.From != r.From {
		return nil, protocol.Refusal(protocol.DropParty, protocol.CodeRoster, upload, r.From, "brings a header of %s", h.From)
	}
	if err := m.terms.CheckHeader(h, m.attempt.basis); err != nil {
		return nil, err
	}
	if err := m.checkDrawn(upload, r.From); err != nil {
		return nil, err
	}
	if err := m.checkShares(upload, r.From, upload.Shares, h.Shares); err != nil {
		return nil, err
	}
	if err := m.accept(r); err != nil {
		return nil, err
	}
	m.attempt.uploads[r.From] = upload
	return []protocol.Effect{Expect{From: r.From, Prefix: m.prefix}}, nil
}

// checkShares wants exactly the sealed shares whose digests were signed.
func (m *Machine) checkShares(message protocol.Message, from identity.ID, shares []protocol.Share, digests []protocol.Addressed) error {
	if len(shares) != len(digests) {
		return protocol.Refusal(protocol.DropParty, protocol.CodeHeader, message, from, "brings %d shares for %d digests", len(shares), len(digests))
	}
	for i, s := range shares {
		if s.From != from || s.To != digests[i].To || protocol.SealedDigest(m.prefix, s.Sealed) != digests[i].Digest {
			return protocol.Refusal(protocol.DropParty, protocol.CodeHeader, message, from, "the share for %s is not the one whose digest it signed", digests[i].To)
		}
	}
	return nil
}

func (m *Machine) onStored(now time.Time, in Input) ([]protocol.Effect, error) {
	s := in.(Stored)
	upload, ok := m.attempt.uploads[s.From]
	if !ok || s.Prefix != m.prefix || m.attempt.stored[s.From] {
		return nil, nil
	}
	if s.Root != upload.Header.Root {
		return nil, protocol.Refusal(protocol.DropParty, protocol.CodeBody, upload, s.From, "the chunks do not match the root in the header")
	}
	m.attempt.stored[s.From] = true
	effects := []protocol.Effect{m.publish(protocol.StepUploaded, s.From)}
	more, err := m.advance(now, false)
	return append(effects, more...), err
}

// add closes the set and has its bodies added.
func (m *Machine) add(now time.Time) []protocol.Effect {
	m.attempt.set = m.choose(present(m.session, m.attempt.stored))
	return append(m.enter(now, Adding), Add{Prefix: m.prefix, Set: m.attempt.set})
}

func (m *Machine) onAdded(now time.Time, in Input) ([]protocol.Effect, error) {
	a := in.(Added)
	if a.Prefix != m.prefix {
		return nil, nil
	}
	m.attempt.root = a.Root
	effects := []protocol.Effect{m.publish(protocol.StepAdded, m.attempt.set...)}
	if !m.terms.Sealed {
		return append(effects, m.result(now)...), nil
	}
	m.bound = m.attempt.set // from here on a member may have endorsed it
	m.closed++
	effects = append(effects, m.enter(now, Endorsing)...)
	for i := range m.attempt.open.Ready {
		member := m.attempt.open.Ready[i].From
		effects = append(effects, m.send(member, m.closing(member))...)
	}
	return effects, nil
}

// closing is the close message for one member.
func (m *Machine) closing(member identity.ID) *protocol.Close {
	c := &protocol.Close{Prefix: m.prefix, Root: m.attempt.root}
	add := func(shares []protocol.Share) {
		for _, s := range shares {
			if s.To == member {
				c.Shares = append(c.Shares, s)
			}
		}
	}
	for _, id := range m.attempt.set {
		upload := m.attempt.uploads[id]
		c.Headers = append(c.Headers, upload.Header)
		add(upload.Shares)
	}
	for _, id := range present(m.session, m.attempt.commits) {
		add(m.attempt.commits[id].Shares)
	}
	return c
}

// next moves to another round or attempt with nothing of the last one left.
func (m *Machine) next(round, attempt uint32, state digest.Digest) protocol.Effect {
	old := m.prefix
	if round != old.Round {
		m.bound, m.closed = nil, 0
		m.early = make(map[identity.ID]bool)
		m.outbox = make(map[identity.ID][]protocol.Message)
	}
	for id := range m.attempt.acks {
		m.early[id] = round == old.Round
	}
	m.prefix.Round, m.prefix.Attempt, m.prefix.State = round, attempt, state
	m.attempt = newAttempt()
	m.refused = make(map[identity.ID]bool)
	m.accepted = make(map[key]protocol.Message)
	return Discard{Prefix: old}
}
