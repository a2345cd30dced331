package parameters

import (
	"math"
	"math/big"
	"slices"
	"testing"
)

func named(t *testing.T, name string) Set {
	t.Helper()
	all := Sets()
	i := slices.IndexFunc(all, func(s Set) bool { return s.Name == name })
	if i < 0 {
		t.Fatalf("no parameter set %q", name)
	}
	return all[i]
}

// The cost table of the design, and the six-digit set for two.
func TestTable(t *testing.T) {
	for _, want := range []struct {
		name                        string
		n, tau, bits, digits, width int // digits of 16-bit values in a coefficient, bits a digit
	}{
		{"sum-2", 2, 102, 104, 6, 17},
		{"sum-2-narrow", 2, 85, 87, 5, 17},
		{"sum-8", 8, 95, 99, 5, 19},
		{"sum-64", 64, 88, 95, 4, 22},
		{"sum-1000", 1000, 78, 88, 3, 26},
	} {
		s := named(t, want.name)
		if s.Participants != want.n || s.Tau != want.tau || s.Bits != want.bits || s.N() != 8192 {
			t.Errorf("%s is %+v", want.name, s)
		}
		width := big.NewInt(int64(want.n) * 65535).BitLen()
		if width != want.width || s.Tau/width != want.digits {
			t.Errorf("%s: %d bits a digit, %d digits", want.name, width, s.Tau/width)
		}
	}
}

// Every set is exact for every number of participants it claims, by an
// evaluation in rationals that shares nothing with Check.
func TestExactForAllClaimed(t *testing.T) {
	for _, s := range Sets() {
		q := new(big.Rat).SetInt(s.Modulus())
		for n := 1; n <= s.Participants; n++ {
			if err := s.Check(n); err != nil {
				t.Fatal(err)
			}
			scale := new(big.Rat).Quo(new(big.Rat).SetInt(power(s.Bits)), q)
			left := new(big.Rat).Mul(scale, big.NewRat(int64(n)*103, 2))
			u := new(big.Rat).SetFrac(big.NewInt(1), power(125-s.Bits))
			half := u.Add(u, big.NewRat(1, 2))
			left.Add(left, half.Mul(half, big.NewRat(int64(n+1), 1)))
			if left.Cmp(new(big.Rat).SetInt(power(s.Bits-s.Tau-1))) >= 0 {
				t.Errorf("%s is not exact for %d", s.Name, n)
			}
		}
	}
}

// The primes are the two largest below 2^60 that are 1 modulo 2N.
func TestPrimes(t *testing.T) {
	var found []uint64
	for p := uint64(1<<60 + 1 - 16384); len(found) < 2; p -= 16384 {
		if new(big.Int).SetUint64(p).ProbablyPrime(20) {
			found = append(found, p)
		}
	}
	for _, s := range Sets() {
		if s.Primes[0] != found[0] || s.Primes[1] != found[1] {
			t.Errorf("%s has primes %v, want %v", s.Name, s.Primes, found)
		}
		if got := s.Modulus().BitLen(); got != 120 {
			t.Errorf("q has %d bits", got)
		}
	}
}

func TestFor(t *testing.T) {
	for n, want := range map[int]string{1: "sum-2", 2: "sum-2", 3: "sum-8", 8: "sum-8", 9: "sum-64", 65: "sum-1000", 1000: "sum-1000"} {
		if s, err := For(n); err != nil || s.Name != want {
			t.Errorf("For(%d) = %q, %v", n, s.Name, err)
		}
	}
	for _, n := range []int{-1, 0, 1001, math.MaxInt} {
		if _, err := For(n); err == nil {
			t.Errorf("For(%d) is accepted", n)
		}
	}
}

func TestGate(t *testing.T) {
	for logN, limit := range map[int]float64{11: 53, 12: 106, 13: 214, 14: 430, 15: 868} {
		if err := Gate(logN, limit); err != nil {
			t.Error(err)
		}
		if Gate(logN, limit+0.01) == nil {
			t.Errorf("2^%d with %v bits is accepted", logN, limit+0.01)
		}
	}
	for _, bad := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		if Gate(13, bad) == nil {
			t.Errorf("%v bits are accepted", bad)
		}
	}
	for _, logN := range []int{0, 10, 16, 60} {
		if Gate(logN, 30) == nil {
			t.Errorf("degree 2^%d is accepted", logN)
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	good, err := For(2)
	if err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(*Set){
		"one spare bit too few":   func(s *Set) { s.Bits-- },
		"one bit of sum too many": func(s *Set) { s.Tau++ },
		"b above fixed point":     func(s *Set) { s.Bits = 121 },
		"no sum":                  func(s *Set) { s.Tau = 0 },
		"noise too large":         func(s *Set) { s.SupportError = 1 << 20 },
		"composite":               func(s *Set) { s.Primes[0] -= 16384 },
		"one prime twice":         func(s *Set) { s.Primes[0] = s.Primes[1] },
		"three primes":            func(s *Set) { s.Primes = append(s.Primes, 1<<60-16383) },
		"small prime":             func(s *Set) { s.Primes[0] = 65537 },
		"ring over the gate":      func(s *Set) { s.LogN = 12 },
		"unknown ring":            func(s *Set) { s.LogN = 40 },
		"no error":                func(s *Set) { s.SigmaError = 0 },
	} {
		bad := good
		bad.Primes = append([]uint64(nil), good.Primes...)
		change(&bad)
		if bad.Check(2) == nil {
			t.Errorf("%s is accepted", what)
		}
	}
}

// A set made so that every term of the inequality decides: at n = 977 the
// roundings take 489, the noise 22.9 and the fixed point 0.48 of the 512 there
// are; 0.5 a participant less, or no fixed point, would let it pass.
func TestInequalityIsSharp(t *testing.T) {
	s := named(t, "sum-1000")
	s.SupportError, s.Tau, s.Bits = 1, 104, 114
	if err := s.Check(976); err != nil {
		t.Error(err)
	}
	if s.Check(977) == nil {
		t.Error("977 participants are accepted")
	}
}
