package main

import (
	"fmt"
	"slices"
	"time"

	"samband/pkg/digest"
	"samband/pkg/protocol"
	"samband/pkg/seal"
	"samband/pkg/secagg"
	"samband/pkg/secagg/hub"
	"samband/pkg/secagg/site"
	"samband/pkg/vector"
)

// world is one sum under a scheme, with all its parties in one process, over
// real keys and bytes.
type world struct {
	cell
	committee
	name    secagg.Scheme
	schemes []site.Scheme // of each participant, where they differ; else one for all
	round   secagg.Round
	prefix  protocol.Prefix
	group   *seal.Group
	ready   []secagg.Member
	keys    []*seal.PrivateKey
	founded int           // bytes of a participant's part of the session's public key
	joining time.Duration // what one participant takes to make its part and join all

	// Made by gather.
	contributors int
	bodies       [][][]byte // of the first contributors, no more than keptBodies
	offers       []*site.Offer
	shares       map[string][]secagg.SealedShare // by member that releases
	total        *hub.Total                      // C
	exact        []uint64
	releases     []secagg.Release
}

// keptBodies is how many contributions are held, to be added over and over.
const keptBodies = 8

func newWorld(name secagg.Scheme, c cell) (*world, error) {
	w := &world{cell: c, committee: c.committee(name), name: name, shares: make(map[string][]secagg.SealedShare)}
	var err error
	if w.round, w.prefix, err = c.round(name); err != nil {
		return nil, err
	}
	if err := w.round.Check(name); err != nil {
		return nil, err
	}
	if w.group, err = seal.NewGroup([][32]byte{{1}, {2}}, w.prefix.Session); err != nil {
		return nil, err
	}
	for i := range w.members {
		key, err := seal.NewKey()
		if err != nil {
			return nil, err
		}
		w.keys = append(w.keys, key)
		w.ready = append(w.ready, secagg.Member{ID: string(id(i)), Point: i + 1, Key: key.Public()})
	}
	return w, w.found()
}

// found is the start of a session: everybody's part of a key, if the scheme has
// one.
func (w *world) found() error {
	scheme, err := site.New(w.name)
	if err != nil {
		return err
	}
	parties := 1
	if w.name.Direct() {
		parties = w.participants
	}
	seed := digest.Of([]byte("hellos"))
	publics, parts := make([][]byte, parties), make([]site.Part, parties)
	began := time.Now()
	for i := range parties {
		if publics[i], parts[i], err = scheme.Found(w.round.Set, seed); err != nil {
			return err
		}
	}
	w.founded = len(publics[0])
	w.joining = time.Since(began) / time.Duration(parties)
	began = time.Now()
	for i := range parties {
		joined, err := scheme.Join(w.round.Set, seed, publics, parts[i])
		if err != nil {
			return err
		}
		w.schemes = append(w.schemes, joined)
	}
	w.joining += time.Since(began) / time.Duration(parties)
	return nil
}

func (w *world) scheme(i int) site.Scheme { return w.schemes[min(i, len(w.schemes)-1)] }

// self is participant i as the scheme knows it.
func (w *world) self(i int) secagg.Member {
	if i < len(w.ready) {
		return w.ready[i]
	}
	return secagg.Member{ID: string(id(i))}
}

// offer draws participant i's secrets of the attempt.
func (w *world) offer(i int) (*site.Offer, error) {
	return w.scheme(i).Offer(w.round, w.self(i), w.ready)
}

// protect makes participant i's contribution from its offer, which takes the
// place of an earlier one of the same participant.
func (w *world) protect(i int, offer *site.Offer, values vector.Source, emit func(chunk int, body []byte) error) error {
	r := w.round
	if w.name.Offers() {
		r.Offered = slices.Clone(r.Offered)
		r.Offered[i].Public = offer.Public
	}
	return w.scheme(i).Protect(r, offer, values, w.group, emit)
}

