package ledger

import (
	"time"

	"samband/pkg/identity"
)

// KindDisposal is the kind of the local events that say what a party deleted of
// what a run needed.
const KindDisposal = "disposal"

// What is deleted, as the note of a disposal says. Deleting removes a file's
// name and frees its blocks; it does not overwrite them, and backups keep what
// they have.
const (
	RoundSecrets   = "round-secrets"   // group key, vector, ciphertext, release, sum of the last round
	Bodies         = "bodies"          // contributions and sums that lay at the coordinator
	Inspection     = "inspection"      // what contributions were made of, sealed for an inspector
	MessageJournal = "message-journal" // messages kept until a round was final
)

// KindReopening is the kind of the local event after which a ledger goes on
// that another process, or another run of the program, began.
const KindReopening = "reopening"

// TornLine is the note of a reopening that removed the beginning of a line, as
// a crash leaves it.
const TornLine = "torn-line"

// Disposal is the event that party deleted what.
func Disposal(party identity.ID, at time.Time, what string) Event {
	return Event{Time: at, From: party, Kind: KindDisposal, Direction: Local, Category: "disposal", Form: Metadata, Note: what}
}

// Reopening is the event that party continues its ledger.
func Reopening(party identity.ID, at time.Time, torn bool) Event {
	e := Event{Time: at, From: party, Kind: KindReopening, Direction: Local, Category: "control", Form: Metadata}
	if torn {
		e.Note = TornLine
	}
	return e
}
