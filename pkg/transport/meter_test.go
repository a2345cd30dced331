package transport

import (
	"net"
	"testing"
)

// slow is a connection whose Write returns only when it is told to, after the
// other end has long read what was written.
type slow struct {
	net.Conn
	written, release chan struct{}
}

func (s *slow) Write(p []byte) (int, error) {
	n, err := s.Conn.Write(p)
	s.written <- struct{}{}
	<-s.release
	return n, err
}

// What was written is counted also where the connection closes, because the other
// end has read it and gone, before Write returns.
func TestMeterWaitsForWrites(t *testing.T) {
	here, there := net.Pipe()
	defer there.Close()
	go func() {
		for buffer := make([]byte, 64); ; {
			if _, err := there.Read(buffer); err != nil {
				return
			}
		}
	}()
	over := make(chan Connection, 2)
	s := &slow{here, make(chan struct{}), make(chan struct{})}
	m := newMeter(here, false, func(c Connection) { over <- c })
	a := &above{Conn: &below{s, m}, m: m}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if n, err := a.Write(make([]byte, 97)); n != 97 || err != nil {
			t.Error(n, err)
		}
	}()
	<-s.written
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	select {
	case c := <-over:
		t.Fatalf("reported while something was being written: %+v", c.Sent)
	default:
	}
	s.release <- struct{}{}
	<-done
	if c := <-over; c.Sent.TCP != 97 || c.Sent.HTTP2 != 97 {
		t.Errorf("%+v", c.Sent)
	}
}
