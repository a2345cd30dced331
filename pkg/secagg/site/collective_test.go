package site

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/parameters"
	"samband/pkg/secagg"
)

var directSchemes = []secagg.Scheme{secagg.DirectBGV, secagg.DirectCKKS}

// The real world equals the ideal one, under all sets, whoever contributes; all
// participants release.
func TestCollectiveSumIsThePlainSum(t *testing.T) {
	for _, set := range parameters.DirectSets() {
		name := directSchemes[set.Kind-parameters.BGV]
		for _, n := range []int{2, 3, 8} {
			t.Run(fmt.Sprintf("%s, n %d", set.Name, n), func(t *testing.T) {
				w, err := emptyWorldOf(name, set, n, n, layout(5000*(n%2)+50))
				if err != nil {
					t.Fatal(err)
				}
				w.enlist(t, n, rand.New(rand.NewPCG(uint64(n), 1)))
				w.protect(t, w.parties...)
				for _, u := range [][]*party{w.parties, w.parties[1:], w.parties[:1]} {
					got, unfit, err := w.openSet(w.release(t, w.parties, u), u, w.add(t, u))
					if err != nil || len(unfit) > 0 || !slices.Equal(got, plainSum(u)) {
						t.Errorf("the sum of %d is not the plain sum: %v, %v", len(u), unfit, err)
					}
				}
			})
		}
	}
}

func collected(t *testing.T, name secagg.Scheme, n int) (*world, [][]byte, []secagg.Release) {
	t.Helper()
	w := newWorld(t, name, n, n, n, layout(50))
	w.protect(t, w.parties...)
	return w, w.add(t, w.parties), w.release(t, w.parties, w.parties)
}

func TestAlteredCollectiveReleases(t *testing.T) {
	for _, name := range directSchemes {
		w, c, releases := collected(t, name, 3)
		open := func(releases ...secagg.Release) ([]string, error) {
			_, unfit, err := w.openSet(releases, w.parties, c)
			return unfit, err
		}
		flipped := releases[1]
		flipped.Sealed = bytes.Clone(flipped.Sealed)
		flipped.Sealed[100] ^= 1
		if unfit, err := open(releases[0], flipped, releases[2]); !is[*ReleaseError](err) || !slices.Equal(unfit, []string{"site-2"}) {
			t.Errorf("%s: an altered release: %v, %v", name, unfit, err)
		}
		if _, err := open(releases[0], releases[1], releases[1]); !is[*ReleaseError](err) {
			t.Errorf("%s: a release twice: %v", name, err)
		}
		moved := releases[1]
		moved.Point = 4
		if _, err := open(releases[0], moved, releases[2]); !is[*ReleaseError](err) {
			t.Errorf("%s: a release of nobody: %v", name, err)
		}
		if _, err := open(releases[:2]...); err == nil || !strings.Contains(err.Error(), "2 releases open, 3 are needed") {
			t.Errorf("%s: too few releases: %v", name, err)
		}
		// Well sealed, but residues that are none, or a share of something else.
		plain, err := w.group.OpenRelease(w.round.Prefix, "site-2", releases[1].Sealed)
		if err != nil {
			t.Fatal(err)
		}
		for what, b := range map[string][]byte{
			"no residues": bytes.Repeat([]byte{0xff}, len(plain)), "zeros": make([]byte, len(plain)),
			"cut": plain[1:], "nothing": nil,
		} {
			sealed, err := w.group.SealRelease(w.round.Prefix, "site-2", b)
			if err != nil {
				t.Fatal(err)
			}
			_, err = open(releases[0], secagg.Release{From: "site-2", Point: 2, Sealed: sealed}, releases[2])
			if !is[*ChecksumError](err) && !is[*ReleaseError](err) {
				t.Errorf("%s: %s: %v", name, what, err)
			}
		}
		for what, bad := range map[string][]byte{"cut": c[0][1:], "no residues": bytes.Repeat([]byte{0xff}, len(c[0])), "empty": nil} {
			altered := cloneChunks(c)
			altered[0] = bad
			if _, _, err := w.openSet(releases, w.parties, altered); !is[*ChecksumError](err) {
				t.Errorf("%s: C, %s: %v", name, what, err)
			}
			closing := w.closing(w.parties[0], w.parties)
			closing.Sum = reader(altered)
			if sealed, err := w.parties[0].scheme.Release(w.round, w.parties[0].Member, nil, closing, w.group); !is[*ChecksumError](err) || sealed != nil {
				t.Errorf("%s: a share of C, %s, is made: %v", name, what, err)
			}
		}
	}
}

// Parts of the key that are none, and the scheme outside a session.
func TestMalformedPartsOfTheKey(t *testing.T) {
	for _, name := range directSchemes {
		w, c, releases := collected(t, name, 2)
		scheme, err := New(name)
		if err != nil {
			t.Fatal(err)
		}
		seed := digest.Of([]byte("hellos"))
		public, part, err := scheme.Found(w.round.Set, seed)
		if err != nil {
			t.Fatal(err)
		}
		for what, bad := range map[string][]byte{
			"empty": nil, "cut": public[1:], "longer": append(bytes.Clone(public), 0), "no residues": bytes.Repeat([]byte{0xff}, len(public)),
		} {
			if _, err := scheme.Join(w.round.Set, seed, [][]byte{public, bad}, part); err == nil {
				t.Errorf("%s: a part, %s, is joined", name, what)
			}
			if _, err := scheme.ParsePart(w.round.Set, bad); err == nil {
				t.Errorf("%s: a secret part, %s, is read", name, what)
			}
		}
		b, err := part.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		again, err := scheme.ParsePart(w.round.Set, b)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := scheme.Join(w.round.Set, seed, [][]byte{public, public}, again); err != nil {
			t.Error(err)
		}
		if _, err := scheme.Join(w.round.Set, seed, [][]byte{public, public}, nil); err == nil {
			t.Errorf("%s: joined without a part", name)
		}
		m := w.parties[0]
		if scheme.Protect(w.round, m.offer, w.round.Layout.From(m.values), w.group, func(int, []byte) error { return nil }) == nil {
			t.Errorf("%s: protected outside a session", name)
		}
		if _, err := scheme.Release(w.round, m.Member, m.key, w.closing(m, w.parties), w.group); err == nil {
			t.Errorf("%s: released outside a session", name)
		}
		if _, err := scheme.Open(w.round, releases, w.first(2), reader(c), w.group, func(int, []uint64) error { return nil }); err == nil {
			t.Errorf("%s: opened outside a session", name)
		}
		gone := errors.New("gone")
		closing := w.closing(m, w.parties)
		closing.Sum = func(int) ([]byte, error) { return nil, gone }
		if _, err := m.scheme.Release(w.round, m.Member, m.key, closing, w.group); !errors.Is(err, gone) {
			t.Errorf("%s: %v", name, err)
		}
		for _, set := range [][]string{nil, {"a", "b", "c"}} {
			closing.Set = set
			if _, err := m.scheme.Release(w.round, m.Member, m.key, closing, w.group); err == nil {
				t.Errorf("%s: released for %d contributors", name, len(set))
			}
		}
		bad := w.round
		bad.Set.Flood = 60
		if m.scheme.Protect(bad, m.offer, w.round.Layout.From(m.values), w.group, nil) == nil {
			t.Errorf("%s: another set is used", name)
		}
		m.values[0] = 1 << 48
		if m.scheme.Protect(w.round, m.offer, w.round.Layout.From(m.values), w.group, func(int, []byte) error { return nil }) == nil {
			t.Errorf("%s: a value above its width is encrypted", name)
		}
	}
}
