package parameters_test

import (
	"math"
	"math/big"
	"testing"

	"samband/pkg/parameters"
	"samband/pkg/residue"
)

// gaussian is the discrete Gaussian of width sigma: the weight of 0, and those
// of k and −k together, until they no longer count.
func gaussian(sigma *big.Rat) []*big.Float {
	const bits = 400
	x := new(big.Rat).Mul(sigma, sigma)
	x.Inv(x.Mul(x, big.NewRat(2, 1)))
	// g = exp(−x) by its series; the weight of k is g^(k²) = the one before
	// times g^(2k−1).
	minus := new(big.Float).SetPrec(bits).SetRat(x)
	minus.Neg(minus)
	g, term := big.NewFloat(1).SetPrec(bits), big.NewFloat(1).SetPrec(bits)
	for k := 1; k < 120; k++ {
		term.Quo(term.Mul(term, minus), big.NewFloat(float64(k)))
		g.Add(g, term)
	}
	square := new(big.Float).Mul(g, g)
	weights := []*big.Float{big.NewFloat(1).SetPrec(bits)}
	one, factor := big.NewFloat(1).SetPrec(bits), new(big.Float).Set(g)
	for range 200 {
		one = new(big.Float).Mul(one, factor)
		factor.Mul(factor, square)
		weights = append(weights, new(big.Float).Mul(one, big.NewFloat(2)))
	}
	return weights
}

func total(weights []*big.Float) *big.Float {
	sum := new(big.Float).SetPrec(400)
	for _, w := range weights {
		sum.Add(sum, w)
	}
	return sum
}

// tail is the probability of a draw beyond the support.
func tail(sigma *big.Rat, support int) float64 {
	w := gaussian(sigma)
	p, _ := new(big.Float).Quo(total(w[support+1:]), total(w)).Float64()
	return p
}

// rounding is the statistical distance between the truncated Gaussian and a
// table of 63-bit cumulative probabilities, each rounded to the nearest.
func rounding(sigma *big.Rat, support int) float64 {
	w := gaussian(sigma)[:support+1]
	all, below := total(w), new(big.Float).SetPrec(400)
	before, distance := new(big.Float), new(big.Float).SetPrec(400)
	for _, weight := range w {
		below.Add(below, weight)
		exact := new(big.Float).Quo(below, all)
		entry := new(big.Float).SetMantExp(exact, 63)
		whole, _ := entry.Add(entry, big.NewFloat(0.5)).Int(nil)
		off := new(big.Float).SetPrec(400).SetInt(whole)
		off.SetMantExp(off, -63).Sub(off, exact)
		change := new(big.Float).Sub(off, before)
		distance.Add(distance, change.Abs(change))
		before = off
	}
	d, _ := distance.Float64()
	return d / 2
}

// noise gives, for keys and errors, width and support, the width that remains
// when the sum of two is known, and distances from the ideal distribution.
func noise(t *testing.T) string {
	s := parameters.Sets()[0]
	for _, other := range parameters.Sets() {
		if other.SigmaSecret != s.SigmaSecret || other.SigmaError != s.SigmaError || other.SupportSecret != s.SupportSecret || other.SupportError != s.SupportError {
			t.Fatal("the sets differ in their noise; the table needs a row for each")
		}
	}
	rows := [][]string{row("what;σ;support;support / σ;σ/√2;beyond the support, a draw;the same, 8192 draws;table rounding, a draw;the same, 8192 draws")}
	for _, c := range []struct {
		name    string
		sigma   float64
		support int
	}{{"key s", s.SigmaSecret, s.SupportSecret}, {"error e, a chunk", s.SigmaError, s.SupportError}} {
		exact, _ := new(big.Rat).SetString(big.NewFloat(c.sigma).Text('g', 6))
		cut, off := tail(exact, c.support), rounding(exact, c.support)
		rows = append(rows, row("%s;%.2f;±%d;%.2f;%.2f;2^%.1f;2^%.1f;2^%.1f;2^%.1f", c.name, c.sigma, c.support, float64(c.support)/c.sigma, c.sigma/math.Sqrt2,
			math.Log2(cut), math.Log2(cut)+13, math.Log2(off), math.Log2(off)+13))
	}
	text := table(rows)
	rows = [][]string{row("n;chunks of 1 Mi 16-bit values;distance of key and all errors from untruncated Gaussians, a participant and attempt")}
	key, draw := tail(big.NewRat(45, 10), s.SupportSecret), tail(big.NewRat(636, 100), s.SupportError)
	for _, n := range []int{2, 8, 64, 1000} {
		set, p := packed(t, n)
		chunks := len(residue.Split(set.Bits, p.Coefficients(), set.N()))
		rows = append(rows, row("%d;%d;at most 2^%.1f", n, chunks, math.Log2(8192*key+float64(p.Coefficients())*draw)))
	}
	return text + "\n" + table(rows)
}
