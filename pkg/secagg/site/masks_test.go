package site

import (
	"bytes"
	"crypto/ecdh"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/digest"
	"samband/pkg/he/direct"
	"samband/pkg/keyshare"
	"samband/pkg/parameters"
	"samband/pkg/secagg"
)

// openSet gives the sums over u as a slice.
func (w *world) openSet(releases []secagg.Release, u []*party, c [][]byte) ([]uint64, []string, error) {
	sums := make([]uint64, w.round.Layout.Values())
	unfit, err := w.scheme.Open(w.round, releases, ids(u), reader(c), w.group, w.round.Layout.Into(sums))
	return sums, unfit, err
}

// The real world equals the ideal one: whoever falls away after the
// commitments, and whichever t members release, the sum is the plain sum of
// those who stayed.
func TestMaskedSumIsThePlainSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 7).Draw(t, "n")
		members := rapid.IntRange(2, n).Draw(t, "m")
		threshold := rapid.IntRange(2, members).Draw(t, "t")
		w, err := emptyWorld(secagg.PairwiseMasks, n, threshold, layout(rapid.IntRange(1, 9000).Draw(t, "length")))
		if err != nil {
			t.Fatal(err)
		}
		w.enlist(t, members, rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)))
		committed := w.some(t, "committed", 1)
		w.protect(t, committed...)
		u := slices.DeleteFunc(slices.Clone(committed), func(*party) bool { return rapid.Bool().Draw(t, "falls away") })
		if len(u) == 0 {
			u = committed[:1]
		}
		releasing := w.parties[members-threshold : members]
		got, unfit, err := w.openSet(w.release(t, releasing, u), u, w.add(t, u))
		if err != nil || len(unfit) > 0 || !slices.Equal(got, plainSum(u)) {
			t.Fatalf("%d of %d committed stayed: %v, %v", len(u), len(committed), unfit, err)
		}
	})
}

// some draws a set of the parties, in order.
func (w *world) some(t *rapid.T, name string, least int) []*party {
	var set []*party
	for i, p := range w.parties {
		if rapid.Bool().Draw(t, name) || len(w.parties)-i <= least-len(set) {
			set = append(set, p)
		}
	}
	return set
}

func masked(t *testing.T, n, threshold int) (*world, [][]byte) {
	t.Helper()
	w := newWorld(t, secagg.PairwiseMasks, n, n, threshold, layout(50))
	w.protect(t, w.parties...)
	return w, w.add(t, w.parties)
}

// What one participant sends is lanes that look uniform, with or without the
// pairwise masks, and other ones in each attempt.
func TestMaskedLanesAreUniform(t *testing.T) {
	w := newWorld(t, secagg.PairwiseMasks, 2, 2, 2, million)
	for i := range w.parties[0].values {
		w.parties[0].values[i] = 0
	}
	w.protect(t, w.parties...)
	var counts [256]float64
	for _, b := range w.parties[0].chunks[0] {
		counts[b]++
	}
	expected, chi := float64(len(w.parties[0].chunks[0]))/256, 0.0
	for _, c := range counts {
		chi += (c - expected) * (c - expected) / expected
	}
	if chi > 430 { // 255 degrees of freedom: once in 10^10
		t.Errorf("χ² is %.0f", chi)
	}
	before := w.parties[0].chunks[0]
	w.protect(t, w.parties...)
	if bytes.Equal(before, w.parties[0].chunks[0]) {
		t.Error("an attempt repeats the masks")
	}
	if w.name.BodySize(w.round.Chunks[0]) != len(before) {
		t.Errorf("a body has %d bytes", len(before))
	}
}

// The masks, written out from their definition for two participants.
func TestMasksAreAsDocumented(t *testing.T) {
	w := newWorld(t, secagg.PairwiseMasks, 2, 2, 2, layout(1))
	w.makeOffers(t, w.parties...)
	hash := func(fields ...[]byte) []byte {
		h := sha256.New()
		for _, f := range fields {
			var n [8]byte
			binary.LittleEndian.PutUint64(n[:], uint64(len(f)))
			h.Write(n[:])
			h.Write(f)
		}
		return h.Sum(nil)
	}
	a, b := w.parties[0].offer, w.parties[1].offer
	s := a.secret.(*maskSecret)
	prefix := w.round.Prefix
	peer, err := ecdh.X25519().NewPublicKey(b.Public[:32])
	if err != nil {
		t.Fatal(err)
	}
	common, err := s.key.ECDH(peer)
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.cover(w.round, a)
	if err != nil || len(c.plus) != 2 || len(c.minus) != 0 {
		t.Fatal(c, err)
	}
	if want := hash([]byte("samband/secagg/site/own-mask/1"), prefix[:], s.seed[:]); !bytes.Equal(c.plus[0][:], want) {
		t.Error("the own mask is expanded from something else")
	}
	if want := hash([]byte("samband/secagg/site/pair-mask/1"), prefix[:], common, a.Public, b.Public); !bytes.Equal(c.plus[1][:], want) {
		t.Error("the mask of the pair is expanded from something else")
	}
	if want := hash([]byte("samband/secagg/site/mask-seed/1"), s.seed[:]); !bytes.Equal(a.Public[32:], want) {
		t.Error("the seed is checked by something else")
	}
	other, err := b.secret.(*maskSecret).cover(w.round, b)
	if err != nil || len(other.minus) != 1 || other.minus[0] != c.plus[1] {
		t.Error("the later participant does not subtract the same mask")
	}
}

