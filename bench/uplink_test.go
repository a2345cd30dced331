package bench

import (
	"testing"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/parameters"
	"samband/pkg/protocol"
	"samband/pkg/residue"
	"samband/pkg/seal"
	"samband/pkg/secagg"
	"samband/pkg/secagg/site"
	"samband/pkg/vector"
	"samband/pkg/wire"
)

// TestUplink measures everything that one of two participants sends in a round
// of 1 Mi values at 16 bits, in gRPC payload bytes: commit, upload with sealed
// share, chunks, endorsement, release, ack with cosignature, checkpoint and the
// next ready, and the fetch. The limit is the issue's: 0.56 of what the values
// take as float32.
func TestUplink(t *testing.T) {
	const values, bits, most = 1 << 20, 16, 0.56
	r := newRound(t, vector.Layout{Segments: []vector.Segment{{Name: "weights", Length: values, Bits: bits, Clip: 1}}})
	total, chunks := 0, 0
	for _, m := range r.sent(t) {
		b, err := wire.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		total += len(b)
		if m.Kind() == protocol.KindChunk {
			chunks += len(b)
		}
	}
	ratio := float64(total) / (4 * values)
	t.Logf("%d bytes, of them %d in chunks and %d fixed: %.2f bits a value, %.4f × float32, %.4f × packed %d-bit integers",
		total, chunks, total-chunks, 8*float64(total)/values, ratio, 8*float64(total)/(bits*values), bits)
	if ratio > most {
		t.Errorf("%.4f × float32, at most %.2f", ratio, most)
	}
}

// round is one round of participants north and south, seen from north.
type round struct {
	secagg.Round
	prefix  protocol.Prefix
	north   *identity.PrivateKey
	keys    map[string]*seal.PrivateKey
	members []secagg.Member
	group   *seal.Group
	scheme  site.Scheme
}

func newRound(t *testing.T, layout vector.Layout) *round {
	t.Helper()
	set, err := parameters.For(2)
	must(t, err)
	packing, err := vector.Pack(layout, 2, set.Tau, true)
	must(t, err)
	chunks, err := secagg.Chunks(secagg.OneTimeHE, layout, packing, set)
	must(t, err)
	r := &round{prefix: protocol.Prefix{
		Set: set.Name, Agreement: digest.Of([]byte("agreement")), Mode: protocol.Real,
		Session: digest.Of([]byte("session")), Round: 1, Attempt: 1, State: digest.Of([]byte("state")),
	}, keys: make(map[string]*seal.PrivateKey)}
	r.Round = secagg.Round{Prefix: r.prefix.Digest(), Layout: layout, Packing: packing, Chunks: chunks, Set: set, Participants: 2, Threshold: 2}
	r.north, err = identity.Generate()
	must(t, err)
	for i, id := range []string{"north", "south"} {
		key, err := seal.NewKey()
		must(t, err)
		r.keys[id] = key
		r.members = append(r.members, secagg.Member{ID: id, Point: i + 1, Key: key.Public()})
	}
	r.group, err = seal.NewGroup(make([][32]byte, 2), r.prefix.Session)
	must(t, err)
	r.scheme, err = site.New(secagg.OneTimeHE)
	must(t, err)
	return r
}

// sent is every message of north in the round, with real contents.
func (r *round) sent(t *testing.T) []protocol.Message {
	t.Helper()
	header, shares, own, messages := r.contribute(t, 0)
	_, theirs, _, _ := r.contribute(t, 1)
	closing := site.Closing{Set: []string{"north", "south"}, Own: own, Shares: theirs}
	release, err := r.scheme.Release(r.Round, r.members[0], r.keys["north"], closing, r.group)
	must(t, err)

	upload := &protocol.Upload{Header: *header}
	for _, s := range shares {
		upload.Shares = append(upload.Shares, protocol.Share{From: "north", To: identity.ID(s.To), Sealed: s.Bytes})
	}
	commit := &protocol.Commit{Prefix: r.prefix, From: "north", Commitment: header.Opens()}
	endorse := &protocol.Endorse{
		Prefix: r.prefix, From: "north", Commitments: header.Commitments, Root: header.Root, Release: protocol.SealedDigest(r.prefix, release),
		Set: []protocol.Entry{{ID: "north", Header: header.Digest()}, {ID: "south", Header: header.Digest()}},
	}
	ack := r.ack(t)
	for _, m := range []protocol.Message{commit, endorse, ack} {
		protocol.Sign(r.north, m)
	}
	return append(messages, commit, upload, endorse,
		&protocol.Release{Prefix: r.prefix, From: "north", Sealed: release},
		&protocol.Fetch{Prefix: r.prefix, Root: header.Root}, ack)
}

// contribute encrypts and shares a vector as the i-th member.
func (r *round) contribute(t *testing.T, i int) (*protocol.Header, []secagg.SealedShare, *site.Offer, []protocol.Message) {
	t.Helper()
	values := make([]uint64, r.Layout.Values())
	for j := range values {
		values[j] = uint64(j) & 0xffff
	}
	var messages []protocol.Message
	var digests []digest.Digest
	self := r.members[i]
	made, err := r.scheme.Offer(r.Round, self, r.members)
	must(t, err)
	err = r.scheme.Protect(r.Round, made, r.Layout.From(values), r.group, func(chunk int, body []byte) error {
		digests = append(digests, residue.ChunkDigest(chunk, body))
		messages = append(messages, &protocol.Chunk{Prefix: r.prefix, From: identity.ID(self.ID), Index: uint32(chunk), Data: body})
		return nil
	})
	must(t, err)
	h := &protocol.Header{Prefix: r.prefix, From: identity.ID(self.ID), Root: residue.Root(digests), Commitments: r.prefix.State, Open: r.prefix.State}
	for _, s := range made.Shares {
		h.Shares = append(h.Shares, protocol.Addressed{To: identity.ID(s.To), Digest: protocol.SealedDigest(r.prefix, s.Bytes)})
	}
	protocol.Sign(r.north, h)
	return h, made.Shares, made, messages
}

// ack accepts the sum, brings the key of the next attempt, and carries real
// signatures of ledgers.
func (r *round) ack(t *testing.T) *protocol.Ack {
	t.Helper()
	c := ledger.Checkpoint{Party: "north", Agreement: r.prefix.Agreement, Size: 1000, Root: r.prefix.State, Head: r.prefix.State}
	s := c.Cosign("north", r.north)
	ready := &protocol.Ready{Prefix: r.prefix, From: "north", Key: r.keys["north"].Public()}
	protocol.Sign(r.north, ready)
	return &protocol.Ack{Prefix: r.prefix, From: "north", State: r.prefix.State, Next: "newton",
		Cosignature: s.Bytes, Checkpoint: c.With(s).Marshal(), Ready: ready}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
