package transport

import (
	"io"
	"net"
	"sync"
	"time"
)

// maxPending is how many connections may be between accepting and the end of
// their handshake. More wait in the operating system's queue, so a flood of
// connections that say nothing costs no memory here.
const maxPending = 64

// gate is a listener that bounds connections in handshake, and closes them
// with itself so that none of them delays the end.
type gate struct {
	net.Listener
	slots chan struct{}

	mu      sync.Mutex
	pending map[*guest]struct{}
	over    bool
	closed  chan struct{}
	once    sync.Once
}

func newGate(l net.Listener) *gate {
	return &gate{Listener: l, slots: make(chan struct{}, maxPending), pending: make(map[*guest]struct{}), closed: make(chan struct{})}
}

// Accept waits for a place first.
func (g *gate) Accept() (net.Conn, error) {
	select {
	case g.slots <- struct{}{}:
	case <-g.closed:
		return nil, net.ErrClosed
	}
	conn, err := g.Listener.Accept()
	if err != nil {
		<-g.slots
		return nil, err
	}
	guest := &guest{Conn: conn, gate: g}
	g.mu.Lock()
	g.pending[guest] = struct{}{}
	g.mu.Unlock()
	return guest, nil
}

// Close closes the listener and every connection still in handshake.
func (g *gate) Close() error {
	g.once.Do(func() { close(g.closed) })
	err := g.Listener.Close()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.over = true
	for guest := range g.pending {
		guest.Conn.Close()
	}
	return err
}

// guest is a connection that holds a place until its handshake is over.
type guest struct {
	net.Conn
	gate *gate
	once sync.Once
}

// enter gives the place back.
func (g *guest) enter() {
	g.once.Do(func() {
		g.gate.mu.Lock()
		delete(g.gate.pending, g)
		g.gate.mu.Unlock()
		<-g.gate.slots
	})
}

// lingerTime and lingerBytes bound how long a refused connection is kept.
const (
	lingerTime  = time.Second
	lingerBytes = 16 << 10
)

// Close gives the place back too. Before its handshake is over, it first reads
// what the other end still sends: closing a TCP connection with unread bytes
// resets it, and the reset can overtake the alert that says why.
func (g *guest) Close() error {
	if g.held() {
		if half, ok := g.Conn.(interface{ CloseWrite() error }); ok && half.CloseWrite() == nil {
			g.SetReadDeadline(time.Now().Add(lingerTime))
			io.CopyN(io.Discard, g.Conn, lingerBytes)
		}
	}
	g.enter()
	return g.Conn.Close()
}

// held tells whether the connection still holds its place and may linger.
func (g *guest) held() bool {
	g.gate.mu.Lock()
	defer g.gate.mu.Unlock()
	_, pending := g.gate.pending[g]
	return pending && !g.gate.over
}
