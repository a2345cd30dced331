package protocol

import (
	"slices"

	"samband/pkg/digest"
	"samband/pkg/identity"
)

// Drawn lists who may contribute to the round of p, in roster order: everybody,
// or the groups that are drawn for it where the agreement takes some of them for
// each round of a phase.
//
// The draw follows from the agreement, the session and the round. Nobody
// chooses it: every member of the committee puts 32 bytes that are drawn at
// random into the name of the session, and an attempt more draws no other groups.
// What a coordinator can do is what it always can: say that somebody is not there,
// or, at most MaxSessions times and before anything was opened, begin another
// session.
func (t *Terms) Drawn(p Prefix, phase string) []identity.ID {
	if !t.draws(phase) {
		return t.Participants
	}
	stream := digest.New("samband groups of a round").Digest(p.Agreement).Digest(p.Session).Uint(uint64(p.Round)).Sum().Expand()
	left, drawn := slices.Clone(t.Groups), make(map[identity.ID]bool)
	for range t.Draw {
		at := stream.Below(len(left))
		for _, id := range left[at] {
			drawn[id] = true
		}
		left = slices.Delete(left, at, at+1)
	}
	return slices.DeleteFunc(slices.Clone(t.Participants), func(id identity.ID) bool { return !drawn[id] })
}

// draws tells whether the rounds of a phase take some groups only.
func (t *Terms) draws(phase string) bool { return t.Draw > 0 && phase == t.DrawPhase }

// CheckDrawn refuses a list, in roster order, with somebody who is not drawn for
// the round of p. At fault is who signed it or put it together.
func (t *Terms) CheckDrawn(m Message, ids []identity.ID, p Prefix, phase string, fault Family, at identity.ID) error {
	if !t.draws(phase) {
		return nil
	}
	rest := t.Drawn(p, phase)
	for _, id := range ids {
		in := position(rest, id)
		if in < 0 {
			return Refusal(fault, CodeSet, m, at, "has %s in it, who is not drawn for round %d", id, p.Round)
		}
		rest = rest[in+1:]
	}
	return nil
}
