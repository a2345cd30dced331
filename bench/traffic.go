package main

import (
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
	"samband/pkg/residue"
	"samband/pkg/secagg"
	"samband/pkg/wire"
)

// traffic is every message of a round between one participant, a member of the
// committee, and the coordinator: up what it sends, down what it is sent. The
// contents are real or as long as real ones. The ready of the next round comes
// with the ack, as in every round but the first.
func (w *world) traffic() (up, down []protocol.Message, err error) {
	m := &messages{cell: w.cell, committee: w.committee, prefix: w.prefix}
	if m.key, err = identity.Generate(); err != nil {
		return nil, nil, err
	}
	if len(w.releases) > 0 {
		m.release = w.releases[0].Sealed
	}
	m.offers, m.direct, m.public = w.name.Offers(), w.name.Direct(), w.offers[0].Public
	for _, s := range w.offers[0].Shares {
		m.shares = append(m.shares, protocol.Share{From: identity.ID(s.From), To: identity.ID(s.To), Sealed: s.Bytes})
	}
	if len(w.keys) > 0 {
		m.ready = w.keys[0].Public()
	}
	m.given = given(w.shares[string(id(0))], w.participants)
	m.body = w.bodies[0]
	for chunk := range m.body {
		body, err := w.total.Chunk(chunk)
		if err != nil {
			return nil, nil, err
		}
		m.sum = append(m.sum, body)
	}
	if w.name.Bare() {
		up, down = m.plain()
	} else {
		up, down = m.sealed()
	}
	return up, down, nil
}

// given is what the first member is given of the others' shares. Those that
// were not made, because the sum was over fewer, are as long as the last.
func given(shares []secagg.SealedShare, participants int) []protocol.Share {
	if len(shares) == 0 {
		return nil
	}
	all := make([]protocol.Share, participants-1)
	for i := range all {
		s := shares[min(i, len(shares)-1)]
		all[i] = protocol.Share{From: id(i + 1), To: identity.ID(s.To), Sealed: s.Bytes}
	}
	return all
}

// messages makes the messages of a round.
type messages struct {
	cell
	committee
	prefix    protocol.Prefix
	key       *identity.PrivateKey
	ready     []byte // a key of an attempt
	offers    bool   // shares travel with the commit, and a public part
	direct    bool   // releases are made from the sum, which is fetched for that too
	public    []byte
	shares    []protocol.Share // that the participant seals
	given     []protocol.Share // that it is given as a member
	release   []byte
	body, sum [][]byte
}

func (m *messages) chunks(from identity.ID, bodies [][]byte) []protocol.Message {
	var all []protocol.Message
	for i, b := range bodies {
		all = append(all, &protocol.Chunk{Prefix: m.prefix, From: from, Index: uint32(i), Data: b})
	}
	return all
}

func (m *messages) root(bodies [][]byte) digest.Digest {
	var digests []digest.Digest
	for i, b := range bodies {
		digests = append(digests, residue.ChunkDigest(i, b))
	}
	return residue.Root(digests)
}

// header of participant i.
func (m *messages) header(i int) protocol.Header {
	h := protocol.Header{Prefix: m.prefix, From: id(i), Root: m.prefix.State, Commitments: m.prefix.State, Open: m.prefix.State}
	if !m.offers {
		h.Shares = m.addressed()
	}
	protocol.Sign(m.key, &h)
	return h
}

// addressed are the digests of the shares that a participant seals.
func (m *messages) addressed() []protocol.Addressed {
	var all []protocol.Addressed
	for _, s := range m.shares {
		all = append(all, protocol.Addressed{To: s.To, Digest: m.prefix.State})
	}
	return all
}

// plain are the messages of a scheme without shares and releases.
func (m *messages) plain() (up, down []protocol.Message) {
	ack := m.ack(0, true)
	up = append([]protocol.Message{&protocol.Upload{Header: m.header(0)}}, m.chunks(id(0), m.body)...)
	up = append(up, &protocol.Fetch{Prefix: m.prefix, Root: m.root(m.sum)}, &ack)
	result := &protocol.Result{Prefix: m.prefix, Headers: m.headers(), Root: m.root(m.sum)}
	m.witness(result)
	down = append([]protocol.Message{m.open(), result}, m.chunks("", m.sum)...)
	return up, down
}

// sealed are the messages of a scheme in which a committee opens the sum.
func (m *messages) sealed() (up, down []protocol.Message) {
	commit, endorse, ack := m.commit(0), m.endorse(0), m.ack(0, true)
	upload := &protocol.Upload{Header: m.header(0)}
	if m.offers {
		commit.Shares = m.shares
	} else {
		upload.Shares = m.shares
	}
	up = append([]protocol.Message{&commit, upload}, m.chunks(id(0), m.body)...)
	fetch := &protocol.Fetch{Prefix: m.prefix, Root: m.root(m.sum)}
	up = append(up, &endorse, &protocol.Release{Prefix: m.prefix, From: id(0), Sealed: m.release}, fetch, &ack)
	if m.direct {
		up = append(up, fetch)
	}

	commitments, endorsements := &protocol.Commitments{Prefix: m.prefix}, &protocol.Endorsements{Prefix: m.prefix}
	result := &protocol.Result{Prefix: m.prefix, Headers: m.headers(), Root: m.root(m.sum)}
	for i := range m.participants {
		commitments.Commits = append(commitments.Commits, m.commit(i))
	}
	for i := range m.quorum {
		endorsements.Endorsed = append(endorsements.Endorsed, m.endorse(i))
	}
	for i := range max(m.quorum, m.threshold) {
		result.Releases = append(result.Releases, protocol.Release{Prefix: m.prefix, From: id(i), Sealed: m.release})
	}
	result.Endorsed = endorsements.Endorsed
	m.witness(result)
	closing := &protocol.Close{Prefix: m.prefix, Headers: m.headers(), Root: m.root(m.sum), Shares: m.given}
	down = append([]protocol.Message{m.open(), commitments, closing, endorsements, result}, m.chunks("", m.sum)...)
	if m.direct {
		down = append(down, m.chunks("", m.sum)...)
	}
	return up, down
}

