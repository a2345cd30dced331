package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"

	"samband/pkg/digest"
)

const (
	groupSize = 32
	// ReleaseOverhead is how many bytes longer than its plaintext a sealed
	// release is: a random nonce of 12 bytes and a tag.
	ReleaseOverhead = 12 + tagSize
)

// Labels of what is derived. No two uses share one.
const (
	labelGroup    = "samband/seal/group-key/1"
	labelState    = "samband/seal/state-key/1"
	labelChecksum = "samband/seal/checksum-key/1"
	labelRelease  = "samband/seal/release-key/1/" // followed by the member's id
	labelPrint    = "samband/seal/fingerprint/1"
)

// Group is the secret that the participants of a session share and the
// coordinator does not have.
type Group struct{ key [groupSize]byte }

// NewGroup derives the group key with HKDF-SHA256 (RFC 5869): the committee
// members' contributions in the order of the roster are the input, the session
// is the salt. The caller has checked each contribution against its hash.
func NewGroup(contributions [][32]byte, session digest.Digest) (*Group, error) {
	if len(contributions) == 0 {
		return nil, errors.New("a group key needs the contribution of at least one member, there is none")
	}
	input := make([]byte, 0, 32*len(contributions))
	for i := range contributions {
		input = append(input, contributions[i][:]...)
	}
	defer clear(input)
	key, err := hkdf.Key(sha256.New, input, session[:], labelGroup, groupSize)
	if err != nil {
		return nil, fmt.Errorf("deriving the group key: %w", err)
	}
	return ParseGroup(key)
}

// ParseGroup reads what Bytes gave.
func ParseGroup(b []byte) (*Group, error) {
	if len(b) != groupSize {
		return nil, fmt.Errorf("a group key has %d bytes, this has %d", groupSize, len(b))
	}
	g := new(Group)
	copy(g.key[:], b)
	return g, nil
}

// Bytes is the secret itself, for the file that only its owner can read.
func (g *Group) Bytes() []byte { return append([]byte(nil), g.key[:]...) }

// Destroy overwrites the key, once the session is closed.
func (g *Group) Destroy() { clear(g.key[:]) }

// StateKey gives the 32-byte key of the state digests.
func (g *Group) StateKey() []byte { return g.derive(nil, labelState) }

// ChecksumKey gives the 32-byte key that the weights of the checksum are
// expanded from.
func (g *Group) ChecksumKey() []byte { return g.derive(nil, labelChecksum) }

func (g *Group) derive(salt []byte, label string) []byte {
	key, err := hkdf.Key(sha256.New, g.key[:], salt, label, 32)
	if err != nil { // only for more than 255 blocks of output
		panic("seal: HKDF-SHA256 refused to give 32 bytes: " + err.Error())
	}
	return key
}

// SealRelease encrypts a member's release for all participants of the session:
// AES-256-GCM under a key of its own for this prefix and member, with a random
// nonce. A member calls it once for a prefix and keeps the bytes.
func (g *Group) SealRelease(prefix digest.Digest, member string, plaintext []byte) ([]byte, error) {
	gcm, err := g.release(prefix, member)
	if err != nil {
		return nil, err
	}
	return gcm.Seal(nil, nil, plaintext, nil), nil
}

// OpenRelease is the opposite of SealRelease.
func (g *Group) OpenRelease(prefix digest.Digest, member string, sealed []byte) ([]byte, error) {
	if len(sealed) < ReleaseOverhead {
		return nil, fmt.Errorf("a sealed release has at least %d bytes, this has %d", ReleaseOverhead, len(sealed))
	}
	gcm, err := g.release(prefix, member)
	if err != nil {
		return nil, err
	}
	plaintext, err := gcm.Open(nil, nil, sealed, nil)
	if err != nil {
		return nil, errOpen
	}
	return plaintext, nil
}

// release is the cipher for one prefix and member. They need not be
// authenticated beside the message, because they are in the key.
func (g *Group) release(prefix digest.Digest, member string) (cipher.AEAD, error) {
	key := g.derive(prefix[:], labelRelease+member)
	defer clear(key)
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("release key: %w", err)
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("release key: %w", err)
	}
	return gcm, nil
}
