package transport

import (
	"fmt"
	"sync"
	"time"

	"samband/pkg/identity"
	"samband/pkg/protocol"
)

const (
	// maxChunks is how many chunk messages wait for one participant: one is
	// being written, the others are ready. A sender of more waits.
	maxChunks = 4
	// maxQueue is how many messages wait for one participant in all. The
	// protocol never has that many on their way; a participant that has them
	// waiting has stopped reading.
	maxQueue = 256
)

// peer is one participant's connection at the coordinator.
type peer struct {
	id    identity.ID
	meter *meter

	mu     sync.Mutex
	queue  []outgoing
	ending bool // what is queued is sent, then the connection ends

	wake   chan struct{} // something was queued, or ending was set
	chunks chan struct{} // a place for each waiting chunk
	quit   chan struct{} // closed when the connection ends
	once   sync.Once
	err    error         // why it ended; nil if in good order; read after quit
	left   chan struct{} // closed when the handler was told
}

type outgoing struct {
	m protocol.Message
	b []byte
}

func newPeer(id identity.ID, m *meter) *peer {
	return &peer{id: id, meter: m, wake: make(chan struct{}, 1), chunks: make(chan struct{}, maxChunks),
		quit: make(chan struct{}), left: make(chan struct{})}
}

// end ends the connection at once; the first reason stays.
func (p *peer) end(err error) {
	p.once.Do(func() {
		p.err = err
		close(p.quit)
	})
}

// finish ends the connection when what is queued was sent, or after
// drainTime.
func (p *peer) finish() {
	p.mu.Lock()
	p.ending = true
	p.mu.Unlock()
	p.signal()
	timer := time.AfterFunc(drainTime, func() { p.end(errStalled) })
	go func() {
		<-p.quit
		timer.Stop()
	}()
}

func (p *peer) signal() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// over tells whether the connection has ended.
func (p *peer) over() bool {
	select {
	case <-p.quit:
		return true
	default:
		return false
	}
}

// push queues a message. A chunk waits for its place, at most for stall.
func (p *peer) push(o outgoing, stall time.Duration) error {
	if o.m.Kind() == protocol.KindChunk {
		if err := p.place(stall); err != nil {
			return err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ending || p.over() {
		return fmt.Errorf("transport: %s is not connected any more", p.id)
	}
	if len(p.queue) >= maxQueue {
		p.end(errStalled)
		return fmt.Errorf("transport: %s %w: %d messages wait", p.id, errStalled, maxQueue)
	}
	p.queue = append(p.queue, o)
	p.signal()
	return nil
}

func (p *peer) place(stall time.Duration) error {
	timer := time.NewTimer(stall)
	defer timer.Stop()
	select {
	case p.chunks <- struct{}{}:
		return nil
	case <-p.quit:
		return fmt.Errorf("transport: %s is not connected any more", p.id)
	case <-timer.C:
		p.end(errStalled)
		return fmt.Errorf("transport: %s %w: a chunk waited for %v", p.id, errStalled, stall)
	}
}

// next waits for a message to send; there is none when the connection ends.
func (p *peer) next() (outgoing, bool) {
	for {
		p.mu.Lock()
		if len(p.queue) > 0 {
			o := p.queue[0]
			p.queue[0] = outgoing{}
			p.queue = p.queue[1:]
			p.mu.Unlock()
			return o, !p.over()
		}
		ending := p.ending
		p.mu.Unlock()
		if ending {
			p.end(nil)
			return outgoing{}, false
		}
		select {
		case <-p.wake:
		case <-p.quit:
			return outgoing{}, false
		}
	}
}

// gone gives the place of a chunk back once gRPC has taken it.
func (p *peer) gone(o outgoing) {
	if o.m.Kind() == protocol.KindChunk {
		<-p.chunks
	}
}
