package site

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/parameters"
	"samband/pkg/seal"
	"samband/pkg/secagg"
	"samband/pkg/secagg/hub"
	"samband/pkg/vector"
)

// party is a participant, and a member if its point is not 0.
type party struct {
	secagg.Member
	key    *seal.PrivateKey
	scheme Scheme // in the session
	values []uint64
	offer  *Offer
	chunks [][]byte
	late   bool // not ready in this attempt
}

// world is one attempt with all its parties, over real keys and bytes.
type world struct {
	scheme  Scheme
	name    secagg.Scheme
	round   secagg.Round
	group   *seal.Group
	parties []*party
}

// layout has segments of several widths, the third of them over two chunks.
func layout(long int) vector.Layout {
	return vector.Layout{Segments: []vector.Segment{
		{Name: "rows", Length: 1, Bits: 48, Clip: 1000},
		{Name: "weights", Length: long, Bits: 16, Clip: 1},
		{Name: "gradient", Length: 37, Bits: 24, Clip: 4},
		{Name: "hessian", Length: 300, Bits: 40, Clip: 4},
		{Name: "loss", Length: 3, Bits: 48, Clip: 16},
	}}
}

// emptyWorld is an attempt without parties.
func emptyWorld(name secagg.Scheme, n, threshold int, l vector.Layout) (*world, error) {
	set, err := parameters.ForKind(name.Kind(), n)
	if err != nil {
		return nil, err
	}
	return emptyWorldOf(name, set, n, threshold, l)
}

func emptyWorldOf(name secagg.Scheme, set parameters.Set, n, threshold int, l vector.Layout) (*world, error) {
	packing, err := secagg.Pack(l, n, set)
	if err != nil {
		return nil, err
	}
	chunks, err := secagg.Chunks(name, l, packing, set)
	if err != nil {
		return nil, err
	}
	w := &world{name: name, round: secagg.Round{
		Prefix: digest.New("test").Uint(uint64(n)).Sum(), Layout: l, Packing: packing,
		Chunks: chunks, Set: set, Participants: n, Threshold: threshold,
	}}
	if w.scheme, err = New(name); err != nil {
		return nil, err
	}
	w.group, err = seal.NewGroup([][32]byte{{1}, {2}}, digest.Digest{3})
	return w, err
}

func newWorld(t testing.TB, name secagg.Scheme, n, members, threshold int, l vector.Layout) *world {
	t.Helper()
	w, err := emptyWorld(name, n, threshold, l)
	if err != nil {
		t.Fatal(err)
	}
	w.enlist(t, members, rand.New(rand.NewPCG(uint64(n), uint64(threshold))))
	return w
}

// fataler is a test of package testing or rapid.
type fataler interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// enlist adds the parties, the first of which are members.
func (w *world) enlist(t fataler, members int, random *rand.Rand) {
	t.Helper()
	for i := range w.round.Participants {
		p := &party{Member: secagg.Member{ID: fmt.Sprintf("site-%d", i+1)}}
		if i < members {
			var err error
			if p.key, err = seal.NewKey(); err != nil {
				t.Fatal(err)
			}
			p.Point, p.Key = i+1, p.key.Public()
		}
		p.values = randomValues(random, w.round.Layout)
		w.parties = append(w.parties, p)
	}
	w.join(t)
}

// join is the start of a session: everybody's part of a key, if the scheme has
// one.
func (w *world) join(t fataler) {
	t.Helper()
	scheme, seed := w.scheme, digest.Of([]byte("hellos"))
	var publics [][]byte
	var parts []Part
	for range w.parties {
		public, part, err := scheme.Found(w.round.Set, seed)
		if err != nil {
			t.Fatal(err)
		}
		publics, parts = append(publics, public), append(parts, part)
	}
	for i, p := range w.parties {
		var err error
		if p.scheme, err = scheme.Join(w.round.Set, seed, publics, parts[i]); err != nil {
			t.Fatal(err)
		}
	}
	w.scheme = w.parties[0].scheme
}

// randomValues draws each value from its whole range, its ends often.
func randomValues(random *rand.Rand, l vector.Layout) []uint64 {
	var values []uint64
	for _, s := range l.Segments {
		for range s.Length {
			v := random.Uint64N(1 << s.Bits)
			switch random.IntN(4) {
			case 0:
				v = 0
			case 1:
				v = 1<<s.Bits - 1
			}
			values = append(values, v)
		}
	}
	return values
}

func (w *world) members() []secagg.Member {
	var members []secagg.Member
	for _, p := range w.parties {
		if p.Point > 0 && !p.late {
			members = append(members, p.Member)
		}
	}
	return members
}

