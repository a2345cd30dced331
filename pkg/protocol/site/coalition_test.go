package site

import (
	"math/bits"
	"slices"
	"testing"
	"time"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// A coalition is everything that stands against the honest members of a
// committee: the coordinator, and the members that lie. It has all messages that
// honest parties ever signed, and the keys of the liars. What drivers make
// behind needs is replaced by digests of names, because the machines see no
// more than digests.
type coalition struct {
	terms  *protocol.Terms // as the machines have them
	keys   map[identity.ID]*identity.PrivateKey
	liars  mask // members that sign whatever is wanted
	rounds int  // the last of which ends the run

	posts map[protocol.Prefix]*post
}

// A mask is a set of participants, by their place in the roster.
type mask uint16

func (s mask) has(i int) bool { return s>>i&1 == 1 }
func (s mask) size() int      { return bits.OnesCount16(uint16(s)) }

// ids lists those of s in roster order.
func (c *coalition) ids(s mask) []identity.ID {
	var ids []identity.ID
	for i, id := range c.terms.Participants {
		if s.has(i) {
			ids = append(ids, id)
		}
	}
	return ids
}

// setOf is ids as a mask.
func (c *coalition) setOf(ids []identity.ID) mask {
	var s mask
	for i, id := range c.terms.Participants {
		if slices.Contains(ids, id) {
			s |= 1 << i
		}
	}
	return s
}

// size is what an agreement fixes about numbers.
type size struct{ n, m, t int }

// newCoalition lets the last liars of m members be the coordinator's.
func newCoalition(tb testing.TB, s size, liars, rounds int) *coalition {
	tb.Helper()
	names := []identity.ID{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"}[:s.n]
	c := &coalition{keys: make(map[identity.ID]*identity.PrivateKey), rounds: rounds, posts: make(map[protocol.Prefix]*post)}
	public := make(map[identity.ID]identity.PublicKey)
	for i, id := range names {
		key, err := identity.Generate()
		if err != nil {
			tb.Fatal(err)
		}
		c.keys[id], public[id] = key, key.Public()
		if i < s.m && i >= s.m-liars {
			c.liars |= 1 << i
		}
	}
	c.terms = &protocol.Terms{
		Set: "test", Agreement: digest.Of([]byte("agreement")), Mode: protocol.Real,
		Coordinator: "hub", Participants: names, Members: names[:s.m], Keys: public,
		Threshold: s.t, Quorum: (s.m+s.t-1)/2 + 1, MinContributors: min(s.t+1, s.n), MinClass: min(s.t+1, s.n),
		Sealed: true, Deadline: time.Minute,
		Phases: map[string][]string{"learn": {"learn", "done"}}, First: "learn", MaxRounds: rounds,
	}
	return c
}

// start is the machine of a member at the first attempt of the first round.
func (c *coalition) start(tb testing.TB, id identity.ID) *Machine {
	tb.Helper()
	m := New(c.terms, id, c.keys[id])
	m.Start(epoch)
	hellos := &protocol.Hellos{Prefix: c.terms.Prefix()}
	for _, from := range c.terms.Participants {
		h := &protocol.Hello{Prefix: c.terms.Prefix(), From: from, Key: []byte(from)}
		protocol.Sign(c.keys[from], h)
		hellos.Hellos = append(hellos.Hellos, *h)
	}
	keys := &protocol.GroupKeys{Prefix: c.terms.Prefix()}
	for _, from := range c.terms.Members {
		k := &protocol.GroupKey{Prefix: c.terms.Prefix(), From: from, Hellos: protocol.HellosDigest(c.terms.Prefix(), hellos.Hellos)}
		sealings := c.sealings(from)
		for _, s := range sealings {
			k.Digests = append(k.Digests, protocol.Addressed{To: s.To, Digest: protocol.SealedDigest(k.Prefix, s.Sealed)})
			if s.To == id {
				k.Sealings = []protocol.Sealing{s}
			}
		}
		protocol.Sign(c.keys[from], k)
		keys.GroupKeys = append(keys.GroupKeys, *k)
	}
	for _, in := range []Input{Hello{Key: []byte(id)}, Received{hellos}, Received{keys}} {
		c.feed(m, in, 0, false)
	}
	if m.state != Waiting {
		tb.Fatalf("%s does not get beyond %q", id, m.state)
	}
	c.prepare(m, nil)
	return m
}

func (c *coalition) sealings(from identity.ID) []protocol.Sealing {
	var all []protocol.Sealing
	for _, to := range c.terms.Participants {
		all = append(all, protocol.Sealing{To: to, Sealed: []byte(from + " to " + to)})
	}
	return all
}

var epoch = time.Unix(0, 0)

// feed gives a machine an input, answers what it needs, and returns what it
// sends. sum is what the driver finds a sum to be; a driver without keys lost
// those of the attempt in a crash, so that no share opens.
func (c *coalition) feed(m *Machine, in Input, sum uint64, keyless bool) []protocol.Message {
	effects, _ := m.Step(epoch, in)
	var sent []protocol.Message
	for _, e := range effects {
		switch e := e.(type) {
		case protocol.Send:
			sent = append(sent, e.Message)
		case NeedGroupKey:
			sent = append(sent, c.feed(m, GroupKey{Sealings: c.sealings(m.self)}, sum, keyless)...)
		case NeedSession:
			sent = append(sent, c.feed(m, Session{protocol.StartState(stateKey, e.Session)}, sum, keyless)...)
		case NeedReady:
			sent = append(sent, c.feed(m, Ready{e.Prefix, named(e.Prefix, "key", m.self)}, sum, keyless)...)
		case NeedCommit:
			sent = append(sent, c.feed(m, c.commit(e.Prefix, m.self), sum, keyless)...)
		case NeedRelease:
			var answer Input = Release{e.Prefix, named(e.Prefix, "release", m.self)}
			if keyless {
				answer = Failed{Prefix: e.Prefix, Code: protocol.CodeShare}
			}
			sent = append(sent, c.feed(m, answer, sum, keyless)...)
		case NeedSum:
			p := e.Result.Prefix
			state := protocol.NextState(stateKey, p.State, p.Round, e.Set, []uint64{sum})
			sent = append(sent, c.feed(m, Sum{p, state, c.next(p.Round)}, sum, keyless)...)
		}
	}
	return sent
}

var stateKey = []byte("state key")

func (c *coalition) next(round uint32) string {
	if int(round) >= c.rounds {
		return protocol.PhaseDone
	}
	return "learn"
}

func named(p protocol.Prefix, what string, id identity.ID) []byte {
	d := p.Start(what).Text(string(id)).Sum()
	return d[:]
}

// commit is how a participant's driver answers a need for a commitment, with all
// members ready.
func (c *coalition) commit(p protocol.Prefix, id identity.ID) Commit {
	made := Commit{Prefix: p, Root: p.Start("body").Text(string(id)).Sum()}
	for _, to := range c.terms.Members {
		if to != id {
			made.Shares = append(made.Shares, protocol.Share{From: id, To: to, Sealed: named(p, "share for "+string(to), id)})
		}
	}
	return made
}

// A post holds what honest parties send in an attempt without a choice, and what
// liars send like them: keys, commitments, headers.
type post struct {
	open        *protocol.Open
	commitments *protocol.Commitments
	headers     []protocol.Header
	shares      map[identity.ID][]protocol.Share
}

func (c *coalition) post(p protocol.Prefix) *post {
	if made := c.posts[p]; made != nil {
		return made
	}
	made := &post{
		open:        &protocol.Open{Prefix: p},
		commitments: &protocol.Commitments{Prefix: p},
		shares:      make(map[identity.ID][]protocol.Share),
	}
	for _, id := range c.terms.Members {
		r := &protocol.Ready{Prefix: p, From: id, Key: named(p, "key", id)}
		protocol.Sign(c.keys[id], r)
		made.open.Ready = append(made.open.Ready, *r)
	}
	for _, id := range c.terms.Participants {
		answer := c.commit(p, id)
		h := protocol.Header{Prefix: p, From: id, Root: answer.Root, Open: made.open.Digest()}
		made.shares[id] = answer.Shares
		for _, s := range answer.Shares {
			h.Shares = append(h.Shares, protocol.Addressed{To: s.To, Digest: protocol.SealedDigest(p, s.Sealed)})
		}
		commit := &protocol.Commit{Prefix: p, From: id, Commitment: h.Opens()}
		protocol.Sign(c.keys[id], commit)
		made.commitments.Commits = append(made.commitments.Commits, *commit)
		made.headers = append(made.headers, h)
	}
	for i := range made.headers {
		h := &made.headers[i]
		h.Commitments = made.commitments.Digest()
		protocol.Sign(c.keys[h.From], h)
	}
	c.posts[p] = made
	return made
}

// prepare takes a machine that waits for an attempt to be opened, or for the
// next round, to where it has uploaded.
func (c *coalition) prepare(m *Machine, acks []protocol.Ack) []protocol.Message {
	made := c.post(m.expected())
	open := *made.open
	open.Acks = acks
	sent := c.feed(m, Received{&open}, 0, false)
	if m.state != Committed {
		return sent
	}
	return append(sent, c.feed(m, Received{made.commitments}, 0, false)...)
}
