package secagg

import (
	"math/bits"

	"samband/pkg/vector"
)

// LaneBits is how wide a lane of the plaintext scheme must be for the sum of n
// quantised values of a segment: ⌈log2(n(2^w - 1) + 1)⌉ bits.
func LaneBits(s vector.Segment, n int) int {
	return bits.Len64(uint64(n) * (1<<s.Bits - 1))
}
