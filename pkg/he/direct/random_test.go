package direct

import (
	"math"
	"math/big"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/parameters"
)

func TestTernaryIsUniform(t *testing.T) {
	digits := make([]uint8, 1<<18)
	ternary(digits)
	var counts [3]float64
	for _, d := range digits {
		counts[d]++
	}
	chi := 0.0
	for _, c := range counts {
		e := float64(len(digits)) / 3
		chi += (c - e) * (c - e) / e
	}
	if chi > 40 { // two degrees of freedom: once in 10^8
		t.Errorf("counts %v", counts)
	}
}

// The residues are those of one integer within bounds, evenly spread.
func TestFloodIsUniform(t *testing.T) {
	for _, set := range parameters.DirectSets() {
		poly := make([][]uint64, len(set.Primes))
		for i := range poly {
			poly[i] = make([]uint64, 4096)
		}
		flood(poly, set.Primes, set.Flood)
		bound := math.Ldexp(1, set.Flood)
		sum, square := 0.0, 0.0
		for j := range poly[0] {
			v := new(big.Int).SetUint64(poly[0][j])
			if p := new(big.Int).SetUint64(set.Primes[0]); v.Cmp(new(big.Int).Rsh(p, 1)) > 0 {
				v.Sub(v, p)
			}
			for i, p := range set.Primes {
				if new(big.Int).Mod(v, new(big.Int).SetUint64(p)).Uint64() != poly[i][j] {
					t.Fatalf("%s: coefficient %d has different residues", set.Name, j)
				}
			}
			f, _ := new(big.Float).SetInt(v).Float64()
			if f < -bound || f >= bound {
				t.Fatalf("%s: %g is outside 2^%d", set.Name, f, set.Flood)
			}
			sum += f / bound
			square += f / bound * f / bound
		}
		// Mean 0 ± 1/√(3n), mean square 1/3 ± √(4/45n); six of each.
		if n := 4096.0; math.Abs(sum/n) > 6/math.Sqrt(3*n) || math.Abs(square/n-1.0/3) > 6*math.Sqrt(4/(45*n)) {
			t.Errorf("%s: mean %g, mean square %g", set.Name, sum/n, square/n)
		}
	}
}

// The common polynomial, written out from its definition.
func TestCommonIsTheStream(t *testing.T) {
	for _, set := range parameters.DirectSets() {
		r, err := New(set)
		if err != nil {
			t.Fatal(err)
		}
		seed := digest.Of([]byte("seed"))
		a := r.common(seed)
		for i, p := range set.Primes {
			stream := digest.New("samband/he/direct/common/1").Digest(seed).Uint(p).Sum().Expand()
			bits := new(big.Int).SetUint64(p).BitLen()
			for j := 0; j < set.N(); {
				var b [8]byte
				stream.Read(b[:])
				v := new(big.Int)
				for k := 7; k >= 0; k-- {
					v.Lsh(v, 8).Or(v, big.NewInt(int64(b[k])))
				}
				if v.And(v, new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), uint(bits)), big.NewInt(1))).Uint64() >= p {
					continue
				}
				if a.Coeffs[i][j] != v.Uint64() {
					t.Fatalf("%s: coefficient %d modulo %d", set.Name, j, p)
				}
				j++
			}
		}
	}
}