// protect is an attempt of the parties given, up to their uploads.
func (w *world) protect(t fataler, parties ...*party) {
	t.Helper()
	w.makeOffers(t, parties...)
	for _, p := range parties {
		p.chunks = nil
		err := p.scheme.Protect(w.round, p.offer, w.round.Layout.From(p.values), w.group, func(chunk int, body []byte) error {
			if chunk != len(p.chunks) {
				t.Fatalf("chunk %d is emitted after %d", chunk, len(p.chunks)-1)
			}
			p.chunks = append(p.chunks, body)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// makeOffers is an attempt up to the commitments.
func (w *world) makeOffers(t fataler, parties ...*party) {
	t.Helper()
	w.round.Offered = nil
	for _, p := range parties {
		var err error
		if p.offer, err = p.scheme.Offer(w.round, p.Member, w.members()); err != nil {
			t.Fatal(err)
		}
	}
	if w.name.Offers() {
		for _, p := range parties {
			w.round.Offered = append(w.round.Offered, secagg.Offered{ID: p.ID, Public: p.offer.Public})
		}
	}
}

// add is what the coordinator does.
func (w *world) add(t fataler, u []*party) [][]byte {
	t.Helper()
	sum, err := hub.New(w.name, w.round.Chunks)
	if err != nil {
		t.Fatal(err)
	}
	total := make([][]byte, sum.Chunks())
	for chunk := range total {
		if total[chunk], err = sum.Zero(chunk); err != nil {
			t.Fatal(err)
		}
		for _, p := range u {
			if err := sum.Add(chunk, total[chunk], p.chunks[chunk]); err != nil {
				t.Fatal(err)
			}
		}
	}
	return total
}

// closing is what m is asked to release for: the set u, and what its parties,
// or all who made an offer, sealed for m.
func (w *world) closing(m *party, u []*party) Closing {
	c := Closing{Set: ids(u)}
	for _, p := range w.parties {
		if p.offer == nil || !slices.Contains(u, p) && !w.name.Offers() {
			continue
		}
		if p == m {
			c.Own = p.offer
			continue
		}
		for _, s := range p.offer.Shares {
			if s.To == m.ID {
				c.Shares = append(c.Shares, s)
			}
		}
	}
	return c
}

func ids(u []*party) []string {
	var all []string
	for _, p := range u {
		all = append(all, p.ID)
	}
	return all
}

func (w *world) release(t fataler, members, u []*party) []secagg.Release {
	t.Helper()
	var releases []secagg.Release
	var sum [][]byte
	if w.name.Direct() {
		sum = w.add(t, u)
	}
	for _, m := range members {
		c := w.closing(m, u)
		c.Sum = reader(sum)
		sealed, err := m.scheme.Release(w.round, m.Member, m.key, c, w.group)
		if err != nil {
			t.Fatal(err)
		}
		releases = append(releases, secagg.Release{From: m.ID, Point: m.Point, Sealed: sealed})
	}
	return releases
}

func reader(chunks [][]byte) func(int) ([]byte, error) {
	return func(chunk int) ([]byte, error) { return chunks[chunk], nil }
}

// open gives the sums of the first contributors as a slice: nothing of them if
// they do not hold.
func (w *world) open(releases []secagg.Release, contributors int, read func(int) ([]byte, error)) ([]uint64, []string, error) {
	return w.openAs(w.round, releases, contributors, read, w.group)
}

func (w *world) openAs(r secagg.Round, releases []secagg.Release, contributors int, read func(int) ([]byte, error), group *seal.Group) ([]uint64, []string, error) {
	sums := make([]uint64, w.round.Layout.Values())
	unfit, err := w.scheme.Open(r, releases, w.first(contributors), read, group, w.round.Layout.Into(sums))
	if err != nil {
		sums = nil
	}
	return sums, unfit, err
}

// first are the ids of so many parties, and of some that are none.
func (w *world) first(count int) []string {
	all := ids(w.parties)
	for len(all) < count {
		all = append(all, fmt.Sprintf("site-%d", len(all)+1))
	}
	return all[:max(count, 0)]
}

// plainSum is the ideal world: a trusted party adds the integers.
func plainSum(u []*party) []uint64 {
	sum := slices.Clone(u[0].values)
	for _, p := range u[1:] {
		for i, v := range p.values {
			sum[i] += v
		}
	}
	return sum
}

// committed is a world after its uploads: the parties of u, C and releases of
// all members.
func committed(t testing.TB, n, threshold int) (w *world, c [][]byte, releases []secagg.Release) {
	t.Helper()
	w = newWorld(t, secagg.OneTimeHE, n, n, threshold, layout(50))
	w.protect(t, w.parties...)
	return w, w.add(t, w.parties), w.release(t, w.parties, w.parties)
}
