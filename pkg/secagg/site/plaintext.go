package site

import (
	"crypto/rand"
	"errors"
	"fmt"

	"samband/pkg/keyshare"
	"samband/pkg/residue"
	"samband/pkg/seal"
	"samband/pkg/secagg"
	"samband/pkg/vector"
)

// plaintext is the baseline: the quantised values themselves, bit-packed with
// room for the sum, for a fair comparison of sizes and times. There is no key,
// no share and no release. (A baseline of float32 lanes would need other
// arithmetic in the coordinator; its size is known without it, 32 bits a value.)
type plaintext struct{}

// Protect is as Scheme says; it protects nothing. The salt before each chunk
// keeps its digest, which goes into ledgers, from confirming guesses.
func (plaintext) Protect(r secagg.Round, self secagg.Member, members []secagg.Member, values vector.Source, group *seal.Group, emit func(int, []byte) error) (*Contribution, error) {
	if err := r.Check(secagg.Plaintext); err != nil {
		return nil, err
	}
	buffer := make([]uint64, r.Set.N())
	defer clear(buffer)
	err := runs(r, func(chunk, start int, shape residue.Shape, most uint64) error {
		lanes := buffer[:shape.Lanes]
		if err := values(start, lanes); err != nil {
			return err
		}
		for i, v := range lanes {
			if v > most {
				return fmt.Errorf("value %d is above %d", start+i, most)
			}
		}
		body := make([]byte, secagg.Plaintext.BodySize(shape))
		if _, err := rand.Read(body[:secagg.SaltSize]); err != nil {
			return err
		}
		if err := shape.Pack(body[secagg.SaltSize:], lanes, nil); err != nil {
			return err
		}
		return emit(chunk, body)
	})
	if err != nil {
		return nil, err
	}
	return new(Contribution), nil
}

// Release is never asked for in this scheme.
func (plaintext) Release(secagg.Round, secagg.Member, *seal.PrivateKey, *keyshare.Share, []secagg.SealedShare, *seal.Group) ([]byte, error) {
	return nil, errors.New("the scheme plaintext has no releases")
}

// Open is as Scheme says; there must be no releases.
func (plaintext) Open(r secagg.Round, releases []secagg.Release, contributors int, read func(int) ([]byte, error), group *seal.Group, sums vector.Sink) ([]string, error) {
	if err := r.Check(secagg.Plaintext); err != nil {
		return nil, err
	}
	if len(releases) > 0 {
		return nil, errors.New("the scheme plaintext has no releases")
	}
	if contributors < 1 || contributors > r.Participants {
		return nil, fmt.Errorf("%d contributors in a round of %d participants", contributors, r.Participants)
	}
	buffer := make([]uint64, r.Set.N())
	err := runs(r, func(chunk, start int, shape residue.Shape, most uint64) error {
		body, err := read(chunk)
		if err != nil {
			return err
		}
		if want := secagg.Plaintext.BodySize(shape); len(body) != want {
			return fmt.Errorf("chunk %d of the sum has %d bytes, expected %d", chunk, len(body), want)
		}
		lanes := buffer[:shape.Lanes]
		if err := shape.Unpack(body[secagg.SaltSize:], lanes, nil); err != nil {
			return fmt.Errorf("chunk %d of the sum: %w", chunk, err)
		}
		for i, v := range lanes {
			if v > most*uint64(contributors) {
				return fmt.Errorf("chunk %d of the sum: value %d is no sum of %d values", chunk, start+i, contributors)
			}
		}
		return sums(start, lanes)
	})
	return nil, err
}

// runs calls f for every chunk with its first value and the greatest value of
// one contributor in it.
func runs(r secagg.Round, f func(chunk, start int, shape residue.Shape, most uint64) error) error {
	chunk, start := 0, 0
	for _, s := range r.Layout.Segments {
		for end := start + s.Length; start < end; chunk++ {
			shape := r.Chunks[chunk]
			if err := f(chunk, start, shape, 1<<s.Bits-1); err != nil {
				return err
			}
			start += shape.Lanes
		}
	}
	return nil
}
