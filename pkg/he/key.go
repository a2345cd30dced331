package he

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"samband/pkg/digest"
	"samband/pkg/parameters"
)

// Key is a one-time key: the polynomial s of one participant in one attempt.
// It encrypts every chunk once, under one seed. Encryptors of several
// goroutines may share it.
type Key struct {
	ring   *arithmetic
	digits []uint8
	values [2][]uint64 // transformed, see prime.transform

	mu   sync.Mutex
	seed digest.Digest
	used map[int]bool // chunks; nil once destroyed
}

// NewKey draws a key.
func NewKey(set parameters.Set) (*Key, error) {
	r, err := newArithmetic(set)
	if err != nil {
		return nil, err
	}
	k := &Key{ring: r, digits: make([]uint8, set.N()), used: make(map[int]bool)}
	newSampler(secretTable[:]).draw(k.digits)
	for i := range k.values {
		p := &r.primes[i]
		k.values[i] = make([]uint64, len(k.digits))
		for j, d := range k.digits {
			v := uint64(d) - uint64(set.SupportSecret)
			k.values[i][j] = v + p.p&-(v>>63)
		}
		p.transform(k.values[i])
	}
	return k, nil
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

// String shows the kind and size, never the content.
func (k *Key) String() string {
	return fmt.Sprintf("one-time key of %d coefficients (secret)", len(k.digits))
}

// GoString is String.
func (k *Key) GoString() string { return k.String() }

// Format writes String for every verb.
func (k *Key) Format(f fmt.State, _ rune) { fmt.Fprint(f, k.String()) }

// LogValue is String.
func (k *Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalJSON writes String.
func (k *Key) MarshalJSON() ([]byte, error) { return fmt.Appendf(nil, "%q", k.String()), nil }
