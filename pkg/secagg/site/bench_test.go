package site

import (
	"math/rand/v2"
	"testing"

	"samband/pkg/he"
	"samband/pkg/parameters"
	"samband/pkg/secagg"
	"samband/pkg/vector"
)

// million is a vector of 1 Mi values of 16 bits, as neural networks have.
var million = vector.Layout{Segments: []vector.Segment{{Name: "weights", Length: 1 << 20, Bits: 16, Clip: 1}}}

// uplink is what a participant sends of its contribution: chunks, sealed
// shares, and one release as a member.
func (w *world) uplink(t testing.TB, p *party) int {
	total := 0
	for _, c := range p.chunks {
		total += len(c)
	}
	for _, s := range p.offer.Shares {
		total += len(s.Bytes)
	}
	for _, r := range w.release(t, w.parties[:1], w.parties) {
		total += len(r.Sealed)
	}
	return total
}

// The costs of the design: everything sent, as a ratio to float32.
func TestUplinkIsAsSmallAsPromised(t *testing.T) {
	for _, c := range []struct {
		n, threshold int
		most         float64
	}{{2, 2, 0.56}, {8, 6, 0.65}} {
		w := newWorld(t, secagg.OneTimeHE, c.n, c.n, c.threshold, million)
		w.protect(t, w.parties...)
		ratio := float64(w.uplink(t, w.parties[0])) / (4 << 20)
		t.Logf("n = %d: %d bytes, %.4f of float32", c.n, w.uplink(t, w.parties[0]), ratio)
		if ratio > c.most {
			t.Errorf("n = %d: %.4f of float32, promised %.2f", c.n, ratio, c.most)
		}
	}
}

// sizes are one of every parameter set that the design has costs for.
var sizes = []struct {
	name                    string
	n, committee, threshold int
}{{"n=2", 2, 2, 2}, {"n=8", 8, 8, 6}, {"n=64", 64, 9, 6}}

// A whole contribution: packing, checksum, key, sharing, sealing, encryption.
func BenchmarkProtect(b *testing.B) {
	for _, c := range sizes {
		b.Run(c.name, func(b *testing.B) {
			w := newWorld(b, secagg.OneTimeHE, c.n, c.committee, c.threshold, million)
			p, members := w.parties[0], w.members()
			bytes := 0
			b.ReportAllocs()
			for b.Loop() {
				bytes = 0
				offer, err := w.scheme.Offer(w.round, p.Member, members)
				if err != nil {
					b.Fatal(err)
				}
				err = w.scheme.Protect(w.round, offer, w.round.Layout.From(p.values), w.group, func(_ int, body []byte) error {
					bytes += len(body)
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
				for _, s := range offer.Shares {
					bytes += len(s.Bytes)
				}
			}
			b.ReportMetric(float64(b.N)*(1<<20)/1e6/b.Elapsed().Seconds(), "Mvalues/s")
			b.ReportMetric(float64(bytes)/(4<<20), "×float32")
		})
	}
}

// Opening the sum: combining releases, decryption, checksum.
func BenchmarkOpen(b *testing.B) {
	for _, c := range sizes {
		b.Run(c.name, func(b *testing.B) {
			w := newWorld(b, secagg.OneTimeHE, c.n, c.committee, c.threshold, million)
			w.protect(b, w.parties...)
			sum, releases := w.add(b, w.parties), w.release(b, w.parties[:c.threshold], w.parties)
			for b.Loop() {
				if _, _, err := w.open(releases, c.n, reader(sum)); err != nil {
					b.Fatal(err)
				}
			}
			report(b)
		})
	}
}

func BenchmarkChecksum(b *testing.B) {
	w := newWorld(b, secagg.OneTimeHE, 2, 2, 2, million)
	c := newChecker(w.group, w.round.Prefix)
	m := he.NewCoefficients(w.round.Set.N())
	for i, v := range w.parties[0].values[:len(m.Lo)] {
		m.Lo[i], m.Hi[i] = v<<48|v, v
	}
	for b.Loop() {
		for chunk, shape := range w.round.Chunks {
			c.of(chunk, m, shape.Lanes)
		}
	}
	b.ReportMetric(float64(b.N)*(1<<20)/1e6/b.Elapsed().Seconds(), "Mvalues/s")
}

// The schemes that are compared with, 1 Mi values of 16 bits at n = 2: protect,
// release, open.
func BenchmarkSchemes(b *testing.B) {
	for _, set := range append([]parameters.Set{{}}, parameters.DirectSets()...) {
		name, label := secagg.PairwiseMasks, string(secagg.PairwiseMasks)
		if set.Kind != parameters.OneTime {
			name, label = []secagg.Scheme{secagg.DirectBGV, secagg.DirectCKKS}[set.Kind-parameters.BGV], set.Name
		} else {
			set, _ = parameters.For(2)
		}
		w, err := emptyWorldOf(name, set, 2, 2, million)
		if err != nil {
			b.Fatal(err)
		}
		w.enlist(b, 2, rand.New(rand.NewPCG(1, 1)))
		w.protect(b, w.parties...)
		bits := float64(8*w.uplink(b, w.parties[0])) / (1 << 20)
		b.Run(label+"/protect", func(b *testing.B) {
			for b.Loop() {
				w.makeOffers(b, w.parties...)
				p := w.parties[0]
				err := p.scheme.Protect(w.round, p.offer, w.round.Layout.From(p.values), w.group, func(int, []byte) error { return nil })
				if err != nil {
					b.Fatal(err)
				}
			}
			report(b)
			b.ReportMetric(bits, "bits/value")
		})
		w.protect(b, w.parties...)
		c, releases := w.add(b, w.parties), w.release(b, w.parties, w.parties)
		b.Run(label+"/open", func(b *testing.B) {
			for b.Loop() {
				if _, _, err := w.open(releases, 2, reader(c)); err != nil {
					b.Fatal(err)
				}
			}
			report(b)
		})
	}
}

func report(b *testing.B) {
	b.ReportMetric(float64(b.N)*(1<<20)/1e6/b.Elapsed().Seconds(), "Mvalues/s")
}