// release is what member i gives out.
func (w *world) release(i int) (secagg.Release, error) {
	m := w.ready[i]
	c := site.Closing{Set: ids(w.contributors), Shares: w.shares[m.ID], Sum: w.total.Chunk}
	if i < len(w.offers) {
		c.Own = w.offers[i]
	}
	sealed, err := w.scheme(i).Release(w.round, m, w.keys[i], c, w.group)
	return secagg.Release{From: m.ID, Point: m.Point, Sealed: sealed}, err
}

// open gives the sums to sums, with the chunks of C as read gives them.
func (w *world) open(contributors int, releases []secagg.Release, read func(chunk int) ([]byte, error), sums vector.Sink) error {
	unfit, err := w.scheme(0).Open(w.round, releases, ids(contributors), read, w.group, sums)
	if err == nil && len(unfit) > 0 {
		err = fmt.Errorf("releases do not fit: %v", unfit)
	}
	return err
}

// gather makes the contributions, as many of them as budget allows but at least
// two, their sum C, and the releases of the first t members.
func (w *world) gather(budget time.Duration) error {
	adder, err := hub.New(w.name, w.round.Chunks)
	if err != nil {
		return err
	}
	if w.total, err = adder.Total(); err != nil {
		return err
	}
	if err := w.offerAll(); err != nil {
		return err
	}
	w.exact = make([]uint64, w.values)
	began := time.Now()
	for w.contributors < w.participants && (w.contributors < 2 || time.Since(began) < budget) {
		if err := w.contribute(w.contributors); err != nil {
			return fmt.Errorf("contribution of %s: %w", id(w.contributors), err)
		}
		w.contributors++
	}
	for i := 0; !w.name.Bare() && i < w.threshold; i++ {
		r, err := w.release(i)
		if err != nil {
			return fmt.Errorf("release of %s: %w", w.ready[i].ID, err)
		}
		w.releases = append(w.releases, r)
	}
	return nil
}

// offerAll draws the secrets of all in advance where all must be known before
// the first vector is protected.
func (w *world) offerAll() error {
	if !w.name.Offers() {
		return nil
	}
	for i := range w.participants {
		if err := w.draw(i); err != nil {
			return err
		}
	}
	return nil
}

// draw keeps participant i's offer and its shares for the members that release.
func (w *world) draw(i int) error {
	offer, err := w.offer(i)
	if err != nil {
		return err
	}
	w.offers = append(w.offers, offer)
	if w.name.Offers() {
		w.round.Offered = append(w.round.Offered, secagg.Offered{ID: string(id(i)), Public: offer.Public})
	}
	for _, s := range offer.Shares {
		if slices.Contains(ids(w.threshold), s.To) {
			w.shares[s.To] = append(w.shares[s.To], s)
		}
	}
	if i > 0 { // of the first, the lengths are wanted
		offer.Shares = nil
	}
	return nil
}

// contribute adds participant i's contribution to everything.
func (w *world) contribute(i int) error {
	if !w.name.Offers() {
		if err := w.draw(i); err != nil {
			return err
		}
	}
	values := w.vector(i)
	var kept [][]byte
	err := w.protect(i, w.offers[i], w.layout().From(values), func(chunk int, body []byte) error {
		if len(w.bodies) < keptBodies {
			kept = append(kept, body)
		}
		return w.total.Add(chunk, body)
	})
	if kept != nil {
		w.bodies = append(w.bodies, kept)
	}
	for k, v := range values {
		w.exact[k] += v
	}
	return err
}

// maxError is the largest distance of the opened sum from the exact one, in
// steps of the values.
func (w *world) maxError(sums []uint64) (float64, error) {
	if len(sums) != len(w.exact) {
		return 0, fmt.Errorf("%d sums of %d values", len(sums), len(w.exact))
	}
	most := uint64(0)
	for k, s := range sums {
		most = max(most, max(s, w.exact[k])-min(s, w.exact[k]))
	}
	return float64(most), nil
}
