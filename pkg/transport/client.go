package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"samband/pkg/identity"
	"samband/pkg/phrase"
	"samband/pkg/protocol"
	"samband/pkg/wire"
)

// Client is a participant's end of its connection. Send and Receive may be
// called by different goroutines.
type Client struct {
	cfg         Config
	coordinator identity.ID
	conn        *grpc.ClientConn
	stream      grpc.ClientStream
	cancel      context.CancelFunc
	stall       time.Duration // that a Send may take
	meter       *meter

	send     sync.Mutex
	incoming chan protocol.Message // closed when nothing more comes
	err      error                 // why; read after incoming is closed
	closing  chan struct{}
	once     sync.Once
	done     chan struct{} // closed after incoming
}

// Dial connects to the coordinator at address (host:port) and returns once it
// has accepted this party. ctx bounds the connecting only; the connection
// lasts until Close. An error is an *Error whose text is one line for people.
// A connection that broke is replaced by another Dial.
func Dial(ctx context.Context, address string, cfg Config, coordinator identity.ID) (*Client, error) {
	cfg, err := cfg.check()
	if err != nil {
		return nil, err
	}
	server, err := keyOf(cfg.Roster, coordinator)
	if err != nil {
		return nil, err
	}
	a, err := newAttempt(&cfg, coordinator, address, server)
	if err != nil {
		return nil, fmt.Errorf("transport: %w", err)
	}
	// The name is resolved by dial, not by gRPC, so that its errors are at hand.
	conn, err := grpc.NewClient("passthrough:///"+address,
		grpc.WithTransportCredentials(a),
		grpc.WithContextDialer(a.dial),
		grpc.WithAuthority(string(coordinator)),
		grpc.WithKeepaliveParams(clientAlive()),
		grpc.WithMaxHeaderListSize(maxHeader),
		grpc.WithDisableServiceConfig(),
		grpc.WithDisableRetry(),
		grpc.WithIdleTimeout(0),
		grpc.WithDefaultCallOptions(
			grpc.ForceCodecV2(codec{}),
			grpc.MaxCallRecvMsgSize(cfg.Limits.MostToParticipant()),
			grpc.MaxCallSendMsgSize(math.MaxInt32)))
	if err != nil {
		return nil, &Error{Peer: coordinator, Err: err, Said: phrase.New("connect.unusable", "connecting to %s at %q: %v", coordinator, address, err)}
	}
	streamCtx, cancel := context.WithCancel(metadata.NewOutgoingContext(context.Background(), cfg.opening()))
	c := &Client{cfg: cfg, coordinator: coordinator, conn: conn, cancel: cancel, stall: stallTime,
		incoming: make(chan protocol.Message, 1), closing: make(chan struct{}), done: make(chan struct{})}
	stop := context.AfterFunc(ctx, cancel)
	err = c.open(streamCtx, a)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		cancel()
		conn.Close()
		if ctx.Err() != nil {
			return nil, &Error{Peer: coordinator, Retry: true, Err: ctx.Err(), Said: phrase.New("connect.gave-up", "connecting to %s at %s: gave up waiting for an answer: %v", coordinator, address, ctx.Err())}
		}
		return nil, err
	}
	cfg.Log.Debug("connected", "party", coordinator, "address", address)
	c.meter = a.measured()
	c.meter.begin()
	go c.read()
	return c, nil
}

func keyOf(roster map[identity.PublicKey]identity.ID, id identity.ID) (identity.PublicKey, error) {
	for key, party := range roster {
		if party == id {
			return key, nil
		}
	}
	return identity.PublicKey{}, fmt.Errorf("transport: the agreement names no key of %s", id)
}

// open starts the stream and waits until the coordinator has said what it
// runs.
func (c *Client) open(ctx context.Context, a *attempt) error {
	stream, err := c.conn.NewStream(ctx, &grpc.StreamDesc{StreamName: methodName, ServerStreams: true, ClientStreams: true}, methodPath)
	var said metadata.MD
	if err == nil {
		c.stream = stream
		said, err = stream.Header()
	}
	if err == nil && len(said.Get(openVersion)) == 0 {
		// The stream ended before the coordinator said anything.
		var none []byte
		if err = stream.RecvMsg(&none); err == nil {
			err = status.Error(codes.Unimplemented, "")
		}
	}
	if err != nil {
		if first := a.failure(); first != nil {
			c.cfg.local(kindConnection, c.coordinator, "failed")
			return first
		}
		return ended(c.coordinator, err)
	}
	if code, line := c.cfg.mismatch(said, string(c.coordinator)); code != "" {
		c.cfg.local(kindConnection, c.coordinator, string(code))
		return &Error{Peer: c.coordinator, Said: line}
	}
	c.cfg.compareClocks(said, c.coordinator, time.Now())
	return nil
}

