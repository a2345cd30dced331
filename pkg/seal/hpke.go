// Package seal closes messages for their readers: HPKE (RFC 9180) from one
// party to another, and AES-256-GCM under keys derived from the group key that
// the members of a session share. Only participants use it; the coordinator
// holds none of these keys and does not contain this code.
package seal

import (
	"crypto/hpke"
	"errors"
	"fmt"

	"samband/pkg/digest"
)

const (
	// PublicKeySize is the length in bytes of an HPKE public key: an ML-KEM-768
	// encapsulation key (1184, FIPS 203) and an X25519 point (32).
	PublicKeySize = 1216
	// encapsulatedSize is an ML-KEM-768 ciphertext (1088) and an X25519 point.
	encapsulatedSize = 1120
	// tagSize is the length of an AES-GCM tag.
	tagSize = 16
	// Overhead is how many bytes longer than its plaintext a sealed message is.
	Overhead = encapsulatedSize + tagSize
)

// The suite is fixed: the hybrid of ML-KEM-768 and X25519 (X-Wing), so that
// what is recorded today stays closed if either of them falls.
func kem() hpke.KEM   { return hpke.MLKEM768X25519() }
func kdf() hpke.KDF   { return hpke.HKDFSHA256() }
func aead() hpke.AEAD { return hpke.AES256GCM() }

// PrivateKey opens what others sealed for its public half. Those of messages are
// made anew for every attempt and never written to disk; that of an inspection
// is (Bytes).
type PrivateKey struct {
	key    hpke.PrivateKey
	public []byte
}

// NewKey makes a key from the operating system's random source.
func NewKey() (*PrivateKey, error) {
	key, err := kem().GenerateKey()
	if err != nil {
		return nil, fmt.Errorf("making a sealing key: %w", err)
	}
	return &PrivateKey{key: key, public: key.PublicKey().Bytes()}, nil
}

// Bytes is the secret itself, for a file that only its owner can read.
func (k *PrivateKey) Bytes() ([]byte, error) {
	if k.key == nil {
		return nil, errors.New("the sealing key was destroyed already")
	}
	return k.key.Bytes()
}

// ParsePrivateKey reads what Bytes gave.
func ParsePrivateKey(b []byte) (*PrivateKey, error) {
	key, err := kem().NewPrivateKey(b)
	if err != nil {
		return nil, fmt.Errorf("a sealing key is malformed: %w", err)
	}
	return &PrivateKey{key: key, public: key.PublicKey().Bytes()}, nil
}

// Public gives a copy of the PublicKeySize bytes that others seal to.
func (k *PrivateKey) Public() []byte { return append([]byte(nil), k.public...) }

// Destroy forgets the key; Open fails from then on. The standard library
// offers no way to overwrite its copy, which goes back to the collector.
func (k *PrivateKey) Destroy() { k.key = nil }

// CheckPublicKey tells whether public can be sealed to: its length, the range
// of its ML-KEM coefficients, its point.
func CheckPublicKey(public []byte) error {
	_, err := parsePublic(public)
	return err
}

func parsePublic(public []byte) (hpke.PublicKey, error) {
	if len(public) != PublicKeySize {
		return nil, fmt.Errorf("a sealing public key has %d bytes, this has %d", PublicKeySize, len(public))
	}
	key, err := kem().NewPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("a sealing public key is malformed: %w", err)
	}
	return key, nil
}

// Seal encrypts plaintext to a public key in one shot (RFC 9180, base mode) and
// gives the encapsulated key followed by the ciphertext, Overhead bytes more
// than plaintext. info is bound to it: only who opens with the same info
// succeeds. Base mode does not say who sealed; signatures around it do.
func Seal(public, info, plaintext []byte) ([]byte, error) {
	key, err := parsePublic(public)
	if err != nil {
		return nil, err
	}
	sealed, err := hpke.Seal(key, kdf(), aead(), info, plaintext)
	if err != nil {
		return nil, fmt.Errorf("sealing %d bytes: %w", len(plaintext), err)
	}
	return sealed, nil
}

// errOpen is the one answer to everything that does not open: which part was
// wrong is nothing that a sender of wrong bytes should learn.
var errOpen = errors.New("a sealed message does not open: it was altered, or sealed for another reader, round or purpose")

// Open is the opposite of Seal.
func (k *PrivateKey) Open(info, sealed []byte) ([]byte, error) {
	if k.key == nil {
		return nil, errors.New("the sealing key was destroyed already")
	}
	if len(sealed) < Overhead {
		return nil, fmt.Errorf("a sealed message has at least %d bytes, this has %d", Overhead, len(sealed))
	}
	plaintext, err := hpke.Open(k.key, kdf(), aead(), info, sealed)
	if err != nil {
		return nil, errOpen
	}
	return plaintext, nil
}

// describe is what a secret of this package shows of itself.
func describe(kind string, size int, d digest.Digest) string {
	return fmt.Sprintf("%s (secret, %d bytes, %s)", kind, size, d.Short())
}
