package attack_test

import (
	"context"
	"path/filepath"
	"slices"
	"time"

	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
	"samband/pkg/transport"
)

// letter is a message and its sender.
type letter struct {
	from    identity.ID
	message protocol.Message
}

// schemer is a coordinator that checks nothing. It does what an honest one
// would do, except where a test says otherwise. One goroutine calls its methods
// and what tests set.
type schemer struct {
	f       *federation
	net     *transport.Server
	book    *ledger.Writer
	address string
	inbox   chan letter
	quit    chan struct{}

	phase   string
	prefix  protocol.Prefix
	mail    map[protocol.Kind]map[identity.ID]protocol.Message // of this attempt
	bodies  map[identity.ID][][]byte
	total   [][]byte // the sum's chunks
	acks    []protocol.Ack
	set     []identity.ID          // whose uploads are added; nil for all
	eager   []identity.ID          // do as if they were drawn for every round
	away    map[identity.ID]bool   // not waited for in this attempt
	done    map[protocol.Kind]bool // steps of this attempt that are over
	given   map[identity.ID]ledger.Checkpoint
	heard   []letter // all that ever came
	refused map[identity.ID]bool

	// say alters what goes to a participant: it gives what is sent instead.
	say func(to identity.ID, m protocol.Message) []protocol.Message
	// hear looks at what came; true if nothing else is to be done about it.
	hear func(from identity.ID, m protocol.Message) bool
}

// scheme starts a schemer; prepare sets its hooks before anybody can connect.
func (f *federation) scheme(prepare func(*schemer)) *schemer {
	f.t.Helper()
	c := &schemer{refused: make(map[identity.ID]bool), f: f, inbox: make(chan letter, 64), quit: make(chan struct{}),
		phase: f.plan.First(), prefix: f.terms.Prefix(), given: make(map[identity.ID]ledger.Checkpoint)}
	c.forget()
	prepare(c)
	c.book = f.book()
	roster := map[identity.PublicKey]identity.ID{}
	for id, key := range f.keys {
		roster[key.Public()] = id
	}
	var err error
	c.net, err = transport.NewServer(transport.Config{Self: hub, Key: f.keys[hub], Roster: roster, Agreement: f.plan.Hash,
		Mode: protocol.Real, Limits: f.limits, Quota: transport.QuotaOf(f.plan.MaxRounds(), 64), Scheme: f.a.Aggregation.Scheme, Ledger: c.book}, ear{c})
	f.must(err)
	l := listen(f.t)
	c.address = l.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	served, looped := make(chan error, 1), make(chan struct{})
	go func() { served <- c.net.Serve(ctx, l) }()
	go func() {
		defer close(looped)
		c.loop(ctx)
	}()
	f.t.Cleanup(func() {
		cancel()
		<-looped
		close(c.quit)
		<-served
		c.book.Close()
	})
	return c
}

// book makes a ledger of the coordinator.
func (f *federation) book() *ledger.Writer {
	w, err := ledger.Create(filepath.Join(f.t.TempDir(), "ledger.jsonl"), ledger.Meta{Party: hub, Agreement: f.plan.Hash, Key: f.keys[hub].Public()}, f.keys[hub])
	f.must(err)
	return w
}

type ear struct{ c *schemer }

func (e ear) Joined(identity.ID)      {}
func (e ear) Left(identity.ID, error) {}
func (e ear) Received(id identity.ID, m protocol.Message) error {
	select {
	case e.c.inbox <- letter{id, m}:
	case <-e.c.quit:
	}
	return nil
}

func (c *schemer) loop(ctx context.Context) {
	for {
		select {
		case l := <-c.inbox:
			c.heard = append(c.heard, l)
			if c.hear == nil || !c.hear(l.from, l.message) {
				c.take(l.from, l.message)
			}
		case <-ctx.Done():
			return
		}
	}
}

// forget begins an attempt with nothing of the one before.
func (c *schemer) forget() {
	c.mail = make(map[protocol.Kind]map[identity.ID]protocol.Message)
	c.bodies = make(map[identity.ID][][]byte)
	c.away = make(map[identity.ID]bool)
	c.done = make(map[protocol.Kind]bool)
}

