package site

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"samband/pkg/secagg"
)

// The real world equals the ideal one: every choice of contributors and of
// releasing members gives the plain sum of the integers, exactly.
func TestSumIsThePlainSum(t *testing.T) {
	for n := 2; n <= 8; n++ {
		thresholds := []int{n}
		if n > 2 {
			thresholds = append(thresholds, n-min(2, (n-1)/2), 2)
		}
		for i, threshold := range thresholds {
			t.Run(fmt.Sprintf("n %d, t %d", n, threshold), func(t *testing.T) {
				long := 50
				if i == 0 && n%4 == 0 {
					long = 60000 // several chunks
				}
				w := newWorld(t, secagg.OneTimeHE, n, n, threshold, layout(long))
				w.protect(t, w.parties...)
				for _, u := range [][]*party{w.parties, w.parties[1:]} {
					c := w.add(t, u)
					releasing := w.parties[n-threshold:]
					got, unfit, err := w.open(w.release(t, releasing, u), len(u), reader(c))
					if err != nil || len(unfit) != 0 {
						t.Fatal(unfit, err)
					}
					if !slices.Equal(got, plainSum(u)) {
						t.Error("the sum is not the plain sum")
					}
				}
			})
		}
	}
}

// Participants outside the committee share like the others.
func TestCommitteeSmallerThanRoster(t *testing.T) {
	w := newWorld(t, secagg.OneTimeHE, 12, 5, 3, layout(50))
	w.protect(t, w.parties...)
	outside := w.parties[7]
	if outside.offer.Own != nil || len(outside.offer.Shares) != 5 {
		t.Errorf("a participant outside has %d shares to send, own %v", len(outside.offer.Shares), outside.offer.Own)
	}
	u := append(slices.Clone(w.parties[1:3]), w.parties[5:]...)
	members := []*party{w.parties[0], w.parties[2], w.parties[4]}
	got, _, err := w.open(w.release(t, members, u), len(u), reader(w.add(t, u)))
	if err != nil || !slices.Equal(got, plainSum(u)) {
		t.Errorf("the sum is not the plain sum: %v", err)
	}
}

// Shares go to the members that are ready, and to no others.
func TestSomeMembersAreNotReady(t *testing.T) {
	w := newWorld(t, secagg.OneTimeHE, 5, 5, 3, layout(50))
	late := w.parties[1]
	late.late = true
	w.protect(t, w.parties...)
	if late.offer.Own != nil || len(late.offer.Shares) != 4 {
		t.Errorf("a member that is not ready has %d shares to send, own %v", len(late.offer.Shares), late.offer.Own)
	}
	got, _, err := w.open(w.release(t, w.parties[2:], w.parties), 5, reader(w.add(t, w.parties)))
	if err != nil || !slices.Equal(got, plainSum(w.parties)) {
		t.Errorf("the sum is not the plain sum: %v", err)
	}
}

// The same vector under another attempt is unrelated bytes, and its sum the
// same.
func TestAttemptsAreFresh(t *testing.T) {
	w := newWorld(t, secagg.OneTimeHE, 2, 2, 2, layout(50))
	w.protect(t, w.parties...)
	before := w.parties[0].chunks[0]
	w.protect(t, w.parties...)
	same := 0
	for i, b := range w.parties[0].chunks[0] {
		if b == before[i] {
			same++
		}
	}
	// Equal by chance is one byte in 256; a common key would leave the high bytes.
	if limit := len(before)/256 + 60; same > limit {
		t.Errorf("%d of %d bytes are equal", same, len(before))
	}
}

func TestPlaintextSumIsThePlainSum(t *testing.T) {
	for _, n := range []int{2, 5, 8} {
		w := newWorld(t, secagg.Plaintext, n, n, n, layout(20000))
		w.protect(t, w.parties...)
		c := w.add(t, w.parties)
		got, unfit, err := w.open(nil, n, reader(c))
		if err != nil || len(unfit) != 0 || !slices.Equal(got, plainSum(w.parties)) {
			t.Errorf("n %d: the sum is not the plain sum: %v", n, err)
		}
		if bytes.Equal(c[0][:secagg.SaltSize], make([]byte, secagg.SaltSize)) {
			t.Error("the sum has no salt: its digest can be guessed")
		}
	}
}

func TestPlaintextRefuses(t *testing.T) {
	w := newWorld(t, secagg.Plaintext, 2, 2, 2, layout(50))
	w.protect(t, w.parties...)
	c := w.add(t, w.parties)
	if _, _, err := w.open(nil, 1, reader(c)); err == nil {
		t.Error("a sum above what one contributor reaches is opened for one")
	}
	c[0] = c[0][1:]
	if _, _, err := w.open(nil, 2, reader(c)); err == nil {
		t.Error("a cut chunk is opened")
	}
	if _, err := w.scheme.Release(w.round, w.parties[0].Member, nil, Closing{}, w.group); err == nil {
		t.Error("there is a release")
	}
	w.parties[0].values[1] = 1 << 16
	err := w.scheme.Protect(w.round, w.parties[0].offer, w.round.Layout.From(w.parties[0].values), w.group, func(int, []byte) error { return nil })
	if err == nil {
		t.Error("a value above its width is sent")
	}
}
