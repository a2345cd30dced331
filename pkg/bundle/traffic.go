package bundle

import (
	"cmp"
	"slices"

	"samband/pkg/audit"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/phrase"
	"samband/pkg/transport"
)

// By says who measured something.
type By string

// Whose word a number is.
const (
	BothEnds By = "both-ends" // sender and receiver, each by itself, and they agree
	OneSide  By = "one-side"  // one of them; of the other there is nothing
	Outside  By = "outside"   // somebody between them: a firewall or a router
	Nobody   By = "nobody"
)

// Traffic is what went from one party to another over all connections.
type Traffic struct {
	From     identity.ID `json:"from"`
	To       identity.ID `json:"to"`
	Messages int64       `json:"messages"` // as the ledgers have them
	Payload  int64       `json:"payload"`  // their bytes
	By       By          `json:"by"`       // whose ledgers
	HTTP2    int64       `json:"http2"`    // framing: bytes of HTTP/2 that were no payload
	TLS      int64       `json:"tls"`      // framing: bytes of TLS that were no HTTP/2
	Framing  By          `json:"framing_by"`
	Lost     int64       `json:"lost"`        // bytes on their way when a connection broke or a program was killed
	Excess   int64       `json:"unexplained"` // bytes that ledgers and transport do not have alike
}

// Account holds the ledgers against what the transport measured of connections.
type Account struct {
	Traffic     []Traffic
	Connections int // measured by both ends under one name, by one side, refused
	OneSided    int
	Refused     int
	Problems    []Problem
}

// account collects it.
type account struct {
	b       *Bundle
	results map[identity.ID]*audit.Result
	out     *Account
}

