package digest

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"math/bits"
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

// Below draws evenly from 0 to n − 1, for n above 0 (Lemire, Fast random integer
// generation in an interval, 2019): eight bytes, little-endian, and eight more
// where those would favour some.
func (s *Stream) Below(n int) int {
	var draw [8]byte
	for {
		s.Read(draw[:])
		high, low := bits.Mul64(binary.LittleEndian.Uint64(draw[:]), uint64(n))
		if low >= -uint64(n)%uint64(n) {
			return int(high)
		}
	}
}
