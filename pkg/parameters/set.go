// Package parameters holds the named ring parameters of secure aggregation and
// refuses those that are not known to be secure or exact.
//
// It contains no ring arithmetic, so that a coordinator or a checker of
// agreements can use it without linking any.
//
// A set describes the ring R_q = Z_q[X]/(X^N + 1), q = q1·q2, the noise, and
// how many bits of a coefficient carry sums (τ) and travel (b). All sets of
// one-time-he share N = 8192 and the two largest primes below 2^60 that are 1
// modulo 2N, and differ in τ and b only. Those of the direct schemes are in
// direct.go.
package parameters

import (
	"fmt"
	"math/big"
)

// Version numbers the meaning of all named sets together: which primes, roots,
// tables and roundings a name stands for.
const Version = 1

// ID is the name with that version. It stands in the prefix of every message,
// so that programs that understand a name differently do not work together.
func (s Set) ID() string { return fmt.Sprintf("%s.%d", s.Name, Version) }

// Set is one choice of parameters.
type Set struct {
	Kind         Kind
	Name         string
	LogN         int      // log2 of the ring degree N
	Primes       []uint64 // q1, q2, …, distinct, below 2^60, 1 modulo 2N
	Participants int      // largest number of participants whose sum is exact
	Tau          int      // τ: bits of a coefficient, or slot, that carry the sum

	// Of one-time-he only.
	Bits          int     // b: bits of a coefficient on the wire
	SigmaSecret   float64 // standard deviation of the coefficients of a key
	SupportSecret int     // their largest magnitude
	SigmaError    float64 // standard deviation of the errors
	SupportError  int     // their largest magnitude

	// Of the direct schemes only.
	Plain uint64 // t: plaintext modulus of BGV
	Scale int    // log2 of the scale of CKKS
	Flood int    // shares are flooded with noise from [−2^Flood, 2^Flood)
}

// Sets lists all named sets, for the fewest participants first. Where two
// serve the same number, the first is the better one.
func Sets() []Set {
	return []Set{
		set("sum-2", 2, 102, 104),
		set("sum-2-narrow", 2, 85, 87),
		set("sum-8", 8, 95, 99),
		set("sum-64", 64, 88, 95),
		set("sum-1000", 1000, 78, 88),
	}
}

func set(name string, participants, tau, bits int) Set {
	return Set{
		Name:         name,
		LogN:         13,
		Primes:       []uint64{1<<60 - 16383, 1<<60 - 98303},
		Participants: participants,
		Tau:          tau,
		Bits:         bits,
		// Two honest contributors whose sum is known leave the widths of one
		// divided by √2 (hint-LWE, eprint 2023/623): 3.18 and 4.50. Both are cut
		// eight deviations out.
		SigmaSecret:   4.5,
		SupportSecret: 36,
		SigmaError:    6.36,
		SupportError:  51,
	}
}

// For chooses the set for sums over at most participants contributors.
func For(participants int) (Set, error) {
	for _, s := range Sets() {
		if participants <= s.Participants {
			return s, s.Check(participants)
		}
	}
	return Set{}, fmt.Errorf("no parameter set serves %d participants; the largest serves %d", participants, largest())
}

// N is the ring degree: coefficients in one chunk.
func (s Set) N() int { return 1 << s.LogN }

// Modulus is q, the product of the primes.
func (s Set) Modulus() *big.Int {
	q := big.NewInt(1)
	for _, p := range s.Primes {
		q.Mul(q, new(big.Int).SetUint64(p))
	}
	return q
}

func largest() int {
	n := 0
	for _, s := range Sets() {
		n = max(n, s.Participants)
	}
	return n
}
