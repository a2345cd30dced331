package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"google.golang.org/grpc/credentials"

	"samband/pkg/identity"
)

// pinned marks a configuration's refusal of a key, so that it can be told
// from other failures of a handshake.
func pinned(config *tls.Config) *tls.Config {
	verify := config.VerifyConnection
	config.VerifyConnection = func(state tls.ConnectionState) error {
		err := verify(state)
		if err == nil {
			return nil
		}
		key, _ := identity.PeerKey(state)
		return &pinError{key, err}
	}
	return config
}

// serverCredentials is TLS at the coordinator. It reports who was refused,
// which gRPC keeps to itself, and bounds the connections of one party.
type serverCredentials struct {
	credentials.TransportCredentials
	roster map[identity.PublicKey]identity.ID
	refuse func(raw net.Conn, err error)

	mu   *sync.Mutex
	open map[identity.ID]int
}

// maxOpen is how many connections one party may hold: the one in use, and
// those that it has lost and the coordinator has not missed yet.
const maxOpen = 4

func newServerCredentials(c *Config, refuse func(net.Conn, error)) (*serverCredentials, error) {
	others := make(map[identity.PublicKey]identity.ID)
	for key, id := range c.Roster {
		if id != c.Self {
			others[key] = id
		}
	}
	config, err := identity.ServerTLS(c.Key, others)
	if err != nil {
		return nil, err
	}
	return &serverCredentials{credentials.NewTLS(pinned(config)), others, refuse, new(sync.Mutex), make(map[identity.ID]int)}, nil
}

// ServerHandshake lets in who proves a key of the roster.
func (s *serverCredentials) ServerHandshake(raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	conn, info, err := s.TransportCredentials.ServerHandshake(raw)
	if guest, ok := raw.(*guest); ok {
		guest.enter()
	}
	if err != nil {
		s.refuse(raw, err)
		return nil, nil, err
	}
	id, err := s.party(info)
	if err == nil {
		err = s.count(id)
	}
	if err != nil {
		s.refuse(raw, err)
		conn.Close()
		return nil, nil, err
	}
	conn = &counted{Conn: conn, leave: func() { s.leave(id) }}
	guest, ok := raw.(*guest)
	if !ok {
		return conn, info, nil
	}
	if err := guest.meter.named(id, info.(credentials.TLSInfo).State); err != nil {
		conn.Close()
		return nil, nil, err
	}
	return &above{Conn: conn, m: guest.meter}, metered{info.(credentials.TLSInfo), guest.meter}, nil
}

// metered is what TLS proved, with the meter of its connection.
type metered struct {
	credentials.TLSInfo
	meter *meter
}

// party is who proved a key in the handshake behind info.
func (s *serverCredentials) party(info credentials.AuthInfo) (identity.ID, error) {
	if m, ok := info.(metered); ok {
		info = m.TLSInfo
	}
	tls, ok := info.(credentials.TLSInfo)
	if !ok {
		return "", errors.New("the connection is not TLS")
	}
	key, err := identity.PeerKey(tls.State)
	if err != nil {
		return "", err
	}
	id, known := s.roster[key]
	if !known {
		return "", fmt.Errorf("the key %s is not in the agreement", key)
	}
	return id, nil
}

func (s *serverCredentials) count(id identity.ID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[id] >= maxOpen {
		return fmt.Errorf("%s has %d connections already", id, maxOpen)
	}
	s.open[id]++
	return nil
}

func (s *serverCredentials) leave(id identity.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[id]--
}

// Clone gives the same credentials: they never change.
func (s *serverCredentials) Clone() credentials.TransportCredentials { return s }

// counted is a connection that leaves the count when it closes.
type counted struct {
	net.Conn
	once  sync.Once
	leave func()
}

func (c *counted) Close() error {
	c.once.Do(c.leave)
	return c.Conn.Close()
}

// attempt is one participant's attempt to connect. gRPC turns errors of the
// network into text; attempt keeps the first one as it was.
type attempt struct {
	credentials.TransportCredentials
	peer    identity.ID
	address string
	own     identity.PublicKey

	mu    *sync.Mutex
	first **Error
	meter **meter // of the connection; nil while there is none
	over  func(Connection)
}

func newAttempt(c *Config, peer identity.ID, address string, server identity.PublicKey) (*attempt, error) {
	config, err := identity.ClientTLS(c.Key, server)
	if err != nil {
		return nil, err
	}
	return &attempt{credentials.NewTLS(pinned(config)), peer, address, c.Key.Public(), new(sync.Mutex), new(*Error), new(*meter), c.Connections}, nil
}

func (a *attempt) fail(e *Error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if *a.first == nil {
		*a.first = e
	}
}

// failure is the first thing that went wrong, if anything did.
func (a *attempt) failure() *Error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return *a.first
}

// dial makes the TCP connection.
func (a *attempt) dial(ctx context.Context, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{Timeout: handshakeTime}).DialContext(ctx, "tcp", address)
	if err != nil {
		a.fail(dialError(a.peer, a.address, err))
		return nil, err
	}
	return &below{conn, newMeter(conn, true, a.over)}, nil
}

// measured is the meter of the connection that was made.
func (a *attempt) measured() *meter {
	a.mu.Lock()
	defer a.mu.Unlock()
	return *a.meter
}

// ClientHandshake accepts the coordinator's key only, and waits for its first
// byte: in TLS 1.3 the side that connects is done before the other has judged
// its key, so without waiting a refusal would look like a broken connection.
// gRPC's server speaks first.
func (a *attempt) ClientHandshake(ctx context.Context, authority string, raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	ctx, cancel := context.WithTimeout(ctx, handshakeTime)
	defer cancel()
	conn, info, err := a.TransportCredentials.ClientHandshake(ctx, authority, raw)
	if err == nil {
		conn, err = await(ctx, conn)
	}
	m := raw.(*below).m
	if err == nil {
		err = m.named(a.peer, info.(credentials.TLSInfo).State)
	}
	if err != nil {
		m.end()
		a.fail(handshakeError(a.peer, a.address, a.own, err))
		return nil, nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	*a.meter = m
	return &above{Conn: conn, m: m}, info, nil
}

// Clone gives the same credentials: gRPC must not lose sight of the attempt.
func (a *attempt) Clone() credentials.TransportCredentials { return a }

// await reads the first byte of conn and gives a connection that still has it.
func await(ctx context.Context, conn net.Conn) (net.Conn, error) {
	stop := context.AfterFunc(ctx, func() { conn.SetReadDeadline(time.Unix(1, 0)) })
	first := make([]byte, 1)
	_, err := conn.Read(first)
	if !stop() {
		err = ctx.Err()
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	return &begun{conn, first}, conn.SetReadDeadline(time.Time{})
}

// begun is a connection whose first byte was read already.
type begun struct {
	net.Conn
	first []byte
}

func (b *begun) Read(p []byte) (int, error) {
	if len(b.first) == 0 || len(p) == 0 {
		return b.Conn.Read(p)
	}
	n := copy(p, b.first)
	b.first = b.first[n:]
	return n, nil
}
