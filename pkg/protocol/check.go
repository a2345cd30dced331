package protocol

import (
	"samband/pkg/digest"
	"samband/pkg/identity"
)

// Checks that both sides make. Each names the party at fault: what a signed
// message says is its sender's word; which messages stand in a list, and in
// which order, is the coordinator's.

// CheckSender refuses a signed message of a stranger or with a signature that
// is not its sender's.
func (t *Terms) CheckSender(m Message) error {
	s, ok := m.(signed)
	if !ok {
		return nil
	}
	from := s.signer()
	key, known := t.Keys[from]
	if !known || !t.IsParticipant(from) {
		return Refusal(DropParty, CodeRoster, m, from, "is not a participant of the agreement")
	}
	if !t.Memo.Verify(key, m) {
		return Refusal(DropParty, CodeSignature, m, from, "the signature does not verify under the key in the agreement")
	}
	return nil
}

// CheckPrefix refuses a message for anything but want, and says which part
// differs.
func CheckPrefix(m Message, want Prefix, from identity.ID) error {
	p := m.Position()
	if p == want {
		return nil
	}
	part := "state"
	switch {
	case p.Agreement != want.Agreement:
		return Refusal(DropParty, CodeAgreement, m, from, "is for agreement %s, this run's is %s", p.Agreement.Short(), want.Agreement.Short())
	case p.Mode != want.Mode:
		part = "mode (" + string(p.Mode) + ", this run is " + string(want.Mode) + ")"
	case p.Set != want.Set:
		part = "parameter set"
	case p.Session != want.Session:
		part = "session"
	case p.Round != want.Round:
		part = "round"
	case p.Attempt != want.Attempt:
		part = "attempt"
	}
	return Refusal(DropParty, CodePrefix, m, from, "is for another %s", part)
}

// CheckHellos wants distinct signed hellos of this run in roster order: of all
// committee members and at least MinContributors participants.
func (t *Terms) CheckHellos(m *Hellos) error {
	if err := CheckPrefix(m, t.Prefix(), t.Coordinator); err != nil {
		return err
	}
	ids := make([]identity.ID, len(m.Hellos))
	for i := range m.Hellos {
		h := &m.Hellos[i]
		ids[i] = h.From
		if err := t.checkOne(h, t.Prefix(), h.From); err != nil {
			return err
		}
	}
	if err := t.checkOrder(m, ids); err != nil {
		return err
	}
	if missing := Missing(t.Members, among(ids)); len(missing) > 0 {
		return Refusal(StopRun, CodeQuorum, m, t.Coordinator, "%s of the committee is not in the session", missing[0])
	}
	return t.checkEnough(m, len(ids), t.MinContributors)
}

// CheckGroupKey wants a signed contribution bound to hellos, whose digest is
// greeted, with one digest
// for each of them, and a part of the scheme's key exactly where it has one.
func (t *Terms) CheckGroupKey(k *GroupKey, hellos *Hellos, greeted digest.Digest) error {
	if err := t.checkOne(k, t.Prefix(), k.From); err != nil {
		return err
	}
	if !t.IsMember(k.From) {
		return Refusal(DropParty, CodeRoster, k, k.From, "is not a committee member")
	}
	if k.Hellos != greeted {
		return Refusal(StopRun, CodeGroupKey, k, k.From, "saw other hellos than the rest")
	}
	if len(k.Digests) != len(hellos.Hellos) {
		return Refusal(DropParty, CodeGroupKey, k, k.From, "promises %d sealings to %d participants", len(k.Digests), len(hellos.Hellos))
	}
	for i, d := range k.Digests {
		if d.To != hellos.Hellos[i].From {
			return Refusal(DropParty, CodeGroupKey, k, k.From, "sealing %d is promised to %s, not %s", i+1, d.To, hellos.Hellos[i].From)
		}
	}
	if t.Direct != (len(k.Public) > 0) {
		return Refusal(DropParty, CodeGroupKey, k, k.From, "lacks its part of the scheme's key, or brings one that the scheme has no use for")
	}
	return nil
}

// CheckOpen wants at least Q distinct members' signed ready messages under the
// open's own prefix, in roster order.
func (t *Terms) CheckOpen(m *Open) error {
	ids := make([]identity.ID, len(m.Ready))
	for i := range m.Ready {
		r := &m.Ready[i]
		ids[i] = r.From
		if err := t.checkOne(r, m.Prefix, r.From); err != nil {
			return err
		}
		if !t.IsMember(r.From) {
			return Refusal(DropParty, CodeRoster, r, r.From, "is not a committee member")
		}
	}
	if err := t.checkOrder(m, ids); err != nil {
		return err
	}
	return t.checkEnough(m, len(ids), t.Quorum)
}

// CheckCommit wants a signed commitment under open's own prefix: where the
// scheme offers, to a public part and one share for each other ready member, in
// order; else to neither, but to a digest.
func (t *Terms) CheckCommit(c *Commit, open *Open) error {
	if err := t.checkOne(c, open.Prefix, c.From); err != nil {
		return err
	}
	if t.Offers != (len(c.Public) > 0) || t.Offers != c.Commitment.IsZero() {
		return Refusal(DropParty, CodeCommitment, c, c.From, "lacks what the scheme offers, or offers where the scheme does not")
	}
	var recipients []identity.ID
	if t.Offers {
		recipients = open.Recipients(c.From)
	}
	return checkRecipients(c, c.From, CodeCommitment, c.Digests, recipients)
}