// open shows who is ready, and the acks that made the state final.
func (m *messages) open() *protocol.Open {
	o := &protocol.Open{Prefix: m.prefix, Acks: m.acks()}
	for i := range m.members {
		o.Ready = append(o.Ready, m.readyOf(i))
	}
	return o
}

func (m *messages) headers() []protocol.Header {
	var all []protocol.Header
	for i := range m.participants {
		all = append(all, m.header(i))
	}
	return all
}

func (m *messages) commit(i int) protocol.Commit {
	c := protocol.Commit{Prefix: m.prefix, From: id(i), Commitment: m.prefix.State, Public: m.public}
	if m.offers {
		c.Digests = m.addressed()
	}
	protocol.Sign(m.key, &c)
	return c
}

func (m *messages) readyOf(i int) protocol.Ready {
	r := protocol.Ready{Prefix: m.prefix, From: id(i), Key: m.ready}
	protocol.Sign(m.key, &r)
	return r
}

func (m *messages) endorse(i int) protocol.Endorse {
	e := protocol.Endorse{Prefix: m.prefix, From: id(i), Commitments: m.prefix.State, Root: m.prefix.State, Release: m.prefix.State}
	for k := range m.participants {
		e.Set = append(e.Set, protocol.Entry{ID: id(k), Header: m.prefix.State})
	}
	protocol.Sign(m.key, &e)
	return e
}

// checkpoint of a ledger of a thousand events.
func (m *messages) checkpoint(party identity.ID) ledger.Checkpoint {
	return ledger.Checkpoint{Party: party, Agreement: m.prefix.Agreement, Size: 1000, Root: m.prefix.State, Head: m.prefix.State}
}

func (m *messages) ack(i int, ready bool) protocol.Ack {
	c := m.checkpoint(id(i))
	s := c.Cosign(id(i), m.key)
	a := protocol.Ack{Prefix: m.prefix, From: id(i), State: m.prefix.State, Next: "newton", Cosignature: s.Bytes, Checkpoint: c.With(s).Marshal()}
	if ready {
		r := m.readyOf(i)
		a.Ready = &r
	}
	protocol.Sign(m.key, &a)
	return a
}

// acks that an open shows: Q of them, without what is for the coordinator alone.
func (m *messages) acks() []protocol.Ack {
	var all []protocol.Ack
	for i := range m.quorum {
		a := m.ack(i, false)
		a.Cosignature, a.Checkpoint = nil, nil
		all = append(all, a)
	}
	return all
}

// witness puts the coordinator's checkpoint on a result, and a proof as long as
// that of a ledger of a thousand events.
func (m *messages) witness(r *protocol.Result) {
	c := m.checkpoint("coordinator")
	r.Checkpoint = c.With(c.Cosign("coordinator", m.key)).Marshal()
	r.Proof = make([]byte, 10*digest.Size)
}

// traffic writes into the row how many bytes the messages have as gRPC payload,
// and how many of the uplink's are not in chunks.
func (r *row) traffic(up, down []protocol.Message) error {
	total, chunks, err := sizes(up)
	if err != nil {
		return err
	}
	downlink, _, err := sizes(down)
	if err != nil {
		return err
	}
	r.UplinkBytes, r.DownlinkBytes, r.FixedBytes = integer(total), integer(downlink), integer(total-chunks)
	r.UplinkBitsPerValue = float(8 * float64(total) / float64(r.Values))
	return nil
}

func sizes(all []protocol.Message) (total, chunks int, err error) {
	for _, m := range all {
		rest := 0
		if r, ok := m.(*protocol.Result); ok {
			m, rest = withoutReleases(r)
		}
		b, err := wire.Marshal(m)
		if err != nil {
			return 0, 0, err
		}
		total += len(b) + rest
		if m.Kind() == protocol.KindChunk {
			chunks += len(b)
		}
	}
	return total, chunks, nil
}

// withoutReleases is a result without its releases, and how many bytes they
// take: those of the direct schemes may be more than one message can hold.
func withoutReleases(r *protocol.Result) (protocol.Message, int) {
	rest := 0
	for i := range r.Releases {
		b, err := wire.Marshal(&r.Releases[i])
		if err != nil {
			return r, 0 // which then fails
		}
		rest += len(b)
	}
	short := *r
	short.Releases = nil
	return &short, rest
}
