package protocol

import (
	"samband/pkg/identity"
)

// CheckEndorsed wants at least Q members' valid endorsements that agree, under
// the prefix given.
func (t *Terms) CheckEndorsed(m Message, endorsed []Endorse, p Prefix) error {
	ids := make([]identity.ID, len(endorsed))
	for i := range endorsed {
		e := &endorsed[i]
		ids[i] = e.From
		if err := t.checkOne(e, p, e.From); err != nil {
			return err
		}
		if !t.IsMember(e.From) {
			return Refusal(StopRun, CodeRoster, e, e.From, "is not a committee member")
		}
		if !e.Agrees(&endorsed[0]) {
			return Refusal(StopRun, CodeSet, e, e.From, "endorsed something else than %s", endorsed[0].From)
		}
	}
	if err := t.checkOrder(m, ids); err != nil {
		return err
	}
	return t.checkEnough(m, len(ids), t.Quorum)
}

// CheckAcks wants at least Q members' valid acks, equal in prefix, that accept
// the sum and name the phase that own does. They may be of another attempt than
// own: the state digest is over the set and the integers, so that an equal one
// means the same sum.
func (t *Terms) CheckAcks(m Message, acks []Ack, own *Ack) error {
	ids := make([]identity.ID, len(acks))
	for i := range acks {
		a := &acks[i]
		ids[i] = a.From
		want := own.Prefix
		want.Attempt = acks[0].Prefix.Attempt
		if err := t.checkOne(a, want, a.From); err != nil {
			return err
		}
		if !t.IsMember(a.From) {
			return Refusal(StopRun, CodeRoster, a, a.From, "is not a committee member")
		}
		if a.State != own.State || a.Next != own.Next {
			return Refusal(StopRun, CodeState, a, a.From, "accepted another sum, or names another phase")
		}
	}
	if err := t.checkOrder(m, ids); err != nil {
		return err
	}
	return t.checkEnough(m, len(ids), t.Quorum)
}
