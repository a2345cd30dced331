package site

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/seal"
	"samband/pkg/secagg"
)

func TestAlteredShareIsNamedAndNothingReleased(t *testing.T) {
	w, _, _ := committed(t, 3, 3)
	m := w.parties[0]
	good := w.closing(m, w.parties)
	shares := good.Shares
	nonsense, err := seal.Seal(m.Key, shareInfo(w.round.Prefix, "site-2", "site-1"), []byte("no share"))
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(shares[0].Bytes)
	flipped[len(flipped)-1] ^= 1
	others := w.closing(w.parties[2], w.parties).Shares
	with := func(shares []secagg.SealedShare) Closing {
		return Closing{Set: good.Set, Own: good.Own, Shares: shares}
	}
	for name, b := range map[string][]byte{
		"altered": flipped, "cut": flipped[:5], "empty": nil, "of no key": nonsense,
		"for another member": others[1].Bytes, "from another participant": shares[1].Bytes,
	} {
		bad := []secagg.SealedShare{{From: "site-2", To: "site-1", Bytes: b}, shares[1]}
		release, err := w.scheme.Release(w.round, m.Member, m.key, with(bad), w.group)
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
		if release, err := w.scheme.Release(w.round, m.Member, m.key, with(bad), w.group); !is[*ShareError](err) || release != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = w.scheme.Release(w.round, m.Member, m.key, with(others[1:]), w.group)
	if err == nil || !strings.Contains(err.Error(), "it is for site-3, not for site-1") {
		t.Errorf("a share for another member: %v", err)
	}
	if _, err := w.scheme.Release(w.round, m.Member, m.key, Closing{Set: good.Set}, w.group); err == nil {
		t.Error("a release over nothing is made")
	}
	m.key.Destroy()
	if _, err := w.scheme.Release(w.round, m.Member, m.key, with(shares), w.group); !is[*ShareError](err) {
		t.Errorf("after the key was destroyed: %v", err)
	}
}

// What belongs to another attempt, round, session or state opens nothing here.
func TestForeignPrefixIsRefused(t *testing.T) {
	w, c, releases := committed(t, 3, 3)
	foreign := w.round
	foreign.Prefix = digest.New("test").Text("another attempt").Sum()
	m := w.parties[0]
	good := w.closing(m, w.parties)
	if _, err := w.scheme.Release(foreign, m.Member, m.key, good, w.group); !is[*ShareError](err) {
		t.Errorf("shares of another attempt: %v", err)
	}
	if _, _, err := w.openAs(foreign, releases, 3, reader(c), w.group); !is[*ReleaseError](err) {
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
	if _, _, err := w.openAs(foreign, resealed, 3, reader(c), w.group); !is[*ChecksumError](err) {
		t.Errorf("chunks of another attempt: %v", err)
	}
	other, err := seal.NewGroup([][32]byte{{9}}, digest.Digest{3})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.openAs(w.round, releases, 3, reader(c), other); !is[*ReleaseError](err) {
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
		if _, err := w.scheme.Offer(bad, m.Member, w.members()); err == nil {
			t.Errorf("%s: offered", name)
		}
		if err := w.scheme.Protect(bad, m.offer, w.round.Layout.From(m.values), w.group, emit); err == nil {
			t.Errorf("%s: protected", name)
		}
		if _, _, err := w.openAs(bad, releases, 3, reader(c), w.group); err == nil {
			t.Errorf("%s: opened", name)
		}
	}
	for _, contributors := range []int{-1, 0, 4} {
		if _, _, err := w.open(releases, contributors, reader(c)); err == nil {
			t.Errorf("opened for %d contributors", contributors)
		}
	}
	w.makeOffers(t, m)
	if err := w.scheme.Protect(w.round, m.offer, w.round.Layout.From(m.values[1:]), w.group, emit); err == nil {
		t.Error("too few values are protected")
	}
	if err := w.scheme.Protect(w.round, m.offer, w.round.Layout.From(m.values), w.group, emit); err == nil {
		t.Error("an offer serves twice")
	}
	if err := w.scheme.Protect(w.round, new(Offer), w.round.Layout.From(m.values), w.group, emit); err == nil {
		t.Error("an offer of nothing serves")
	}
	if _, err := New("rot13"); err == nil {
		t.Error("a scheme that is not there is given")
	}
}

// Errors of the caller's own functions come back as they are, at once.
func TestErrorsOfReadAndEmit(t *testing.T) {
	w := newWorld(t, secagg.OneTimeHE, 2, 2, 2, layout(200000))
	full := errors.New("disk full")
	emitted := 0
	w.makeOffers(t, w.parties...)
	err := w.scheme.Protect(w.round, w.parties[0].offer, w.round.Layout.From(w.parties[0].values), w.group, func(chunk int, _ []byte) error {
		if emitted++; chunk == 1 {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) || emitted != 2 {
		t.Errorf("%d chunks, %v", emitted, err)
	}
	w.protect(t, w.parties...)
	_, _, err = w.open(w.release(t, w.parties, w.parties), 2, func(chunk int) ([]byte, error) {
		return nil, fmt.Errorf("chunk %d: %w", chunk, full)
	})
	if !errors.Is(err, full) {
		t.Error(err)
	}
}
