package direct

import (
	"fmt"

	"github.com/tuneinsight/lattigo/v5/core/rlwe"
)

// Encryptor encrypts under a collective public key; it belongs to one goroutine.
type Encryptor struct {
	hidden
	ring      *Ring
	coder     coder
	encryptor *rlwe.Encryptor
	plaintext *rlwe.Plaintext
	out       *rlwe.Ciphertext
}

// NewEncryptor prepares to encrypt.
func NewEncryptor(key *PublicKey) *Encryptor {
	r, c := key.ring, key.ring.coder()
	return &Encryptor{
		hidden:    hidden{"encryptor", r.set.N()},
		ring:      r,
		coder:     c,
		encryptor: rlwe.NewEncryptor(r.params, key.key),
		plaintext: c.plaintext(),
		out:       rlwe.NewCiphertext(r.params, 1, r.params.MaxLevel()),
	}
}

// Encrypt writes the encryption of slots, at most Slots of them and each below
// 2^τ, as the bodies of Bodies.
func (e *Encryptor) Encrypt(slots []uint64, bodies [][]byte) error {
	shapes := Bodies(e.ring.set)
	if len(bodies) != len(shapes) {
		return fmt.Errorf("a ciphertext has %d bodies, not %d", len(shapes), len(bodies))
	}
	if err := check(e.ring, slots); err != nil {
		return err
	}
	if err := e.coder.encode(slots, e.plaintext); err != nil {
		return err
	}
	err := e.encryptor.Encrypt(e.plaintext, e.out)
	for _, row := range e.plaintext.Value.Coeffs {
		clear(row)
	}
	if err != nil {
		return err
	}
	lanes := make([]uint64, 2*e.ring.set.N())
	for i, s := range shapes {
		copy(lanes, e.out.Value[0].Coeffs[i])
		copy(lanes[e.ring.set.N():], e.out.Value[1].Coeffs[i])
		if err := s.Pack(bodies[i], lanes, nil); err != nil {
			return err
		}
	}
	return nil
}

func check(r *Ring, slots []uint64) error {
	if len(slots) < 1 || len(slots) > r.set.Slots() {
		return fmt.Errorf("a ciphertext of parameter set %q has 1 to %d slots, not %d", r.set.Name, r.set.Slots(), len(slots))
	}
	for i, v := range slots {
		if v>>r.set.Tau != 0 {
			return fmt.Errorf("slot %d has more than %d bits", i, r.set.Tau)
		}
	}
	return nil
}
