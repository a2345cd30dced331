package dp

import (
	"encoding/json"
	"errors"
	"io"
	"math"
	"math/big"
	"os"
	"slices"
	"testing"
	"testing/iotest"

	"samband/pkg/budget"
	"samband/pkg/digest"
)

// known is what testdata/known.py computed.
type known struct {
	Cells []struct {
		Noise           budget.Noise
		Variance, Bound uint64
		Cells           [][3]float64 // from, to, probability
	}
	Table []struct {
		Variance, Bound uint64
		Below           [][2]any // k, hexadecimal
	}
}

func knownValues(t *testing.T) (k known) {
	t.Helper()
	text, err := os.ReadFile("testdata/known.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &k); err != nil {
		t.Fatal(err)
	}
	if len(k.Cells) < 11 || len(k.Table) < 5 {
		t.Fatal("values are missing")
	}
	return k
}

// stream is a fixed source of random bytes.
func stream(name string) *digest.Stream {
	return digest.New("test/dp").Text(name).Sum().Expand()
}

func drawn(t testing.TB, noise budget.Noise, variance, bound uint64, random io.Reader, n int) []int64 {
	t.Helper()
	s, err := NewSampler(noise, variance, bound, random)
	if err != nil {
		t.Fatal(err)
	}
	draws := make([]int64, n)
	if err := s.Fill(draws); err != nil {
		t.Fatal(err)
	}
	return draws
}

// Chi-square of draws against probabilities computed elsewhere. The stream is
// fixed, so the outcome is too; the margin is five standard deviations of the
// statistic. And the test can fail: a draw in ten moved by a fifth of a
// deviation must be seen.
func TestDistribution(t *testing.T) {
	for _, c := range knownValues(t).Cells {
		const n = 1 << 20 // fewer would not show the moved draws
		draws := drawn(t, c.Noise, c.Variance, c.Bound, stream(string(c.Noise)), n)
		for _, x := range draws {
			if x < -int64(c.Bound) || x > int64(c.Bound) {
				t.Fatalf("%s of variance %d: %d is beyond the bound %d", c.Noise, c.Variance, x, c.Bound)
			}
		}
		statistic, freedom := chiSquare(draws, c.Cells)
		if math.Abs(statistic-freedom) > 5*math.Sqrt(2*freedom) {
			t.Errorf("%s of variance %d: chi-square %.1f with %v degrees of freedom", c.Noise, c.Variance, statistic, freedom)
		}
		moved := max(1, int64(math.Sqrt(float64(c.Variance))/5))
		for i := range draws {
			if i%10 == 0 && draws[i] < int64(c.Bound)-moved {
				draws[i] += moved
			}
		}
		if statistic, freedom := chiSquare(draws, c.Cells); statistic-freedom < 5*math.Sqrt(2*freedom) {
			t.Errorf("%s of variance %d: moved draws give chi-square %.1f only", c.Noise, c.Variance, statistic)
		}
	}
}

// chiSquare pools neighbouring cells until each expects 50 draws.
func chiSquare(draws []int64, cells [][3]float64) (statistic, freedom float64) {
	seen := make([]float64, len(cells))
	for _, x := range draws {
		low, high := 0, len(cells)-1
		for low < high {
			middle := (low + high) / 2
			if float64(x) <= cells[middle][1] {
				high = middle
			} else {
				low = middle + 1
			}
		}
		seen[low]++
	}
	var got, want float64
	for i, c := range cells {
		got += seen[i]
		want += c[2] * float64(len(draws))
		if want >= 50 || i == len(cells)-1 {
			statistic += (got - want) * (got - want) / max(want, 1)
			freedom++
			got, want = 0, 0
		}
	}
	return statistic, freedom - 1
}

// Mean, variance and fourth moment of wide noise, within five standard errors,
// and each of the lowest bits as often 0 as 1: rejection leaves no bias there.
func TestMoments(t *testing.T) {
	for noise, variance := range map[budget.Noise]uint64{budget.DiscreteGaussian: 1<<40 + 12345, budget.Skellam: 1 << 26} {
		sigma := math.Sqrt(float64(variance))
		draws := drawn(t, noise, variance, uint64(14*sigma), stream("moments"), 1<<20)
		n := float64(len(draws))
		var mean, square, fourth float64
		var bits [6]float64
		for _, x := range draws {
			z := float64(x) / sigma
			mean += z / n
			square += z * z / n
			fourth += z * z * z * z / n
			for b := range bits {
				bits[b] += float64(x>>b&1) / n
			}
		}
		if math.Abs(mean) > 5/math.Sqrt(n) || math.Abs(square-1) > 5*math.Sqrt(2/n) || math.Abs(fourth-3) > 5*math.Sqrt(96/n) {
			t.Errorf("%s: moments %v, %v, %v", noise, mean, square, fourth)
		}
		for b, part := range bits {
			if math.Abs(part-0.5) > 5*0.5/math.Sqrt(n) {
				t.Errorf("%s: bit %d is 1 in %v of the draws", noise, b, part)
			}
		}
	}
}

