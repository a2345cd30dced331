package parameters

import (
	"fmt"
	"math"
	"math/big"
)

// Kind tells the arithmetics of sets apart.
type Kind int

const (
	OneTime Kind = iota // of one-time-he
	BGV                 // of direct-bgv
	CKKS                // of direct-ckks
)

// BoundError is the largest magnitude of an error of the direct schemes: σ = 3.2
// cut at six deviations, lattigo's choice. Their keys are ternary.
const BoundError = 19

// roomOfFloats is the part of ½ that CKKS leaves to rounding in float64: one in
// 2^8, some thousand times what an encoding and a decoding of τ bits lose.
const roomOfFloats = 8

// DirectSets lists the named sets of the direct schemes, for the fewest
// participants of a kind first.
//
// bgv-64 has the two largest primes below 2^60; its plaintext modulus is the
// largest prime below 2^58 that is 1 modulo 2N. ckks-8 and ckks-64 are the ring
// that papers and products use for sums, q of 60 + 40 + 40 bits at N = 8192,
// though no level is ever consumed; the tuned ones are what the same precision
// needs. Integers are encoded at the scale 2^Scale, not fractions of 1.
func DirectSets() []Set {
	long := []uint64{1<<60 - 16383, 1<<60 - 98303}
	short := []uint64{1<<40 - 147455, 1<<40 - 737279}
	papers := []uint64{long[0], short[0], short[1]}
	return []Set{
		{Kind: BGV, Name: "bgv-64", LogN: 13, Primes: long, Participants: 64, Tau: 57, Plain: 1<<58 - 835583, Flood: 54},
		{Kind: CKKS, Name: "ckks-8", LogN: 13, Primes: papers, Participants: 8, Tau: 22, Scale: 40, Flood: 21},
		{Kind: CKKS, Name: "ckks-64", LogN: 13, Primes: papers, Participants: 64, Tau: 22, Scale: 46, Flood: 24},
		{Kind: CKKS, Name: "ckks-tuned-8", LogN: 12, Primes: long[:1], Participants: 8, Tau: 19, Scale: 38, Flood: 20},
		{Kind: CKKS, Name: "ckks-tuned-64", LogN: 12, Primes: papers[:2], Participants: 64, Tau: 22, Scale: 46, Flood: 25},
	}
}

// ForKind chooses the first set of a kind for sums over at most participants
// contributors: For, for all kinds.
func ForKind(kind Kind, participants int) (Set, error) {
	if kind == OneTime {
		return For(participants)
	}
	for _, s := range DirectSets() {
		if s.Kind == kind && participants <= s.Participants {
			return s, s.Check(participants)
		}
	}
	return Set{}, fmt.Errorf("no parameter set of the direct schemes serves %d participants; they serve up to 64", participants)
}

// Slots is how many integers below 2^τ a ciphertext of the set carries.
func (s Set) Slots() int {
	if s.Kind == CKKS {
		return s.N() / 2
	}
	return s.N()
}

// checkDirect is Check for the direct schemes. With B the largest magnitude of
// the noise in a coefficient of a decrypted sum,
//
//	B = n·(2·N·n·E + E + 1) + n·2^Flood
//
// which is that of n encryptions under a key of n parts, of rounding the
// encoded values, and of the flooding of n decryption shares, sums are exact
// without exception if
//
//	BGV    t·(B + 1) < q/2
//	CKKS   N·B < (1 − 2^−8)·2^(Scale−1) and 2^(τ+Scale+1) + B < q/2
//
// A slot of CKKS is a sum of N coefficients times roots of unity, hence N·B.
func (s Set) checkDirect(participants int) error {
	bits := 0.0
	for i, p := range s.Primes {
		if p>>60 != 0 || !new(big.Int).SetUint64(p).ProbablyPrime(0) || p%uint64(2*s.N()) != 1 {
			return fmt.Errorf("%d is not a prime below 2^60 that is 1 modulo %d", p, 2*s.N())
		}
		for _, other := range s.Primes[:i] {
			if p == other {
				return fmt.Errorf("the prime %d occurs twice", p)
			}
		}
		bits += math.Log2(float64(p))
	}
	if err := Gate(s.LogN, bits); err != nil {
		return err
	}
	if s.Flood < 1 || s.Flood > 60 || s.Tau < 1 || s.Tau > 58 {
		return fmt.Errorf("flooding of %d bits, sums of %d bits; they have 1 to 60 and 1 to 58", s.Flood, s.Tau)
	}
	n := int64(participants)
	noise := product(n, big.NewInt(2*int64(s.N())*n*BoundError+BoundError+1))
	noise.Add(noise, product(n, power(s.Flood)))
	if s.Kind == BGV {
		return s.checkPlain(noise)
	}
	if s.Scale < 1 || s.Scale > 64 {
		return fmt.Errorf("a scale of 2^%d; it has 1 to 64 bits", s.Scale)
	}
	slot := product(int64(s.N())<<roomOfFloats, noise)
	if slot.Cmp(product(1<<roomOfFloats-1, power(s.Scale-1))) >= 0 {
		return fmt.Errorf("sums over %d participants are not always exact", participants)
	}
	return s.checkWrap(noise.Add(noise, power(s.Tau+s.Scale+1)))
}

// checkPlain wants a prime plaintext modulus for batching, with room for the
// sum in it and for the noise above it.
func (s Set) checkPlain(noise *big.Int) error {
	t := new(big.Int).SetUint64(s.Plain)
	if t.Cmp(power(s.Tau)) <= 0 || t.BitLen() > 60 || !t.ProbablyPrime(0) || s.Plain%uint64(2*s.N()) != 1 {
		return fmt.Errorf("the plaintext modulus %d is not a prime above 2^%d that is 1 modulo %d", s.Plain, s.Tau, 2*s.N())
	}
	noise.Add(noise, big.NewInt(1))
	return s.checkWrap(noise.Mul(noise, t))
}

func (s Set) checkWrap(most *big.Int) error {
	if most.Lsh(most, 1).Cmp(s.Modulus()) >= 0 {
		return fmt.Errorf("sums and noise do not fit below q/2")
	}
	return nil
}
