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
	alone   map[identity.ID]bool // participants of which some connection is not known from both ends alike
}

// Account holds results, the ledgers of the bundle, against its connections.
func (b *Bundle) Account(results []*audit.Result) *Account {
	a := &account{b, make(map[identity.ID]*audit.Result), new(Account), make(map[identity.ID]bool)}
	for _, r := range results {
		a.results[r.Meta.Party] = r
	}
	a.pairs()
	hub := b.Agreement.Coordinator.ID
	for _, p := range b.Agreement.Parties {
		for _, ends := range [][2]identity.ID{{p.ID, hub}, {hub, p.ID}} {
			if t, ok := a.flow(ends[0], ends[1], p.ID); ok {
				a.out.Traffic = append(a.out.Traffic, t)
			}
		}
	}
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

// side is one direction as one end has it.
type side struct {
	ledger, transport bool // whether there is anything of it
	tally
	http2, tls int64
}

// look is what party has of the messages between from and to.
func (a *account) look(t *Traffic, party, peer identity.ID, d ledger.Direction) (s side) {
	r, p := a.results[party], a.b.Part(party)
	if r == nil || p == nil {
		return s
	}
	s.ledger, s.tally = true, counted(r, t.From, t.To, d)
	if p.Connections == nil {
		if s.messages > 0 && !interrupted(r) {
			a.problem(party, 0, phrase.New("bundle.unmeasured", "is not there: %s does not say what its transport measured", party))
		}
		return s
	}
	s.transport = true
	var seen tally
	broken := int64(0)
	for i := range p.Connections {
		c := &p.Connections[i]
		if c.Peer != peer {
			continue
		}
		m := &c.Sent
		if d == ledger.Received {
			m = &c.Received
		}
		http2, tls := m.Framing()
		s.http2, s.tls = s.http2+http2, s.tls+tls
		seen.messages += m.Messages
		seen.payload += m.Payload
		a.frames(party, c, m, d, t)
		if !c.Orderly {
			broken++
		}
	}
	if seen != s.tally {
		a.differ(r, s.tally, seen, d, broken, t)
	}
	return s
}

// flow is one direction between two parties, one of which is the participant.
func (a *account) flow(from, to, participant identity.ID) (Traffic, bool) {
	t := Traffic{From: from, To: to, By: Nobody, Framing: Nobody}
	sent, received := a.look(&t, from, to, ledger.Sent), a.look(&t, to, from, ledger.Received)
	if !sent.ledger && !received.ledger {
		return t, false
	}
	// Framing is the sender's: the last bytes of a connection need not arrive.
	t.tally(sent.ledger, received.ledger, sent.tally, received.tally)
	t.HTTP2, t.TLS = sent.http2, sent.tls
	switch {
	case sent.transport && received.transport && !a.alone[participant]:
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
// frames. On one that broke messages may be given that were not framed any more,
// and frames may arrive that hold no whole message; never the other way round.
func (a *account) frames(party identity.ID, c *Connection, m *transport.Measured, d ledger.Direction, t *Traffic) {
	off := m.Data - m.Payload - transport.MessagePrefix*m.Messages
	switch {
	case off == 0:
	case !c.Orderly && (off < 0) == (d == ledger.Sent):
		t.Lost += max(off, -off)
	default:
		t.Excess += max(off, -off)
		a.problem(party, c.Line, phrase.New("bundle.frames", "DATA frames held %d bytes and messages with their prefixes %d (%s)",
			m.Data, m.Payload+transport.MessagePrefix*m.Messages, direction(d)))
	}
}

// differ explains a ledger that has other sums than the transport, which counts
// what is sent when the ledger has it, and the ledger what arrives when the
// transport has counted it.
func (a *account) differ(r *audit.Result, has, seen tally, d ledger.Direction, broken int64, t *Traffic) {
	off := has.payload - seen.payload
	more := has.messages > seen.messages && off >= 0
	switch party := r.Meta.Party; {
	case more && interrupted(r): // who is killed leaves no line of its connections
	case more && d == ledger.Sent && broken > 0:
	case d == ledger.Received && off <= 0 && seen.messages > has.messages && seen.messages-has.messages <= broken:
		// One message of each connection that broke may be taken and not recorded.
	default:
		t.Excess += max(off, -off)
		if off == 0 {
			t.Excess++ // another number of messages
		}
		a.problem(party, 0, phrase.New("bundle.counted", "the transport counted %d messages of %d bytes (%s), the ledger of %s has %d of %d bytes",
			seen.messages, seen.payload, direction(d), party, has.messages, has.payload))
		return
	}
	t.Lost += max(off, -off)
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
