package he

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/digest"
	"samband/pkg/parameters"
	"samband/pkg/residue"
)

func shift(x *big.Int, e int) *big.Int { return new(big.Int).Lsh(x, uint(e)) }

func wide(lo, hi uint64) *big.Int {
	return new(big.Int).Or(shift(new(big.Int).SetUint64(hi), 64), new(big.Int).SetUint64(lo))
}

// join is the x below q with the given residues (Chinese remainder theorem).
func join(set parameters.Set, x1, x2 *big.Int) *big.Int {
	p1, p2 := new(big.Int).SetUint64(set.Primes[0]), new(big.Int).SetUint64(set.Primes[1])
	d := new(big.Int).Sub(x2, x1)
	d.Mul(d, new(big.Int).ModInverse(p1, p2)).Mod(d, p2)
	return d.Mul(d, p1).Add(d, x1)
}

// nearest is ⌊x·num/den + ½⌋.
func nearest(x, num, den *big.Int) *big.Int {
	r := new(big.Int).Mul(x, num)
	r.Lsh(r, 1).Add(r, den)
	return r.Div(r, shift(den, 1))
}

// withinRounding tells whether c is at most ½ + 2^(b−125) from x·2^b/q, modulo
// 2^b: |2q·2^(125−b)·c − 2x·2^125| ≤ q·2^(125−b) + 2q.
func withinRounding(set parameters.Set, c, x *big.Int) bool {
	q := set.Modulus()
	full := shift(q, 126) // a whole turn
	d := shift(new(big.Int).Mul(q, c), 126-set.Bits)
	d.Sub(d, shift(x, 126)).Mod(d, full)
	if other := new(big.Int).Sub(full, d); other.Cmp(d) < 0 {
		d = other
	}
	limit := shift(q, 125-set.Bits)
	return d.Cmp(limit.Add(limit, shift(q, 1))) <= 0
}

// The message term and the rounding, number by number, at their edges too.
func TestFormulas(t *testing.T) {
	for _, set := range parameters.Sets() {
		r, err := NewRing(set)
		if err != nil {
			t.Fatal(err)
		}
		q, top := set.Modulus(), shift(big.NewInt(1), set.Tau)
		edge := func(t *rapid.T, name string, p uint64) uint64 {
			return rapid.OneOf(rapid.Uint64Range(0, p-1), rapid.SampledFrom([]uint64{0, 1, p / 2, p/2 + 1, p - 1})).Draw(t, name)
		}
		rapid.Check(t, func(t *rapid.T) {
			p1, p2 := &r.primes[0], &r.primes[1]
			w1, w2 := edge(t, "w1", 2*p1.p), edge(t, "w2", 2*p2.p)
			lo := rapid.OneOf(rapid.Uint64(), rapid.SampledFrom([]uint64{0, 1, 1<<64 - 1})).Draw(t, "lo")
			hi := edge(t, "hi", 1<<(set.Tau-64))
			digit := rapid.Uint8Range(0, 102).Draw(t, "error")
			m, out := &Coefficients{[]uint64{lo}, []uint64{hi}}, NewCoefficients(1)
			r.round(m, []uint8{digit}, [2][]uint64{{w1}, {w2}}, out)

			// a·s from its transformed halves: w1 = a·s/p2 mod p1, w2 = a·s/p1 mod p2.
			x1 := new(big.Int).SetUint64(w1)
			x1.Mul(x1, new(big.Int).SetUint64(p2.p)).Mod(x1, new(big.Int).SetUint64(p1.p))
			x2 := new(big.Int).SetUint64(w2)
			x2.Mul(x2, new(big.Int).SetUint64(p1.p)).Mod(x2, new(big.Int).SetUint64(p2.p))
			x := join(set, x1, x2)
			x.Add(x, big.NewInt(int64(digit)-51)).Add(x, nearest(wide(lo, hi), q, top)).Mod(x, q)
			if c := wide(out.Lo[0], out.Hi[0]); c.BitLen() > set.Bits || !withinRounding(set, c, x) {
				t.Fatalf("%s: %v is no rounding of %v", set.Name, c, x)
			}
		})
	}
}

func TestReduce(t *testing.T) {
	r, err := NewRing(testSet(t))
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.primes {
		p := &r.primes[i]
		for k := range uint64(5) {
			for _, v := range []uint64{0, 1, p.p / 2, p.p - 1} {
				if got := p.reduce(k*p.p + v); got != v {
					t.Errorf("%d·p + %d is reduced to %d", k, v, got)
				}
			}
		}
	}
}

// Whole chunks against schoolbook multiplication and big integers, at some
// coefficients.
func TestEncryptReference(t *testing.T) {
	set, err := parameters.For(2)
	if err != nil {
		t.Fatal(err)
	}
	key := NewKey(ringOf(t, set))
	seed := digest.Of([]byte("reference"))
	e, err := NewEncryptor(seed, key)
	if err != nil {
		t.Fatal(err)
	}
	var drawn []uint8
	e.draw = func(d []uint8) { e.sampler.draw(d); drawn = append([]uint8(nil), d...) }
	const chunk = 3
	shape := residue.Shape{Bits: set.Bits, Lanes: 5000}
	m, body := patterned(set, 1), make([]byte, shape.Bytes())
	if err := e.Encrypt(chunk, m, shape, body); err != nil {
		t.Fatal(err)
	}
	got := NewCoefficients(shape.Lanes)
	if err := shape.Unpack(body, got.Lo, got.Hi); err != nil {
		t.Fatal(err)
	}
	var a [2][]uint64
	for i, p := range key.ring.primes {
		a[i] = make([]uint64, 8192)
		uniform(seed, p.p, chunk, a[i], make([]byte, 8*8192))
		p.INTT(a[i], a[i]) // TestOrderOfPoints says what that means
	}
	q := set.Modulus()
	for _, k := range []int{0, 1, 2, 777, 4096, 4999} {
		x := join(set, product(a[0], key.digits, k, set.Primes[0]), product(a[1], key.digits, k, set.Primes[1]))
		x.Add(x, big.NewInt(int64(drawn[k])-51))
		x.Add(x, nearest(wide(m.Lo[k], m.Hi[k]), q, shift(big.NewInt(1), set.Tau))).Mod(x, q)
		if !withinRounding(set, wide(got.Lo[k], got.Hi[k]), x) {
			t.Errorf("coefficient %d is no rounding of %v", k, x)
		}
	}
}

// product is coefficient k of a·s modulo X^N + 1 and p.
func product(a []uint64, digits []uint8, k int, p uint64) *big.Int {
	sum := new(big.Int)
	for j, d := range digits {
		term := new(big.Int).Mul(big.NewInt(int64(d)-36), new(big.Int).SetUint64(a[(k-j+len(a))%len(a)]))
		if j > k {
			term.Neg(term)
		}
		sum.Add(sum, term)
	}
	return sum.Mod(sum, new(big.Int).SetUint64(p))
}

// patterned fills N coefficients with different numbers below 2^τ.
func patterned(set parameters.Set, salt uint64) *Coefficients {
	m := NewCoefficients(set.N())
	for i := range m.Lo {
		m.Lo[i] = (uint64(i) + salt) * 0x9e3779b97f4a7c15
		m.Hi[i] = (uint64(i) + salt) * 0xbf58476d1ce4e5b9 >> (128 - set.Tau)
	}
	return m
}
