package secagg

import (
	"fmt"
	"math/bits"
	"slices"

	"samband/pkg/digest"
	"samband/pkg/parameters"
	"samband/pkg/residue"
	"samband/pkg/vector"
)

// Member is a committee member that is ready in an attempt.
type Member struct {
	ID    string
	Point int    // its point in the sharing, from 1; 0 for a participant that is no member
	Key   []byte // its HPKE public key of this attempt
}

// SealedShare is one participant's share of its key, sealed for one member.
type SealedShare struct {
	From, To string
	Bytes    []byte
}

// Release is what a member gives out: the sum of its shares of all keys of U,
// sealed for the participants of the session.
type Release struct {
	From   string
	Point  int
	Sealed []byte
}

// Round is everything that one attempt at one sum is about and that all
// parties know.
type Round struct {
	Prefix       digest.Digest // of the attempt
	Layout       vector.Layout
	Packing      vector.Packing
	Chunks       []residue.Shape // as Chunks gives them
	Set          parameters.Set
	Participants int // n, those in the roster
	Threshold    int // t
}

// SaltSize is how many random bytes stand before the lanes of a plaintext
// chunk: the digest of a few small numbers could be guessed without them.
const SaltSize = 16

// Salt is how many bytes stand before the lanes of the scheme's chunks.
func (s Scheme) Salt() int {
	if s == Plaintext {
		return SaltSize
	}
	return 0
}

// BodySize is the length in bytes of a chunk of the given shape.
func (s Scheme) BodySize(shape residue.Shape) int { return s.Salt() + shape.Bytes() }

// Chunks gives the shapes of the chunks that a contribution consists of, the
// same for every participant and for the sum.
//
// one-time-he has one lane of b bits for every coefficient of the packing, N
// lanes to a chunk. plaintext has one lane for every value, as wide as the sum
// of that segment's values needs, at most N lanes to a chunk, each segment in
// chunks of its own; of the packing only the number of participants is used.
func Chunks(s Scheme, l vector.Layout, p vector.Packing, set parameters.Set) ([]residue.Shape, error) {
	switch s {
	case OneTimeHE:
		return residue.Split(set.Bits, p.Coefficients(), set.N()), nil
	case Plaintext:
		var shapes []residue.Shape
		for _, segment := range l.Segments {
			shapes = append(shapes, residue.Split(LaneBits(segment, p.Participants), segment.Length, set.N())...)
		}
		return shapes, nil
	}
	return nil, s.Check()
}

// LaneBits is how wide a lane of the plaintext scheme must be for the sum of n
// quantised values of a segment: ⌈log2(n(2^w - 1) + 1)⌉ bits.
func LaneBits(s vector.Segment, n int) int {
	return bits.Len64(uint64(n) * (1<<s.Bits - 1))
}

// Check refuses a round whose parts do not fit each other, before any secret
// is touched.
func (r Round) Check(s Scheme) error {
	if err := r.Layout.Check(); err != nil {
		return err
	}
	if err := r.Set.Check(r.Participants); err != nil {
		return err
	}
	if r.Packing.Participants != r.Participants {
		return fmt.Errorf("the packing is for %d participants, the round has %d", r.Packing.Participants, r.Participants)
	}
	packing, err := vector.Pack(r.Layout, r.Participants, r.Set.Tau, true)
	if err != nil {
		return err
	}
	if s == OneTimeHE && (!slices.Equal(packing.Fields, r.Packing.Fields) || packing.Tau != r.Packing.Tau) {
		return fmt.Errorf("the packing of the round is not the one that its layout and the parameter set %s give", r.Set.Name)
	}
	chunks, err := Chunks(s, r.Layout, r.Packing, r.Set)
	if err != nil {
		return err
	}
	if !slices.Equal(chunks, r.Chunks) {
		return fmt.Errorf("the chunks of the round are not those that its layout and the scheme %s give", s)
	}
	return nil
}
