package transport

import (
	"net"
	"sync"
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

// Close gives the place back too.
func (g *guest) Close() error {
	g.enter()
	return g.Conn.Close()
}