func (c *schemer) take(from identity.ID, m protocol.Message) {
	switch m := m.(type) {
	case *protocol.Resume:
	case *protocol.Refuse:
		// The others may be about to refuse too: they get the time for it.
		if c.refused[from] = true; len(c.refused) == len(c.f.ids) {
			c.stop(m.Code, from)
			return
		}
		time.AfterFunc(time.Second, func() {
			select {
			case c.inbox <- letter{from, &protocol.Stop{Code: m.Code}}:
			case <-c.quit:
			}
		})
	case *protocol.Stop:
		c.stop(m.Code, from)
	case *protocol.Fetch:
		for i, data := range c.total {
			c.tell(from, &protocol.Chunk{Prefix: m.Prefix, Index: uint32(i), Data: data})
		}
	case *protocol.Chunk:
		c.bodies[from] = append(c.bodies[from], m.Data)
		c.complete()
	default:
		if p := m.Position(); p.Round > 0 && (p.Round < c.prefix.Round || p.Round == c.prefix.Round && p.Attempt < c.prefix.Attempt) {
			return // of an attempt that has passed
		}
		c.keep(from, m)
		c.proceed(m.Kind())
	}
}

// proceed ends a step when everybody that it waits for has sent.
func (c *schemer) proceed(kind protocol.Kind) {
	if !c.done[kind] && len(c.mail[kind]) > 0 && len(protocol.Missing(c.senders(kind), c.has(kind))) == 0 {
		c.done[kind] = true
		c.next(kind)
	}
}

// without goes on as if a party had done all that is left of this attempt until
// its result.
func (c *schemer) without(id identity.ID) {
	c.away[id] = true
	for _, kind := range kinds {
		c.proceed(kind)
	}
}

// senders are who sends a message of a kind.
func (c *schemer) senders(kind protocol.Kind) []identity.ID {
	switch kind {
	case protocol.KindGroupKey, protocol.KindReady, protocol.KindEndorse, protocol.KindRelease:
		return c.f.terms.Members
	case protocol.KindCommit, protocol.KindUpload:
		return c.bringing()
	}
	return c.f.ids
}

// bringing are who brings a vector: whoever is drawn, and those who do as if they
// were.
func (c *schemer) bringing() []identity.ID {
	drawn := c.f.terms.Drawn(c.prefix, c.phase)
	return protocol.Missing(c.f.ids, func(id identity.ID) bool { return !slices.Contains(drawn, id) && !slices.Contains(c.eager, id) })
}

func (c *schemer) has(kind protocol.Kind) func(identity.ID) bool {
	return func(id identity.ID) bool { return c.away[id] || c.mail[kind][id] != nil }
}

func (c *schemer) keep(from identity.ID, m protocol.Message) {
	if c.mail[m.Kind()] == nil {
		c.mail[m.Kind()] = make(map[identity.ID]protocol.Message)
	}
	c.mail[m.Kind()][from] = m
}

// tell sends, by way of what the test set.
func (c *schemer) tell(to identity.ID, m protocol.Message) {
	if r, ok := m.(*protocol.Result); ok {
		c.attach(to, r, c.book)
	}
	all := []protocol.Message{m}
	if c.say != nil {
		all = c.say(to, copyOf(c.f, m))
	}
	for _, m := range all {
		c.net.Send(to, m) // who has left is not reached
	}
}

func (c *schemer) broadcast(m protocol.Message) {
	for _, id := range c.f.ids {
		c.tell(id, m)
	}
}

func (c *schemer) stop(code protocol.Code, about identity.ID) {
	for _, id := range c.f.ids {
		c.net.Send(id, &protocol.Stop{Prefix: c.prefix, From: hub, Code: code, Party: about})
	}
}

// attach puts the checkpoint of a ledger on a result.
func (c *schemer) attach(to identity.ID, r *protocol.Result, book *ledger.Writer) {
	p, err := book.Sign()
	c.f.must(err)
	proof, err := book.Prove(c.given[to].Size, p.Size)
	c.f.must(err)
	r.Checkpoint, r.Proof = p.Marshal(), proof.Marshal()
	c.given[to] = p
}

// again starts another attempt.
func (c *schemer) again() {
	c.prefix.Attempt++
	c.forget()
	c.broadcast(&protocol.Attempt{Prefix: c.prefix})
}
