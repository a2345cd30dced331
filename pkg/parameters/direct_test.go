package parameters

import (
	"math/big"
	"slices"
	"testing"
)

// Every set is exact for every number of participants it claims, by the worst
// case counted out in rationals, and is inside the gate.
func TestDirectSetsAreExactForAllClaimed(t *testing.T) {
	for _, s := range DirectSets() {
		half := new(big.Rat).SetFrac(s.Modulus(), big.NewInt(2))
		for n := 1; n <= s.Participants; n++ {
			if err := s.Check(n); err != nil {
				t.Fatal(err)
			}
			key := int64(n)                            // largest coefficient of the collective key
			fresh := int64(s.N())*(19*key+19*key) + 20 // u·e + e1·s + e0, rounding
			noise := new(big.Rat).SetInt64(fresh * int64(n))
			noise.Add(noise, new(big.Rat).SetInt(new(big.Int).Mul(big.NewInt(int64(n)), power(s.Flood))))
			if s.Kind == BGV {
				noise.Add(noise, big.NewRat(1, 1))
				if noise.Mul(noise, new(big.Rat).SetInt(new(big.Int).SetUint64(s.Plain))).Cmp(half) >= 0 {
					t.Errorf("%s wraps for %d", s.Name, n)
				}
				continue
			}
			top := new(big.Rat).Add(noise, new(big.Rat).SetInt(power(s.Tau+s.Scale+1)))
			noise.Mul(noise, new(big.Rat).SetFrac(big.NewInt(int64(s.N())), power(s.Scale)))
			if top.Cmp(half) >= 0 || noise.Cmp(big.NewRat(255, 512)) >= 0 {
				f, _ := noise.Float64()
				t.Errorf("%s is not exact for %d: up to %.4f", s.Name, n, f)
			}
		}
	}
}

// The ring of the papers and the largest primes of their sizes.
func TestDirectPrimes(t *testing.T) {
	largest := func(bits int, step uint64, above ...uint64) uint64 {
		for p := uint64(1)<<bits + 1 - step; ; p -= step {
			if new(big.Int).SetUint64(p).ProbablyPrime(20) && !slices.Contains(above, p) {
				return p
			}
		}
	}
	for _, s := range DirectSets() {
		for i, p := range s.Primes {
			// All are 1 modulo 2^14, so that one list serves both ring degrees.
			if want := largest(new(big.Int).SetUint64(p).BitLen(), 1<<14, s.Primes[:i]...); p != want {
				t.Errorf("%s: prime %d, want %d", s.Name, p, want)
			}
		}
		if s.Kind == BGV && s.Plain != largest(58, 1<<14) {
			t.Errorf("%s: plaintext modulus %d", s.Name, s.Plain)
		}
	}
	papers, err := ForKind(CKKS, 2)
	if err != nil || papers.N() != 8192 || papers.Scale != 40 || papers.Modulus().BitLen() != 140 || papers.Slots() != 4096 {
		t.Errorf("%+v, %v", papers, err)
	}
}

func TestForKind(t *testing.T) {
	for _, c := range []struct {
		kind Kind
		n    int
		want string
	}{{OneTime, 8, "sum-8"}, {BGV, 2, "bgv-64"}, {BGV, 64, "bgv-64"}, {CKKS, 8, "ckks-8"}, {CKKS, 9, "ckks-64"}} {
		if s, err := ForKind(c.kind, c.n); err != nil || s.Name != c.want {
			t.Errorf("%d participants: %q, %v", c.n, s.Name, err)
		}
	}
	for _, kind := range []Kind{BGV, CKKS} {
		for _, n := range []int{-1, 0, 65} {
			if _, err := ForKind(kind, n); err == nil {
				t.Errorf("%d participants are served", n)
			}
		}
	}
	if _, err := ForKind(7, 2); err == nil {
		t.Error("an unknown kind is served")
	}
}

func TestDirectCheckRefuses(t *testing.T) {
	for _, good := range DirectSets() {
		for what, change := range map[string]func(*Set){
			"ring over the gate": func(s *Set) { s.LogN = 11; s.Primes = []uint64{1<<60 - 16383} },
			"unknown ring":       func(s *Set) { s.LogN = 40 },
			"composite":          func(s *Set) { s.Primes[0] -= 16384 },
			"a prime twice":      func(s *Set) { s.Primes = append(s.Primes, s.Primes[0]) },
			"no primes":          func(s *Set) { s.Primes = nil },
			"too much flooding":  func(s *Set) { s.Flood = 60 },
			"no flooding":        func(s *Set) { s.Flood = 0 },
			"no sum":             func(s *Set) { s.Tau = 0 },
			"wide sum":           func(s *Set) { s.Tau = 60 },
			"no plain, no scale": func(s *Set) { s.Plain, s.Scale = 0, 0 },
			"composite plain, large scale": func(s *Set) {
				s.Plain, s.Scale = s.Plain+16384, 200
			},
		} {
			bad := good
			bad.Primes = slices.Clone(good.Primes)
			change(&bad)
			if bad.Check(bad.Participants) == nil {
				t.Errorf("%s: %s is accepted", good.Name, what)
			}
		}
		// The flooding is as large as it can be, to a bit or two.
		good.Flood += 2
		if good.Check(good.Participants) == nil {
			t.Errorf("%s: two more bits of flooding are accepted", good.Name)
		}
	}
}
