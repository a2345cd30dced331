package direct

import (
	"crypto/rand"
	"encoding/binary"

	"samband/pkg/digest"
)

// words reads a stream of bytes as numbers of 64 bits, low byte first.
type words struct {
	stream *digest.Stream
	block  [4096]byte
	left   []byte
}

func newWords(stream *digest.Stream) *words { return &words{stream: stream} }

func (w *words) next() uint64 {
	if len(w.left) == 0 {
		w.stream.Read(w.block[:])
		w.left = w.block[:]
	}
	v := binary.LittleEndian.Uint64(w.left)
	w.left = w.left[8:]
	return v
}

// wipe forgets what was read ahead.
func (w *words) wipe() {
	clear(w.block[:])
	w.left = nil
}

// secretWords is a stream under a fresh key from the operating system.
func secretWords() *words {
	var seed digest.Digest
	rand.Read(seed[:]) // never fails: it ends the program instead
	defer clear(seed[:])
	return newWords(seed.Expand())
}

// ternary fills dst with 0, 1 and 2, uniformly. Which of the draws are rejected
// does not depend on those that are kept.
func ternary(dst []uint8) {
	w := secretWords()
	defer w.wipe()
	for i := 0; i < len(dst); {
		for v, pairs := w.next(), 0; pairs < 32 && i < len(dst); pairs++ {
			if two := uint8(v & 3); two < 3 {
				dst[i] = two
				i++
			}
			v >>= 2
		}
	}
}

// flood fills the residues of poly, a row for each prime, with those of
// integers drawn uniformly from [−2^bits, 2^bits), bits at most 60. No branch
// and no index depends on what is drawn.
func flood(poly [][]uint64, primes []uint64, bits int) {
	w := secretWords()
	defer w.wipe()
	for j := range poly[0] {
		v := w.next() >> (63 - bits) // the integer plus 2^bits
		for i, p := range primes {
			// Below p each; the difference is wrapped back where it is negative.
			d := v%p - uint64(1)<<bits%p
			poly[i][j] = d + p&-(d>>63)
		}
	}
}