// Account holds results, the ledgers of the bundle, against its connections.
func (b *Bundle) Account(results []*audit.Result) *Account {
	a := &account{b, make(map[identity.ID]*audit.Result), new(Account)}
	for _, r := range results {
		a.results[r.Meta.Party] = r
	}
	hub := b.Agreement.Coordinator.ID
	for _, p := range b.Agreement.Parties {
		for _, ends := range [][2]identity.ID{{p.ID, hub}, {hub, p.ID}} {
			if t, ok := a.flow(ends[0], ends[1]); ok {
				a.out.Traffic = append(a.out.Traffic, t)
			}
		}
	}
	a.pairs()
	slices.SortStableFunc(a.out.Problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return a.out
}

// tally is messages and bytes of one party's ledger.
type tally struct{ messages, payload int64 }

func counted(r *audit.Result, from, to identity.ID, d ledger.Direction) (t tally) {
	for i := range r.Events {
		if e := &r.Events[i].Event; e.Direction == d && e.From == from && e.To == to {
			t.messages++
			t.payload += int64(e.Bytes)
		}
	}
	return t
}

// flow is one direction between two parties.
func (a *account) flow(from, to identity.ID) (Traffic, bool) {
	t := Traffic{From: from, To: to, By: Nobody, Framing: Nobody}
	type side struct {
		ledger, transport bool
		tally
		http2, tls int64
	}
	look := func(party, peer identity.ID, d ledger.Direction, of func(*Connection) *transport.Measured) (s side) {
		r, p := a.results[party], a.b.Part(party)
		if r == nil || p == nil {
			return s
		}
		s.ledger, s.tally = true, counted(r, from, to, d)
		if p.Connections == nil {
			return s
		}
		s.transport = true
		var seen tally
		broken := interrupted(r)
		for i := range p.Connections {
			c := &p.Connections[i]
			if c.Peer != peer {
				continue
			}
			m := of(c)
			http2, tls := m.Framing()
			s.http2, s.tls = s.http2+http2, s.tls+tls
			seen.messages += m.Messages
			seen.payload += m.Payload
			a.frames(party, c, m, d, &t)
			broken = broken || !c.Orderly
		}
		if seen != s.tally {
			a.differ(party, s.tally, seen, d, broken, &t)
		}
		return s
	}
	sent := look(from, to, ledger.Sent, func(c *Connection) *transport.Measured { return &c.Sent })
	received := look(to, from, ledger.Received, func(c *Connection) *transport.Measured { return &c.Received })
	if !sent.ledger && !received.ledger {
		return t, false
	}
	// Framing is the sender's: the last bytes of a connection need not arrive.
	t.tally(sent.ledger, received.ledger, sent.tally, received.tally)
	t.HTTP2, t.TLS = sent.http2, sent.tls
	switch {
	case sent.transport && received.transport:
		t.Framing = BothEnds
	case sent.transport:
		t.Framing = OneSide
	case received.transport:
		t.Framing, t.HTTP2, t.TLS = OneSide, received.http2, received.tls
	}
	return t, true
}

func (t *Traffic) tally(sender, receiver bool, sent, received tally) {
	t.By = OneSide
	if sender && receiver && sent == received {
		t.By = BothEnds
	}
	if !sender {
		sent = received
	}
	t.Messages, t.Payload = sent.messages, sent.payload
}

// interrupted tells whether a program of this run was killed: its connections
// of then have no line.
func interrupted(r *audit.Result) bool {
	if r.End() == audit.Unended {
		return true
	}
	return slices.ContainsFunc(r.Events, func(e audit.Located) bool { return e.Kind == ledger.KindReopening })
}

// frames holds what gRPC was given on one connection against what lay in DATA
// frames.
func (a *account) frames(party identity.ID, c *Connection, m *transport.Measured, d ledger.Direction, t *Traffic) {
	off := m.Data - m.Payload - transport.MessagePrefix*m.Messages
	if off == 0 {
		return
	}
	if !c.Orderly {
		t.Lost += max(off, -off)
		return
	}
	t.Excess += max(off, -off)
	a.problem(party, c.Line, phrase.New("bundle.frames", "DATA frames held %d bytes and messages with their prefixes %d (%s)",
		m.Data, m.Payload+transport.MessagePrefix*m.Messages, direction(d)))
}

// differ explains a ledger that has other sums than the transport.
func (a *account) differ(party identity.ID, has, seen tally, d ledger.Direction, broken bool, t *Traffic) {
	off := has.payload - seen.payload
	// Whoever is killed leaves no line of its connections; what arrived on one
	// that broke may not have been taken any more.
	if broken {
		t.Lost += max(off, -off)
		return
	}
	t.Excess += max(off, -off)
	if off == 0 {
		t.Excess++ // another number of messages
	}
	a.problem(party, 0, phrase.New("bundle.counted", "the transport counted %d messages of %d bytes (%s), the ledger of %s has %d of %d bytes",
		seen.messages, seen.payload, direction(d), party, has.messages, has.payload))
}

func (a *account) problem(party identity.ID, line int, what phrase.Phrase) {
	a.out.Problems = append(a.out.Problems, Problem{string(party) + "/" + ConnectionsFile, line, what})
}

func direction(d ledger.Direction) phrase.Phrase {
	if d == ledger.Sent {
		return phrase.New("bundle.sent", "sent")
	}
	return phrase.New("bundle.received", "received")
}

// onItsWay is how many bytes of TCP may be sent at the end of a connection and
// not read any more by the other: an alert of TLS that says that it closes, and
// what HTTP/2 says of the same.
const onItsWay = 512

// pairs finds the two ends of each connection by its name.
func (a *account) pairs() {
	hub := a.b.Part(a.b.Agreement.Coordinator.ID)
	ends := make(map[string]*Connection)
	if hub != nil {
		for i := range hub.Connections {
			c := &hub.Connections[i]
			if c.ID == "" {
				a.out.Refused++
				continue
			}
			if ends[c.ID] != nil {
				a.problem(hub.Party, c.Line, phrase.New("bundle.named-twice", "line %d is of the same connection", ends[c.ID].Line))
			}
			ends[c.ID] = c
		}
	}
	for _, p := range a.b.Parts {
		if p == hub {
			continue
		}
		for i := range p.Connections {
			c := &p.Connections[i]
			if c.ID == "" {
				continue
			}
			other := ends[c.ID]
			if other == nil {
				a.out.OneSided++
				if hub != nil && hub.Connections != nil && !interruptedAt(a.results[hub.Party]) {
					a.problem(p.Party, c.Line, phrase.New("bundle.no-end", "the file of %s has no such connection", hub.Party))
				}
				continue
			}
			delete(ends, c.ID)
			a.out.Connections++
			a.match(p.Party, c, other)
		}
	}
	for _, c := range ends {
		a.out.OneSided++
		if p := a.b.Part(c.Peer); p != nil && p.Connections != nil && !interruptedAt(a.results[c.Peer]) {
			a.problem(hub.Party, c.Line, phrase.New("bundle.no-end", "the file of %s has no such connection", c.Peer))
		}
	}
}

func interruptedAt(r *audit.Result) bool { return r == nil || interrupted(r) }

// match compares the two ends of one connection.
func (a *account) match(party identity.ID, c, hub *Connection) {
	if hub.Peer != party {
		a.problem(party, c.Line, phrase.New("bundle.other-peer", "the coordinator has this connection as one of %s", hub.Peer))
	}
	for _, d := range []struct{ sent, received transport.Measured }{{c.Sent, hub.Received}, {hub.Sent, c.Received}} {
		off := d.sent.TCP - d.received.TCP
		if off < 0 || c.Orderly && hub.Orderly && (off > onItsWay || d.sent.Data != d.received.Data) {
			a.problem(party, c.Line, phrase.New("bundle.ends", "one end sent %d bytes and the other received %d (line %d of the coordinator's file)", d.sent.TCP, d.received.TCP, hub.Line))
		}
	}
}
