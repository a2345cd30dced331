package bundle

import (
	"samband/pkg/audit"
	"samband/pkg/identity"
	"samband/pkg/phrase"
	"samband/pkg/transport"
)

// onItsWay is how many bytes of TCP, or of HTTP/2, may be sent at the end of a
// connection and not read any more by the other: an alert of TLS that says that
// it closes, and what HTTP/2 says of the same.
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
			if _, known := a.b.Agreement.Party(c.Peer); !known {
				a.problem(hub.Party, c.Line, phrase.New("bundle.stranger", "a connection with %s, with whom %s has none by the agreement", c.Peer, hub.Party))
			}
			ends[c.ID] = c
		}
	}
	for _, p := range a.b.Parts {
		if p != hub {
			a.ends(p, hub, ends)
		}
	}
	for _, c := range ends {
		a.oneSided(c.Peer)
		if p := a.b.Part(c.Peer); p != nil && p.Connections != nil && !interruptedAt(a.results[c.Peer]) && !idle(c) {
			a.problem(hub.Party, c.Line, phrase.New("bundle.no-end", "the file of %s has no such connection", c.Peer))
		}
	}
}

// ends finds the other end of each connection of a participant, and takes it
// away.
func (a *account) ends(p, hub *Part, ends map[string]*Connection) {
	for i := range p.Connections {
		c := &p.Connections[i]
		if c.ID == "" {
			continue
		}
		if id := a.b.Agreement.Coordinator.ID; c.Peer != id {
			a.problem(p.Party, c.Line, phrase.New("bundle.stranger", "a connection with %s, with whom %s has none by the agreement", c.Peer, p.Party))
		}
		other := ends[c.ID]
		if other == nil {
			a.oneSided(p.Party)
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

// oneSided counts a connection of which only one end says anything.
func (a *account) oneSided(participant identity.ID) {
	a.out.OneSided++
	a.alone[participant] = true
}

// idle tells whether a connection broke before anything was said on it. A
// participant whose program is killed as it connects begins anew when it is started
// again, without a word of that: nothing was sent.
func idle(c *Connection) bool {
	said := c.Sent.Data + c.Received.Data + c.Sent.Messages + c.Received.Messages
	return !c.Orderly && said == 0 && c.Sent.TCP+c.Received.TCP <= mostRefused
}

func interruptedAt(r *audit.Result) bool { return r == nil || interrupted(r) }

// match compares the two ends of one connection. What is read was sent; after an
// end in good order all data was read, and little else was not.
func (a *account) match(party identity.ID, c, hub *Connection) {
	wrong := func(what phrase.Phrase) {
		a.alone[party] = true
		a.problem(party, c.Line, what)
	}
	if hub.Peer != party {
		wrong(phrase.New("bundle.other-peer", "the coordinator has this connection as one of %s", hub.Peer))
	}
	orderly := c.Orderly && hub.Orderly
	for _, d := range []struct{ sent, received transport.Measured }{{c.Sent, hub.Received}, {hub.Sent, c.Received}} {
		if off := d.sent.TCP - d.received.TCP; off < 0 || orderly && off > onItsWay {
			wrong(phrase.New("bundle.ends", "one end sent %d bytes and the other received %d (line %d of the coordinator's file)", d.sent.TCP, d.received.TCP, hub.Line))
		}
		if off := d.sent.HTTP2 - d.received.HTTP2; off < 0 || orderly && off > onItsWay {
			wrong(phrase.New("bundle.ends-inside", "one end sent %d bytes of %s and the other received %d (line %d of the coordinator's file)", d.sent.HTTP2, "HTTP/2", d.received.HTTP2, hub.Line))
		}
		if off := d.sent.Data - d.received.Data; off < 0 || orderly && off > 0 {
			wrong(phrase.New("bundle.ends-inside", "one end sent %d bytes of %s and the other received %d (line %d of the coordinator's file)", d.sent.Data, "DATA", d.received.Data, hub.Line))
		}
	}
}
