package transport

import (
	"io"
	"net"
	"slices"
	"sync"
	"time"
)

// maxPending is how many connections may be between accepting and the end of
// their handshake. One more, and the oldest of them is closed: a handshake
// takes milliseconds, so in a flood of connections that say nothing, those
// give way first.
const maxPending = 64

// gate is a listener that bounds connections in handshake, and closes them
// with itself so that none of them delays the end.
type gate struct {
	net.Listener
	report func(Connection) // told of every connection when it is over; may be nil

	mu      sync.Mutex
	pending []*guest // oldest first
	over    bool
}

// Accept makes room by closing the oldest connection in handshake.
func (g *gate) Accept() (net.Conn, error) {
	conn, err := g.Listener.Accept()
	if err != nil {
		return nil, err
	}
	m := newMeter(conn, false, g.report)
	guest := &guest{Conn: &below{conn, m}, gate: g, meter: m}
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.pending) >= maxPending {
		g.pending[0].Conn.Close()
		g.pending = slices.Delete(g.pending, 0, 1)
	}
	g.pending = append(g.pending, guest)
	return guest, nil
}

// Close closes the listener and every connection still in handshake.
func (g *gate) Close() error {
	err := g.Listener.Close()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.over = true
	for _, guest := range g.pending {
		guest.Conn.Close()
	}
	return err
}

// guest is a connection that is pending until its handshake is over.
type guest struct {
	net.Conn
	gate  *gate
	meter *meter
}

// enter ends pending.
func (g *guest) enter() {
	g.gate.mu.Lock()
	defer g.gate.mu.Unlock()
	if i := slices.Index(g.gate.pending, g); i >= 0 {
		g.gate.pending = slices.Delete(g.gate.pending, i, i+1)
	}
}

// lingerTime and lingerBytes bound how long a refused connection is kept.
const (
	lingerTime  = time.Second
	lingerBytes = 16 << 10
)

// Close of a connection in handshake first reads what the other end still
// sends: closing a TCP connection with unread bytes resets it, and the reset
// can overtake the alert that says why.
func (g *guest) Close() error {
	if g.lingers() {
		if half, ok := g.Conn.(*below).Conn.(interface{ CloseWrite() error }); ok && half.CloseWrite() == nil {
			g.SetReadDeadline(time.Now().Add(lingerTime))
			io.CopyN(io.Discard, g.Conn, lingerBytes)
		}
		g.enter()
	}
	return g.Conn.Close()
}

func (g *guest) lingers() bool {
	g.gate.mu.Lock()
	defer g.gate.mu.Unlock()
	return !g.gate.over && slices.Contains(g.gate.pending, g)
}
