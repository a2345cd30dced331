package dp

import "math/bits"

// gaussian draws from the discrete Gaussian, P(x) ∝ e^(−x²/2v) on the integers
// of [−bound, bound], by rejection from the discrete Laplace distribution of
// scale t (Canonne, Kamath, Steinke 2020, algorithms 2 and 3). Any t is exact;
// here it is the power of two nearest the deviation, so that a division becomes
// a shift, and of each proposal at least 65 % are accepted.
type gaussian struct {
	variance uint64
	bound    uint64
	shift    uint // t = 2^shift
}

func newGaussian(variance, bound uint64) gaussian {
	// t² ≤ 2v < 4t², so that t is within a factor √2 of the deviation.
	return gaussian{variance, bound, uint(bits.Len64(2*variance)-1) / 2}
}

func (g gaussian) draw(s *source) int64 {
	for {
		size, negative, ok := g.laplace(s)
		if ok && g.accept(s, size) {
			if negative {
				return -int64(size)
			}
			return int64(size)
		}
	}
}

// laplace proposes a size and a sign, P(x) ∝ e^(−|x|/t), unless the trial fails.
// Sizes beyond the bound fail, which is to redraw them.
func (g gaussian) laplace(s *source) (size uint64, negative, ok bool) {
	w := s.word()
	negative = w&1 == 1 // the last bit, of which u has none
	u := w &^ (1<<(64-g.shift) - 1)
	if !s.decays(fraction{u, 0, 1}) { // e^(−u/t)
		return 0, false, false
	}
	size = u >> (64 - g.shift)
	for s.decays(one) { // e^(−1) for each t more
		if size += 1 << g.shift; size > g.bound {
			return 0, false, false
		}
	}
	return size, negative, size <= g.bound && !(negative && size == 0) // 0 has one sign only
}

// accept is true with probability e^(−γ), γ = (size − v/t)²/2v, exactly.
func (g gaussian) accept(s *source, size uint64) bool {
	whole, rest := g.exponent(size)
	for ; whole > 0; whole-- {
		if !s.decays(one) {
			return false
		}
	}
	return s.decays(rest)
}

// exponent is γ = (size·t − v)²/(v·2t²) as an integer and a fraction. Since size
// is at most 64 deviations and v at most 2^56, nothing overflows.
func (g gaussian) exponent(size uint64) (uint64, fraction) {
	d := size << g.shift
	if d < g.variance {
		d = g.variance - d
	} else {
		d -= g.variance
	}
	high, low := bits.Mul64(d, d)
	// high:low = v·(quotient of two words) + rest
	first, rest := bits.Div64(0, high, g.variance)
	second, rest := bits.Div64(rest, low, g.variance)
	// γ = (first:second + rest/v)/2^(2·shift + 1)
	places := 2*g.shift + 1 // at most 57
	whole := first<<(64-places) | second>>places
	// The remaining places of second, then as many further bits as make 64.
	more, rest := bits.Div64(rest>>places, rest<<(64-places), g.variance)
	return whole, fraction{second<<(64-places) | more, rest, g.variance}
}
