package digest

import (
	"crypto/aes"
	"crypto/cipher"
)

// Stream is an unbounded pseudorandom byte stream: AES-256 in counter mode
// under the digest as its key. One digest must not key two streams of
// different meaning; derive a digest per meaning with New or NewKeyed.
//
// AES is used instead of a sponge because public randomness is a sixth of the
// cost of encryption even so, and AES has hardware support on both x86-64 and
// arm64. FrodoKEM (NIST round 3 submission, section 2.2.3) expands its public
// matrix the same way.
type Stream struct{ ctr cipher.Stream }

// Expand starts the stream of d.
func (d Digest) Expand() *Stream {
	block, err := aes.NewCipher(d[:])
	if err != nil { // a 32-byte key is always accepted
		panic("digest: AES-256 refused a 32-byte key: " + err.Error())
	}
	return &Stream{cipher.NewCTR(block, make([]byte, aes.BlockSize))}
}

// Read fills p with the next bytes of the stream; it never fails.
func (s *Stream) Read(p []byte) (int, error) {
	clear(p)
	s.ctr.XORKeyStream(p, p)
	return len(p), nil
}
