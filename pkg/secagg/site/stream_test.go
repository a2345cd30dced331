package site

import (
	"errors"
	"slices"
	"testing"

	"samband/pkg/secagg"
	"samband/pkg/vector"
)

// wideValues has values of three limbs that do not divide a chunk's digits:
// some lie in two chunks.
var wideValues = vector.Layout{Segments: []vector.Segment{
	{Name: "wide", Length: 40000, Bits: 48, Clip: 1},
	{Name: "narrow", Length: 20000, Bits: 16, Clip: 1},
}}

// Values are asked for, and sums given, in order, in pieces, and exactly.
func TestValuesStream(t *testing.T) {
	for _, name := range secagg.Schemes() {
		t.Run(string(name), func(t *testing.T) {
			n := 8
			if name.Direct() { // slow
				n = 2
			}
			w := newWorld(t, name, n, n, max(2, n-2), wideValues)
			last, most := 0, 0
			source := w.round.Layout.From(w.parties[0].values)
			emitted := 0
			w.makeOffers(t, w.parties...)
			err := w.scheme.Protect(w.round, w.parties[0].offer, func(from int, dst []uint64) error {
				if from < last {
					t.Errorf("values from %d on are asked for after those from %d on", from, last)
				}
				last, most = from, max(most, len(dst))
				return source(from, dst)
			}, w.group, func(int, []byte) error { emitted++; return nil })
			if err != nil || emitted != len(w.round.Chunks) || most > len(w.parties[0].values)/2 {
				t.Errorf("%d chunks from pieces of up to %d values, %v", emitted, most, err)
			}
			w.protect(t, w.parties...)
			var releases []secagg.Release
			if name != secagg.Plaintext {
				releases = w.release(t, w.parties, w.parties)
			}
			var got []uint64
			_, err = w.scheme.Open(w.round, releases, w.first(n), reader(w.add(t, w.parties)), w.group, func(from int, sums []uint64) error {
				if from != len(got) || len(sums) > len(w.parties[0].values)/2 {
					t.Errorf("%d sums from %d on, after %d", len(sums), from, len(got))
				}
				got = append(got, sums...)
				return nil
			})
			if err != nil || !slices.Equal(got, plainSum(w.parties)) {
				t.Errorf("the sum is not the plain sum: %v", err)
			}
		})
	}
}

// A source or a sink that fails ends it at once, with its own error.
func TestErrorsOfSourceAndSink(t *testing.T) {
	for _, name := range secagg.Schemes() {
		w := newWorld(t, name, 2, 2, 2, wideValues)
		gone := errors.New("disk gone")
		w.makeOffers(t, w.parties...)
		err := w.scheme.Protect(w.round, w.parties[0].offer, func(from int, dst []uint64) error {
			if from > 0 {
				return gone
			}
			return nil
		}, w.group, func(int, []byte) error { return nil })
		if !errors.Is(err, gone) {
			t.Errorf("%s: %v", name, err)
		}
		w.protect(t, w.parties...)
		var releases []secagg.Release
		if name != secagg.Plaintext {
			releases = w.release(t, w.parties, w.parties)
		}
		_, err = w.scheme.Open(w.round, releases, w.first(2), reader(w.add(t, w.parties)), w.group, func(int, []uint64) error { return gone })
		if !errors.Is(err, gone) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What an altered C decrypts to may be given, but Open says that it is nothing.
// Where other releases must be tried, the sums come again from the first.
func TestSumsAreVoidUntilTheChecksum(t *testing.T) {
	w := newWorld(t, secagg.OneTimeHE, 4, 4, 2, layout(60000))
	w.protect(t, w.parties...)
	c, releases := w.add(t, w.parties), w.release(t, w.parties, w.parties)
	var got []uint64
	collect := func(from int, sums []uint64) error {
		got = append(got[:from], sums...)
		return nil
	}
	bad := cloneChunks(c)
	bad[len(bad)-1][3] ^= 0x80
	if _, err := w.scheme.Open(w.round, releases, w.first(4), reader(bad), w.group, collect); !is[*ChecksumError](err) || len(got) == 0 {
		t.Errorf("an altered C: %d sums, %v", len(got), err)
	}
	mixed := append([]secagg.Release{w.craft(t, releases[0])}, releases[1:]...)
	if _, err := w.scheme.Open(w.round, mixed, w.first(4), reader(c), w.group, collect); err != nil || !slices.Equal(got, plainSum(w.parties)) {
		t.Errorf("after a crafted release the sum is not the plain sum: %v", err)
	}
}
