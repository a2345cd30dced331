package direct

import (
	"errors"
	"fmt"

	"github.com/tuneinsight/lattigo/v5/core/rlwe"
	"github.com/tuneinsight/lattigo/v5/mhe"
	"github.com/tuneinsight/lattigo/v5/ring"

	"samband/pkg/digest"
	"samband/pkg/residue"
)

// Secret is one participant's part of the collective secret key: uniform
// coefficients −1, 0 and 1. It lives as long as the session.
type Secret struct {
	hidden
	ring   *Ring
	digits []uint8 // coefficients plus 1
	key    *rlwe.SecretKey
}

// NewSecret draws a part of the key.
func (r *Ring) NewSecret() *Secret {
	digits := make([]uint8, r.set.N())
	ternary(digits)
	return r.secret(digits)
}

// secret takes digits over.
func (r *Ring) secret(digits []uint8) *Secret {
	key := rlwe.NewSecretKey(r.params)
	q := r.params.RingQ()
	for i, p := range r.set.Primes {
		for j, d := range digits {
			v := uint64(d) - 1
			key.Value.Q.Coeffs[i][j] = v + p&-(v>>63)
		}
	}
	q.NTT(key.Value.Q, key.Value.Q)
	q.MForm(key.Value.Q, key.Value.Q)
	return &Secret{hidden{"part of a collective key", r.set.N()}, r, digits, key}
}

// secretShape is how a secret is kept: digits of two bits, below 3.
func (r *Ring) secretShape() residue.Shape { return residue.Residues(3, r.set.N()) }

// Bytes is the secret itself, for the file that only its owner can read.
func (s *Secret) Bytes() ([]byte, error) {
	shape := s.ring.secretShape()
	b, lanes := make([]byte, shape.Bytes()), make([]uint64, shape.Lanes)
	defer clear(lanes)
	for i, d := range s.digits {
		lanes[i] = uint64(d)
	}
	return b, shape.Pack(b, lanes, nil)
}

// ParseSecret reads what Bytes gave.
func (r *Ring) ParseSecret(b []byte) (*Secret, error) {
	shape := r.secretShape()
	lanes := make([]uint64, shape.Lanes)
	defer clear(lanes)
	if err := shape.Unpack(b, lanes, nil); err != nil {
		return nil, fmt.Errorf("a part of a collective key: %w", err)
	}
	digits := make([]uint8, len(lanes))
	for i, v := range lanes {
		digits[i] = uint8(v)
	}
	return r.secret(digits), nil
}

// Destroy overwrites the secret.
func (s *Secret) Destroy() {
	clear(s.digits)
	for _, row := range s.key.Value.Q.Coeffs {
		clear(row)
	}
}

// Public gives the part of the public key that belongs to s, PolynomialSize
// bytes. The seed is what the participants have in common before there is a
// key; another call gives another error, so one part is made and kept.
func (s *Secret) Public(seed digest.Digest) ([]byte, error) {
	protocol := mhe.NewPublicKeyGenProtocol(s.ring.params)
	share := protocol.AllocateShare()
	protocol.GenShare(s.key, s.ring.crp(seed), &share)
	b := make([]byte, PolynomialSize(s.ring.set))
	return b, s.ring.pack(share.Value.Q, b)
}

func (r *Ring) crp(seed digest.Digest) (crp mhe.PublicKeyGenCRP) {
	crp.Value.Q = r.common(seed)
	return crp
}

// PublicKey is the collective public key. It does not change and may be shared
// between goroutines.
type PublicKey struct {
	ring *Ring
	key  *rlwe.PublicKey
}

// Combine adds the parts of all participants of the session up.
func (r *Ring) Combine(seed digest.Digest, parts [][]byte) (*PublicKey, error) {
	if len(parts) == 0 || len(parts) > r.set.Participants {
		return nil, fmt.Errorf("%d parts of a collective key; parameter set %q serves 1 to %d", len(parts), r.set.Name, r.set.Participants)
	}
	protocol := mhe.NewPublicKeyGenProtocol(r.params)
	sum, one := protocol.AllocateShare(), protocol.AllocateShare()
	for i, part := range parts {
		if err := r.unpack(part, one.Value.Q); err != nil {
			return nil, fmt.Errorf("part %d of the collective key: %w", i, err)
		}
		protocol.AggregateShares(sum, one, &sum)
	}
	key := rlwe.NewPublicKey(r.params)
	protocol.GenPublicKey(sum, r.crp(seed), key)
	return &PublicKey{r, key}, nil
}

// errDestroyed is for a secret that was wiped.
var errDestroyed = errors.New("the part of the collective key was destroyed")

// zero tells whether all coefficients are zero, which nothing drawn is.
func zero(p ring.Poly) bool {
	for _, row := range p.Coeffs {
		for _, v := range row {
			if v != 0 {
				return false
			}
		}
	}
	return true
}
