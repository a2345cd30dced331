package site

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"samband/pkg/keyshare"
	"samband/pkg/secagg"
)

// is tells whether err is, or wraps, an error of type E.
func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func cloneChunks(c [][]byte) [][]byte {
	d := slices.Clone(c)
	for i := range d {
		d[i] = bytes.Clone(d[i])
	}
	return d
}

// Every single lane of C is covered, in every direction.
func TestAlteredSumIsRefused(t *testing.T) {
	w, c, releases := committed(t, 2, 2)
	random := rand.New(rand.NewPCG(1, 1))
	shape := w.round.Chunks[0]
	for range 40 {
		bad := cloneChunks(c)
		shift := w.round.Set.Bits - w.round.Set.Tau // the lowest bit that counts
		bit := random.IntN(shape.Lanes)*shape.Bits + shift + random.IntN(shape.Bits-shift)
		bad[0][bit/8] ^= 1 << (bit % 8)
		if _, _, err := w.open(releases, 2, reader(bad)); !is[*ChecksumError](err) {
			t.Fatalf("bit %d of C altered: %v", bit, err)
		}
	}
	for name, bad := range map[string][][]byte{
		"one contributor only": w.parties[0].chunks,
		"one counted twice":    w.add(t, []*party{w.parties[0], w.parties[1], w.parties[1]}),
		"cut":                  {c[0][1:]},
		"padding bits":         {append(bytes.Clone(c[0][:len(c[0])-1]), c[0][len(c[0])-1]|0x80)},
	} {
		if name == "padding bits" && shape.Bits*shape.Lanes%8 == 0 {
			continue
		}
		if _, _, err := w.open(releases, 2, reader(bad)); !is[*ChecksumError](err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whoever lacks the group key cannot shift a digit and the checksum together:
// moving one digit by one needs the digit's coefficient.
func TestShiftOfDigitAndChecksumIsRefused(t *testing.T) {
	w, c, releases := committed(t, 2, 2)
	fields := w.round.Packing.Fields
	for delta := range 4 {
		lane := w.round.Chunks[0]
		lo, hi := make([]uint64, lane.Lanes), make([]uint64, lane.Lanes)
		if err := lane.Unpack(c[0], lo, hi); err != nil {
			t.Fatal(err)
		}
		shift := w.round.Set.Bits - w.round.Set.Tau
		lo[fields[1].Start] += 1 << shift
		lo[fields[len(fields)-1].Start] += uint64(delta) << shift
		bad := make([]byte, lane.Bytes())
		if err := lane.Pack(bad, lo, hi); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.open(releases, 2, reader([][]byte{bad})); !is[*ChecksumError](err) {
			t.Errorf("checksum moved by %d: %v", delta, err)
		}
	}
}

func TestAlteredReleaseIsRefused(t *testing.T) {
	w, c, releases := committed(t, 3, 3)
	open := func(releases ...secagg.Release) error {
		_, _, err := w.open(releases, 3, reader(c))
		return err
	}
	flipped := releases[1]
	flipped.Sealed = bytes.Clone(flipped.Sealed)
	flipped.Sealed[20] ^= 1
	var release *ReleaseError
	if err := open(releases[0], flipped, releases[2]); !errors.As(err, &release) || release.From != "site-2" {
		t.Errorf("an altered release: %v", err)
	}
	renamed := releases[1]
	renamed.From = "site-1"
	if err := open(releases[0], renamed, releases[2]); !is[*ReleaseError](err) {
		t.Errorf("a release under another name: %v", err)
	}
	if err := open(releases[0], releases[1], releases[1]); !is[*ReleaseError](err) {
		t.Errorf("a release twice: %v", err)
	}
	moved := releases[1]
	moved.Point = 0
	if err := open(releases[0], moved, releases[2]); !is[*ReleaseError](err) {
		t.Errorf("a release at point 0: %v", err)
	}
	short, err := w.group.SealRelease(w.round.Prefix, "site-2", make([]byte, 8))
	if err != nil {
		t.Fatal(err)
	}
	if err := open(releases[0], secagg.Release{From: "site-2", Point: 2, Sealed: short}, releases[2]); !is[*ReleaseError](err) {
		t.Errorf("a release of another length: %v", err)
	}
	if err := open(releases[0], w.forge(t, "site-2", 2), releases[2]); !is[*KeyError](err) {
		t.Errorf("a well-formed release of nonsense: %v", err)
	}
	if err := open(releases[:2]...); err == nil || !strings.Contains(err.Error(), "2 releases open, 3 are needed") {
		t.Errorf("too few releases: %v", err)
	}
}

// forge makes what a deviating member can: a sealed release of any elements.
func (w *world) forge(t *testing.T, from string, point int) secagg.Release {
	t.Helper()
	elements := make([]keyshare.Element, keyLength(w.round))
	for i := range elements {
		elements[i] = keyshare.Element(rand.Uint64N(keyshare.P))
	}
	sealed, err := w.group.SealRelease(w.round.Prefix, from, keyshare.MarshalElements(elements))
	if err != nil {
		t.Fatal(err)
	}
	return secagg.Release{From: from, Point: point, Sealed: sealed}
}

// With more than t releases, bad ones spoil nothing and are reported.
func TestBadReleasesAmongMoreThanT(t *testing.T) {
	w, c, releases := committed(t, 7, 3)
	flipped := releases[4]
	flipped.Sealed = bytes.Clone(flipped.Sealed)
	flipped.Sealed[0] ^= 1
	mixed := []secagg.Release{w.forge(t, "site-1", 1), w.forge(t, "site-2", 2), releases[2], w.forge(t, "site-4", 4), flipped, releases[5], releases[6]}
	got, unfit, err := w.open(mixed, 7, reader(c))
	if err != nil || !slices.Equal(got, plainSum(w.parties)) {
		t.Fatal(err)
	}
	slices.Sort(unfit)
	if !slices.Equal(unfit, []string{"site-1", "site-2", "site-4", "site-5"}) {
		t.Errorf("reported as unfit: %v", unfit)
	}
}

// craft shifts one digit of the key that a release gives.
func (w *world) craft(t *testing.T, r secagg.Release) secagg.Release {
	t.Helper()
	b, err := w.group.OpenRelease(w.round.Prefix, r.From, r.Sealed)
	if err != nil {
		t.Fatal(err)
	}
	elements, err := keyshare.ParseElements(b, keyLength(w.round))
	if err != nil {
		t.Fatal(err)
	}
	// With points 1 and 2 the sum of keys is 2·f(1) - f(2): this adds 2.
	if err := keyshare.Add(elements[:1], []keyshare.Element{1}); err != nil {
		t.Fatal(err)
	}
	if r.Sealed, err = w.group.SealRelease(w.round.Prefix, r.From, keyshare.MarshalElements(elements)); err != nil {
		t.Fatal(err)
	}
	return r
}

// A release that shifts one key digit passes the check of digits; the checksum
// stops it, and other releases are tried. An altered C is decrypted once for
// each key, not once for each choice of releases.
func TestCraftedReleasePassesDigitsButNotChecksum(t *testing.T) {
	w, c, releases := committed(t, 4, 2)
	crafted := w.craft(t, releases[0])
	if _, _, err := w.open([]secagg.Release{crafted, releases[1]}, 4, reader(c)); !is[*ChecksumError](err) {
		t.Errorf("a crafted release: %v", err)
	}
	got, unfit, err := w.open(append([]secagg.Release{crafted}, releases[1:]...), 4, reader(c))
	if err != nil || !slices.Equal(got, plainSum(w.parties)) || !slices.Equal(unfit, []string{"site-1"}) {
		t.Errorf("a crafted release among good ones: %v, %v", unfit, err)
	}

	bad := cloneChunks(c)
	bad[0][100] ^= 0x80
	reads := 0
	_, _, err = w.open(releases, 4, func(chunk int) ([]byte, error) { reads++; return bad[chunk], nil })
	if !is[*ChecksumError](err) || reads != len(bad) {
		t.Errorf("an altered C: %d reads, %v", reads, err)
	}
}
