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

// LimitsFor gives limits for a run of n participants with a committee of m,
// whose sealed shares and releases have at most sealed bytes and whose chunk
// messages carry at most data bytes of a body. They are upper bounds on what
// an honest party sends, rounded up by less than a factor of two, but for keys
// and ledger fields, which are small.
func LimitsFor(n, m, sealed, data int) Limits {
	const (
		frame  = 512 // envelope, prefix, ids, positions, single digests, signature
		named  = 80  // an id and a digest
		key    = frame + maxKey
		head   = 2 * frame
		opened = frame + 2*named // what stands around sealed bytes
	)
	var (
		header  = head + m*named
		endorse = head + n*named
		release = opened + sealed
		ack     = frame + 2*maxLedger + key
		sealing = named + maxKey
	)
	return Limits{Participants: n, Bytes: map[protocol.Kind]int{
		protocol.KindHello:        key,
		protocol.KindHellos:       frame + n*key,
		protocol.KindGroupKey:     head + n*(named+sealing),
		protocol.KindGroupKeys:    frame + m*(head+n*named+sealing),
		protocol.KindAttempt:      frame,
		protocol.KindReady:        key,
		protocol.KindOpen:         frame + m*(ack+key),
		protocol.KindCommit:       frame,
		protocol.KindCommitments:  frame + n*frame,
		protocol.KindUpload:       header + m*(opened+sealed),
		protocol.KindClose:        frame + n*(header+opened+sealed),
		protocol.KindEndorse:      endorse,
		protocol.KindEndorsements: frame + m*endorse,
		protocol.KindRelease:      release,
		protocol.KindResult:       frame + n*header + m*(endorse+release) + 2*maxLedger,
		protocol.KindFetch:        frame,
		protocol.KindChunk:        frame + data,
		protocol.KindAck:          ack,
		protocol.KindDone:         frame + m*ack,
		protocol.KindResume:       frame,
		protocol.KindRefuse:       frame,
		protocol.KindStop:         frame,
	}}
}
