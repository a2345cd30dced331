package he

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/big"
	"testing"

	"samband/pkg/digest"
)

// exp is e^(−x) for a rational x in 300-bit arithmetic, by halving the
// argument until its series is short and squaring the result back.
func exp(x *big.Rat) *big.Float {
	const bits, halvings = 300, 16
	small := new(big.Float).SetPrec(bits).SetRat(x)
	small.SetMantExp(small, -halvings).Neg(small)
	sum := big.NewFloat(1).SetPrec(bits)
	term := big.NewFloat(1).SetPrec(bits)
	for k := 1; k < 60; k++ {
		term.Mul(term, small)
		term.Quo(term, big.NewFloat(float64(k)))
		sum.Add(sum, term)
	}
	for range halvings {
		sum.Mul(sum, sum)
	}
	return sum
}

// The tables against the definition, computed without any code or value that
// made them.
func TestTables(t *testing.T) {
	for _, c := range []struct {
		name    string
		sigma   *big.Rat
		support int
		table   []uint64
	}{
		{"secret", big.NewRat(45, 10), 36, secretTable[:]},
		{"error", big.NewRat(636, 100), 51, errorTable[:]},
	} {
		if len(c.table) != c.support {
			t.Fatalf("%s table has %d entries", c.name, len(c.table))
		}
		double := new(big.Rat).Mul(c.sigma, c.sigma)
		double.Mul(double, big.NewRat(2, 1))
		var weights []*big.Float
		total := new(big.Float).SetPrec(300)
		for k := 0; k <= c.support; k++ {
			w := exp(new(big.Rat).Quo(big.NewRat(int64(k*k), 1), double))
			if k > 0 {
				w.Add(w, w)
			}
			weights = append(weights, w)
			total.Add(total, w)
		}
		below := new(big.Float).SetPrec(300)
		for k, got := range c.table {
			below.Add(below, weights[k])
			exact := new(big.Float).Quo(below, total)
			exact.SetMantExp(exact, 63).Add(exact, big.NewFloat(0.5))
			if want, _ := exact.Int(nil); !want.IsUint64() || want.Uint64() != got {
				t.Errorf("%s table, entry %d is %#x, want %#x", c.name, k, got, want)
			}
			if k > 0 && got <= c.table[k-1] || got >= 1<<63 {
				t.Errorf("%s table is not increasing below 2^63 at %d", c.name, k)
			}
		}
	}
}

// samplers are both, with their tables.
func samplers() map[string]struct {
	*sampler
	table []uint64
	sigma float64
} {
	return map[string]struct {
		*sampler
		table []uint64
		sigma float64
	}{"secret": {newSecretSampler(), secretTable[:], 4.5}, "error": {newErrorSampler(), errorTable[:], 6.36}}
}

// plainDraw is the plainest reading of the definition.
func plainDraw(table []uint64, word uint64) int {
	magnitude := 0
	for magnitude < len(table) && word&(1<<63-1) >= table[magnitude] {
		magnitude++
	}
	if word>>63 == 1 {
		return len(table) - magnitude
	}
	return len(table) + magnitude
}

// slice gives the random bytes of which scan makes the draws of words.
func slice(words []uint64) []byte {
	var random []byte
	for bit := range batch {
		var plane uint64
		for i, w := range words {
			plane |= w >> bit & 1 << i
		}
		random = binary.LittleEndian.AppendUint64(random, plane)
	}
	return random
}

// The scan against the definition, at every threshold and for a stream.
func TestScan(t *testing.T) {
	for name, s := range samplers() {
		words := []uint64{0, 1<<63 - 1, 1 << 63, 1<<64 - 1}
		for _, e := range s.table {
			words = append(words, e-1, e, e+1, e-1|1<<63, e|1<<63)
		}
		stream := make([]byte, 8*20000)
		digest.Of(nil).Expand().Read(stream)
		for ; len(stream) > 0; stream = stream[8:] {
			words = append(words, binary.LittleEndian.Uint64(stream))
		}
		for ; len(words) >= batch; words = words[batch:] {
			s.scan(slice(words[:batch]))
			for i, w := range words[:batch] {
				if got, want := int(s.draws[8*(i%8)+i/8]), plainDraw(s.table, w); got != want {
					t.Fatalf("%s: word %#x draws %d, want %d", name, w, got-len(s.table), want-len(s.table))
				}
			}
		}
	}
}

// A length that is no multiple of a batch is a beginning of a longer one.
func TestLengths(t *testing.T) {
	stream := func() *digest.Stream { return digest.Of(nil).Expand() }
	all := make([]uint8, 1200)
	newErrorSampler().expand(all, stream())
	for _, n := range []int{0, 1, 63, 64, 65, 511, 512, 513, 1100} {
		some := make([]uint8, n)
		newErrorSampler().expand(some, stream())
		if !bytes.Equal(some, all[:n]) {
			t.Errorf("%d draws are not the first of 1200", n)
		}
	}
}

// Chi-square of 2^21 draws. The stream is fixed, so the outcome is too; the
// margin is five standard deviations of the statistic.
func TestDistribution(t *testing.T) {
	for name, c := range samplers() {
		draws := make([]uint8, 1<<21)
		c.expand(draws, digest.New("test/distribution").Text(name).Sum().Expand())
		if statistic, freedom := chiSquare(draws, c.sigma, len(c.table)); math.Abs(statistic-freedom) > 5*math.Sqrt(2*freedom) {
			t.Errorf("%s: chi-square %.1f with %v degrees of freedom", name, statistic, freedom)
		}
		for i := range draws { // the test can fail: a shift of one draw in 20 must be seen
			if i%20 == 0 {
				draws[i]++
			}
		}
		if statistic, freedom := chiSquare(draws, c.sigma, len(c.table)); statistic-freedom < 5*math.Sqrt(2*freedom) {
			t.Errorf("%s: a shifted draw in 20 gives chi-square %.1f only", name, statistic)
		}
	}
}

// chiSquare pools the tails so that every cell expects at least 50 draws.
func chiSquare(draws []uint8, sigma float64, support int) (statistic, freedom float64) {
	total := 0.0
	for x := -support; x <= support; x++ {
		total += math.Exp(-float64(x*x) / (2 * sigma * sigma))
	}
	seen := make([]float64, 2*support+1)
	for _, d := range draws {
		seen[d]++
	}
	var want, got float64
	for x := -support; x <= support; x++ {
		want += float64(len(draws)) * math.Exp(-float64(x*x)/(2*sigma*sigma)) / total
		got += seen[x+support]
		if want >= 50 || x == support {
			statistic += (got - want) * (got - want) / max(want, 1)
			freedom++
			want, got = 0, 0
		}
	}
	return statistic, freedom - 1
}

// Keys from the operating system: all different, inside the support, with
// about the right width (nine standard deviations of the estimate).
func TestKeysDiffer(t *testing.T) {
	draw := func() []uint8 {
		d := make([]uint8, 8192)
		newSecretSampler().draw(d)
		return d
	}
	a, b := draw(), draw()
	same, squares := 0, 0.0
	for i := range a {
		x := float64(a[i]) - 36
		squares += x * x
		if a[i] > 72 {
			t.Fatalf("digit %d", a[i])
		}
		if a[i] == b[i] {
			same++
		}
	}
	if variance := squares / 8192; math.Abs(variance-20.25) > 9*20.25*math.Sqrt(2.0/8192) {
		t.Errorf("variance %.2f", variance)
	}
	if same > 8192/8 { // 1 in 16 expected
		t.Errorf("%d of 8192 coefficients are the same in two keys", same)
	}
}
