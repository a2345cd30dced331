package main

import (
	"net"
	"sync"
	"time"
)

// shaped is a listener whose connections are no faster than a link of so many
// bits a second in each direction, each connection a link of its own. What
// comes is read no faster than that, so that its sender has to wait.
type shaped struct {
	net.Listener
	bitsPerSecond float64
}

// Accept is of net.Listener.
func (s shaped) Accept() (net.Conn, error) {
	c, err := s.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &link{Conn: c, up: newBucket(s.bitsPerSecond / 8), down: newBucket(s.bitsPerSecond / 8)}, nil
}

// link is one connection as the coordinator sees it.
type link struct {
	net.Conn
	up, down *bucket
}

// burst is how many bytes may pass at once: some packets.
const burst = 16 << 10

// Read is of net.Conn.
func (l *link) Read(b []byte) (int, error) {
	n, err := l.Conn.Read(b[:min(len(b), burst)])
	l.up.wait(n)
	return n, err
}

// Write is of net.Conn.
func (l *link) Write(b []byte) (int, error) {
	written := 0
	for written < len(b) {
		part := b[written:min(len(b), written+burst)]
		l.down.wait(len(part))
		n, err := l.Conn.Write(part)
		written += n
		if err != nil {
			return written, err
		}
	}
	return written, nil
}

// bucket is a token bucket: bytes pass as they are paid for by time, and no
// more than a burst is saved up.
type bucket struct {
	mu    sync.Mutex
	rate  float64   // bytes a second
	clear time.Time // when all that has passed is paid for
}

func newBucket(rate float64) *bucket { return &bucket{rate: rate} }

// wait returns when n bytes have had their time.
func (b *bucket) wait(n int) {
	b.mu.Lock()
	now := time.Now()
	saved := time.Duration(burst / b.rate * float64(time.Second))
	if earliest := now.Add(-saved); b.clear.Before(earliest) {
		b.clear = earliest
	}
	b.clear = b.clear.Add(time.Duration(float64(n) / b.rate * float64(time.Second)))
	until := b.clear.Sub(now)
	b.mu.Unlock()
	if until > 0 {
		time.Sleep(until)
	}
}
