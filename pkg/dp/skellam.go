package dp

import (
	"math/big"
	"math/bits"
	"sort"
)

// table draws Skellam noise, P(x) = e^(−v)·I_|x|(v) on the integers of [−bound,
// bound] with I the modified Bessel functions, by its cumulative probabilities.
type table struct {
	// below has floor(2^128·P(|x| ≤ k)) for every k < bound.
	below []entry
	// from[b] is the first k whose entry has leading bits ≥ b.
	from [1<<guide + 1]int32
}

// entry is a number of 128 bits.
type entry struct{ high, low uint64 }

// guide is how many leading bits find the neighbourhood in the table.
const guide = 12

// precision of the arithmetic that makes the table. Its steps lose one unit in
// 2^192 each; there are fewer than 2^25 of them.
const precision = 192

// newTable computes the table by two runs over the recurrence I_(k−1) = I_(k+1) +
// (2k/v)·I_k from a k so high that I is nothing there, downwards, where it is
// stable (Miller; Gautschi 1967): one for the sum, one for the entries.
func newTable(variance, bound uint64) *table {
	t := &table{below: make([]entry, bound)}
	total := new(big.Float).SetPrec(precision)
	bessel(variance, bound, func(_ uint64, weight *big.Float) { total.Add(total, weight) })
	scale := new(big.Float).SetPrec(precision).SetInt(new(big.Int).Lsh(big.NewInt(1), 128))
	scale.Quo(scale, total)

	above := new(big.Float).SetPrec(precision) // weights beyond k
	below, share, whole := new(big.Float).SetPrec(precision), new(big.Float).SetPrec(precision), new(big.Int)
	bessel(variance, bound, func(k uint64, weight *big.Float) {
		if k < bound {
			share.Mul(below.Sub(total, above), scale).Int(whole)
			if whole.BitLen() > 128 { // what is beyond k is less than the arithmetic resolves
				whole.Sub(whole, big.NewInt(1))
			}
			t.below[k] = entry{new(big.Int).Rsh(whole, 64).Uint64(), whole.Uint64()}
		}
		above.Add(above, weight)
	})
	for b := range t.from {
		t.from[b] = int32(sort.Search(len(t.below), func(k int) bool { return t.below[k].high>>(64-guide) >= uint64(b) }))
	}
	return t
}

// bessel calls f with each k from bound down to 0 and the weight of |x| = k, in
// proportion to I_k(v), twice that for k > 0.
func bessel(variance, bound uint64, f func(k uint64, weight *big.Float)) {
	number := func(v uint64) *big.Float { return new(big.Float).SetPrec(precision).SetUint64(v) }
	inverse := number(2)
	inverse.Quo(inverse, number(variance))
	// Starting at k leaves an error of about (I_k/I_bound)² in the weights up to
	// the bound, with I_k near e^(−k²/2v): here less than e^(−125).
	start := isqrt(bound*bound+125*variance) + 64
	next, this := number(0), number(1)
	place, slope, step, weight := number(0), number(0), number(0), number(0)
	for k := start; ; k-- {
		if k <= bound {
			weight.Set(this)
			if k > 0 {
				weight.Add(weight, this)
			}
			f(k, weight)
		}
		if k == 0 {
			return
		}
		place.SetUint64(k)
		slope.Mul(place, inverse)
		step.Mul(slope, this)
		next.Add(next, step)
		next, this = this, next
	}
}

// isqrt is the integer part of the square root.
func isqrt(v uint64) uint64 {
	return new(big.Int).Sqrt(new(big.Int).SetUint64(v)).Uint64()
}

func (t *table) draw(s *source) int64 {
	w := entry{s.word(), s.word()}
	b := w.high >> (64 - guide)
	low, high := int(t.from[b]), int(t.from[b+1])
	for low < high { // the first entry above w
		middle := int(uint(low+high) / 2)
		if less(w, t.below[middle]) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	if s.word()&1 == 1 {
		return -int64(low)
	}
	return int64(low)
}

func less(a, b entry) bool {
	_, borrow := bits.Sub64(a.low, b.low, 0)
	_, borrow = bits.Sub64(a.high, b.high, borrow)
	return borrow == 1
}
