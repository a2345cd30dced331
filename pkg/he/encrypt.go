package he

import (
	"fmt"
	"math/bits"

	"samband/pkg/digest"
	"samband/pkg/residue"
)

// Encryptor encrypts chunks; it belongs to one goroutine.
type Encryptor struct {
	hidden
	ring    *Ring
	key     *Key
	seed    digest.Digest
	sampler *sampler

	uniform  []uint64
	buffer   []byte
	products [2][]uint64 // secret, wiped after each chunk
	errors   []uint8     // secret, wiped after each chunk
	out      *Coefficients

	// draw fills errors; only tests put something other than the sampler here.
	draw func([]uint8)
}

// NewEncryptor prepares to encrypt under key. The seed is what all
// participants of the attempt have in common; a key serves one seed.
func NewEncryptor(seed digest.Digest, key *Key) (*Encryptor, error) {
	if err := key.bind(seed); err != nil {
		return nil, err
	}
	n := key.ring.set.N()
	e := &Encryptor{
		hidden:   hidden{"encryptor", n},
		ring:     key.ring,
		key:      key,
		seed:     seed,
		sampler:  newErrorSampler(),
		uniform:  make([]uint64, n),
		buffer:   make([]byte, 8*n),
		products: [2][]uint64{make([]uint64, n), make([]uint64, n)},
		errors:   make([]uint8, n),
		out:      NewCoefficients(n),
	}
	e.draw = e.sampler.draw
	return e, nil
}

// seeded draws the errors of a chunk from the key's seed: one stream of AES-256
// in counter mode a chunk, as from fresh randomness.
func (e *Encryptor) seeded(chunk int, dst []uint8) {
	seed := digest.NewKeyed(e.key.errors, "samband/he/seeded/chunk/1").Uint(uint64(chunk)).Sum()
	e.sampler.expand(dst, seed.Expand())
	clear(seed[:])
}

// Encrypt writes the encryption of the first shape.Lanes coefficients of m,
// each below 2^τ, as a packed chunk into dst, which must have shape.Bytes()
// bytes. Chunks count from 0; each can be encrypted once.
func (e *Encryptor) Encrypt(chunk int, m *Coefficients, shape residue.Shape, dst []byte) error {
	if err := e.ring.checkChunk(chunk, shape, m); err != nil {
		return err
	}
	if len(dst) != shape.Bytes() {
		return fmt.Errorf("chunk %d needs %d bytes, not %d", chunk, shape.Bytes(), len(dst))
	}
	for _, hi := range m.Hi[:shape.Lanes] {
		if hi>>(e.ring.set.Tau-64) != 0 {
			return fmt.Errorf("chunk %d has a coefficient of more than %d bits", chunk, e.ring.set.Tau)
		}
	}
	if err := e.key.spend(chunk); err != nil {
		return err
	}
	for i := range e.products {
		p := &e.ring.primes[i]
		uniform(e.seed, p.p, chunk, e.uniform, e.buffer)
		p.multiply(e.uniform, e.key.values[i], e.products[i])
	}
	if e.key.errors == nil {
		e.draw(e.errors[:shape.Lanes])
	} else {
		e.seeded(chunk, e.errors[:shape.Lanes])
	}
	e.ring.round(m, e.errors[:shape.Lanes], e.products, e.out)
	clear(e.errors)
	clear(e.products[0])
	clear(e.products[1])
	return shape.Pack(dst, e.out.Lo, e.out.Hi)
}

// round completes a·s to x = a·s + e + ⌊q·m/2^τ⌉ mod q and drops its low bits:
// out = ⌊x·2^b/q⌉ mod 2^b. The message goes in before the low bits are dropped;
// after, a bias of 2^b/q would tell something about it.
func (a *Ring) round(m *Coefficients, errors []uint8, products [2][]uint64, out *Coefficients) {
	n := len(errors)
	lo, hi := m.Lo[:n], m.Hi[:n]
	first, second := products[0][:n], products[1][:n]
	outLo, outHi := out.Lo[:n], out.Hi[:n]
	half, mask := uint64(1)<<(a.set.Tau-65), uint64(1)<<(a.set.Tau-64)-1
	wire := newRounding(a.set.Bits)
	p, r := a.primes[0], a.primes[1]
	for i, digit := range errors {
		rhoHi, rhoLo := bits.Mul64(a.qLo, lo[i])
		rhoHi = (rhoHi + a.qLo*hi[i] + a.qHi*lo[i] + half) & mask
		y := p.reduce(first[i] + p.term(uint64(digit), rhoLo, rhoHi))
		z := r.reduce(second[i] + r.term(uint64(digit), rhoLo, rhoHi))
		outHi[i], outLo[i] = wire.of(&p, &r, y, z)
	}
}

// rounding is ⌊x·2^b/q⌉ mod 2^b in 127-bit fixed point. The fractions of both
// primes lose less than 4 units of 2^−127 together, so the result is at most
// ½ + 2^(b−125) from x·2^b/q.
type rounding struct {
	half  uint64 // of a unit of the result
	shift uint
	mask  uint64 // of the result's high word
}

func newRounding(b int) rounding {
	shift := uint(127 - b) // 7 to 62, because 64 < b ≤ 120
	return rounding{half: 1 << (shift - 1), shift: shift, mask: 1<<(b-64) - 1}
}

// of takes x as y = x·p2^−1 mod p1 and z = x·p1^−1 mod p2.
func (r *rounding) of(p1, p2 *prime, y, z uint64) (hi, lo uint64) {
	hi, lo = p1.fraction(y)
	h, l := p2.fraction(z)
	lo, carry := bits.Add64(lo, l, 0)
	hi += h + carry // modulo 2^128, a multiple of the 2^127 that is 1
	lo, carry = bits.Add64(lo, r.half, 0)
	hi += carry
	return hi >> r.shift & r.mask, lo>>r.shift | hi<<(64-r.shift)
}
