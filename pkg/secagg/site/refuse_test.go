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
	"samband/pkg/keyshare"
	"samband/pkg/seal"
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
		if _, _, err := w.scheme.Open(w.round, releases, 2, reader(bad), w.group); !is[*ChecksumError](err) {
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
		if _, _, err := w.scheme.Open(w.round, releases, 2, reader(bad), w.group); !is[*ChecksumError](err) {
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
		if _, _, err := w.scheme.Open(w.round, releases, 2, reader([][]byte{bad}), w.group); !is[*ChecksumError](err) {
			t.Errorf("checksum moved by %d: %v", delta, err)
		}
	}
}

func TestAlteredReleaseIsRefused(t *testing.T) {
	w, c, releases := committed(t, 3, 3)
	open := func(releases ...secagg.Release) error {
		_, _, err := w.scheme.Open(w.round, releases, 3, reader(c), w.group)
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
	got, unfit, err := w.scheme.Open(w.round, mixed, 7, reader(c), w.group)
	if err != nil || !slices.Equal(got, plainSum(w.parties)) {
		t.Fatal(err)
	}
	slices.Sort(unfit)
	if !slices.Equal(unfit, []string{"site-1", "site-2", "site-4", "site-5"}) {
		t.Errorf("reported as unfit: %v", unfit)
	}
}

// A release that shifts one key digit passes the check of digits; the checksum
// stops it, and other releases are tried. An altered C is decrypted once for
// each key, not once for each choice of releases.
func TestCraftedReleasePassesDigitsButNotChecksum(t *testing.T) {
	w, c, releases := committed(t, 4, 2)
	craft := func(r secagg.Release) secagg.Release {
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
	crafted := craft(releases[0])
	if _, _, err := w.scheme.Open(w.round, []secagg.Release{crafted, releases[1]}, 4, reader(c), w.group); !is[*ChecksumError](err) {
		t.Errorf("a crafted release: %v", err)
	}
	got, unfit, err := w.scheme.Open(w.round, append([]secagg.Release{crafted}, releases[1:]...), 4, reader(c), w.group)
	if err != nil || !slices.Equal(got, plainSum(w.parties)) || !slices.Equal(unfit, []string{"site-1"}) {
		t.Errorf("a crafted release among good ones: %v, %v", unfit, err)
	}

	bad := cloneChunks(c)
	bad[0][100] ^= 0x80
	reads := 0
	_, _, err = w.scheme.Open(w.round, releases, 4, func(chunk int) ([]byte, error) { reads++; return bad[chunk], nil }, w.group)
	if !is[*ChecksumError](err) || reads != len(bad) {
		t.Errorf("an altered C: %d reads, %v", reads, err)
	}
}

func TestAlteredShareIsNamedAndNothingReleased(t *testing.T) {
	w, _, _ := committed(t, 3, 3)
	m := w.parties[0]
	own, shares := sharesFor(m, w.parties)
	nonsense, err := seal.Seal(m.Key, shareInfo(w.round.Prefix, "site-2", "site-1"), []byte("no share"))
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(shares[0].Bytes)
	flipped[len(flipped)-1] ^= 1
	_, others := sharesFor(w.parties[2], w.parties)
	for name, b := range map[string][]byte{
		"altered": flipped, "cut": flipped[:5], "empty": nil, "of no key": nonsense,
		"for another member": others[1].Bytes, "from another participant": shares[1].Bytes,
	} {
		bad := []secagg.SealedShare{{From: "site-2", To: "site-1", Bytes: b}, shares[1]}
		release, err := w.scheme.Release(w.round, m.Member, m.key, own, bad, w.group)
		var share *ShareError
		if !errors.As(err, &share) || share.From != "site-2" || release != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, bad := range map[string][]secagg.SealedShare{
		"twice":            {shares[0], shares[1], shares[1]},
		"the own one too":  {shares[0], {From: "site-1", To: "site-1", Bytes: shares[0].Bytes}},
		"another's":        {shares[0], others[1]},
		"two do not open":  {{From: "site-2", To: "site-1"}, {From: "site-3", To: "site-1"}},
		"relabelled to me": {shares[0], {From: others[1].From, To: "site-1", Bytes: others[1].Bytes}},
	} {
		if release, err := w.scheme.Release(w.round, m.Member, m.key, own, bad, w.group); !is[*ShareError](err) || release != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.scheme.Release(w.round, m.Member, m.key, nil, nil, w.group); err == nil {
		t.Error("a release over nothing is made")
	}
	m.key.Destroy()
	if _, err := w.scheme.Release(w.round, m.Member, m.key, own, shares, w.group); !is[*ShareError](err) {
		t.Errorf("after the key was destroyed: %v", err)
	}
}

// What belongs to another attempt, round, session or state opens nothing here.
func TestForeignPrefixIsRefused(t *testing.T) {
	w, c, releases := committed(t, 3, 3)
	foreign := w.round
	foreign.Prefix = digest.New("test").Text("another attempt").Sum()
	m := w.parties[0]
	own, shares := sharesFor(m, w.parties)
	if _, err := w.scheme.Release(foreign, m.Member, m.key, own, shares, w.group); !is[*ShareError](err) {
		t.Errorf("shares of another attempt: %v", err)
	}
	if _, _, err := w.scheme.Open(foreign, releases, 3, reader(c), w.group); !is[*ReleaseError](err) {
		t.Errorf("releases of another attempt: %v", err)
	}
	// Even resealed for this attempt, they do not decrypt its chunks.
	var resealed []secagg.Release
	for _, r := range releases {
		b, err := w.group.OpenRelease(w.round.Prefix, r.From, r.Sealed)
		if err != nil {
			t.Fatal(err)
		}
		if r.Sealed, err = w.group.SealRelease(foreign.Prefix, r.From, b); err != nil {
			t.Fatal(err)
		}
		resealed = append(resealed, r)
	}
	if _, _, err := w.scheme.Open(foreign, resealed, 3, reader(c), w.group); !is[*ChecksumError](err) {
		t.Errorf("chunks of another attempt: %v", err)
	}
	other, err := seal.NewGroup([][32]byte{{9}}, digest.Digest{3})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.scheme.Open(w.round, releases, 3, reader(c), other); !is[*ReleaseError](err) {
		t.Errorf("another group key: %v", err)
	}
}

func TestRoundsThatDoNotFitAreRefused(t *testing.T) {
	w, c, releases := committed(t, 3, 3)
	m := w.parties[0]
	emit := func(int, []byte) error { t.Error("a chunk is emitted"); return nil }
	for name, change := range map[string]func(*secagg.Round){
		"participants": func(r *secagg.Round) { r.Participants = 4 },
		"layout":       func(r *secagg.Round) { r.Layout = layout(51) },
		"packing":      func(r *secagg.Round) { r.Packing.Tau-- },
		"chunks":       func(r *secagg.Round) { r.Chunks = append(slices.Clone(r.Chunks), r.Chunks[0]) },
		"set":          func(r *secagg.Round) { r.Set.Bits = r.Set.Tau },
		"no chunks":    func(r *secagg.Round) { r.Chunks = nil },
	} {
		bad := w.round
		change(&bad)
		if _, err := w.scheme.Protect(bad, m.Member, w.members(), m.values, w.group, emit); err == nil {
			t.Errorf("%s: protected", name)
		}
		if _, _, err := w.scheme.Open(bad, releases, 3, reader(c), w.group); err == nil {
			t.Errorf("%s: opened", name)
		}
	}
	for _, contributors := range []int{-1, 0, 4} {
		if _, _, err := w.scheme.Open(w.round, releases, contributors, reader(c), w.group); err == nil {
			t.Errorf("opened for %d contributors", contributors)
		}
	}
	if _, err := w.scheme.Protect(w.round, m.Member, w.members(), m.values[1:], w.group, emit); err == nil {
		t.Error("too few values are protected")
	}
	if _, err := New("pairwise-masks"); err == nil {
		t.Error("a scheme that is not there is given")
	}
}

// Errors of the caller's own functions come back as they are, at once.
func TestErrorsOfReadAndEmit(t *testing.T) {
	w := newWorld(t, secagg.OneTimeHE, 2, 2, 2, layout(200000))
	full := errors.New("disk full")
	emitted := 0
	_, err := w.scheme.Protect(w.round, w.parties[0].Member, w.members(), w.parties[0].values, w.group, func(chunk int, _ []byte) error {
		if emitted++; chunk == 1 {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) || emitted != 2 {
		t.Errorf("%d chunks, %v", emitted, err)
	}
	w.protect(t, w.parties...)
	_, _, err = w.scheme.Open(w.round, w.release(t, w.parties, w.parties), 2, func(chunk int) ([]byte, error) {
		return nil, fmt.Errorf("chunk %d: %w", chunk, full)
	}, w.group)
	if !errors.Is(err, full) {
		t.Error(err)
	}
}
