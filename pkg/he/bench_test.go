package he

import (
	"testing"

	"samband/pkg/digest"
	"samband/pkg/parameters"
	"samband/pkg/residue"
	"samband/pkg/vector"
)

// workload is chunks of 16-bit values for n participants.
type workload struct {
	set     parameters.Set
	packing vector.Packing
	shapes  []residue.Shape
	runs    []vector.Run
	digits  [][]uint64 // of every chunk
}

func newWorkload(tb testing.TB, n, values int) workload {
	tb.Helper()
	set, err := parameters.For(n)
	if err != nil {
		tb.Fatal(err)
	}
	p, err := vector.Pack(vector.Layout{Segments: []vector.Segment{{Name: "weights", Length: values, Bits: 16, Clip: 1}}}, n, set.Tau, true)
	if err != nil {
		tb.Fatal(err)
	}
	w := workload{set: set, packing: p, shapes: residue.Split(set.Bits, p.Coefficients(), set.N())}
	for chunk := range w.shapes {
		r, err := p.Run(chunk*set.N(), set.N())
		if err != nil {
			tb.Fatal(err)
		}
		digits := make([]uint64, r.Digits+r.Limbs)
		for i := range digits {
			digits[i] = uint64(i) * 40503 & 0xffff
		}
		w.runs, w.digits = append(w.runs, r), append(w.digits, digits)
	}
	return w
}

var sizes = []struct {
	name string
	n    int
}{{"n=2", 2}, {"n=8", 8}, {"n=64", 64}, {"n=1000", 1000}}

// BenchmarkEncrypt encodes and encrypts 1 Mi values of 16 bits on one core.
func BenchmarkEncrypt(b *testing.B) {
	for _, size := range sizes {
		b.Run(size.name, func(b *testing.B) {
			w := newWorkload(b, size.n, 1<<20)
			ring := ringOf(b, w.set)
			m, body := NewCoefficients(w.set.N()), make([]byte, w.shapes[0].Bytes())
			b.ReportAllocs()
			for b.Loop() {
				key := NewKey(ring)
				e, err := NewEncryptor(digest.Of(nil), key)
				if err != nil {
					b.Fatal(err)
				}
				for chunk, shape := range w.shapes {
					if err := Encode(w.runs[chunk], w.digits[chunk], m); err != nil {
						b.Fatal(err)
					}
					if err := e.Encrypt(chunk, m, shape, body[:shape.Bytes()]); err != nil {
						b.Fatal(err)
					}
				}
			}
			report(b, 1<<20)
		})
	}
}

// BenchmarkDecrypt decrypts and decodes the sum of 1 Mi values on one core.
func BenchmarkDecrypt(b *testing.B) {
	for _, size := range sizes {
		b.Run(size.name, func(b *testing.B) {
			w := newWorkload(b, size.n, 1<<20)
			ring := ringOf(b, w.set)
			bodies, key := w.encrypt(b)
			m := NewCoefficients(w.set.N())
			b.ReportAllocs()
			for b.Loop() {
				d, err := NewDecryptor(ring, digest.Of(nil), key, 1)
				if err != nil {
					b.Fatal(err)
				}
				for chunk, shape := range w.shapes {
					if err := d.Decrypt(chunk, bodies[chunk], shape, m); err != nil {
						b.Fatal(err)
					}
					if err := Decode(w.runs[chunk], m, w.digits[chunk]); err != nil {
						b.Fatal(err)
					}
				}
			}
			report(b, 1<<20)
		})
	}
}

func report(b *testing.B, values float64) {
	b.ReportMetric(values*float64(b.N)/1e6/b.Elapsed().Seconds(), "Mvalues/s")
}

// encrypt returns the chunks under a fresh key, and the key's coefficients.
func (w workload) encrypt(tb testing.TB) ([][]byte, []int32) {
	tb.Helper()
	key := NewKey(ringOf(tb, w.set))
	e, err := NewEncryptor(digest.Of(nil), key)
	if err != nil {
		tb.Fatal(err)
	}
	m := NewCoefficients(w.set.N())
	var bodies [][]byte
	for chunk, shape := range w.shapes {
		body := make([]byte, shape.Bytes())
		if err := Encode(w.runs[chunk], w.digits[chunk], m); err != nil {
			tb.Fatal(err)
		}
		if err := e.Encrypt(chunk, m, shape, body); err != nil {
			tb.Fatal(err)
		}
		bodies = append(bodies, body)
	}
	sum := make([]int32, w.set.N())
	addKey(sum, key)
	return bodies, sum
}

func addKey(sum []int32, key *Key) {
	for i, d := range key.Digits() {
		sum[i] += int32(d) - int32(key.ring.set.SupportSecret)
	}
}