// Abort ends the connection at once, also for a Send that waits.
func (c *Client) Abort() { c.cancel() }

// Send hands a message to the connection. It waits while the coordinator does
// not read, for a minute at most. After an error the connection is of no more
// use.
func (c *Client) Send(m protocol.Message) error {
	b, err := wire.Marshal(m)
	if err != nil {
		return err
	}
	if most := c.cfg.Limits.Bytes[m.Kind()]; len(b) > most {
		return fmt.Errorf("transport: %s has %d bytes; this run allows %d", m.Kind(), len(b), most)
	}
	c.send.Lock()
	defer c.send.Unlock()
	select {
	case <-c.done:
		return c.err
	case <-c.closing:
		return net.ErrClosed
	default:
	}
	if err := c.cfg.sent(c.coordinator, m, b); err != nil {
		return err
	}
	c.meter.message(sentOf, len(b))
	stalled := time.AfterFunc(c.stall, c.cancel)
	defer stalled.Stop()
	if err := c.stream.SendMsg(b); err != nil {
		return &Error{Peer: c.coordinator, Retry: true, Err: err,
			Said: phrase.New("link.sending", "sending %s: the connection to %s has ended; receiving says why", m.Kind(), c.coordinator)}
	}
	return nil
}

// Receive waits for the next message. When the connection ends it gives an
// *Error: errors.Is(err, io.EOF) if the coordinator closed it in good order,
// ErrReplaced if a newer connection took over.
func (c *Client) Receive(ctx context.Context) (protocol.Message, error) {
	select {
	case m, ok := <-c.incoming:
		if !ok {
			return nil, c.err
		}
		return m, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// read takes messages off the stream. One is ready and one waits; the rest
// waits at the coordinator.
func (c *Client) read() {
	for {
		m, err := c.next()
		if err != nil {
			c.err = err
			if errors.Is(err, io.EOF) {
				c.meter.orderly()
			}
			close(c.incoming)
			close(c.done)
			return
		}
		select {
		case c.incoming <- m:
		case <-c.closing: // nobody receives any more
		}
	}
}

func (c *Client) next() (protocol.Message, error) {
	var b []byte
	if err := c.stream.RecvMsg(&b); err != nil {
		return nil, ended(c.coordinator, err)
	}
	c.meter.message(receivedOf, len(b))
	m, err := wire.Unmarshal(b, c.cfg.Limits)
	if err != nil {
		c.cfg.local(kindRefusal, c.coordinator, "malformed")
		return nil, errors.Join(&Error{Peer: c.coordinator, Said: phrase.New("link.malformed", "%s sent what is no message: %v", c.coordinator, err)}, c.cfg.unreadable(c.coordinator, b))
	}
	if err := c.cfg.received(c.coordinator, m, b); err != nil {
		return nil, err
	}
	if err := checkCoordinator(m, c.coordinator); err != nil {
		c.cfg.local(kindRefusal, c.coordinator, "sender")
		return nil, &Error{Peer: c.coordinator, Said: phrase.New("link.sender", "%v", err)}
	}
	return m, nil
}

// Close tells the coordinator that nothing more comes, waits until it has
// read everything, at most for drainTime, and ends the connection.
func (c *Client) Close() error {
	var err error
	c.once.Do(func() {
		close(c.closing)
		if c.send.TryLock() { // else a message is stuck, and waiting is no use
			err = c.stream.CloseSend()
			c.send.Unlock()
			timer := time.NewTimer(drainTime)
			defer timer.Stop()
			select {
			case <-c.done:
			case <-timer.C:
			}
		}
		c.cancel()
		err = errors.Join(err, c.conn.Close())
		<-c.done
		c.meter.end()
		// gRPC may close the connection a little later; what was measured of it
		// is told before this returns, unless something is stuck.
		timer := time.NewTimer(drainTime)
		defer timer.Stop()
		select {
		case <-c.meter.done:
		case <-timer.C:
		}
	})
	return err
}
