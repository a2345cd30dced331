package vector

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func single(length, bits int) Layout { return Layout{[]Segment{{"s", length, bits, 1, 0}}} }

// Digits and limbs of the design: 16-bit values as in its cost table, and
// 48-bit values, which split at n = 8 and at n = 64.
func TestPackKnown(t *testing.T) {
	for _, c := range []struct {
		bits, n, tau                int
		limbs, limbBits, digit, per int
	}{
		{16, 2, 102, 1, 16, 17, 6},
		{16, 2, 85, 1, 16, 17, 5},
		{16, 8, 95, 1, 16, 19, 5},
		{16, 64, 88, 1, 16, 22, 4},
		{16, 1000, 78, 1, 16, 26, 3},
		{48, 2, 102, 1, 48, 49, 2},
		{48, 8, 95, 3, 16, 19, 5}, // 3/5 of a coefficient; 1 unsplit, 2/3 in two limbs
		{48, 64, 88, 3, 16, 22, 4},
		{52, 2, 119, 1, 52, 53, 2},
		{2, 1, 102, 1, 2, 2, 51},
	} {
		p, err := Pack(single(6000, c.bits), c.n, c.tau, false)
		if err != nil {
			t.Fatal(err)
		}
		f := p.Fields[0]
		if f.Limbs != c.limbs || f.LimbBits != c.limbBits || f.DigitBits != c.digit || f.PerCoefficient != c.per {
			t.Errorf("%d bits, n = %d, τ = %d: %+v", c.bits, c.n, c.tau, f)
		}
	}
}

func TestPackChecksum(t *testing.T) {
	l := Layout{[]Segment{{"wide", 600, 48, 1, 0}, {"narrow", 1000, 16, 1, 0}}}
	p, err := Pack(l, 8, 95, true)
	if err != nil {
		t.Fatal(err)
	}
	if p.Values() != 1600 || p.Digits() != 600*3+1000 {
		t.Errorf("%d values, %d digits", p.Values(), p.Digits())
	}
	// 128 + 95 + 10 bits (560 coefficients) are fifteen limbs of 16.
	if p.ChecksumLimbs() != 15 || p.Coefficients() != 360+200+3 {
		t.Errorf("%d limbs, %d coefficients", p.ChecksumLimbs(), p.Coefficients())
	}
	if f := p.Fields[2]; f.Name != Checksum || f.Start != 560 || f.LimbBits != 16 || f.Limbs != 1 {
		t.Errorf("%+v", f)
	}
	without, err := Pack(l, 8, 95, false)
	if err != nil || without.ChecksumLimbs() != 0 || without.Coefficients() != 560 || without.Digits() != p.Digits() {
		t.Error(without, err)
	}
}

func TestPackRefuses(t *testing.T) {
	for what, c := range map[string]struct{ bits, n, tau int }{
		"no participants":     {16, 0, 102},
		"negative":            {16, -3, 102},
		"no bits of sum":      {16, 2, 0},
		"too many":            {16, 2, 121},
		"sum above 63 bits":   {52, 1 << 11, 102},
		"no room for one bit": {16, 1000, 9},
	} {
		if _, err := Pack(single(10, c.bits), c.n, c.tau, true); err == nil {
			t.Errorf("%s: accepted", what)
		}
	}
	if _, err := Pack(single(10, 52), 1<<11-1, 102, true); err != nil { // 63 bits
		t.Error(err)
	}
	if _, err := Pack(single(10, 2), 2, 3, true); err == nil {
		t.Error("a checksum without room is accepted")
	}
}

func packings(t *rapid.T) Packing {
	var l Layout
	for _, name := range []string{"a", "b", "c"}[:rapid.IntRange(1, 3).Draw(t, "segments")] {
		l.Segments = append(l.Segments, Segment{name, rapid.IntRange(1, 60).Draw(t, "length"), rapid.IntRange(MinBits, MaxBits).Draw(t, "bits"), 1, uint64(rapid.SampledFrom([]int{0, 1, 1000, 1 << 40}).Draw(t, "noise"))})
	}
	p, err := Pack(l, rapid.IntRange(1, 1000).Draw(t, "n"), rapid.IntRange(26, MaxTau).Draw(t, "tau"), rapid.Bool().Draw(t, "checksum"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// What every packing must have: room for every sum, no overlap, no more
// coefficients than unsplit values take, room for the checksum.
func TestPackProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := packings(t)
		next, covered := 0, 0
		for _, f := range p.Fields {
			most := big.NewInt(int64(p.Participants))
			most.Mul(most, big.NewInt(1<<f.LimbBits-1))
			if most.BitLen() != f.DigitBits || f.DigitBits*f.PerCoefficient > p.Tau {
				t.Fatalf("%+v has no room", f)
			}
			if f.Limbs*f.LimbBits < f.Bits || (f.Limbs-1)*f.LimbBits >= f.Bits {
				t.Fatalf("%+v has wrong limbs", f)
			}
			if f.Start != next || (f.Coefficients-1)*f.PerCoefficient >= f.Digits() || f.Coefficients*f.PerCoefficient < f.Digits() {
				t.Fatalf("%+v lies wrongly", f)
			}
			if whole := p.Tau / big.NewInt(0).Mul(big.NewInt(int64(p.Participants)), big.NewInt(1<<f.Bits-1)).BitLen(); whole > 0 && f.Coefficients > (f.Length+whole-1)/whole {
				t.Fatalf("%+v is worse than unsplit", f)
			}
			next += f.Coefficients
			if f.Name != Checksum {
				covered = next
			}
		}
		if next != p.Coefficients() {
			t.Fatalf("%d coefficients, fields have %d", p.Coefficients(), next)
		}
		if p.ChecksumLimbs() > 0 {
			largest := new(big.Int).Lsh(big.NewInt(1), 128)
			full := new(big.Int).Lsh(big.NewInt(1), uint(p.Tau))
			full.Sub(full, big.NewInt(1))
			largest.Sub(largest, big.NewInt(1)).Mul(largest, full).Mul(largest, big.NewInt(int64(covered)))
			if spare := 16*p.ChecksumLimbs() - largest.BitLen(); spare < 0 || spare > 17 {
				t.Fatalf("checksum of %d bits in %d limbs", largest.BitLen(), p.ChecksumLimbs())
			}
		}
	})
}

func BenchmarkQuantise(b *testing.B) {
	l := single(1<<20, 16)
	values := make([]float64, 1<<20)
	for i := range values {
		values[i] = float64(i%1000)/500 - 1
	}
	for b.Loop() {
		if _, _, err := l.Quantise(values); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*(1<<20)/1e6/b.Elapsed().Seconds(), "Mvalues/s")
}