// The table has the entries that were computed elsewhere, within what
// budget.TableError leaves to all of them together.
func TestTable(t *testing.T) {
	for _, c := range knownValues(t).Table {
		table := newTable(c.Variance, c.Bound)
		for _, entry := range c.Below {
			k := uint64(entry[0].(float64))
			want, ok := new(big.Int).SetString(entry[1].(string), 16)
			if !ok {
				t.Fatal(entry)
			}
			got := new(big.Int).SetUint64(table.below[k].high)
			got.Lsh(got, 64).Or(got, new(big.Int).SetUint64(table.below[k].low))
			if off := want.Sub(want, got); off.CmpAbs(big.NewInt(2)) > 0 {
				t.Errorf("variance %d, bound %d: entry %d is off by %v", c.Variance, c.Bound, k, off)
			}
		}
		for k := 1; k < len(table.below); k++ {
			if less(table.below[k], table.below[k-1]) {
				t.Fatalf("variance %d: entry %d is below the one before", c.Variance, k)
			}
		}
	}
	if most := 0x1p20 * 0x1p-126; most > budget.TableError {
		t.Error("the longest table may lose more than budget.TableError")
	}
}

// A source that fails is an error and leaves no draw behind, nor random bytes.
func TestSourceFails(t *testing.T) {
	broken := errors.New("out of order")
	for name, random := range map[string]io.Reader{
		"error": iotest.ErrReader(broken), "end": io.LimitReader(stream("fails"), 0), "half a key": io.LimitReader(stream("fails"), 16),
	} {
		s, err := NewSampler(budget.DiscreteGaussian, 100, 100, random)
		if err != nil {
			t.Fatal(err)
		}
		draws := []int64{1, 2, 3}
		if err = s.Fill(draws); err == nil || name == "error" && !errors.Is(err, broken) {
			t.Errorf("%s: %v", name, err)
		}
		if !slices.Equal(draws, []int64{0, 0, 0}) || s.source.left != nil || s.source.block != [4096]byte{} {
			t.Errorf("%s: something is left: %v", name, draws)
		}
	}
}

// Every call has a key of its own, whatever the reader gives at once, and leaves
// no random bytes behind.
func TestFill(t *testing.T) {
	s, err := NewSampler(budget.DiscreteGaussian, 1<<40, 9<<20, iotest.OneByteReader(stream("fill")))
	if err != nil {
		t.Fatal(err)
	}
	first, second := make([]int64, 100), make([]int64, 100)
	if err := errors.Join(s.Fill(first), s.Fill(second)); err != nil {
		t.Fatal(err)
	}
	if slices.Equal(first, second) {
		t.Error("two calls draw the same")
	}
	if s.source.block != [4096]byte{} || s.source.left != nil || s.source.stream != nil {
		t.Error("random bytes are left")
	}
	if !slices.Equal(drawn(t, budget.DiscreteGaussian, 1<<40, 9<<20, stream("fill"), 100), first) {
		t.Error("the same source draws otherwise")
	}
}

func TestSamplerRefuses(t *testing.T) {
	for _, c := range []struct {
		noise           budget.Noise
		variance, bound uint64
	}{
		{"laplace", 100, 100}, {"", 100, 100}, {budget.DiscreteGaussian, 0, 10}, {budget.Skellam, 0, 10},
		{budget.DiscreteGaussian, 1<<56 + 1, 1 << 32}, {budget.Skellam, 1<<28 + 1, 1 << 18}, {budget.DiscreteGaussian, math.MaxUint64, 1 << 40},
		{budget.DiscreteGaussian, 100, 9}, {budget.DiscreteGaussian, 100, 641}, {budget.Skellam, 100, math.MaxUint64}, {budget.Skellam, 1, 0},
	} {
		if _, err := NewSampler(c.noise, c.variance, c.bound, stream("")); err == nil {
			t.Errorf("%+v is accepted", c)
		}
	}
}

// The extremes of what is accepted work.
func TestExtremes(t *testing.T) {
	for _, c := range []struct {
		noise           budget.Noise
		variance, bound uint64
	}{{budget.DiscreteGaussian, 1, 1}, {budget.DiscreteGaussian, 1, 64}, {budget.DiscreteGaussian, 1 << 56, 1 << 34}, {budget.DiscreteGaussian, 1 << 56, 1 << 28}, {budget.Skellam, 1, 1}, {budget.Skellam, 1, 64}} {
		sigma, far := math.Sqrt(float64(c.variance)), 0
		for _, x := range drawn(t, c.noise, c.variance, c.bound, stream("extremes"), 10000) {
			if math.Abs(float64(x)) > 6*sigma || math.Abs(float64(x)) > float64(c.bound) {
				far++
			}
		}
		if far > 0 {
			t.Errorf("%+v: %d draws are far out", c, far)
		}
	}
}
