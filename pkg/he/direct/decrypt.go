package direct

import (
	"fmt"

	"github.com/tuneinsight/lattigo/v5/core/rlwe"
	"github.com/tuneinsight/lattigo/v5/ring"
)

// Sharer makes decryption shares; it belongs to one goroutine.
type Sharer struct {
	hidden
	secret   *Secret
	in, rand ring.Poly
}

// NewSharer prepares to make shares with a part of the key.
func NewSharer(s *Secret) (*Sharer, error) {
	if zero(s.key.Value.Q) {
		return nil, errDestroyed
	}
	q := s.ring.params.RingQ()
	return &Sharer{hidden{"sharer", s.ring.set.N()}, s, q.NewPoly(), q.NewPoly()}, nil
}

// Share writes the decryption share of a ciphertext, C1·s + f, into dst of
// PolynomialSize bytes. Two shares of one ciphertext would let their difference
// average the flooding away: the caller makes one and keeps it.
func (s *Sharer) Share(bodies [][]byte, dst []byte) error {
	r := s.secret.ring
	if len(dst) != PolynomialSize(r.set) {
		return fmt.Errorf("a decryption share has %d bytes, not %d", PolynomialSize(r.set), len(dst))
	}
	if err := r.halves(bodies, nil, s.in.Coeffs); err != nil {
		return err
	}
	q := r.params.RingQ()
	q.MulCoeffsMontgomery(s.in, s.secret.key.Value.Q, s.in)
	flood(s.rand.Coeffs, r.set.Primes, r.set.Flood)
	q.NTT(s.rand, s.rand)
	q.Add(s.in, s.rand, s.in)
	for _, row := range s.rand.Coeffs {
		clear(row)
	}
	return r.pack(s.in, dst)
}

// halves reads the two polynomials of a ciphertext from anybody into rows for
// each prime; nil rows are left out.
func (r *Ring) halves(bodies [][]byte, first, second [][]uint64) error {
	shapes := Bodies(r.set)
	if len(bodies) != len(shapes) {
		return fmt.Errorf("a ciphertext has %d bodies, not %d", len(shapes), len(bodies))
	}
	n := r.set.N()
	lanes := make([]uint64, 2*n)
	for i, s := range shapes {
		if err := s.Unpack(bodies[i], lanes, nil); err != nil {
			return fmt.Errorf("modulo prime %d: %w", i, err)
		}
		if first != nil {
			copy(first[i], lanes[:n])
		}
		if second != nil {
			copy(second[i], lanes[n:])
		}
	}
	return nil
}

// Decryptor puts decryption shares together; it belongs to one goroutine.
type Decryptor struct {
	hidden
	ring  *Ring
	coder coder
	phase *rlwe.Plaintext
	one   ring.Poly
}

// NewDecryptor prepares to decrypt.
func (r *Ring) NewDecryptor() *Decryptor {
	c := r.coder()
	return &Decryptor{hidden{"decryptor", r.set.N()}, r, c, c.plaintext(), r.params.RingQ().NewPoly()}
}

// Decrypt gives the sums in slots, at most Slots of them, from the decryption
// shares of all participants of the session. Off is the largest distance from
// an integer before rounding: 0 with BGV, the error of CKKS. What comes out
// means something only if the ciphertext is a sum of honest ones and all shares
// are honest; a sum above τ bits, or with CKKS one far from every integer, is
// an error.
func (d *Decryptor) Decrypt(bodies, shares [][]byte, slots []uint64) (off float64, err error) {
	if err := d.ring.halves(bodies, d.phase.Value.Coeffs, nil); err != nil {
		return 0, err
	}
	if err := d.add(shares); err != nil {
		return 0, err
	}
	if len(slots) > d.ring.set.Slots() {
		return 0, fmt.Errorf("a ciphertext has %d slots, not %d", d.ring.set.Slots(), len(slots))
	}
	off, err = d.coder.decode(d.phase, slots)
	if err != nil {
		return 0, err
	}
	return off, check(d.ring, slots)
}

// add adds the shares to the phase.
func (d *Decryptor) add(shares [][]byte) error {
	for i, share := range shares {
		if err := d.ring.unpack(share, d.one); err != nil {
			return fmt.Errorf("decryption share %d: %w", i, err)
		}
		d.ring.params.RingQ().Add(d.phase.Value, d.one, d.phase.Value)
	}
	return nil
}
