package site

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/secagg"
	"samband/pkg/vector"
)

// Whatever the values, what leaves a participant has the same pieces of the
// same lengths: chunks, sealed shares, releases. Only the agreement decides.
func TestSizesDoNotDependOnValues(t *testing.T) {
	for _, scheme := range secagg.Schemes() {
		t.Run(string(scheme), func(t *testing.T) {
			if scheme.Direct() { // a session takes too long for a hundred of them
				sameSizes(t, scheme, 3, 3, 1, layout(5000))
				return
			}
			rapid.Check(t, func(t *rapid.T) {
				n := rapid.IntRange(2, 5).Draw(t, "n")
				threshold := rapid.IntRange(2, n).Draw(t, "t")
				var l vector.Layout
				for i := range rapid.IntRange(1, 3).Draw(t, "segments") {
					l.Segments = append(l.Segments, vector.Segment{
						Name: fmt.Sprint("s", i), Clip: 1,
						Length: rapid.IntRange(1, 300).Draw(t, "length"),
						Bits:   rapid.IntRange(vector.MinBits, vector.MaxBits).Draw(t, "bits"),
					})
				}
				sameSizes(t, scheme, n, threshold, rapid.Uint64().Draw(t, "seed"), l)
			})
		})
	}
}

func sameSizes(t fataler, scheme secagg.Scheme, n, threshold int, seed uint64, l vector.Layout) {
	w, err := emptyWorld(scheme, n, threshold, l)
	if err != nil {
		t.Fatal(err)
	}
	w.enlist(t, n, rand.New(rand.NewPCG(seed, 0)))
	random := w.sizes(t)
	for what, of := range map[string]func(bits int) uint64{
		"zeros":       func(int) uint64 { return 0 },
		"all largest": func(bits int) uint64 { return 1<<bits - 1 },
	} {
		for _, p := range w.parties {
			p.values = p.values[:0]
			for _, s := range l.Segments {
				p.values = append(p.values, slices.Repeat([]uint64{of(s.Bits)}, s.Length)...)
			}
		}
		if got := w.sizes(t); !slices.Equal(got, random) {
			t.Fatalf("%s: %v, random values: %v", what, got, random)
		}
	}
}

// sizes lists the lengths of everything that the parties send in one attempt.
func (w *world) sizes(t fataler) (sizes []int) {
	w.protect(t, w.parties...)
	for _, p := range w.parties {
		for _, c := range p.chunks {
			sizes = append(sizes, len(c))
		}
		for _, s := range p.offer.Shares {
			sizes = append(sizes, len(s.Bytes))
		}
	}
	if w.name != secagg.Plaintext {
		for _, r := range w.release(t, w.parties, w.parties) {
			sizes = append(sizes, len(r.Sealed))
		}
	}
	return sizes
}
