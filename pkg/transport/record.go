package transport

import (
	"time"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
)

// sent records a message to peer before its bytes leave.
func (c *Config) sent(peer identity.ID, m protocol.Message, b []byte) error {
	return c.record(ledger.Event{From: c.Self, To: peer, Direction: ledger.Sent}, peer, m, b)
}

// received records a message of peer when it has arrived.
func (c *Config) received(peer identity.ID, m protocol.Message, b []byte) error {
	return c.record(ledger.Event{From: peer, To: c.Self, Direction: ledger.Received}, peer, m, b)
}

func (c *Config) record(e ledger.Event, peer identity.ID, m protocol.Message, b []byte) error {
	p := m.Position()
	e.Time = time.Now()
	e.Round, e.Attempt = p.Round, p.Attempt
	e.Kind = string(m.Kind())
	e.Category, e.Form = Flow(m, c.Scheme)
	e.Scheme = c.Scheme
	e.Bytes, e.Digest = len(b), digest.Of(b)
	if err := c.Ledger.Append(e); err != nil {
		return err
	}
	c.Counters.add(flow{peer, m.Kind(), e.Direction}, len(b))
	return nil
}

// unreadable records bytes of peer that are no message. Nobody can say what
// they hold, so the form is the one that hides least.
func (c *Config) unreadable(peer identity.ID, b []byte) error {
	const kind = "unreadable"
	err := c.Ledger.Append(ledger.Event{Time: time.Now(), From: peer, To: c.Self, Direction: ledger.Received,
		Kind: kind, Category: "unknown", Form: ledger.Plain, Bytes: len(b), Digest: digest.Of(b)})
	if err == nil {
		c.Counters.add(flow{peer, kind, ledger.Received}, len(b))
	}
	return err
}

// Kinds of local events that concern connections.
const (
	kindConnection = "connection" // refused or ended for a reason that the note gives
	kindRefusal    = "refusal"    // of a message
)

// local records what happened here and travelled nowhere.
func (c *Config) local(kind string, about identity.ID, note string) {
	err := c.Ledger.Append(ledger.Event{Time: time.Now(), From: c.Self, To: about, Direction: ledger.Local,
		Kind: kind, Category: "access", Form: ledger.Metadata, Note: note})
	if err != nil {
		c.Log.Error("the ledger does not take any more", "error", err)
	}
}
