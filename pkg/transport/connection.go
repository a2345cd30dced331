package transport

import (
	"crypto/tls"
	"encoding/hex"
	"net"
	"sync"
	"time"

	"samband/pkg/identity"
)

// Connection is what this end measured of one connection, from below and from
// above TLS: what a firewall between the two ends can confirm, and what of it
// was no message.
type Connection struct {
	// ID names the connection at both ends alike, whatever addresses are
	// translated in between: 16 bytes of keying material that TLS exports for
	// this use (RFC 8446, section 7.5). Empty for one that was refused.
	ID       string      `json:"id"`
	Peer     identity.ID `json:"peer"`   // whose key the other end proved; empty for one that was refused
	Local    string      `json:"local"`  // address and port of this end, as it sees itself
	Remote   string      `json:"remote"` // of the other end, as this end sees it
	Opened   time.Time   `json:"opened"` // UTC, by this end's clock
	Closed   time.Time   `json:"closed"`
	Orderly  bool        `json:"orderly"` // its stream ended in good order, so nothing was on its way
	Sent     Measured    `json:"sent"`
	Received Measured    `json:"received"`
}

// Measured is one direction of a connection. Data is Payload and 5 bytes for
// each message, counted at another place: in the frames of HTTP/2 as they pass
// between gRPC and TLS. What else TCP and HTTP2 hold is framing.
type Measured struct {
	TCP      int64 `json:"tcp"`      // bytes of the TCP stream: TLS handshake and records
	HTTP2    int64 `json:"http2"`    // bytes inside TLS: HTTP/2 frames of every kind
	Data     int64 `json:"data"`     // bytes inside DATA frames
	Messages int64 `json:"messages"` // that gRPC was given, or gave
	Payload  int64 `json:"payload"`  // their bytes, those that the ledger records
}

// MessagePrefix is what gRPC puts before each message inside DATA frames: a
// flag and the length.
const MessagePrefix = 5

// Framing is what of m was no message: bytes of HTTP/2, those of gRPC's
// prefixes among them, and bytes of TLS.
func (m Measured) Framing() (http2, tls int64) { return m.HTTP2 - m.Payload, m.TCP - m.HTTP2 }

// meter counts on one connection. It reports once the connection, its stream, if
// there was one, and all that is being written have ended.
type meter struct {
	mu             sync.Mutex
	c              Connection
	sent, received frames
	open           int // the connection, its stream, and writes under way
	over           bool
	report         func(Connection)
	done           chan struct{} // closed when it was reported
}

func newMeter(conn net.Conn, client bool, report func(Connection)) *meter {
	m := &meter{open: 1, report: report, done: make(chan struct{})}
	m.c.Local, m.c.Remote, m.c.Opened = conn.LocalAddr().String(), conn.RemoteAddr().String(), now()
	if client {
		m.sent.skip = len(preface)
	} else {
		m.received.skip = len(preface)
	}
	return m
}

func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// named says whose connection it is, once TLS has proved it.
func (m *meter) named(peer identity.ID, state tls.ConnectionState) error {
	id, err := state.ExportKeyingMaterial("EXPORTER-samband-connection", nil, 16)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.c.Peer, m.c.ID = peer, hex.EncodeToString(id)
	return nil
}

// begin says that the connection has a stream, or that something is being written.
func (m *meter) begin() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.over { // else it closed before its stream began
		m.open++
	}
}

// end takes back what begin or the connection itself stands for.
func (m *meter) end() {
	m.mu.Lock()
	if m.over {
		m.mu.Unlock()
		return
	}
	m.open--
	m.over = m.open == 0
	over := m.over
	m.c.Sent.Data, m.c.Received.Data = m.sent.data, m.received.data
	m.c.Closed = now()
	c := m.c
	m.mu.Unlock()
	if !over {
		return
	}
	if m.report != nil {
		m.report(c)
	}
	close(m.done)
}

// orderly says that the stream ended in good order.
func (m *meter) orderly() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.c.Orderly = true
}

func (m *meter) message(of func(*Connection) *Measured, bytes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	one := of(&m.c)
	one.Messages++
	one.Payload += int64(bytes)
}

func sentOf(c *Connection) *Measured     { return &c.Sent }
func receivedOf(c *Connection) *Measured { return &c.Received }

// below counts the bytes of TCP.
type below struct {
	net.Conn
	m *meter
}

func (b *below) Read(p []byte) (int, error) {
	n, err := b.Conn.Read(p)
	b.m.mu.Lock()
	b.m.c.Received.TCP += int64(n)
	b.m.mu.Unlock()
	return n, err
}

func (b *below) Write(p []byte) (int, error) {
	b.m.begin() // the other end may have read p, and closed, before it is counted here
	defer b.m.end()
	n, err := b.Conn.Write(p)
	b.m.mu.Lock()
	b.m.c.Sent.TCP += int64(n)
	b.m.mu.Unlock()
	return n, err
}

// above counts the bytes inside TLS, and reports when the connection closes.
type above struct {
	net.Conn
	m    *meter
	once sync.Once
}

func (a *above) Read(p []byte) (int, error) {
	n, err := a.Conn.Read(p)
	a.m.mu.Lock()
	a.m.c.Received.HTTP2 += int64(n)
	a.m.received.count(p[:n])
	a.m.mu.Unlock()
	return n, err
}

func (a *above) Write(p []byte) (int, error) {
	a.m.begin()
	defer a.m.end()
	n, err := a.Conn.Write(p)
	a.m.mu.Lock()
	a.m.c.Sent.HTTP2 += int64(n)
	a.m.sent.count(p[:n])
	a.m.mu.Unlock()
	return n, err
}

func (a *above) Close() error {
	err := a.Conn.Close()
	a.once.Do(a.m.end)
	return err
}
