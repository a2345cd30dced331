package transport

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"slices"
	"sync"
	"time"

	"google.golang.org/grpc"

	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/wire"
)

// Handler is the coordinator's program as the server sees it. Calls about one
// participant never overlap: Joined, then Received for each message in order,
// then Left. Calls about different participants may. A call may use the
// server, but must not wait for Left. While a call lasts, no further message
// of that participant is read; it must end when the context of Serve does.
type Handler interface {
	// Joined tells that a participant is connected; Send reaches it.
	Joined(id identity.ID)
	// Received hands over a message of the participant id, well-formed and
	// in its own name. An error ends the connection; the participant is told
	// its text.
	Received(id identity.ID, m protocol.Message) error
	// Left tells that the connection is over: err is nil if either side closed
	// it in good order, and ErrRefused if the participant sent what was refused.
	Left(id identity.ID, err error)
}

// Server is the coordinator's end of all connections.
type Server struct {
	cfg         Config
	handler     Handler
	grpc        *grpc.Server
	credentials *serverCredentials
	stall       time.Duration

	mu      sync.Mutex
	peers   map[identity.ID]*peer
	closing bool
	refused int
	used    map[identity.ID]Quota

	running sync.WaitGroup // connections whose handler was not told of the end
}

// NewServer prepares a server; Serve starts it.
func NewServer(cfg Config, h Handler) (*Server, error) {
	cfg, err := cfg.check()
	if err != nil {
		return nil, err
	}
	if cfg.Quota.Messages <= 0 || cfg.Quota.Chunks <= 0 {
		return nil, errors.New("transport: no quota of a participant was given")
	}
	s := &Server{cfg: cfg, handler: h, stall: stallTime, peers: make(map[identity.ID]*peer), used: make(map[identity.ID]Quota)}
	if s.credentials, err = newServerCredentials(&s.cfg, s.refuse); err != nil {
		return nil, fmt.Errorf("transport: %w", err)
	}
	alive, enforce := serverAlive()
	s.grpc = grpc.NewServer(
		grpc.Creds(s.credentials),
		grpc.ForceServerCodecV2(codec{}),
		grpc.MaxRecvMsgSize(cfg.Limits.MostToCoordinator()),
		grpc.MaxSendMsgSize(math.MaxInt32),
		grpc.MaxConcurrentStreams(1),
		grpc.MaxHeaderListSize(maxHeader),
		grpc.ConnectionTimeout(handshakeTime),
		grpc.KeepaliveParams(alive),
		grpc.KeepaliveEnforcementPolicy(enforce),
		grpc.WaitForHandlers(true),
	)
	s.grpc.RegisterService(s.service(), nil)
	return s, nil
}

// Serve accepts connections until ctx ends; then it sends what is queued,
// closes all connections, waits until the handler was told, and returns nil.
// It closes l. A server serves once.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	stopped := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(stopped)
		s.shutdown()
	})
	err := s.grpc.Serve(&gate{Listener: l, report: s.cfg.Connections})
	if stop() { // ctx did not end: the listener failed
		s.shutdown()
		return fmt.Errorf("transport: accepting connections on %s: %w", l.Addr(), err)
	}
	<-stopped
	return nil
}

func (s *Server) shutdown() {
	s.mu.Lock()
	s.closing = true
	for _, p := range s.peers {
		p.finish()
	}
	s.mu.Unlock()
	s.running.Wait()
	timer := time.AfterFunc(drainTime, s.grpc.Stop)
	s.grpc.GracefulStop()
	timer.Stop()
}

// Send queues a message for a participant and returns: a participant that
// does not read loses its connection rather than hold up the others. Only a
// chunk waits, until one of the few before it has left.
func (s *Server) Send(to identity.ID, m protocol.Message) error {
	s.mu.Lock()
	p := s.peers[to]
	s.mu.Unlock()
	if p == nil || p.over() {
		return fmt.Errorf("transport: %s is not connected", to)
	}
	b, err := wire.Marshal(m)
	if err != nil {
		return err
	}
	if most := s.cfg.Limits.Bytes[m.Kind()]; len(b) > most {
		return fmt.Errorf("transport: %s to %s has %d bytes; this run allows %d", m.Kind(), to, len(b), most)
	}
	return p.push(outgoing{m, b}, s.stall)
}

// Connected lists the participants that Send reaches, by id.
func (s *Server) Connected() []identity.ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []identity.ID
	for id, p := range s.peers {
		if !p.over() {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// Disconnect closes a participant's connection once what is queued for it was
// sent.
func (s *Server) Disconnect(id identity.ID) {
	s.mu.Lock()
	p := s.peers[id]
	s.mu.Unlock()
	if p != nil {
		p.finish()
	}
}

// admit makes p the connection of its party. A connection that the party has
// already is closed first: both proved the same key, and a participant that
// was cut off must not wait for the coordinator to notice. If the program runs
// twice, the older one is told so and does not come back by itself.
func (s *Server) admit(ctx context.Context, p *peer) error {
	for {
		s.mu.Lock()
		old := s.peers[p.id]
		if s.closing {
			s.mu.Unlock()
			return errors.New("the coordinator is stopping")
		}
		if old == nil {
			s.peers[p.id] = p
			s.running.Add(1)
			s.mu.Unlock()
			return nil
		}
		s.mu.Unlock()
		if !old.over() {
			s.cfg.local(kindConnection, p.id, "replaced")
			s.cfg.Log.Warn("a newer connection of the same party takes over; is its program running twice?", "party", p.id)
		}
		old.end(ErrReplaced)
		select {
		case <-old.left:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// release is the opposite of admit.
func (s *Server) release(p *peer) {
	s.handler.Left(p.id, p.err)
	s.mu.Lock()
	delete(s.peers, p.id)
	s.mu.Unlock()
	close(p.left)
	s.running.Done()
}
