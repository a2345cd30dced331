package dp

import (
	"crypto/rand"
	"testing"

	"samband/pkg/budget"
)

func BenchmarkDiscreteGaussian(b *testing.B) {
	benchmarkDraws(b, budget.DiscreteGaussian, 1<<40, 12<<20)
}
func BenchmarkSkellam(b *testing.B) { benchmarkDraws(b, budget.Skellam, 1<<26, 12<<13) }

func benchmarkDraws(b *testing.B, noise budget.Noise, variance, bound uint64) {
	s, err := NewSampler(noise, variance, bound, rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	draws := make([]int64, 1<<14)
	for b.Loop() {
		if err := s.Fill(draws); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*float64(len(draws))/b.Elapsed().Seconds()/1e6, "Mdraws/s")
}

func BenchmarkSkellamTable(b *testing.B) {
	for b.Loop() {
		newTable(1<<26, 12<<13)
	}
}

// A unit of as many values as a small network has weights.
func BenchmarkSumAdd(b *testing.B) {
	s, err := NewSum([]Segment{{1 << 14, 1}})
	if err != nil {
		b.Fatal(err)
	}
	unit := make([]float64, 1<<14)
	for i := range unit {
		unit[i] = float64(i%7) / 100
	}
	for b.Loop() {
		if err := s.Add(unit); err != nil {
			b.Fatal(err)
		}
		s.units = 0
	}
	b.ReportMetric(float64(b.N)*float64(len(unit))/b.Elapsed().Seconds()/1e6, "Mvalues/s")
}
