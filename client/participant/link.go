package participant

import (
	"context"
	"errors"
	"sync"
	"time"

	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/transport"
)

// link is the one connection to the coordinator. When it breaks it is made
// anew for as long as patience lasts; the loop is told, so that both sides send
// again what the other may not have.
type link struct {
	messages chan protocol.Message // from the coordinator
	returned chan struct{}         // the connection is there again
	failed   chan error            // it will not come back

	cancel context.CancelFunc
	ended  chan struct{}
	mu     sync.Mutex
	client *transport.Client // the newest
	used   *transport.Client // what is sent goes here; the loop's own
}

// Connection is what people are told about the connection to the coordinator.
type Connection struct {
	First bool      // it has never been there in this run
	Why   error     // there is none because of this; nil if there is one
	Until time.Time // so long it is tried
}

// repeat is how often people are told the same reason again.
const repeat = 15 * time.Second

// dial connects for the first time. The coordinator may not have started yet,
// so an address where nobody answers is tried until patience ends; a wrong key
// or agreement is final.
func dial(ctx context.Context, address string, cfg transport.Config, coordinator identity.ID, patience time.Duration, tell func(Connection)) (*link, error) {
	ctx, cancel := context.WithCancel(ctx)
	l := &link{
		messages: make(chan protocol.Message),
		returned: make(chan struct{}, 1),
		failed:   make(chan error, 1),
		cancel:   cancel,
		ended:    make(chan struct{}),
	}
	if tell == nil {
		tell = func(Connection) {}
	}
	connect := func(first bool) error {
		return l.connect(ctx, address, cfg, coordinator, patience, func(c Connection) {
			c.First = first
			tell(c)
		})
	}
	if err := connect(true); err != nil {
		cancel()
		return nil, err
	}
	l.adopt()
	go l.receive(ctx, func() error { return connect(false) })
	return l, nil
}

// pauses between attempts to connect.
const (
	firstPause = 100 * time.Millisecond
	mostPause  = 5 * time.Second
)

// connect tries until patience ends. It tells why there is no connection yet,
// at once where the reason is another than before, and when there is one.
func (l *link) connect(ctx context.Context, address string, cfg transport.Config, coordinator identity.ID, patience time.Duration, tell func(Connection)) error {
	deadline := time.Now().Add(patience)
	var said string
	var last time.Time
	for pause := firstPause; ; pause = min(2*pause, mostPause) {
		c, err := transport.Dial(ctx, address, cfg, coordinator)
		if err == nil {
			l.mu.Lock()
			l.client = c
			l.mu.Unlock()
			tell(Connection{})
			return nil
		}
		if ctx.Err() != nil || !temporary(err) || time.Now().Add(pause).After(deadline) {
			return err
		}
		if err.Error() != said || time.Since(last) >= repeat {
			said, last = err.Error(), time.Now()
			tell(Connection{Why: err, Until: deadline})
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (l *link) receive(ctx context.Context, connect func() error) {
	defer close(l.ended)
	for {
		m, err := l.current().Receive(ctx)
		if err == nil {
			select {
			case l.messages <- m:
				continue
			case <-ctx.Done():
				return
			}
		}
		if ctx.Err() != nil {
			return
		}
		l.current().Close()
		if temporary(err) {
			err = connect()
		}
		if err != nil {
			if !errors.Is(err, context.Canceled) {
				l.failed <- err
			}
			return
		}
		select {
		case l.returned <- struct{}{}:
		default:
		}
	}
}

// temporary tells whether connecting again may help.
func temporary(err error) bool {
	var e *transport.Error
	return errors.As(err, &e) && e.Retry
}

// adopt makes the newest connection the one that is sent on. The loop does so
// when it is told that the connection is there again: until then whatever it was
// sending goes nowhere, and not into the middle of the new one.
func (l *link) adopt() { l.used = l.current() }

func (l *link) send(m protocol.Message) error { return l.used.Send(m) }

func (l *link) current() *transport.Client {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.client
}

// abort ends the connection at once, also for what waits to be sent.
func (l *link) abort() { l.current().Abort() }

// close ends the connection after what was sent has left.
func (l *link) close() {
	l.current().Close()
	l.cancel()
	<-l.ended
}
