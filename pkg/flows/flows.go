// Package flows compares what the parties' programs measured of their
// connections with what somebody between them counted: a firewall, a router, a
// collector of NetFlow or IPFIX. Who counted there runs none of our code.
//
// A flow is counted in bytes of IP packets (octetDeltaCount of IPFIX, RFC 7012),
// both headers included; a program counts bytes of the TCP stream. Compare says
// between which numbers the former must lie for the latter:
//
//   - at least the bytes of the stream, each of which passed at least once, and
//     for every packet, where packets were counted, a header of 20 bytes of TCP
//     and 20 of IPv4 or 40 of IPv6;
//   - at most the same, with 40 bytes of TCP options for every packet, and 2 %
//     and 3,000 bytes for each connection that may have been sent again. Where
//     packets were not counted, they are at most one for 1,220 bytes of stream
//     (IPv6 asks for an MTU of 1,280), one for each record of TLS, one to
//     acknowledge each of the other direction, and 12 to open and close.
//
// What is hidden inside the tolerance is not found.
package flows

import (
	"bufio"
	"errors"
	"io"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"samband/pkg/phrase"
)

// Bounds on what a reader accepts.
const (
	MaxFlows  = 1 << 20
	maxLine   = 16 << 10
	mostCount = 1 << 43 // bytes of a flow: sums of as many as there may be fit into 63 bits
)

// Flow is one line of an export.
type Flow struct {
	Line         int
	First, Last  time.Time
	Source, Dest netip.Addr
	SourcePort   uint16 // 0 if the export does not say
	Port         uint16 // of Dest
	Out, In      Count  // from Source to Dest, and back
}

// Count is one direction of a flow.
type Count struct {
	Bytes   int64
	Packets int64 // 0 if the export does not say
}

// columns are the names of our own format, and of nfdump's CSV (nfdump -o csv)
// for the same: as it was up to version 1.7.4, and as it is since, where a line
// is one direction unless the person asks for more.
func columns() map[string]string {
	return map[string]string{
		"time": "time", "end": "end", "source": "source", "destination": "destination", "source_port": "source_port", "port": "port",
		"bytes_out": "bytes_out", "bytes_in": "bytes_in", "packets_out": "packets_out", "packets_in": "packets_in",

		"ts": "time", "te": "end", "sa": "source", "da": "destination", "sp": "source_port", "dp": "port",
		"ibyt": "bytes_out", "obyt": "bytes_in", "ipkt": "packets_out", "opkt": "packets_in",

		oneWay: "time", "lastSeen": "end", "srcAddr": "source", "dstAddr": "destination", "srcPort": "source_port", "dstPort": "port",
		"bytes": "bytes_out", "inBytes": "bytes_out", "outBytes": "bytes_in", "packets": "packets_out", "inPackets": "packets_out", "outPackets": "packets_in",
	}
}

// oneWay is a name that only nfdump since 1.7.5 uses. Its CSV need not have the
// bytes of the way back, which then are a line of their own.
const oneWay = "firstSeen"

// Read reads an export: comma-separated values under a line of names. Columns
// that have another name are passed over. Times are RFC 3339, or as nfdump
// writes them, and then in UTC.
func Read(r io.Reader) ([]Flow, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 4<<10), maxLine)
	var all []Flow
	var place map[string]int
	for number := 1; lines.Scan(); number++ {
		text := strings.TrimRight(strings.TrimPrefix(lines.Text(), "\ufeff"), "\r")
		if text == "" {
			continue
		}
		fields := strings.Split(text, ",")
		if place == nil {
			var err error
			if place, err = head(fields); err != nil {
				return nil, err
			}
			continue
		}
		if fields[0] == "Summary" || text == "No matching flows" { // nfdump ends with sums
			break
		}
		if len(all) == MaxFlows {
			return nil, phrase.Errorf("flows.many", "more than %d flows", MaxFlows)
		}
		f, err := parse(fields, place)
		if err != nil {
			return nil, phrase.Errorf("flows.line", "line %d: %w", number, err)
		}
		f.Line = number
		all = append(all, f)
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, phrase.Errorf("flows.long", "a line is longer than %d bytes", maxLine)
	} else if err != nil {
		return nil, err
	}
	if place == nil {
		return nil, phrase.Errorf("flows.empty", "the file has no line of names")
	}
	return all, nil
}

// head finds the columns.
func head(fields []string) (map[string]int, error) {
	names, place := columns(), make(map[string]int)
	for i, f := range fields {
		name, ok := names[strings.TrimSpace(f)]
		if !ok {
			continue
		}
		if _, twice := place[name]; twice {
			return nil, phrase.Errorf("flows.twice", "the column %s is there twice", name)
		}
		place[name] = i
	}
	for _, needed := range []string{"time", "source", "destination", "port", "bytes_out", "bytes_in"} {
		if _, ok := place[needed]; !ok && (needed != "bytes_in" || !slices.Contains(fields, oneWay)) {
			return nil, phrase.Errorf("flows.column", "there is no column %s: the first line names time, source, destination, port, bytes_out and bytes_in, or is that of nfdump -o csv", needed)
		}
	}
	return place, nil
}

func parse(fields []string, place map[string]int) (Flow, error) {
	var f Flow
	var errs []error
	value := func(name string) string {
		i, ok := place[name]
		if !ok || i >= len(fields) {
			return ""
		}
		return strings.TrimSpace(fields[i])
	}
	bad := func(name string) { errs = append(errs, phrase.Errorf("flows.value", "%s is %.60q", name, value(name))) }
	moment := func(name string) time.Time {
		for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05"} {
			if t, err := time.Parse(layout, value(name)); err == nil {
				return t.UTC()
			}
		}
		bad(name)
		return time.Time{}
	}
	address := func(name string) netip.Addr {
		a, err := netip.ParseAddr(value(name))
		if err != nil {
			bad(name)
		}
		return a.Unmap().WithZone("")
	}
	number := func(name string, most uint64) int64 {
		_, there := place[name]
		if !there || value(name) == "" && !slices.Contains([]string{"port", "bytes_out", "bytes_in"}, name) {
			return 0
		}
		n, err := strconv.ParseUint(value(name), 10, 63)
		if err != nil || n > most {
			bad(name)
		}
		return int64(n)
	}
	f.First = moment("time")
	if f.Last = f.First; value("end") != "" {
		f.Last = moment("end")
	}
	f.Source, f.Dest = address("source"), address("destination")
	f.SourcePort, f.Port = uint16(number("source_port", 1<<16-1)), uint16(number("port", 1<<16-1))
	f.Out = Count{number("bytes_out", mostCount), number("packets_out", mostCount)}
	f.In = Count{number("bytes_in", mostCount), number("packets_in", mostCount)}
	if len(errs) > 0 {
		return f, errs[0]
	}
	return f, nil
}
