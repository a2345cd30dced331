package he

import (
	"fmt"
	"math/bits"

	"samband/pkg/digest"
	"samband/pkg/residue"
)

// Decryptor decrypts sums of chunks with the sum of the keys; it belongs to
// one goroutine.
type Decryptor struct {
	hidden
	ring    *Ring
	seed    digest.Digest
	values  [2][]uint64
	uniform []uint64
	buffer  []byte
	product [2][]uint64
	in      *Coefficients
}

// NewDecryptor takes the sum of the keys of contributors participants, N
// coefficients (without the support added), each within ±36·contributors.
func NewDecryptor(r *Ring, seed digest.Digest, sum []int32, contributors int) (*Decryptor, error) {
	set := r.set
	n := set.N()
	if contributors < 1 || contributors > set.Participants {
		return nil, fmt.Errorf("parameter set %q decrypts sums of 1 to %d contributors, not %d", set.Name, set.Participants, contributors)
	}
	if len(sum) != n {
		return nil, fmt.Errorf("a sum of keys has %d coefficients, this has %d", n, len(sum))
	}
	most := int64(contributors * set.SupportSecret)
	for i, s := range sum {
		if int64(s) > most || int64(s) < -most {
			return nil, fmt.Errorf("coefficient %d of the sum of keys is %d; %d contributors reach ±%d", i, s, contributors, most)
		}
	}
	return newDecryptor(r, seed, sum), nil
}

func newDecryptor(r *Ring, seed digest.Digest, sum []int32) *Decryptor {
	n := len(sum)
	d := &Decryptor{
		hidden:  hidden{"decryptor", n},
		ring:    r,
		seed:    seed,
		uniform: make([]uint64, n),
		buffer:  make([]byte, 8*n),
		in:      NewCoefficients(n),
	}
	for i := range d.values {
		p := &r.primes[i]
		d.values[i], d.product[i] = make([]uint64, n), make([]uint64, n)
		for j, s := range sum {
			v := uint64(int64(s))
			d.values[i][j] = v + p.p&-(v>>63)
		}
		p.transform(d.values[i])
	}
	return d
}

// Destroy wipes the sum of the keys.
func (d *Decryptor) Destroy() {
	for i := range d.values {
		clear(d.values[i])
		clear(d.product[i])
	}
}

// Decrypt turns a packed sum of chunks into the sums of the coefficients,
// modulo 2^τ, and writes them to the first shape.Lanes entries of m. The body
// is checked first. What it decrypts to means something only if it is the sum
// of the chunks that belong to the keys; a checksum must tell.
func (d *Decryptor) Decrypt(chunk int, src []byte, shape residue.Shape, m *Coefficients) error {
	if err := d.ring.checkChunk(chunk, shape, m); err != nil {
		return err
	}
	if err := shape.Unpack(src, d.in.Lo, d.in.Hi); err != nil {
		return fmt.Errorf("chunk %d: %w", chunk, err)
	}
	for i := range d.product {
		p := &d.ring.primes[i]
		uniform(d.seed, p.p, chunk, d.uniform, d.buffer)
		p.multiply(d.uniform, d.values[i], d.product[i])
	}
	d.ring.remove(d.in, d.product, m, shape.Lanes)
	return nil
}

// remove is ⌊(C − ⌊(a·S mod q)·2^b/q⌉ mod 2^b) / 2^(b−τ)⌉ mod 2^τ.
func (a *Ring) remove(in *Coefficients, products [2][]uint64, m *Coefficients, n int) {
	lo, hi := in.Lo[:n], in.Hi[:n]
	first, second := products[0][:n], products[1][:n]
	outLo, outHi := m.Lo[:n], m.Hi[:n]
	wire := newRounding(a.set.Bits)
	p, r := a.primes[0], a.primes[1]
	spare := uint(a.set.Bits - a.set.Tau)
	half, mask := uint64(1)<<(spare-1), uint64(1)<<(a.set.Tau-64)-1
	for i := range lo {
		maskHi, maskLo := wire.of(&p, &r, subtract(first[i], p.p), subtract(second[i], r.p))
		l, borrow := bits.Sub64(lo[i], maskLo, 0)
		h := hi[i] - maskHi - borrow
		l, carry := bits.Add64(l, half, 0)
		h += carry
		outLo[i] = l>>spare | h<<(64-spare)
		outHi[i] = h >> spare & mask
	}
}
