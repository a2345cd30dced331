package ledger

import (
	"samband/pkg/digest"
	"samband/pkg/phrase"
)

// MaxProof is the most digests that a proof can have: two for each doubling of
// the largest size.
const MaxProof = 128

// Marshal is the digests of p one after the other.
func (p Proof) Marshal() []byte {
	b := make([]byte, 0, len(p)*digest.Size)
	for _, d := range p {
		b = append(b, d[:]...)
	}
	return b
}

// ParseProof reads what Marshal wrote.
func ParseProof(b []byte) (Proof, error) {
	if len(b)%digest.Size != 0 || len(b) > MaxProof*digest.Size {
		return nil, phrase.Errorf("ledger.proof-long", "a consistency proof is at most %d digests of %d bytes; this has %d bytes", MaxProof, digest.Size, len(b))
	}
	p := make(Proof, len(b)/digest.Size)
	for i := range p {
		copy(p[i][:], b[i*digest.Size:])
	}
	return p, nil
}
