package protocol

import (
	"time"

	"samband/pkg/digest"
	"samband/pkg/identity"
)

// Terms is what both machines know before a run: all of it follows from the
// agreement.
type Terms struct {
	Set             string        // name of the parameter set
	Agreement       digest.Digest // its hash
	Mode            Mode
	Coordinator     identity.ID
	Participants    []identity.ID // in roster order
	Members         []identity.ID // the committee, in roster order
	Keys            map[identity.ID]identity.PublicKey
	Threshold       int // t: shares that open a sum
	Quorum          int // Q: equal endorsements or acks that bind
	MinContributors int
	MinClass        int             // smallest class that may ever contribute: min(t+1, n)
	WaiveClasses    bool            // the agreement accepts what dropping out reveals
	Groups          [][]identity.ID // left out and readmitted whole; none: all are one
	Draw            int             // groups that a round of DrawPhase takes; 0: all, and so with every other phase
	DrawPhase       string
	Sealed          bool          // the scheme commits, endorses and releases; plaintext does not
	Offers          bool          // commits bring public parts and shares, and chunks are made after them
	Direct          bool          // group-keys bring parts of a key, and releases are made from the sum
	Deadline        time.Duration // for each step, from its start
	Phases          map[string][]string
	First           string // phase of round 1
	MaxRounds       int
	Memo            *Memo // of signatures, where many machines run in one process; else nil
}

// PhaseDone is the name that an ack gives instead of a next phase when the run
// is complete.
const PhaseDone = "done"

// MaxEndorsed is in how many attempts of one round a member endorses. A passed
// or failed check tells whoever provoked it at most one bit an attempt.
const MaxEndorsed = 4

// MaxAttempts is how many attempts of one round are made, also such as nobody
// endorsed, before the run stops.
const MaxAttempts = 16

// MaxSessions is how often the participants of a run say hello before the
// coordinator goes on without those who lost what they held.
const MaxSessions = 8

// Prefix is the prefix of the run before a session exists.
func (t *Terms) Prefix() Prefix {
	return Prefix{Set: t.Set, Agreement: t.Agreement, Mode: t.Mode}
}

// IsParticipant tells whether id is in the roster.
func (t *Terms) IsParticipant(id identity.ID) bool { return position(t.Participants, id) >= 0 }

// IsMember tells whether id is in the committee.
func (t *Terms) IsMember(id identity.ID) bool { return position(t.Members, id) >= 0 }

// Point is the evaluation point of a member's shares, from 1; 0 for others.
func (t *Terms) Point(id identity.ID) int { return position(t.Members, id) + 1 }

// Follows tells whether next may follow phase.
func (t *Terms) Follows(phase, next string) bool {
	for _, n := range t.Phases[phase] {
		if n == next {
			return true
		}
	}
	return false
}

func position(list []identity.ID, id identity.ID) int {
	for i, l := range list {
		if l == id {
			return i
		}
	}
	return -1
}

// Missing lists those of all that have is false for, in order.
func Missing(all []identity.ID, have func(identity.ID) bool) []identity.ID {
	var missing []identity.ID
	for _, id := range all {
		if !have(id) {
			missing = append(missing, id)
		}
	}
	return missing
}
