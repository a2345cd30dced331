// Package ledger is the append-only record of every flow of one party:
// metadata and digests, never payloads.
//
// A ledger is a text file of JSON lines. The first line is the header: format
// version, party, agreement and public key. Event lines follow, one for each
// message sent or received and each local act, and between them checkpoints:
// signed notes over the Merkle root of all events so far. Every line carries
// the digest of the line before it, so that a line which was changed, dropped,
// moved or inserted breaks the chain at its place, and each checkpoint signs
// the head of the chain. One value has one encoding only: the reader refuses
// any line that it would have written differently.
//
// What a file alone cannot show is that its end was cut off at a checkpoint.
// That shows against the other parties: each keeps the checkpoints of others
// that it has cosigned, and the other end of every message.
//
// The tree is that of RFC 6962 (golang.org/x/mod/sumdb/tlog), a checkpoint is
// a signed note (golang.org/x/mod/sumdb/note) with the body "origin, size,
// root" and one more line, the head of the chain.
package ledger

import (
	"samband/pkg/digest"
	"samband/pkg/identity"
)

// Version is the version of the file format, in every header and origin.
const Version = 1

// Bounds on what a reader accepts.
const (
	MaxLine  = 4096    // bytes in a line, without its line end
	MaxLines = 1 << 21 // lines in a file
)

// Meta is what the header of a ledger says.
type Meta struct {
	Party     identity.ID        // whose ledger this is
	Agreement digest.Digest      // hash of the agreement of the run
	Key       identity.PublicKey // key of the party, as in the agreement
	Rehearsal bool               // the rows of the run were generated
}

// lineDigest is what the next line carries as Previous. line has no line end.
func lineDigest(line []byte) digest.Digest {
	return digest.New("samband/ledger/line").Bytes(line).Sum()
}
