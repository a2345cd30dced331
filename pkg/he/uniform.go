package he

import (
	"encoding/binary"

	"samband/pkg/digest"
)

// uniform fills dst with independent uniform residues modulo p, which are the
// polynomial a of a chunk, given by its values in the order of the transform
// (see the package comment). They are the words of the stream of
//
//	digest.New("samband/he/uniform").Digest(seed).Uint(p).Uint(chunk)
//
// cut to 60 bits, those not below p left out. buffer has 8 bytes for each.
func uniform(seed digest.Digest, p uint64, chunk int, dst []uint64, buffer []byte) {
	stream := digest.New("samband/he/uniform").Digest(seed).Uint(p).Uint(uint64(chunk)).Sum().Expand()
	for len(dst) > 0 {
		block := buffer[:8*len(dst)]
		stream.Read(block)
		kept := 0
		for ; len(block) > 0; block = block[8:] {
			if v := binary.LittleEndian.Uint64(block) & (1<<60 - 1); v < p {
				dst[kept] = v
				kept++
			}
		}
		dst = dst[kept:]
	}
}
