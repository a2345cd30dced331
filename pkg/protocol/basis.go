package protocol

import (
	"samband/pkg/digest"
	"samband/pkg/identity"
)

// Basis is what the headers of an attempt are held against: its open message
// and, once they are there, the commitments. Every header names the digests of
// both, which are made once. It is not for concurrent use.
type Basis struct {
	open        *Open
	commitments *Commitments
	opened      digest.Digest
	committed   digest.Digest
	at          int // in the commitments: where the last one that was asked for stands
}

// NewBasis is over two lists that do not change any more; commitments is nil
// before they are there, and under plaintext.
func NewBasis(open *Open, commitments *Commitments) *Basis {
	b := &Basis{open: open, commitments: commitments, opened: open.Digest()}
	if commitments != nil {
		b.committed = commitments.Digest()
	}
	return b
}

// Opened is the digest of the open message.
func (b *Basis) Opened() digest.Digest { return b.opened }

// Committed is the digest of the commitments, zero without any.
func (b *Basis) Committed() digest.Digest { return b.committed }

// commitOf is the commitment of a participant, nil if it made none. Commitments
// and whatever asks for them are in roster order, so that the next one is mostly
// the one that is wanted.
func (b *Basis) commitOf(id identity.ID) *Commit {
	if b.commitments == nil {
		return nil
	}
	commits := b.commitments.Commits
	for k := range commits {
		if i := (b.at + k) % len(commits); commits[i].From == id {
			b.at = i
			return &commits[i]
		}
	}
	return nil
}
