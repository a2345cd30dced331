package parameters

import (
	"fmt"
	"math"
	"math/big"
)

// maxLogQP gives, for log2 of the ring degree, the largest log2(q·p) that
// leaves 128 bits of classical security: Bossuat et al., Security Guidelines
// for Implementing Homomorphic Encryption, eprint 2024/463, Table 5.2, ternary
// secret. The keys here are wider than ternary, which can only help.
func maxLogQP(logN int) (float64, bool) {
	switch logN {
	case 11:
		return 53, true
	case 12:
		return 106, true
	case 13:
		return 214, true
	case 14:
		return 430, true
	case 15:
		return 868, true
	}
	return 0, false
}

// Gate refuses a ring of degree 2^logN whose modulus, with all auxiliary
// primes, has logQP bits, unless it has at least 128 bits of security.
func Gate(logN int, logQP float64) error {
	limit, known := maxLogQP(logN)
	if !known {
		return fmt.Errorf("ring degree 2^%d has no entry in the security table; use 2^11 to 2^15", logN)
	}
	if !(logQP > 0 && logQP <= limit) { // written so that NaN is refused
		return fmt.Errorf("a modulus of %.2f bits is outside the 0 to %.0f bits that are known secure for ring degree 2^%d (eprint 2024/463, Table 5.2)", logQP, limit, logN)
	}
	return nil
}

// Check tells whether sums over at most participants contributors are secure
// and exact under s. The inequality is the one of the design:
//
//	n·(E + ½)·2^b/q + (n + 1)(½ + u) < 2^(b−τ−1)
//
// E is the largest error, ½ beside it the rounding of the message, and u the
// excess over ½ of a rounding in 127-bit fixed point, 2^(b−125). It is decided
// in integers, both sides multiplied by 2q·2^(125−b).
func (s Set) Check(participants int) error {
	if participants < 1 || participants > s.Participants {
		return fmt.Errorf("parameter set %q serves 1 to %d participants, not %d", s.Name, s.Participants, participants)
	}
	if s.Kind != OneTime {
		if err := s.checkDirect(participants); err != nil {
			return fmt.Errorf("parameter set %q: %w", s.Name, err)
		}
		return nil
	}
	if err := s.checkRing(); err != nil {
		return fmt.Errorf("parameter set %q: %w", s.Name, err)
	}
	if s.Tau < 1 || s.Bits <= s.Tau || s.Bits > 120 {
		return fmt.Errorf("parameter set %q: %d bits of sum in %d bits on the wire; need 1 ≤ τ < b ≤ 120", s.Name, s.Tau, s.Bits)
	}
	q := s.Modulus()
	n := int64(participants)
	noise := product(n*int64(2*s.SupportError+1), power(125))
	rounding := product(n+1, new(big.Int).Mul(q, new(big.Int).Add(power(125-s.Bits), big.NewInt(2))))
	room := new(big.Int).Mul(q, power(125-s.Tau))
	if noise.Add(noise, rounding).Cmp(room) >= 0 {
		return fmt.Errorf("parameter set %q: sums over %d participants are not always exact; use a set for more participants", s.Name, participants)
	}
	return nil
}

func (s Set) checkRing() error {
	if len(s.Primes) != 2 || s.Primes[0] == s.Primes[1] {
		return fmt.Errorf("needs two different primes, has %v", s.Primes)
	}
	bits := 0.0
	for _, p := range s.Primes {
		if p>>60 != 0 || p>>59 == 0 {
			return fmt.Errorf("prime %d does not have 60 bits", p)
		}
		bits += math.Log2(float64(p))
	}
	if err := Gate(s.LogN, bits); err != nil {
		return err
	}
	for _, p := range s.Primes {
		// Baillie–PSW, which is exact below 2^64.
		if !new(big.Int).SetUint64(p).ProbablyPrime(0) || p%uint64(2*s.N()) != 1 {
			return fmt.Errorf("%d is not a prime that is 1 modulo %d", p, 2*s.N())
		}
	}
	if s.SupportSecret < 1 || s.SupportError < 1 || s.SigmaSecret <= 0 || s.SigmaError <= 0 {
		return fmt.Errorf("key or error without noise")
	}
	return nil
}

func power(e int) *big.Int { return new(big.Int).Lsh(big.NewInt(1), uint(e)) }

func product(a int64, b *big.Int) *big.Int { return new(big.Int).Mul(big.NewInt(a), b) }
