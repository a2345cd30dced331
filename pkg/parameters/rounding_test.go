package parameters_test

import (
	"math"
	"testing"

	"samband/pkg/parameters"
)

// residual bounds what two honest contributions say beyond their sum, because
// ⌊q·m/2^τ⌉ is rounded for each of them (protocol.md, section 18, step 6): the
// χ² distance, for a coefficient, of C from C with the sum of the ring elements
// moved by one, and so the most nats that a coefficient gives. ε is 2^b/q.
func residual(epsilon float64) float64 { return 2 * epsilon * epsilon * math.Log(1/epsilon) }

// residuals evaluates the bound for the sets of one-time-he.
func residuals(t *testing.T) string {
	rows := [][]string{row("set;ε = 2^b/q;coefficients of 1 Mi values;nats an attempt, at most;advantage in telling two known cases apart, at most")}
	for _, n := range []int{2, 8, 64, 1000} {
		s, p := packed(t, n)
		log := float64(s.Bits) - log2(s.Modulus())
		chi := float64(p.Coefficients()) * residual(math.Exp2(log))
		rows = append(rows, row("`%s`;2^%.1f;%d;2^%.1f;2^%.1f", s.Name, log, p.Coefficients(), math.Log2(chi), math.Log2(math.Sqrt(chi/2))))
	}
	return table(rows)
}

// TestRoundedMessagesUnderTheSum holds residual to an exact count in small
// rings: of all x, with c1 and c2 the leading bits of x and of T + e − x, e a
// discrete Gaussian, how C = c1 + c2 is distributed for T and for T + 1. It also
// sees that the bound is one that matters: it is not off by more than 4.
func TestRoundedMessagesUnderTheSum(t *testing.T) {
	sigma := parameters.Sets()[0].SigmaError * math.Sqrt2
	for _, ring := range []struct{ q, bits int }{{4093, 4}, {4093, 3}, {16381, 4}} {
		most := 1 << ring.bits
		leading := make([]int, ring.q)
		for x := range leading {
			leading[x] = (2*x*most + ring.q) / (2 * ring.q) % most
		}
		counts := make(map[int][]float64)
		count := func(sum int) []float64 {
			sum = ((sum % ring.q) + ring.q) % ring.q
			if counts[sum] == nil {
				c := make([]float64, most)
				for x := range ring.q {
					c[(leading[x]+leading[(sum-x+ring.q)%ring.q])%most] += 1 / float64(ring.q)
				}
				counts[sum] = c
			}
			return counts[sum]
		}
		blurred := func(sum int) []float64 {
			c, total := make([]float64, most), 0.0
			for e := -60; e <= 60; e++ {
				weight := math.Exp(-float64(e*e) / (2 * sigma * sigma))
				total += weight
				for i, v := range count(sum + e) {
					c[i] += weight * v
				}
			}
			for i := range c {
				c[i] /= total
			}
			return c
		}
		chi, period := 0.0, ring.q/most // from one value of C to the next
		p := blurred(0)
		for base := range period {
			moved := blurred(base + 1)
			for i := range p {
				if p[i] > 0 {
					chi += (moved[i] - p[i]) * (moved[i] - p[i]) / p[i] / float64(period)
				}
			}
			p = moved
		}
		if bound := residual(float64(most) / float64(ring.q)); chi > bound || chi < bound/4 {
			t.Errorf("q = %d, b = %d: χ² %.3g, bound %.3g", ring.q, ring.bits, chi, bound)
		}
	}
}
