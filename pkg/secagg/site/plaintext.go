package site

import (
	"crypto/rand"
	"errors"
	"fmt"

	"samband/pkg/digest"
	"samband/pkg/parameters"
	"samband/pkg/seal"
	"samband/pkg/secagg"
	"samband/pkg/vector"
)

// plaintext is the baseline: the quantised values themselves, bit-packed with
// room for the sum, for a fair comparison of sizes and times. There is no key,
// no share and no release. (A baseline of float32 lanes would need other
// arithmetic in the coordinator; its size is known without it, 32 bits a value.)
type plaintext struct{ keyless }

// Join is as Scheme says.
func (s plaintext) Join(parameters.Set, digest.Digest, [][]byte, Part) (Scheme, error) { return s, nil }

// Offer is as Scheme says.
func (plaintext) Offer(secagg.Round, secagg.Member, []secagg.Member) (*Offer, error) {
	return new(Offer), nil
}

// Protect is as Scheme says; it protects nothing. The salt before each chunk
// keeps its digest, which goes into ledgers, from confirming guesses.
func (plaintext) Protect(r secagg.Round, _ *Offer, values vector.Source, _ *seal.Group, emit func(int, []byte) error) error {
	if err := r.Check(secagg.Plaintext); err != nil {
		return err
	}
	buffer := make([]uint64, r.Set.N())
	defer clear(buffer)
	for chunk, s := range spans(r) {
		lanes := buffer[:s.shape.Lanes]
		if err := values(s.start, lanes); err != nil {
			return err
		}
		for i, v := range lanes {
			if v > s.most {
				return fmt.Errorf("value %d is above %d", s.start+i, s.most)
			}
		}
		body := make([]byte, secagg.Plaintext.BodySize(s.shape))
		if _, err := rand.Read(body[:secagg.SaltSize]); err != nil {
			return err
		}
		if err := s.shape.Pack(body[secagg.SaltSize:], lanes, nil); err != nil {
			return err
		}
		if err := emit(chunk, body); err != nil {
			return err
		}
	}
	return nil
}

// Release is never asked for in this scheme.
func (plaintext) Release(secagg.Round, secagg.Member, *seal.PrivateKey, Closing, *seal.Group) ([]byte, error) {
	return nil, errors.New("the scheme plaintext has no releases")
}

// Open is as Scheme says; there must be no releases.
func (plaintext) Open(r secagg.Round, releases []secagg.Release, set []string, read func(int) ([]byte, error), group *seal.Group, sums vector.Sink) ([]string, error) {
	if err := r.Check(secagg.Plaintext); err != nil {
		return nil, err
	}
	if len(releases) > 0 {
		return nil, errors.New("the scheme plaintext has no releases")
	}
	if err := checkSet(r, set); err != nil {
		return nil, err
	}
	buffer := make([]uint64, r.Set.N())
	for chunk, s := range spans(r) {
		body, err := read(chunk)
		if err != nil {
			return nil, err
		}
		if want := secagg.Plaintext.BodySize(s.shape); len(body) != want {
			return nil, fmt.Errorf("chunk %d of the sum has %d bytes, expected %d", chunk, len(body), want)
		}
		lanes := buffer[:s.shape.Lanes]
		if err := s.shape.Unpack(body[secagg.SaltSize:], lanes, nil); err != nil {
			return nil, fmt.Errorf("chunk %d of the sum: %w", chunk, err)
		}
		for i, v := range lanes {
			if v > s.most*uint64(len(set)) {
				return nil, fmt.Errorf("chunk %d of the sum: value %d is no sum of %d values", chunk, s.start+i, len(set))
			}
		}
		if err := sums(s.start, lanes); err != nil {
			return nil, err
		}
	}
	return nil, nil
}
