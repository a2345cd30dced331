package dp

import (
	"encoding/binary"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// words is a source of these words, then zeros.
func words(w ...uint64) *source {
	s := &source{}
	for i, v := range w {
		binary.LittleEndian.PutUint64(s.block[8*i:], v)
	}
	s.left = s.block[:]
	return s
}

func rational(high, low *big.Int) *big.Rat { return new(big.Rat).SetFrac(high, low) }

func integer(v uint64) *big.Int { return new(big.Int).SetUint64(v) }

// exactly is f as a rational.
func (f fraction) exactly() *big.Rat {
	r := rational(integer(f.rest), integer(f.whole))
	r.Add(r, new(big.Rat).SetInt(integer(f.bits)))
	return r.Quo(r, new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), 64)))
}

// less compares k times the real whose binary digits are the words, also where
// the first word, or the first two, lie at the very edge.
func TestLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.Uint64Range(1, 1<<60).Draw(t, "whole")
		f := fraction{rapid.Uint64().Draw(t, "bits"), rapid.Uint64Range(0, whole-1).Draw(t, "rest"), whole}
		if rapid.Bool().Draw(t, "one") {
			f = one
		}
		k := rapid.Uint64Range(1, 40).Draw(t, "k")
		// The words of f/k, the second perhaps off by a little.
		edge := new(big.Rat).Quo(f.exactly(), new(big.Rat).SetInt(integer(k)))
		scaled := new(big.Rat).Mul(edge, new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), 192)))
		digits := new(big.Int).Quo(scaled.Num(), scaled.Denom())
		digits.Add(digits, new(big.Int).Lsh(big.NewInt(rapid.Int64Range(-2, 2).Draw(t, "off")), uint(rapid.SampledFrom([]int{0, 64, 128}).Draw(t, "place"))))
		if digits.Sign() < 0 || digits.BitLen() > 192 {
			t.Skip("no real of [0, 1)")
		}
		real := digits.FillBytes(make([]byte, 24))
		s := words(binary.BigEndian.Uint64(real), binary.BigEndian.Uint64(real[8:]), binary.BigEndian.Uint64(real[16:]))
		got := s.less(k, f)
		// The real lies in [digits, digits + 1) of 2^−192 with what follows.
		at := rational(digits, new(big.Int).Lsh(big.NewInt(1), 192))
		if want := at.Cmp(edge) < 0; got != want {
			t.Fatalf("less(%d, %+v) of %x is %v", k, f, real, got)
		}
	})
}

// A draw with probability 0 is false and with probability 1 true, whatever the
// bits.
func TestLessIsSure(t *testing.T) {
	for _, w := range []uint64{0, 1, 1 << 63, math.MaxUint64} {
		if words(w, w, w, w).less(1, fraction{0, 0, 1}) {
			t.Errorf("word %#x: below 0", w)
		}
		if !words(w, w, w, w).less(1, one) {
			t.Errorf("word %#x: not below 1", w)
		}
	}
}

// The exponent of the rejection step is that of the definition, as a rational.
func TestExponent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		variance := rapid.Uint64Range(1, 1<<rapid.IntRange(0, 56).Draw(t, "log variance")).Draw(t, "variance")
		g := newGaussian(variance, 0)
		size := rapid.Uint64Range(0, uint64(64*math.Sqrt(float64(variance)))).Draw(t, "size")
		whole, f := g.exponent(size)
		got := f.exactly()
		got.Add(got, new(big.Rat).SetInt(integer(whole)))
		scale := new(big.Int).Lsh(big.NewInt(1), g.shift)
		want := rational(integer(variance), scale)
		want.Sub(new(big.Rat).SetInt(integer(size)), want)
		want.Mul(want, want).Quo(want, new(big.Rat).SetInt(new(big.Int).Lsh(integer(variance), 1)))
		if got.Cmp(want) != 0 {
			t.Fatalf("variance %d, size %d: %v, want %v", variance, size, got.FloatString(30), want.FloatString(30))
		}
		if r := math.Exp2(2*float64(g.shift)) / float64(variance); r <= 0.5 || r > 2 {
			t.Fatalf("the scale 2^%d is not near the deviation of variance %d", g.shift, variance)
		}
	})
}

// The frequency of decays is e^(−f).
func TestDecays(t *testing.T) {
	const n = 1 << 19
	for name, f := range map[string]fraction{"0": {0, 0, 1}, "1/3": {1 << 62 / 3 * 4, 0, 1}, "1/2": {1 << 63, 0, 1}, "1": one} {
		x, _ := f.exactly().Float64()
		s, p, count := &source{stream: stream(name)}, math.Exp(-x), 0.0
		for range n {
			if s.decays(f) {
				count++
			}
		}
		if math.Abs(count/n-p) > 5*math.Sqrt(p*(1-p)/n) {
			t.Errorf("%s: %v of the draws, want %v", name, count/n, p)
		}
	}
}
