package bundle

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/netip"

	"samband/pkg/identity"
	"samband/pkg/phrase"
	"samband/pkg/transport"
)

// Bounds on the file of connections.
const (
	MaxConnections = 1 << 16
	maxConnection  = 4 << 10 // bytes of a line
	mostBytes      = 1 << 46 // of a connection: sums of as many as there may be fit into 63 bits
	mostRefused    = 1 << 17 // of one that was refused: a handshake of TLS and what lingers after it
)

// Connection is what one end measured of one connection, and its line in the
// party's file.
type Connection struct {
	Line int
	transport.Connection
}

// readConnections reads the lines of a file; those that are none are problems.
func readConnections(r *bufio.Reader, file string) (all []Connection, faults []Problem) {
	all = []Connection{}
	for line := 1; ; line++ {
		text, err := readLine(r)
		if errors.Is(err, io.EOF) {
			return all, faults
		}
		if err == nil && line > MaxConnections {
			err = phrase.Errorf("bundle.many-connections", "more than %d connections", MaxConnections)
		}
		if err != nil {
			return all, append(faults, Problem{file, line, fault(err)})
		}
		c, err := parseConnection(text)
		if err != nil {
			faults = append(faults, Problem{file, line, fault(err)})
			continue
		}
		all = append(all, Connection{line, c})
	}
}

// readLine gives a line without its end.
func readLine(r *bufio.Reader) ([]byte, error) {
	var text []byte
	for {
		part, err := r.ReadSlice('\n')
		text = append(text, part...)
		switch {
		case len(text) > maxConnection:
			return nil, phrase.Errorf("bundle.long", "longer than %d bytes", maxConnection)
		case err == nil:
			return text[:len(text)-1], nil
		case errors.Is(err, io.EOF) && len(text) > 0:
			return nil, phrase.Errorf("bundle.torn", "the file ends within this line")
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
	}
}

func parseConnection(text []byte) (transport.Connection, error) {
	var c transport.Connection
	if err := json.Unmarshal(text, &c); err != nil {
		return c, phrase.Errorf("bundle.malformed", "not readable as a file of a bundle: %w", err)
	}
	again, err := json.Marshal(c)
	if err != nil || !bytes.Equal(again, text) {
		return c, phrase.Errorf("bundle.canonical", "not written in the one accepted way")
	}
	if err := parseEnds(c); err != nil {
		return c, err
	}
	for _, m := range []transport.Measured{c.Sent, c.Received} {
		if m.Payload < 0 || m.Messages < 0 || m.Data < 0 || m.HTTP2 < m.Data || m.TCP < m.HTTP2 || max(m.TCP, m.Payload, m.Messages) > mostBytes {
			return c, phrase.Errorf("bundle.counts", "counts more inside than outside: TCP %d, HTTP/2 %d, data %d, payload %d bytes", m.TCP, m.HTTP2, m.Data, m.Payload)
		}
	}
	return c, nil
}

// parseEnds checks what names a connection. One that was refused has neither name
// nor peer, and carried no message; an address that cannot be read would keep the
// connection out of a comparison with what somebody outside counted.
func parseEnds(c transport.Connection) error {
	if _, err := identity.ParseID(string(c.Peer)); err != nil && c.Peer != "" {
		return err
	}
	id, err := hex.DecodeString(c.ID)
	if err != nil || len(id) != 0 && len(id) != 16 || c.ID != hex.EncodeToString(id) {
		return phrase.Errorf("bundle.connection-id", "the name %.40q is none of a connection", c.ID)
	}
	if refused := c.ID == ""; refused != (c.Peer == "") || refused && c.Sent.HTTP2+c.Received.HTTP2+c.Sent.Messages+c.Received.Messages+c.Sent.Payload+c.Received.Payload != 0 {
		return phrase.Errorf("bundle.nameless", "a connection without a name has a peer, or carried something")
	}
	if c.ID == "" && max(c.Sent.TCP, c.Received.TCP) > mostRefused {
		return phrase.Errorf("bundle.refused-long", "a connection that was refused has %d bytes, at most %d", max(c.Sent.TCP, c.Received.TCP), mostRefused)
	}
	for _, end := range []string{c.Local, c.Remote} {
		if _, err := netip.ParseAddrPort(end); err != nil {
			return phrase.Errorf("bundle.address", "%.80q is no address and port", end)
		}
	}
	return nil
}
