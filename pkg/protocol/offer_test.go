package protocol_test

import (
	"bytes"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/protocol/hub"
	"samband/pkg/protocol/site"
)

// newOffering is newCommittee under a scheme that offers.
func newOffering(t *testing.T, n, need int) *world {
	t.Helper()
	w := newCommittee(t, n, n, need, true)
	w.terms.Offers = true
	w.rounds = 1
	return w
}

// Commits bring public parts and shares; who falls away after that is not in
// the set, and members get its shares all the same.
func TestOffersOfWhoFallsAway(t *testing.T) {
	w := newOffering(t, 4, 2)
	shares := make(map[identity.ID][]identity.ID)
	w.drop = func(d delivery) bool {
		switch m := d.message.(type) {
		case *protocol.Upload:
			return d.from == "south"
		case *protocol.Commitments:
			for i := range m.Commits {
				if c := &m.Commits[i]; len(c.Public) == 0 || len(c.Digests) != 3 || c.Shares != nil {
					t.Errorf("%s is handed on as %+v", c.From, c)
				}
			}
		case *protocol.Close:
			for _, s := range m.Shares {
				shares[d.to] = append(shares[d.to], s.From)
			}
		}
		return false
	}
	w.run()
	w.wantDone(1)
	if want := []identity.ID{"north", "south", "west"}; !slices.Equal(shares["east"], want) {
		t.Errorf("east gets shares of %v, want %v", shares["east"], want)
	}
	if want := []identity.ID{"north", "east", "west"}; len(w.sets["north"]) != 1 || !slices.Equal(w.sets["north"][0], want) {
		t.Errorf("sets %v, want %v", w.sets["north"], want)
	}
	golden(t, w)
}

// What does not belong to the scheme, or was changed on the way, is refused.
func TestAlteredOffers(t *testing.T) {
	for name, c := range map[string]struct {
		alter func(w *world, d *delivery)
		party identity.ID
	}{
		"share of a commit": {func(w *world, d *delivery) {
			if c, ok := d.message.(*protocol.Commit); ok && d.from == "north" {
				bad := *c
				bad.Shares = slices.Clone(c.Shares)
				bad.Shares[0].Sealed = []byte("another")
				d.message = &bad
			}
		}, "north"},
		"share missing": {func(w *world, d *delivery) {
			if c, ok := d.message.(*protocol.Commit); ok && d.from == "north" {
				bad := *c
				bad.Shares = c.Shares[1:]
				d.message = &bad
			}
		}, "north"},
		"no public part": {func(w *world, d *delivery) {
			if c, ok := d.message.(*protocol.Commit); ok && d.from == "north" {
				bad := *c
				bad.Public = nil
				protocol.Sign(w.keys["north"], &bad)
				d.message = &bad
			}
		}, "north"},
		"a digest too few": {func(w *world, d *delivery) {
			if c, ok := d.message.(*protocol.Commit); ok && d.from == "north" {
				bad := *c
				bad.Digests, bad.Shares = c.Digests[1:], c.Shares[1:]
				protocol.Sign(w.keys["north"], &bad)
				d.message = &bad
			}
		}, "north"},
		"public part altered by the coordinator": {func(w *world, d *delivery) {
			if l, ok := d.message.(*protocol.Commitments); ok && d.to == "east" {
				bad := *l
				bad.Commits = slices.Clone(l.Commits)
				bad.Commits[0].Public = bytes.ToUpper(bad.Commits[0].Public)
				bad.Commits[0].Public[0] ^= 1
				d.message = &bad
			}
		}, ""},
		"share of who fell away kept back": {func(w *world, d *delivery) {
			if c, ok := d.message.(*protocol.Close); ok {
				bad := *c
				bad.Shares = c.Shares[1:]
				d.message = &bad
			}
		}, ""},
		"share under another name": {func(w *world, d *delivery) {
			if c, ok := d.message.(*protocol.Close); ok {
				bad := *c
				bad.Shares = slices.Clone(c.Shares)
				bad.Shares[0].From, bad.Shares[1].From = bad.Shares[1].From, bad.Shares[0].From
				d.message = &bad
			}
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newOffering(t, 3, 3)
			w.alter = func(d *delivery) { c.alter(w, d) }
			w.run()
			for id, rounds := range w.kept {
				t.Errorf("%s keeps %v", id, rounds)
			}
			if c.party != "" && !blames(w, c.party) {
				t.Errorf("nobody names %s: %s", c.party, w.transcript())
			}
		})
	}
}

func blames(w *world, party identity.ID) bool {
	for _, err := range w.halted {
		if e, ok := err.(*protocol.Error); ok && e.Party == party {
			return true
		}
	}
	return false
}

