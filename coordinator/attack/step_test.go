package attack_test

import (
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/residue"
	sechub "samband/pkg/secagg/hub"
)

// of lists what the participants sent of one kind, in roster order.
func of[M any, P interface {
	*M
	protocol.Message
}](c *schemer, kind protocol.Kind) []M {
	var all []M
	for _, id := range c.f.ids {
		if m, ok := c.mail[kind][id]; ok {
			all = append(all, *m.(P))
		}
	}
	return all
}

// next answers when all have sent their message of a kind.
func (c *schemer) next(kind protocol.Kind) {
	switch kind {
	case protocol.KindHello:
		c.broadcast(&protocol.Hellos{Prefix: c.prefix, Hellos: of[protocol.Hello](c, kind)})
	case protocol.KindGroupKey:
		c.session()
	case protocol.KindReady:
		ready := of[protocol.Ready](c, kind)
		c.prefix.State = ready[0].Prefix.State
		c.broadcast(&protocol.Open{Prefix: c.prefix, Acks: c.acks, Ready: ready})
	case protocol.KindCommit:
		c.broadcast(&protocol.Commitments{Prefix: c.prefix, Commits: of[protocol.Commit](c, kind)})
	case protocol.KindUpload:
		c.complete()
	case protocol.KindEndorse:
		for _, id := range c.f.terms.Members {
			c.tell(id, &protocol.Endorsements{Prefix: c.prefix, Endorsed: of[protocol.Endorse](c, kind)})
		}
	case protocol.KindRelease:
		r := &protocol.Result{Prefix: c.prefix, Root: rootOf(c.total), Endorsed: of[protocol.Endorse](c, protocol.KindEndorse), Releases: of[protocol.Release](c, kind)}
		for _, id := range c.contributors() {
			r.Headers = append(r.Headers, c.mail[protocol.KindUpload][id].(*protocol.Upload).Header)
		}
		clear(c.away)
		c.broadcast(r)
	case protocol.KindAck:
		c.advance()
	}
}

func (c *schemer) session() {
	hellos := protocol.HellosDigest(c.prefix, of[protocol.Hello](c, protocol.KindHello))
	keys := of[protocol.GroupKey](c, protocol.KindGroupKey)
	opening := c.prefix
	c.prefix.Session = protocol.SessionDigest(opening, hellos, keys)
	c.prefix.Round, c.prefix.Attempt = 1, 1
	for i, id := range c.f.ids {
		mine := &protocol.GroupKeys{Prefix: opening}
		for _, k := range keys {
			k.Sealings = k.Sealings[i : i+1]
			mine.GroupKeys = append(mine.GroupKeys, k)
		}
		c.tell(id, mine)
	}
}

// complete adds and closes once all uploads and all their chunks are here.
func (c *schemer) complete() {
	chunks, err := c.f.plan.Chunks(c.phase)
	c.f.must(err)
	waited := protocol.Missing(c.bringing(), func(id identity.ID) bool { return c.away[id] })
	here := func(id identity.ID) bool {
		return c.mail[protocol.KindUpload][id] != nil && len(c.bodies[id]) == len(chunks)
	}
	if len(protocol.Missing(waited, here)) > 0 || c.done[protocol.KindClose] {
		return
	}
	c.done[protocol.KindClose] = true
	c.total = c.add(c.contributors()...)
	for _, r := range of[protocol.Ready](c, protocol.KindReady) {
		c.tell(r.From, c.closing(r.From, c.contributors()...))
	}
}

// contributors are those whose uploads are added.
func (c *schemer) contributors() []identity.ID {
	if c.set != nil {
		return c.set
	}
	return protocol.Missing(c.f.ids, func(id identity.ID) bool { return c.mail[protocol.KindUpload][id] == nil })
}

// add is the sum of the bodies of a set.
func (c *schemer) add(set ...identity.ID) [][]byte {
	chunks, err := c.f.plan.Chunks(c.phase)
	c.f.must(err)
	adder, err := sechub.New(c.f.plan.Scheme(), chunks)
	c.f.must(err)
	var total [][]byte
	for i := range chunks {
		sum, err := adder.Zero(i)
		c.f.must(err)
		for _, id := range set {
			c.f.must(adder.Add(i, sum, c.bodies[id][i]))
		}
		total = append(total, sum)
	}
	return total
}

// closing asks a member to endorse the sum over a set.
func (c *schemer) closing(member identity.ID, set ...identity.ID) *protocol.Close {
	m := &protocol.Close{Prefix: c.prefix, Root: rootOf(c.add(set...))}
	for _, id := range set {
		u := c.mail[protocol.KindUpload][id].(*protocol.Upload)
		m.Headers = append(m.Headers, u.Header)
		for _, s := range u.Shares {
			if s.To == member {
				m.Shares = append(m.Shares, s)
			}
		}
	}
	return m
}

func rootOf(chunks [][]byte) digest.Digest {
	var digests []digest.Digest
	for i, b := range chunks {
		digests = append(digests, residue.ChunkDigest(i, b))
	}
	return residue.Root(digests)
}

// advance ends the run or opens the next round.
func (c *schemer) advance() {
	c.acks = nil
	var next *protocol.Ack
	var ready []*protocol.Ready
	for _, a := range of[protocol.Ack](c, protocol.KindAck) {
		if !c.f.terms.IsMember(a.From) {
			continue
		}
		next = &a
		if a.Ready != nil {
			ready = append(ready, a.Ready)
		}
		a.Ready, a.Cosignature, a.Checkpoint = nil, nil, nil
		c.acks = append(c.acks, a)
	}
	if next.Next == protocol.PhaseDone {
		c.broadcast(&protocol.Done{Prefix: c.prefix, Acks: c.acks})
		return
	}
	c.phase = next.Next
	c.prefix.Round, c.prefix.Attempt, c.prefix.State = c.prefix.Round+1, 1, next.State
	c.forget()
	c.set = nil
	for _, r := range ready {
		c.keep(r.From, r)
	}
	c.done[protocol.KindReady] = true
	c.next(protocol.KindReady)
}
