package he

import (
	"errors"
	"fmt"
	"sync"

	"samband/pkg/digest"
)

// Key is a one-time key: the polynomial s of one participant in one attempt.
// It encrypts every chunk once, under one seed. Encryptors of several
// goroutines may share it.
type Key struct {
	hidden
	ring   *Ring
	digits []uint8
	values [2][]uint64 // transformed, see prime.transform
	errors []byte      // what the errors of the chunks are drawn from; nil: from fresh randomness

	mu   sync.Mutex
	seed digest.Digest
	used map[int]bool // chunks; nil once destroyed
}

// NewKey draws a key.
func NewKey(r *Ring) *Key {
	k := newKey(r)
	newSecretSampler().draw(k.digits)
	k.transform()
	return k
}

// SeededKey is NewKey with everything that encrypting draws, the key and the
// errors of every chunk, taken from one secret seed: whoever keeps that can
// encrypt the same messages to the same bytes again. A seed serves one attempt.
func SeededKey(r *Ring, seed digest.Digest) *Key {
	k := newKey(r)
	one := digest.NewKeyed(seed[:], "samband/he/seeded/key/1").Sum()
	newSecretSampler().expand(k.digits, one.Expand())
	clear(one[:])
	two := digest.NewKeyed(seed[:], "samband/he/seeded/errors/1").Sum()
	k.errors = two[:]
	k.transform()
	return k
}

func newKey(r *Ring) *Key {
	n := r.set.N()
	return &Key{
		hidden: hidden{"one-time key", n},
		ring:   r,
		digits: make([]uint8, n),
		values: [2][]uint64{make([]uint64, n), make([]uint64, n)},
		used:   make(map[int]bool),
	}
}

// transform computes the values from the digits.
func (k *Key) transform() {
	for i := range k.values {
		p := &k.ring.primes[i]
		for j, d := range k.digits {
			v := uint64(d) - uint64(k.ring.set.SupportSecret)
			k.values[i][j] = v + p.p&-(v>>63)
		}
		p.transform(k.values[i])
	}
}

// Digits are the coefficients of the key plus the support, N digits in
// [0, 72]. They are the key's own memory, which Destroy wipes: do not keep
// them.
func (k *Key) Digits() []uint8 { return k.digits }

// Destroy wipes the key. No goroutine may be encrypting.
func (k *Key) Destroy() {
	k.mu.Lock()
	defer k.mu.Unlock()
	clear(k.digits)
	clear(k.errors)
	for i := range k.values {
		clear(k.values[i])
	}
	k.used = nil
}

// bind ties the key to a seed for ever.
func (k *Key) bind(seed digest.Digest) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case k.used == nil:
		return errors.New("the one-time key was destroyed; make a new one for a new attempt")
	case seed.IsZero():
		return errors.New("an attempt without a seed cannot be encrypted")
	case k.seed.IsZero():
		k.seed = seed
	case k.seed != seed:
		return errors.New("the one-time key already serves another seed; make a new one")
	}
	return nil
}

// spend marks a chunk as encrypted. A second encryption under the same key and
// seed would give away the difference of the errors.
func (k *Key) spend(chunk int) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.used == nil {
		return errors.New("the one-time key was destroyed; make a new one for a new attempt")
	}
	if k.used[chunk] {
		return fmt.Errorf("chunk %d was already encrypted under this one-time key; make a new key", chunk)
	}
	k.used[chunk] = true
	return nil
}
