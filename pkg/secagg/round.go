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

// Offered is what one participant says to all before vectors are protected.
type Offered struct {
	ID     string
	Public []byte
}

// Release is what a member gives out, sealed for the participants of the
// session: the sum of its shares of all keys of U, its shares of the seeds that
// the sum needs, or its decryption share of the sum.
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
	Participants int       // n, those in the roster
	Threshold    int       // t
	Offered      []Offered // by all who committed, in roster order; once they have, and if the scheme offers
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
// lanes to a chunk. The direct schemes have ciphertexts of as many chunks as the
// set has primes, two polynomials of N residues each, and in each ciphertext the
// next coefficients of the packing, as many as there are slots. pairwise-masks
// and plaintext have one lane for every value, as wide as the sum of that
// segment's values needs, at most N lanes to a chunk, each segment in chunks of
// its own; of the packing only the number of participants is used.
func Chunks(s Scheme, l vector.Layout, p vector.Packing, set parameters.Set) ([]residue.Shape, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	if set.Kind != s.Kind() {
		return nil, fmt.Errorf("parameter set %s is not for the scheme %s", set.Name, s)
	}
	var shapes []residue.Shape
	switch {
	case s == OneTimeHE:
		return residue.Split(set.Bits, p.Coefficients(), set.N()), nil
	case s.Direct():
		for range Ciphertexts(p, set) {
			for _, q := range set.Primes {
				shapes = append(shapes, residue.Residues(q, 2*set.N()))
			}
		}
	default:
		for _, segment := range l.Segments {
			shapes = append(shapes, residue.Split(LaneBits(segment, p.Participants), segment.Length, set.N())...)
		}
	}
	return shapes, nil
}

// Ciphertexts is how many ciphertexts of a direct scheme carry the packing.
func Ciphertexts(p vector.Packing, set parameters.Set) int {
	return (p.Coefficients() + set.Slots() - 1) / set.Slots()
}

// PolynomialBytes is the length in bytes of one polynomial of a direct scheme,
// packed: of a part of the collective key, and of a decryption share of one
// ciphertext.
func PolynomialBytes(set parameters.Set) int {
	size := 0
	for _, q := range set.Primes {
		size += residue.Residues(q, set.N()).Bytes()
	}
	return size
}

// MaskSecrets is how many field elements pairwise-masks shares: of a key and of
// a seed, MaskElements each. A release has those of one of the two for every
// participant.
const (
	MaskElements = 5
	MaskSecrets  = 2 * MaskElements
	MaskPublic   = 64 // bytes that a participant says to all
)

// Pack lays a vector out for the scheme: one-time-he has a checksum after it.
func Pack(l vector.Layout, participants int, set parameters.Set) (vector.Packing, error) {
	return vector.Pack(l, participants, set.Tau, set.Kind == parameters.OneTime)
}

// LaneBits is how wide a lane of a value must be for the sum of n
// quantised values of a segment: ⌈log2(n(2^w - 1) + 1)⌉ bits.
func LaneBits(s vector.Segment, n int) int {
	return bits.Len64(uint64(n) * (1<<s.Width() - 1))
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
	packing, err := Pack(r.Layout, r.Participants, r.Set)
	if err != nil {
		return err
	}
	if (s == OneTimeHE || s.Direct()) && (!slices.Equal(packing.Fields, r.Packing.Fields) || packing.Tau != r.Packing.Tau) {
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
