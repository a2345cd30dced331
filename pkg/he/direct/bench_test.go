package direct

import (
	"math/rand/v2"
	"testing"

	"samband/pkg/parameters"
)

// digits of 16-bit values that a slot carries at n = 2.
func digits(set parameters.Set) int { return set.Tau / 17 }

func each(b *testing.B, f func(*testing.B, *federation, []uint64)) {
	for _, set := range parameters.DirectSets() {
		b.Run(set.Name, func(b *testing.B) {
			v := values(rand.New(rand.NewPCG(1, 1)), set, 2, set.Slots())
			f(b, found(b, set, 2), v)
			b.ReportMetric(float64(len(v)*digits(set))*float64(b.N)/1e6/b.Elapsed().Seconds(), "Mvalues/s")
			b.ReportMetric(float64(8*2*PolynomialSize(set))/float64(len(v)*digits(set)), "bits/value")
		})
	}
}

func BenchmarkEncrypt(b *testing.B) {
	each(b, func(b *testing.B, f *federation, v []uint64) {
		e, bodies := NewEncryptor(f.key), f.ring.bodies()
		for b.Loop() {
			if err := e.Encrypt(v, bodies); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkShare(b *testing.B) {
	each(b, func(b *testing.B, f *federation, v []uint64) {
		bodies := f.encrypt(b, v)
		s, err := NewSharer(f.secrets[0])
		if err != nil {
			b.Fatal(err)
		}
		dst := make([]byte, PolynomialSize(f.ring.set))
		for b.Loop() {
			if err := s.Share(bodies, dst); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkDecrypt(b *testing.B) {
	each(b, func(b *testing.B, f *federation, v []uint64) {
		bodies := f.encrypt(b, v, v)
		shares := f.shares(b, bodies)
		d, got := f.ring.NewDecryptor(), make([]uint64, len(v))
		for b.Loop() {
			if _, err := d.Decrypt(bodies, shares, got); err != nil {
				b.Fatal(err)
			}
		}
	})
}
