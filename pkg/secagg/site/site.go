// Package site is the participants' half of the secure sum: it turns a round's
// integers into what may leave the building, and what comes back into their
// sum. Each scheme has one file; all of them are used through Scheme.
//
// Nothing here checks who may ask for what: that is protocol/site, which calls
// this package only after its checks have passed.
package site

import (
	"fmt"

	"samband/pkg/keyshare"
	"samband/pkg/seal"
	"samband/pkg/secagg"
	"samband/pkg/vector"
)

// Scheme is one way to form the sum.
type Scheme interface {
	// Protect turns the round's quantised values (in the order of the layout,
	// each below 2^w of its segment) into chunk bodies and sealed shares. emit
	// gets the bodies in order and may keep them; it is never called twice at
	// once. members are those who are ready in this attempt; self need not be
	// one of them. Protecting the same values again, for another
	// attempt, gives unrelated bytes.
	//
	// values are read once, piece by piece, while bodies are emitted: of the
	// vector and of what is sent, a few chunks are in memory at a time.
	Protect(r secagg.Round, self secagg.Member, members []secagg.Member, values vector.Source, group *seal.Group, emit func(chunk int, body []byte) error) (*Contribution, error)

	// Release opens the shares that the participants in U sealed for this
	// member, all of them, adds them up and seals the sum once. own is the
	// member's share of its own key if it is in U itself, else nil. Shares that
	// do not open are *ShareError, joined if there are several, and nothing is
	// released then.
	Release(r secagg.Round, self secagg.Member, key *seal.PrivateKey, own *keyshare.Share, shares []secagg.SealedShare, group *seal.Group) ([]byte, error)

	// Open gives the sums of the layout's values over the contributors of U to
	// sums. What it gives is true only once Open has returned without an error:
	// the checksum comes last. Until then nothing may be done with it but to lay
	// it aside, and after an error it must be thrown away. Where other releases
	// must be tried, sums is called from value 0 on again: all before is void.
	//
	// Any t releases that fit together will do. unfit names the members whose
	// releases do not fit those; that does not say who is at fault, because a
	// contributor may have shared its key wrongly.
	//
	// read gives a chunk of the sum C. It is called in order from chunk 0, never
	// twice at once, and from the start again if other releases must be tried.
	// Of C and of the sums, a few chunks are in memory at a time.
	//
	// Errors: *ReleaseError where too few releases open, *KeyError where no t of
	// them fit, *ChecksumError where C or a release was altered.
	Open(r secagg.Round, releases []secagg.Release, contributors int, read func(chunk int) ([]byte, error), group *seal.Group, sums vector.Sink) (unfit []string, err error)
}

// Contribution is what belongs to the chunks of one attempt.
type Contribution struct {
	Shares []secagg.SealedShare // one for every other member, in the order of members
	Own    *keyshare.Share      // the own share, nil for a participant that is none of them; stays in memory
}

// New gives the implementation of a scheme.
func New(s secagg.Scheme) (Scheme, error) {
	switch s {
	case secagg.OneTimeHE:
		return new(oneTime), nil
	case secagg.Plaintext:
		return plaintext{}, nil
	}
	if err := s.Check(); err != nil {
		return nil, err
	}
	return nil, fmt.Errorf("the scheme %s is not built in", s)
}