// checkRecipients wants one digest of a sealed share for each recipient.
func checkRecipients(m Message, from identity.ID, code Code, shares []Addressed, recipients []identity.ID) error {
	if len(shares) != len(recipients) {
		return Refusal(DropParty, code, m, from, "lists %d shares for %d members", len(shares), len(recipients))
	}
	for i, a := range shares {
		if a.To != recipients[i] {
			return Refusal(DropParty, code, m, from, "share %d is for %s, not %s", i+1, a.To, recipients[i])
		}
	}
	return nil
}

// CheckCommitments wants distinct signed commitments under the list's own
// prefix, in roster order, of those drawn for the round of the phase, at least
// MinContributors of them.
func (t *Terms) CheckCommitments(m *Commitments, open *Open, phase string) error {
	if err := CheckPrefix(m, open.Prefix, t.Coordinator); err != nil {
		return err
	}
	ids := make([]identity.ID, len(m.Commits))
	for i := range m.Commits {
		ids[i] = m.Commits[i].From
		if err := t.CheckCommit(&m.Commits[i], open); err != nil {
			return err
		}
	}
	if err := t.checkOrder(m, ids); err != nil {
		return err
	}
	if err := t.CheckDrawn(m, ids, open.Prefix, phase, StopRun, t.Coordinator); err != nil {
		return err
	}
	return t.checkEnough(m, len(ids), t.MinContributors)
}

// CheckHeader is line 1 of an endorsement for one header, and what the
// coordinator checks of an upload: signed for exactly the prefix of the open
// message, opening its commitment, made after seeing the same open and commitments,
// with one share digest for each other ready member, in order, unless the shares
// came with the commitment or the scheme has none.
func (t *Terms) CheckHeader(h *Header, b *Basis) error {
	if err := t.checkOne(h, b.open.Prefix, h.From); err != nil {
		return err
	}
	if h.Open != b.opened {
		return Refusal(Retry, CodeHeader, h, h.From, "saw another open message")
	}
	if !t.Sealed {
		return nil
	}
	if h.Commitments != b.Committed() {
		return Refusal(Retry, CodeHeader, h, h.From, "saw another list of commitments")
	}
	c := b.commitOf(h.From)
	if c == nil || !t.Offers && c.Commitment != h.Opens() {
		return Refusal(DropParty, CodeCommitment, h, h.From, "the upload is not what was committed to")
	}
	var recipients []identity.ID
	if !t.Offers && !t.Direct { // else the shares came with the commitment, or there are none
		recipients = b.open.Recipients(h.From)
	}
	return checkRecipients(h, h.From, CodeHeader, h.Shares, recipients)
}

// Recipients are the ready members that from sends a share: all but itself.
func (m *Open) Recipients(from identity.ID) []identity.ID {
	var ids []identity.ID
	for i := range m.Ready {
		if id := m.Ready[i].From; id != from {
			ids = append(ids, id)
		}
	}
	return ids
}

// CheckSet is line 2 of an endorsement: distinct participants, in roster order,
// each drawn for the round of the phase and in the list of commitments, at least
// MinContributors of them.
func (t *Terms) CheckSet(m Message, set []identity.ID, b *Basis, phase string) error {
	if err := t.checkOrder(m, set); err != nil {
		return err
	}
	if err := t.CheckDrawn(m, set, b.open.Prefix, phase, StopRun, t.Coordinator); err != nil {
		return err
	}
	if b.commitments != nil {
		committed := func(id identity.ID) bool { return b.commitOf(id) != nil }
		if strangers := Missing(set, committed); len(strangers) > 0 {
			return Refusal(Retry, CodeSet, m, t.Coordinator, "puts %s into the set without a commitment", strangers[0])
		}
	}
	return t.checkEnough(m, len(set), t.MinContributors)
}

func (t *Terms) checkOne(m Message, p Prefix, from identity.ID) error {
	if err := t.CheckSender(m); err != nil {
		return err
	}
	return CheckPrefix(m, p, from)
}

// checkOrder wants roster order, which also means distinct and known.
func (t *Terms) checkOrder(m Message, ids []identity.ID) error {
	rest := t.Participants
	for _, id := range ids {
		at := position(rest, id)
		switch {
		case at >= 0:
			rest = rest[at+1:]
		case t.IsParticipant(id):
			return Refusal(StopRun, CodeSet, m, t.Coordinator, "names %s twice or out of roster order", id)
		default:
			return Refusal(StopRun, CodeRoster, m, t.Coordinator, "names %s, who is not a participant of the agreement", id)
		}
	}
	return nil
}

func (t *Terms) checkEnough(m Message, have, need int) error {
	if have < need {
		return Refusal(Retry, CodeQuorum, m, t.Coordinator, "names %d where %d are needed", have, need)
	}
	return nil
}

func among(ids []identity.ID) func(identity.ID) bool {
	return func(id identity.ID) bool { return position(ids, id) >= 0 }
}
