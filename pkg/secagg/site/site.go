// Package site is the participants' half of the secure sum: it turns a round's
// integers into what may leave the building, and what comes back into their
// sum. Each scheme has one file; all of them are used through Scheme.
//
// Nothing here checks who may ask for what: that is protocol/site, which calls
// this package only after its checks have passed.
package site

import (
	"samband/pkg/digest"
	"samband/pkg/parameters"
	"samband/pkg/seal"
	"samband/pkg/secagg"
	"samband/pkg/vector"
)

// Scheme is one way to form the sum. A value of it belongs to one session.
//
// The methods are called in the order in which they stand here: the first three
// once a session, the others once an attempt. Schemes that have no use for one
// of them return nothing.
type Scheme interface {
	// Found makes this participant's part of a key that lives as long as the
	// session; public is for all to see. seed is what the participants of the
	// session have in common before there is a key.
	Found(set parameters.Set, seed digest.Digest) (public []byte, part Part, err error)

	// ParsePart reads what Part.Bytes gave.
	ParsePart(set parameters.Set, b []byte) (Part, error)

	// Join gives the scheme as it is in the session with these public parts, in
	// roster order.
	Join(set parameters.Set, seed digest.Digest, publics [][]byte, part Part) (Scheme, error)

	// Offer draws the secrets of an attempt and shares them among members, those
	// who are ready in it; self need not be one of them.
	Offer(r secagg.Round, self secagg.Member, members []secagg.Member) (*Offer, error)

	// Protect turns the round's quantised values (in the order of the layout,
	// each below 2^w of its segment) into chunk bodies. emit gets them in order
	// and may keep them; it is never called twice at once. An offer serves once:
	// what only Protect needs of it is destroyed. Protecting the same values
	// under another offer gives unrelated bytes.
	//
	// values are read once, piece by piece, while bodies are emitted: of the
	// vector and of what is sent, a few chunks are in memory at a time.
	Protect(r secagg.Round, offer *Offer, values vector.Source, group *seal.Group, emit func(chunk int, body []byte) error) error

	// Release opens the shares that were sealed for this member, all of them,
	// and seals once what the sum needs. Shares that do not open are
	// *ShareError, joined if there are several, and nothing is released then.
	Release(r secagg.Round, self secagg.Member, key *seal.PrivateKey, c Closing, group *seal.Group) ([]byte, error)

	// Open gives the sums of the layout's values over the contributors of set to
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
	// them fit, *ChecksumError where C or a release was altered, as far as the
	// scheme can tell.
	Open(r secagg.Round, releases []secagg.Release, set []string, read func(chunk int) ([]byte, error), group *seal.Group, sums vector.Sink) (unfit []string, err error)
}

// Reproducible is a scheme whose contributions can be made a second time, byte
// by byte, from what a participant may keep for an inspector: one secret seed of
// the attempt, the key of the checksum, and the vector.
type Reproducible interface {
	Scheme

	// SeededOffer is Offer with everything that Protect draws taken from seed.
	SeededOffer(r secagg.Round, self secagg.Member, members []secagg.Member, seed digest.Digest) (*Offer, error)

	// Rebuild emits the chunks that Protect did for an offer of this seed.
	// checksum is the ChecksumKey of the group.
	Rebuild(r secagg.Round, seed digest.Digest, checksum []byte, values vector.Source, emit func(chunk int, body []byte) error) error
}

// Part is a participant's part of a key that lives as long as the session. It
// is secret.
type Part interface {
	Bytes() ([]byte, error) // for the file that only its owner can read
	Destroy()
}

// Closing is what a member is asked to release for.
type Closing struct {
	Set    []string             // the ids of U, in roster order
	Shares []secagg.SealedShare // for this member: of U, or of all who offered, but for its own
	Own    *Offer               // the member's own offer, if its share is one of them; else nil
	Sum    func(chunk int) ([]byte, error)
}

// New gives the implementation of a scheme.
func New(s secagg.Scheme) (Scheme, error) {
	switch s {
	case secagg.OneTimeHE:
		return new(oneTime), nil
	case secagg.PairwiseMasks:
		return masks{}, nil
	case secagg.DirectBGV, secagg.DirectCKKS:
		return &collective{name: s}, nil
	case secagg.Plaintext:
		return plaintext{}, nil
	}
	return nil, s.Check()
}

// keyless is for schemes without a key that lives as long as the session.
type keyless struct{}

// Found is as Scheme says.
func (keyless) Found(parameters.Set, digest.Digest) ([]byte, Part, error) { return nil, nil, nil }

// ParsePart is as Scheme says.
func (keyless) ParsePart(parameters.Set, []byte) (Part, error) { return nil, nil }
