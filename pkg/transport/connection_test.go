package transport

import (
	"context"
	"encoding/binary"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/protocol"
)

// measuring gives a configuration that hands its connections to a channel.
func measuring(cfg Config) (Config, chan Connection) {
	over := make(chan Connection, 8)
	cfg.Connections = func(c Connection) { over <- c }
	return cfg, over
}

// Both ends measure the same connection under the same name, and what lies in
// DATA frames is the messages and their prefixes to the byte.
func TestConnectionIsMeasuredAtBothEnds(t *testing.T) {
	atHub := make(chan Connection, 8)
	r := startWith(t, func(c *Config) { c.Connections = func(c Connection) { atHub <- c } }, "north")
	cfg, atNorth := measuring(r.config("north"))
	c := r.dial(cfg)
	r.handler.wait(t, "joined north")
	sizes := []int{1, 100, 1 << 14, 1<<18 - 100}
	up, down := int64(0), int64(0)
	for _, n := range sizes {
		m := &protocol.Chunk{Prefix: place(), From: "north", Data: make([]byte, n)}
		if err := c.Send(m); err != nil {
			t.Fatal(err)
		}
		r.handler.wait(t, "chunk from north")
		m = &protocol.Chunk{Prefix: place(), Data: make([]byte, n)}
		if err := r.server.Send("north", m); err != nil {
			t.Fatal(err)
		}
		if _, err := r.next(c); err != nil {
			t.Fatal(err)
		}
	}
	_, up = cfg.Counters.Total(hub, "sent")
	_, down = cfg.Counters.Total(hub, "received")
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	n, h := receive(t, atNorth, "what north measured"), receive(t, atHub, "what the coordinator measured")
	if n.ID == "" || n.ID != h.ID || n.Peer != hub || h.Peer != "north" || n.Local != h.Remote || n.Remote != h.Local || !n.Orderly || !h.Orderly {
		t.Errorf("\n%+v\n%+v", n, h)
	}
	for _, d := range []struct {
		name           string
		sent, received Measured
		payload        int64
	}{{"up", n.Sent, h.Received, up}, {"down", h.Sent, n.Received, down}} {
		for _, m := range []Measured{d.sent, d.received} {
			if m.Payload != d.payload || m.Messages != int64(len(sizes)) || m.Data != m.Payload+MessagePrefix*m.Messages || m.HTTP2 <= m.Data || m.TCP <= m.HTTP2 {
				t.Errorf("%s: %+v, payload of the ledger %d", d.name, m, d.payload)
			}
		}
		t.Logf("%s: %+v, received %+v", d.name, d.sent, d.received)
	}
}

// Whoever is refused has a connection all the same, which a firewall sees.
func TestRefusedConnectionIsMeasured(t *testing.T) {
	atHub := make(chan Connection, 8)
	r := startWith(t, func(c *Config) { c.Connections = func(c Connection) { atHub <- c } }, "north")
	cfg, atEast := measuring(r.config("north"))
	cfg.Key = newKey(t)
	cfg.Roster[cfg.Key.Public()] = "north"
	if _, err := Dial(context.Background(), r.address, cfg, hub); err == nil {
		t.Fatal("a stranger connected")
	}
	h, e := receive(t, atHub, "the coordinator's"), receive(t, atEast, "the stranger's")
	if h.Peer != "" || h.ID != "" || h.Received.TCP == 0 || h.Remote != e.Local || h.Received.HTTP2 != 0 {
		t.Errorf("\n%+v\n%+v", h, e)
	}
}

// However a stream is cut, the same is counted.
func TestFramesAreCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stream, want := []byte(preface), int64(0)
		for range rapid.IntRange(0, 20).Draw(t, "frames") {
			n, kind := rapid.IntRange(0, 300).Draw(t, "length"), rapid.Byte().Draw(t, "type")
			if rapid.Bool().Draw(t, "data") {
				kind = frameData
			}
			head := binary.BigEndian.AppendUint32(nil, uint32(n)<<8|uint32(kind))
			stream = append(append(stream, head...), make([]byte, 5+n)...)
			if kind == frameData {
				want += int64(n)
			}
		}
		f := frames{skip: len(preface)}
		for len(stream) > 0 {
			n := rapid.IntRange(1, len(stream)).Draw(t, "piece")
			f.count(stream[:n])
			stream = stream[n:]
		}
		if f.data != want {
			t.Fatalf("%d, want %d", f.data, want)
		}
	})
}
