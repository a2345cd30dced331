package wire

import (
	"samband/pkg/protocol"
)

// Lengths in bytes that a field of a category may have.
const (
	digestSize    = 32      // a digest or a nonce has exactly this
	signatureSize = 64      // Ed25519: exactly this
	maxText       = 64      // an id, a name or a code
	maxKey        = 2048    // a public key; ML-KEM-768 with X25519 takes 1,216
	maxSealed     = 1 << 17 // a sealed share for the greatest ring takes 87 KiB
	maxLedger     = 1 << 13 // a checkpoint, cosignature or proof
)

// Limits is what a run lets a message be.
type Limits struct {
	// Participants is the number of participants in the agreement: no list
	// in a message is longer.
	Participants int
	// Bytes is the greatest length of a message of each kind, envelope
	// included. A kind that is not in it is refused.
	Bytes map[protocol.Kind]int
}

// Most is the greatest length of any message.
func (l Limits) Most() int {
	most := 0
	for _, n := range l.Bytes {
		most = max(most, n)
	}
	return most
}

// LimitsOf gives the limits of a run with that many participants, out of the
// sizes by name of kind that package plan computes from the agreement.
func LimitsOf(participants int, bytes map[string]int) Limits {
	l := Limits{Participants: participants, Bytes: make(map[protocol.Kind]int, len(bytes))}
	for kind, most := range bytes {
		l.Bytes[protocol.Kind(kind)] = most
	}
	return l
}
