package protocol

import (
	"fmt"

	"samband/pkg/identity"
	"samband/pkg/phrase"
)

// Code is a fixed reason for refusing or stopping. Codes travel and are
// recorded; they carry nothing about data.
type Code string

// The codes of an endorsement's five conditions (docs/protocol.md, "Endorse"),
// and of everything else that ends an attempt or a run.
const (
	CodeHeader     Code = "header"           // line 1: a header is not what was committed to, or not for this prefix
	CodeSet        Code = "set"              // line 2: the set is not a set of known participants
	CodeRepeat     Code = "repeat"           // line 3: something else was endorsed already
	CodeClass      Code = "class"            // line 4: the set leaves or forms a class that is too small
	CodeShare      Code = "share"            // line 5: a sealed share does not open
	CodePrefix     Code = "prefix"           // the message is for another attempt, round, session, mode, agreement or state
	CodeSignature  Code = "signature"        // a signature does not verify
	CodeRoster     Code = "roster"           // the sender or a named party is not in the agreement
	CodeOrder      Code = "order"            // the message does not belong to this step
	CodeCommitment Code = "commitment"       // an upload does not open its commitment
	CodeBody       Code = "body"             // chunks are missing, malformed or do not match their root
	CodeQuorum     Code = "quorum"           // too few participants or members
	CodeMissing    Code = "missing"          // a participant did not come, or left
	CodeSum        Code = "sum"              // the sum does not open: digits, checksum or root
	CodeState      Code = "state"            // acks differ
	CodeGroupKey   Code = "group-key"        // a contribution to the group key is not what was promised
	CodeLearning   Code = "learning"         // a participant's learning cannot go on
	CodeVersion    Code = "version"          // another version of the protocol
	CodeAgreement  Code = "agreement"        // another agreement
	CodeLedger     Code = "ledger"           // the coordinator's ledger does not continue the one it showed before
	CodeMalformed  Code = "malformed"        // bytes that are no message of this run, a message in another's name, or a flood of them
	CodeStopped    Code = "stopped"          // a party was stopped by its operator
	CodeInternal   Code = "internal"         // a disk, a memory or a programming error at the sender
	CodeLost       Code = "lost"             // the secrets of this attempt went with a program that ended
	CodeRollback   Code = "rollback"         // a participant does not remember what it signed
	CodeEquivocal  Code = "two-endorsements" // two different endorsements or acks of one party
)

// Codes are all codes.
func Codes() []Code {
	return []Code{
		CodeHeader, CodeSet, CodeRepeat, CodeClass, CodeShare, CodePrefix,
		CodeSignature, CodeRoster, CodeOrder, CodeCommitment, CodeBody, CodeQuorum,
		CodeMissing, CodeSum, CodeState, CodeGroupKey, CodeLearning, CodeVersion,
		CodeAgreement, CodeLedger, CodeMalformed, CodeStopped, CodeInternal, CodeLost, CodeRollback,
		CodeEquivocal,
	}
}

// Resumable tells whether a run that ended for this reason may be taken up
// again where it stands: nobody misbehaved, somebody was not there.
func (c Code) Resumable() bool {
	return c == CodeMissing || c == CodeStopped || c == CodeInternal
}

// Family says what an error means for a run.
type Family int

// The three families of errors.
const (
	Retry     Family = iota // this attempt cannot go on; another may
	DropParty               // the party at fault is left out
	StopRun                 // the run ends
)

// Error is a refusal: what, in which round, by whose fault, and what follows.
type Error struct {
	Family Family
	Code   Code
	Round  uint32
	Kind   Kind        // of the message refused, if one was
	Party  identity.ID // at fault, where known
	Text   string
	Said   phrase.Phrase // instead of Text, where other languages have words for it
}

func (e *Error) Error() string { return e.Phrase().String() }

// Why is what went wrong, in English, without round, party and code.
func (e *Error) Why() string {
	if e.Said.English != "" {
		return e.Said.String()
	}
	return e.Text
}

// Phrase says it in other languages: what Said is, or else what the code means
// with the English text.
func (e *Error) Phrase() phrase.Phrase {
	p := e.Said
	if p.English == "" {
		p = phrase.Phrase{Key: "protocol." + string(e.Code), English: "%s", Args: []any{e.Text}}
	}
	if e.Party != "" {
		p = phrase.New("protocol.about", "%s: %s", e.Party, p)
	}
	if e.Kind != "" {
		p = phrase.New("protocol.kind", "%s: %s", e.Kind, p)
	}
	if e.Round > 0 {
		p = phrase.New("protocol.round", "round %d: %s", e.Round, p)
	}
	return phrase.New("protocol.coded", "%s (%s)", p, e.Code)
}

// Refusal makes an error about a message of a party.
func Refusal(family Family, code Code, m Message, party identity.ID, format string, args ...any) *Error {
	e := &Error{Family: family, Code: code, Party: party, Text: fmt.Sprintf(format, args...)}
	if m != nil {
		e.Kind, e.Round = m.Kind(), m.Position().Round
	}
	return e
}
