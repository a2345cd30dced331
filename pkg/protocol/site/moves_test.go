package site

import (
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// A move is something that the coalition does to one honest member. The prefix
// of what it hands over is that of the member.
type move struct {
	do       doing
	attempt  uint8 // of attempt: the new one; of open and done: the one of the acks
	set      mask  // U
	root     uint8 // of the sum: 0 the honest one, 1 an altered one
	sum      uint8 // what crafted releases make of it: 0 the honest one
	from     mask  // whose endorsements or acks are handed over
	releases mask  // whose releases are handed over
	state    uint8 // of the acks, as numbered by the explorer
	keyless  bool  // the member crashed in this attempt and has lost its keys
}

type doing uint8

const (
	doAttempt doing = iota // start another attempt and take it to the upload
	doClose
	doEndorsements
	doResult
	doOpen // show acks and open the next round
	doDone
	doJunk    // hand over what has to be refused
	doRestore // back up the member, or restore it from that: the explorer's own
)

func (d doing) String() string {
	return [...]string{"attempt", "close", "endorsements", "result", "open", "done", "junk", "backup or restore"}[d]
}

// An item is something that an honest member signs or hands out, and that binds
// it.
type item struct {
	kind   protocol.Kind // endorse, release or ack
	prefix protocol.Prefix
	set    mask          // of endorse and release
	root   uint8         // likewise
	state  digest.Digest // of an ack
	next   string        // likewise
}

func (c *coalition) rootOf(p protocol.Prefix, root uint8) digest.Digest {
	return p.Start("sum").Uint(uint64(root)).Sum()
}

// play makes a move against a machine, and returns what binds the member.
func (c *coalition) play(m *Machine, v move, acked digest.Digest) []item {
	p := m.prefix
	promised := m.attempt.endorse
	var sent []protocol.Message
	switch v.do {
	case doAttempt:
		p.Attempt = uint32(v.attempt)
		sent = c.feed(m, Received{&protocol.Attempt{Prefix: p}}, 0, false)
		if m.state == Waiting {
			sent = append(sent, c.prepare(m, nil)...)
		}
	case doClose:
		sent = c.feed(m, Received{c.close(p, v.set, v.root, m.self)}, 0, v.keyless)
	case doEndorsements:
		sent = c.feed(m, Received{&protocol.Endorsements{Prefix: p, Endorsed: c.endorsements(p, v.set, v.root, v.from)}}, 0, false)
	case doResult:
		r := &protocol.Result{Prefix: p, Headers: c.headers(p, v.set), Root: c.rootOf(p, v.root), Endorsed: c.endorsements(p, v.set, v.root, v.from)}
		for _, id := range c.ids(v.releases) {
			r.Releases = append(r.Releases, protocol.Release{Prefix: p, From: id, Sealed: named(p, "release", id)})
		}
		sent = c.feed(m, Received{r}, 2*uint64(v.root)+uint64(v.sum), false)
	case doOpen:
		sent = c.prepare(m, c.acks(p, v, acked))
	case doDone:
		sent = c.feed(m, Received{&protocol.Done{Prefix: p, Acks: c.acks(p, v, acked)}}, 0, false)
	case doJunk:
		forged := &protocol.Ready{Prefix: p, From: m.self, Key: []byte("forged"), Signature: make([]byte, 64)}
		sent = c.feed(m, Received{&protocol.Shown{Prefix: p, Ready: forged}}, 0, false)
	}
	return c.binding(sent, promised)
}

// binding lists what of the messages that a member sent binds it. promised is
// its last endorsement.
func (c *coalition) binding(sent []protocol.Message, promised *protocol.Endorse) []item {
	var items []item
	for _, message := range sent {
		switch s := message.(type) {
		case *protocol.Endorse:
			promised = s
			items = append(items, c.over(s, protocol.KindEndorse))
		case *protocol.Release:
			items = append(items, c.over(promised, protocol.KindRelease))
		case *protocol.Ack:
			items = append(items, item{kind: protocol.KindAck, prefix: s.Prefix, state: s.State, next: s.Next})
		}
	}
	return items
}

func (c *coalition) over(e *protocol.Endorse, kind protocol.Kind) item {
	it := item{kind: kind, prefix: e.Prefix}
	var ids []identity.ID
	for _, entry := range e.Set {
		ids = append(ids, entry.ID)
	}
	it.set = c.setOf(ids)
	if e.Root != c.rootOf(e.Prefix, 0) {
		it.root = 1
	}
	return it
}

func (c *coalition) headers(p protocol.Prefix, set mask) []protocol.Header {
	var headers []protocol.Header
	for i, h := range c.post(p).headers {
		if set.has(i) {
			headers = append(headers, h)
		}
	}
	return headers
}

func (c *coalition) close(p protocol.Prefix, set mask, root uint8, to identity.ID) *protocol.Close {
	m := &protocol.Close{Prefix: p, Headers: c.headers(p, set), Root: c.rootOf(p, root)}
	for _, h := range m.Headers {
		for _, s := range c.post(p).shares[h.From] {
			if s.To == to {
				m.Shares = append(m.Shares, s)
			}
		}
	}
	return m
}

// endorsements are what members signed, or would sign: the explorer asks for
// those of honest members only after they did. Their releases are digests of
// names, so that signing twice gives the same bytes.
func (c *coalition) endorsements(p protocol.Prefix, set mask, root uint8, from mask) []protocol.Endorse {
	var all []protocol.Endorse
	headers := c.headers(p, set)
	for _, id := range c.ids(from) {
		e := &protocol.Endorse{
			Prefix: p, From: id, Commitments: c.post(p).commitments.Digest(), Root: c.rootOf(p, root),
			Release: protocol.SealedDigest(p, named(p, "release", id)),
		}
		for i := range headers {
			e.Set = append(e.Set, protocol.Entry{ID: headers[i].From, Header: headers[i].Digest()})
		}
		protocol.Sign(c.keys[id], e)
		all = append(all, *e)
	}
	return all
}

func (c *coalition) acks(p protocol.Prefix, v move, state digest.Digest) []protocol.Ack {
	p.Attempt = uint32(v.attempt)
	var all []protocol.Ack
	for _, id := range c.ids(v.from) {
		a := &protocol.Ack{Prefix: p, From: id, State: state, Next: c.next(p.Round)}
		protocol.Sign(c.keys[id], a)
		all = append(all, *a)
	}
	return all
}
