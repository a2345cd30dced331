package audit

import (
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
)

// place is a line of a party's ledger.
type place struct {
	party identity.ID
	line  int
}

// lostWithConnection finds, among messages that have no other end, those that
// were on their way when a connection broke or a program crashed. A connection
// delivers in order, so they are the last ones before the participant's next
// resume or hello, which both ends must have, and nothing that was sent between
// them and it arrived.
//
// A party that keeps silent about what it received last before a connection
// broke is not found by that; what it did receive, the sender sends again.
func lostWithConnection(parties map[identity.ID]*Result, lonely []Located) map[place]bool {
	alone := make(map[place]bool, len(lonely))
	for _, s := range lonely {
		alone[place{s.From, s.Line}] = true
	}
	lost := make(map[place]bool)
	for party, r := range parties {
		broken := make(map[identity.ID]bool) // by whom the message was for
		for i := len(r.Events) - 1; i >= 0; i-- {
			e := r.Events[i]
			at := place{party, e.Line}
			switch {
			case returns(e.Event) && !alone[at]:
				broken[peer(e.Event, party)] = true
				// What came with the return is of the new connection.
			case e.Direction != ledger.Sent:
			case alone[at] && broken[e.To]:
				lost[at] = true
			case !alone[at]:
				broken[e.To] = false
			}
		}
	}
	return lost
}

// returns tells whether an event begins a new connection of a participant.
func returns(e ledger.Event) bool {
	return e.Direction != ledger.Local && (e.Kind == string(protocol.KindResume) || e.Kind == string(protocol.KindHello))
}

func peer(e ledger.Event, party identity.ID) identity.ID {
	if e.From == party {
		return e.To
	}
	return e.From
}
