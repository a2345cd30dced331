package attack_test

import (
	"math"
	"math/bits"
)

// fixed is a number modulo 4 with 126 bits behind the point, lowest word first.
type fixed [2]uint64

const fraction = 126

func (a *fixed) addTimes(c int64, b fixed) {
	m := uint64(c)
	hi, lo := bits.Mul64(m, b[0])
	hi += m * b[1]
	if c < 0 { // m is c + 2^64
		hi -= b[0]
	}
	var carry uint64
	a[0], carry = bits.Add64(a[0], lo, 0)
	a[1], _ = bits.Add64(a[1], hi, carry)
}

// float is the number between −2 and 2.
func (a fixed) float() float64 {
	return math.Ldexp(float64(int64(a[1])), 64-fraction) + math.Ldexp(float64(a[0]), -fraction)
}

// point is one of a lattice: small integers, and numbers that shall be small.
type point struct {
	small []int64
	near  []fixed
}

// lattice is a basis that is being reduced (Lenstra, Lenstra and Lovász 1982),
// with the orthogonalisation in floating-point numbers. near counts for weight as
// much as small does.
type lattice struct {
	rows   []point
	weight float64
	floats [][]float64
	mu     [][]float64
	length []float64 // squared, of the orthogonal vectors
}

func newLattice(rows []point) *lattice {
	l := &lattice{rows: rows, weight: 1, floats: make([][]float64, len(rows)), mu: make([][]float64, len(rows)), length: make([]float64, len(rows))}
	for i := range rows {
		l.mu[i] = make([]float64, len(rows))
	}
	return l
}

func (l *lattice) refresh(k int) {
	r := &l.rows[k]
	f := make([]float64, 0, len(r.small)+len(r.near))
	for _, v := range r.near {
		f = append(f, l.weight*v.float())
	}
	for _, v := range r.small {
		f = append(f, float64(v))
	}
	l.floats[k] = f
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i, v := range a {
		s += v * b[i]
	}
	return s
}

// project gives row k's coordinates along the orthogonal vectors before it.
func (l *lattice) project(k int) {
	mu := l.mu[k]
	rest := dot(l.floats[k], l.floats[k])
	for j := range k {
		r := dot(l.floats[k], l.floats[j])
		before := l.mu[j]
		for i := range j {
			r -= before[i] * mu[i] * l.length[i]
		}
		mu[j] = r / l.length[j]
	}
	for j := range k {
		rest -= mu[j] * mu[j] * l.length[j]
	}
	l.length[k] = rest
}

// shorten takes multiples of the rows before off row k until none helps.
func (l *lattice) shorten(k int) {
	for {
		l.project(k)
		mu, changed := l.mu[k], false
		for j := k - 1; j >= 0; j-- {
			if math.Abs(mu[j]) < 0.51 { // just above ½, or rounding would go on for ever
				continue
			}
			c := math.Round(mu[j])
			changed = true
			c = max(min(c, 1<<50), -1<<50)
			for i := range l.rows[k].small {
				l.rows[k].small[i] -= int64(c) * l.rows[j].small[i]
			}
			for i := range l.rows[k].near {
				l.rows[k].near[i].addTimes(-int64(c), l.rows[j].near[i])
			}
			for i := range j {
				mu[i] -= c * l.mu[j][i]
			}
			mu[j] -= c
		}
		if !changed {
			return
		}
		l.refresh(k)
	}
}

// reduce makes the basis short for the weight.
func (l *lattice) reduce(n int) {
	for i := range n {
		l.refresh(i)
	}
	l.project(0)
	for k := 1; k < n; {
		l.shorten(k)
		if m := l.mu[k][k-1]; l.length[k] >= (0.99-m*m)*l.length[k-1] {
			k++
			continue
		}
		l.rows[k], l.rows[k-1] = l.rows[k-1], l.rows[k]
		l.floats[k], l.floats[k-1] = l.floats[k-1], l.floats[k]
		k = max(k-1, 1)
		if k == 1 {
			l.project(0)
		}
	}
}

// combination finds small integers c with Σ c_k·columns_k close to target modulo
// 1 in every coordinate: within about 2^-precision.
func combination(columns [][]fixed, target []fixed, precision int) []int64 {
	n, d := len(columns), len(target)
	rows := make([]point, n+d+1)
	for k := range rows {
		rows[k] = point{make([]int64, n), make([]fixed, d)}
		switch {
		case k < n:
			rows[k].small[k] = 1
			copy(rows[k].near, columns[k])
		case k < n+d:
			rows[k].near[k-n] = fixed{0, 1 << (fraction - 64)}
		default:
			for i := range target {
				rows[k].near[i].addTimes(-1, target[i])
			}
		}
	}
	l := newLattice(rows)
	// The weight grows little by little: the floating-point numbers can hold no more.
	for shift := precision % 8; shift <= precision; shift += 8 {
		l.weight = math.Ldexp(1, shift)
		l.reduce(n + d)
		l.refresh(n + d)
		l.shorten(n + d)
	}
	return l.rows[n+d].small
}
