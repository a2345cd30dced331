package flows

import (
	"slices"

	"samband/pkg/transport"
)

// What the tolerance is made of, in bytes; the package comment derives it.
const (
	headers4 = 20 + 20 // of IPv4 and TCP, without options
	headers6 = 40 + 20 // of IPv6 and TCP
	options  = 40      // most that TCP options take
	segment  = 1280 - headers6
	record   = 22 // that TLS 1.3 adds to a record: header 5, type 1, tag 16
	opening  = 12 // packets that carry nothing: to open, to close, to ask whether the other is there
	again    = 50 // one byte in so many may be sent twice
	resent   = 3000
)

// compare sums up a group.
func (g *group) compare() Compared {
	c := Compared{Source: g.source, Destination: g.dest, Port: g.port, SourcePort: g.sourcePort, Connections: len(g.connections)}
	var out, in transport.Measured
	for _, one := range g.connections {
		one.seen = true
		if !slices.Contains(c.Parties, one.party) {
			c.Parties = append(c.Parties, one.party)
		}
		add(&out, one.out)
		add(&in, one.in)
	}
	var there, back Count
	for i, f := range g.flows {
		c.Lines = append(c.Lines, f.Line)
		a, b := f.Out, f.In
		if g.swapped[i] {
			a, b = b, a
		}
		there, back = Count{there.Bytes + a.Bytes, there.Packets + a.Packets}, Count{back.Bytes + b.Bytes, back.Packets + b.Packets}
	}
	header := int64(headers4)
	if g.dest.Is6() {
		header = headers6
	}
	c.Out = bounds(out, in, there, header, int64(len(g.connections)))
	c.In = bounds(in, out, back, header, int64(len(g.connections)))
	return c
}

func add(sum *transport.Measured, m transport.Measured) {
	sum.TCP, sum.HTTP2 = sum.TCP+m.TCP, sum.HTTP2+m.HTTP2
}

// bounds says between what the bytes of packets must lie for a stream; other is
// that of the opposite direction.
func bounds(stream, other transport.Measured, seen Count, header, connections int64) Direction {
	d := Direction{Stream: stream.TCP, Outside: seen.Bytes}
	packets, least := seen.Packets, seen.Packets
	if packets == 0 {
		packets = segments(stream) + segments(other) + opening*connections
	}
	d.Least = stream.TCP + header*least
	d.Most = stream.TCP + (header+options)*packets + stream.TCP/again + resent*connections
	return d
}

// segments is how many packets the bytes of a stream need at most: full ones,
// and one for each record of TLS, which is one write.
func segments(m transport.Measured) int64 {
	return m.TCP/segment + (m.TCP-m.HTTP2)/record
}
