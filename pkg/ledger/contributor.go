package ledger

import (
	"time"

	"samband/pkg/identity"
)

// KindContributor is the kind of the local events that say whose
// contributions are in a sum. They are written, one for each contributor, when
// the sum can be opened: when a quorum has endorsed it, or, without
// encryption, when it was added. What everybody could derive from a run
// follows from them, failed attempts included.
const KindContributor = "contributor"

// Contributors are the events of party about the sum of a round and attempt
// over set.
func Contributors(party identity.ID, at time.Time, round, attempt uint32, scheme string, set []identity.ID) []Event {
	events := make([]Event, len(set))
	for i, id := range set {
		events[i] = Event{
			Time: at, Round: round, Attempt: attempt, From: party, To: id, Kind: KindContributor,
			Direction: Local, Category: "contributing-set", Form: Metadata, Scheme: scheme,
		}
	}
	return events
}
