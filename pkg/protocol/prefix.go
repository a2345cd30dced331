// Package protocol holds what both sides of a run share: the messages, the
// prefix that binds each of them to one attempt of one round of one session,
// the digests that are signed, and the checks that either side makes.
//
// The two state machines are in protocol/hub (coordinator) and protocol/site
// (participant). Nothing here reads a clock, a network or a random number.
// The protocol is specified in docs/protocol.md.
package protocol

import (
	"samband/pkg/digest"
)

// Version is the version of the protocol and of every message.
const Version = 1

// Mode separates rehearsals from real runs in every signed byte string.
type Mode string

// The two modes of a run.
const (
	Real      Mode = "real"
	Rehearsal Mode = "rehearsal"
)

// Prefix names one attempt of one round of one session. Every signed byte
// string and every derivation starts with it, and a party refuses a message
// whose prefix differs from its own. In hello and group-key messages Session,
// Round, Attempt and State are zero.
type Prefix struct {
	Set       string        // name of the parameter set
	Agreement digest.Digest // hash of the agreement
	Mode      Mode
	Session   digest.Digest
	Round     uint32 // counted from 1
	Attempt   uint32 // counted from 1 within the round
	State     digest.Digest
}

// Start begins a hash for the purpose named by tag with every field of p.
func (p Prefix) Start(tag string) *digest.Hash {
	return digest.New("samband " + tag).
		Uint(Version).
		Text(p.Set).
		Digest(p.Agreement).
		Text(string(p.Mode)).
		Digest(p.Session).
		Uint(uint64(p.Round)).
		Uint(uint64(p.Attempt)).
		Digest(p.State)
}

// Digest identifies p; seeds of the encryption are derived from it.
func (p Prefix) Digest() digest.Digest { return p.Start("prefix").Sum() }

// Opening is p before a session exists.
func (p Prefix) Opening() Prefix {
	return Prefix{Set: p.Set, Agreement: p.Agreement, Mode: p.Mode}
}
