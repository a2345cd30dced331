package residue

import "encoding/binary"

// writer puts bits one after another, low bit first.
type writer struct {
	to     []byte
	word   uint64 // bits not yet written
	filled uint   // how many, below 64
}

// put appends the low n bits of v, 1 to 64; the bits above must be zero.
func (w *writer) put(v uint64, n uint) {
	w.word |= v << w.filled
	if w.filled+n < 64 {
		w.filled += n
		return
	}
	binary.LittleEndian.PutUint64(w.to, w.word)
	w.to = w.to[8:]
	w.word = v >> (64 - w.filled)
	w.filled += n - 64
}

// wide appends lanes of more than 64 bits.
func (w *writer) wide(lo, hi []uint64, bits uint) {
	mask := ^uint64(0) >> (128 - bits)
	for i, v := range lo {
		w.put(v, 64)
		w.put(hi[i]&mask, bits-64)
	}
}

// flush writes the last bits, filled up to a byte.
func (w *writer) flush() {
	for i := uint(0); i < w.filled; i += 8 {
		w.to[i/8] = byte(w.word >> i)
	}
}

// reader is the inverse of writer.
type reader struct {
	from []byte
	word uint64 // bits read and not yet taken
	left uint   // how many, below 64
}

// take returns the next n bits, 1 to 64, which must be there.
func (r *reader) take(n uint) uint64 {
	mask := ^uint64(0) >> (64 - n)
	if n <= r.left {
		v := r.word & mask
		r.word >>= n
		r.left -= n
		return v
	}
	next, have := r.refill()
	v := (r.word | next<<r.left) & mask
	used := n - r.left
	r.word = next >> used
	r.left = have - used
	return v
}

// refill reads eight bytes, or what is left.
func (r *reader) refill() (word uint64, have uint) {
	if len(r.from) >= 8 {
		word = binary.LittleEndian.Uint64(r.from)
		r.from = r.from[8:]
		return word, 64
	}
	for i, b := range r.from {
		word |= uint64(b) << (8 * i)
	}
	have = uint(8 * len(r.from))
	r.from = nil
	return word, have
}