// Where the scheme does not offer, nothing is offered; where it has no key of
// its own, no part of one is brought.
func TestOffersOutOfPlace(t *testing.T) {
	w := newWorld(t, 2, true)
	w.alter = func(d *delivery) {
		if c, ok := d.message.(*protocol.Commit); ok && d.from == "north" {
			bad := *c
			bad.Public = []byte("offer")
			protocol.Sign(w.keys["north"], &bad)
			d.message = &bad
		}
	}
	w.run()
	w.wantStopped(protocol.CodeCommitment, "north")

	w = newWorld(t, 2, true)
	w.alter = func(d *delivery) {
		if k, ok := d.message.(*protocol.GroupKey); ok && d.from == "north" {
			bad := *k
			bad.Public = []byte("part")
			protocol.Sign(w.keys["north"], &bad)
			d.message = &bad
		}
	}
	w.run()
	w.wantStopped(protocol.CodeGroupKey, "north")
}

// A direct scheme's parts of a key are signed and named in the session, and
// members fetch the sum before they release.
func TestDirectSchemes(t *testing.T) {
	w := newWorld(t, 2, true)
	w.terms.Direct = true
	w.rounds = 1
	fetched := 0
	w.need = func(id identity.ID, e protocol.Effect) {
		r, ok := e.(site.NeedRelease)
		if !ok {
			return
		}
		if r.Root.IsZero() {
			t.Error("a release is asked for without the root of the sum")
		}
		effects, err := w.hub.Step(w.now, hub.Received{From: id, Message: &protocol.Fetch{Prefix: r.Prefix, Root: r.Root}})
		if _, sends := effects[0].(hub.SendSum); err != nil || !sends {
			t.Errorf("%s gets no sum: %v", id, err)
		}
		fetched++
	}
	w.run()
	w.wantDone(1)
	if fetched != 2 {
		t.Errorf("%d members fetched the sum", fetched)
	}

	// Another part is another session.
	k := &protocol.GroupKey{Prefix: w.terms.Prefix(), From: "north", Public: []byte("part")}
	protocol.Sign(w.keys["north"], k)
	before := protocol.SessionDigest(w.terms.Prefix(), digest.Digest{}, []protocol.GroupKey{*k})
	k.Public = []byte("another")
	if protocol.Verify(w.keys["north"].Public(), k) {
		t.Error("the part of the key is not signed")
	}
	protocol.Sign(w.keys["north"], k)
	if protocol.SessionDigest(w.terms.Prefix(), digest.Digest{}, []protocol.GroupKey{*k}) == before {
		t.Error("two keys have one session")
	}

	w = newWorld(t, 2, true)
	w.terms.Direct = true
	w.alter = func(d *delivery) {
		if k, ok := d.message.(*protocol.GroupKey); ok && d.from == "south" {
			bad := *k
			bad.Public = nil
			protocol.Sign(w.keys["south"], &bad)
			d.message = &bad
		}
	}
	w.run()
	w.wantStopped(protocol.CodeGroupKey, "south")
}

// Whatever is lost on the way, and from whom, under every kind of scheme: nobody
// keeps a round over another set than anybody else, and every close brings a
// member the shares that the scheme promises.
func TestLossesUnderEveryKindOfScheme(t *testing.T) {
	kinds := []protocol.Kind{protocol.KindReady, protocol.KindCommit, protocol.KindCommitments, protocol.KindUpload,
		protocol.KindClose, protocol.KindEndorse, protocol.KindRelease, protocol.KindResult, protocol.KindAck}
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(2, 6).Draw(r, "n")
		need := rapid.IntRange(2, n).Draw(r, "t")
		scheme := rapid.SampledFrom([]string{"one-time", "offers", "direct"}).Draw(r, "scheme")
		if scheme == "direct" {
			need = n
		}
		w := newCommittee(t, n, n, need, true)
		w.terms.Offers, w.terms.Direct = scheme == "offers", scheme == "direct"
		w.terms.WaiveClasses = true
		type loss struct {
			who  identity.ID
			kind protocol.Kind
		}
		lost := make(map[loss]bool)
		for range rapid.IntRange(0, 3).Draw(r, "losses") {
			lost[loss{rapid.SampledFrom(w.terms.Participants).Draw(r, "who"), rapid.SampledFrom(kinds).Draw(r, "kind")}] = true
		}
		committed := 0
		w.drop = func(d delivery) bool {
			if lost[loss{d.from, d.message.Kind()}] || lost[loss{d.to, d.message.Kind()}] {
				return true
			}
			switch m := d.message.(type) {
			case *protocol.Commitments:
				committed = len(m.Commits)
			case *protocol.Close:
				most := map[string]int{"one-time": len(m.Headers), "offers": committed, "direct": 0}[scheme]
				if got := len(m.Shares); got > most || got < most-1 {
					r.Fatalf("%s: %d shares for %s, %d in the set, %d committed", scheme, got, d.to, len(m.Headers), committed)
				}
			}
			return false
		}
		w.run()
		var longest [][]identity.ID
		for _, sets := range w.sets {
			if len(sets) > len(longest) {
				longest = sets
			}
		}
		for id, sets := range w.sets {
			for round, set := range sets {
				if !slices.Equal(set, longest[round]) || len(set) < w.terms.MinContributors {
					r.Fatalf("%s: round %d is over %v at %s and over %v elsewhere", scheme, round+1, set, id, longest[round])
				}
			}
		}
	})
}