func TestAlteredMaskReleases(t *testing.T) {
	w, _ := masked(t, 5, 3)
	u := w.parties[:4]
	c := w.add(t, u)
	releases := w.release(t, w.parties, u)
	forged := releases[0]
	elements := make([]keyshare.Element, secretElements*len(w.round.Offered))
	elements[0] = 1
	var err error
	if forged.Sealed, err = w.group.SealRelease(w.round.Prefix, forged.From, keyshare.MarshalElements(elements)); err != nil {
		t.Fatal(err)
	}
	got, unfit, err := w.openSet(append([]secagg.Release{forged}, releases[1:]...), u, c)
	if err != nil || !slices.Equal(unfit, []string{"site-1"}) || !slices.Equal(got, plainSum(u)) {
		t.Errorf("one forged release among five: %v, %v", unfit, err)
	}
	if _, _, err := w.openSet([]secagg.Release{forged, releases[1], releases[2]}, u, c); !is[*KeyError](err) {
		t.Errorf("one forged release among three: %v", err)
	}
	if _, _, err := w.openSet(releases[:2], u, c); err == nil || !strings.Contains(err.Error(), "2 releases open, 3 are needed") {
		t.Errorf("too few releases: %v", err)
	}
	short := releases[0]
	if short.Sealed, err = w.group.SealRelease(w.round.Prefix, short.From, make([]byte, 8)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.openSet([]secagg.Release{short, releases[1], releases[2]}, u, c); !is[*ReleaseError](err) {
		t.Errorf("a release of another length: %v", err)
	}
	// Releases for one set do not open another: whoever asks for a second set in
	// one attempt would have both secrets of who is in one of them only.
	if _, _, err := w.openSet(releases, w.parties, w.add(t, w.parties)); !is[*KeyError](err) {
		t.Errorf("another set than that of the releases: %v", err)
	}
}

func TestMaskReleaseIsOfAllOrNothing(t *testing.T) {
	w, _ := masked(t, 3, 2)
	m := w.parties[0]
	release := func(change func(*Closing)) error {
		c := w.closing(m, w.parties[:2])
		c.Shares = slices.Clone(c.Shares)
		change(&c)
		sealed, err := w.scheme.Release(w.round, m.Member, m.key, c, w.group)
		if err != nil && sealed != nil {
			t.Error("something is released")
		}
		return err
	}
	if err := release(func(*Closing) {}); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Closing){
		"missing":     func(c *Closing) { c.Shares = c.Shares[1:] },
		"own missing": func(c *Closing) { c.Own = nil },
		"twice":       func(c *Closing) { c.Shares = append(c.Shares, c.Shares[0]) },
		"altered":     func(c *Closing) { c.Shares[1].Bytes = append(bytes.Clone(c.Shares[1].Bytes), 0) },
		"another's":   func(c *Closing) { c.Shares[0].From = "site-3" },
	} {
		if err := release(change); !is[*ShareError](err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, set := range map[string][]string{
		"nobody": {}, "a stranger": {"site-1", "site-9"}, "one twice": {"site-1", "site-1"}, "too many": {"site-1", "site-2", "site-3", "site-4"},
	} {
		if release(func(c *Closing) { c.Set = set }) == nil {
			t.Errorf("a release for %s is made", name)
		}
	}
}

// A release holds, of every participant, the share of one secret only.
func TestMaskReleaseHasOneSecretOfEach(t *testing.T) {
	w, _ := masked(t, 3, 2)
	u := w.parties[:2]
	opened := make([][]keyshare.Element, 2)
	for i, r := range w.release(t, w.parties[:2], u) {
		b, err := w.group.OpenRelease(w.round.Prefix, r.From, r.Sealed)
		if err != nil || len(b) != keyshare.Size(secretElements*3) {
			t.Fatal(len(b), err)
		}
		if opened[i], err = keyshare.ParseElements(b, secretElements*3); err != nil {
			t.Fatal(err)
		}
	}
	secrets, err := keyshare.Combine([]int{1, 2}, opened)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range w.parties {
		got, err := fromElements(secrets[i*secretElements : (i+1)*secretElements])
		if err != nil {
			t.Fatal(err)
		}
		stayed := slices.Contains(u, p)
		if d := seedDigest(got); bytes.Equal(d[:], p.offer.Public[maskSecretSize:]) != stayed {
			t.Errorf("%s stayed: %v, and its seed is opened: %v", p.ID, stayed, !stayed)
		}
		key, err := ecdh.X25519().NewPrivateKey(got)
		if err != nil || bytes.Equal(key.PublicKey().Bytes(), p.offer.Public[:maskSecretSize]) == stayed {
			t.Errorf("%s stayed: %v, and its key is opened: %v (%v)", p.ID, stayed, stayed, err)
		}
	}
}

func TestAlteredMaskedSum(t *testing.T) {
	w, c := masked(t, 2, 2)
	releases := w.release(t, w.parties, w.parties)
	// 49 bits hold the sum of two values of 48: a top bit moved is no sum.
	bad := cloneChunks(c)
	bad[0][6] ^= 1
	bad[0][5] ^= 0x80
	got, _, err := w.openSet(releases, w.parties, bad)
	if err == nil && slices.Equal(got, plainSum(w.parties)) {
		t.Error("an altered sum is the plain sum")
	}
	for name, first := range map[string][]byte{"cut": c[0][1:], "longer": append(bytes.Clone(c[0]), 0), "empty": nil} {
		bad := cloneChunks(c) // all of them: a goroutine may ask for the next before the first is refused
		bad[0] = first
		if _, _, err := w.openSet(releases, w.parties, bad); !is[*ChecksumError](err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	gone := errors.New("gone")
	_, err = w.scheme.Open(w.round, releases, w.first(2), func(int) ([]byte, error) { return nil, gone }, w.group, func(int, []uint64) error { return nil })
	if !errors.Is(err, gone) {
		t.Error(err)
	}
}

func TestMalformedOffers(t *testing.T) {
	w := newWorld(t, secagg.PairwiseMasks, 3, 3, 2, layout(50))
	protect := func() error {
		return w.scheme.Protect(w.round, w.parties[0].offer, w.round.Layout.From(w.parties[0].values), w.group, func(int, []byte) error { return nil })
	}
	for name, public := range map[string][]byte{
		"empty": nil, "cut": make([]byte, 63), "longer": make([]byte, 65), "a point of small order": make([]byte, 64),
	} {
		w.makeOffers(t, w.parties...)
		w.round.Offered[1].Public = public
		var offer *OfferError
		if err := protect(); !errors.As(err, &offer) || offer.From != "site-2" {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.makeOffers(t, w.parties...)
	w.round.Offered = w.round.Offered[1:]
	if err := protect(); err == nil {
		t.Error("protected without being among those who offer")
	}
	// Whoever copies another's offer gets the same key, not the same place.
	w.makeOffers(t, w.parties...)
	w.round.Offered[0], w.round.Offered[1] = secagg.Offered{ID: "site-2", Public: w.parties[0].offer.Public}, w.round.Offered[0]
	if err := protect(); err != nil {
		t.Error(err)
	}
	if err := protect(); err == nil {
		t.Error("an offer serves twice")
	}
}

func TestOffersHideTheirSecrets(t *testing.T) {
	w := newWorld(t, secagg.PairwiseMasks, 2, 2, 2, layout(1))
	w.makeOffers(t, w.parties...)
	offer := w.parties[0].offer
	s := offer.secret.(*maskSecret)
	for _, printed := range []string{fmt.Sprintf("%v %+v %#v", s, s, s), fmt.Sprintf("%v %+v", offer, *offer)} {
		if strings.Contains(printed, fmt.Sprint(s.seed[:4])[1:10]) || !strings.Contains(printed, "secret") {
			t.Errorf("prints %.200s", printed)
		}
	}
	offer.Destroy()
	if s.key != nil || s.seed != [maskSecretSize]byte{} {
		t.Error("the secrets are still there")
	}
}

// The sizes that plans are made with are those that are sent.
func TestSizesOfPlans(t *testing.T) {
	if maskPublicSize != maskSecretSize+digest.Size || secretElements != (maskSecretSize+chunkBytes-1)/chunkBytes {
		t.Error("masks have other sizes")
	}
	for _, set := range parameters.DirectSets() {
		if secagg.PolynomialBytes(set) != direct.PolynomialSize(set) {
			t.Errorf("%s: a polynomial has %d bytes", set.Name, direct.PolynomialSize(set))
		}
	}
}

func FuzzFromElements(f *testing.F) {
	f.Add(make([]byte, 40))
	f.Add(bytes.Repeat([]byte{0xff}, 40))
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, b []byte) {
		elements, err := keyshare.ParseElements(b, len(b)/8)
		if err != nil {
			return
		}
		secret, err := fromElements(elements)
		if err != nil {
			return
		}
		if len(secret) != maskSecretSize || !slices.Equal(toElements(secret), elements) {
			t.Fatalf("%v is read as %d bytes", elements, len(secret))
		}
	})
}

// An offer from anybody gives an error or a mask.
func FuzzOffer(f *testing.F) {
	w := newWorld(f, secagg.PairwiseMasks, 2, 2, 2, layout(1))
	w.makeOffers(f, w.parties...)
	own := w.parties[0].offer
	f.Add(w.parties[1].offer.Public)
	f.Add(make([]byte, maskPublicSize))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, public []byte) {
		_, err := pairMask(w.round.Prefix, own.secret.(*maskSecret).key, public, own.Public, public)
		if err == nil && len(public) != maskPublicSize {
			t.Fatalf("%d bytes are an offer", len(public))
		}
	})
}
