package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"samband/pkg/identity"
	"samband/pkg/phrase"
)

// Error is why a connection could not be made, or why it ended: one line that
// says what, where and what to do.
type Error struct {
	Peer  identity.ID // the other end
	Said  phrase.Phrase
	Retry bool  // connecting again may help, without anybody changing anything
	Err   error // cause, where there is one to be told apart with errors.Is
}

func (e *Error) Error() string { return e.Said.String() }

// Phrase says it in other languages.
func (e *Error) Phrase() phrase.Phrase { return e.Said }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// ErrReplaced is the cause when the same party opened a newer connection.
var ErrReplaced = errors.New("a newer connection of the same party took over")

// ErrRefused is the cause when a party sent what is no message of this run, or
// one in another's name, or more than any run can need.
var ErrRefused = errors.New("what it sent was refused")

// errStalled is the cause when a party does not read what it is sent.
var errStalled = errors.New("does not read what it is sent")

func listenError(address string, err error) error {
	switch {
	case errors.Is(err, addressInUse):
		return phrase.Errorf("listen.in-use", "listening on %s: another program uses this port, perhaps a coordinator that still runs; stop it or choose another port", address)
	case errors.Is(err, os.ErrPermission), errors.Is(err, portForbidden):
		return phrase.Errorf("listen.forbidden", "listening on %s: this user may not; choose a port above 1023", address)
	}
	if name := unresolved(err); name != "" {
		return phrase.Errorf("listen.name", "listening on %s: this machine has no address of the name %q; give an IP address or leave the host empty", address, name)
	}
	return phrase.Errorf("listen.failed", "listening on %s: %w", address, err)
}

// unresolved is the name that did not resolve, if that is what failed.
func unresolved(err error) string {
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return dns.Name
	}
	return ""
}

// dialError explains why no TCP connection came about.
func dialError(peer identity.ID, address string, err error) *Error {
	e := &Error{Peer: peer, Retry: true, Err: err}
	var addr *net.AddrError
	var timeout net.Error
	switch {
	case unresolved(err) != "":
		e.Said = phrase.New("connect.name", "connecting to %s at %s: the name %q does not resolve; check its spelling and this machine's DNS", peer, address, unresolved(err))
	case errors.As(err, &addr):
		e.Said, e.Retry = phrase.New("connect.address", "connecting to %s at %q: %s; write the address as host:port", peer, address, addr.Err), false
	case errors.Is(err, connectionRefused):
		e.Said = phrase.New("connect.refused", "connecting to %s at %s: connection refused; is the coordinator running, and is the port right?", peer, address)
	case errors.Is(err, connectionReset):
		e.Said = phrase.New("connect.reset", "connecting to %s at %s: the other end took the connection and dropped it; its program may be ending", peer, address)
	case errors.As(err, &timeout) && timeout.Timeout():
		e.Said = phrase.New("connect.no-answer", "connecting to %s at %s: no answer within %v; a firewall may stop outgoing connections to this port", peer, address, handshakeTime)
	default:
		e.Said = phrase.New("connect.failed", "connecting to %s at %s: %v", peer, address, err)
	}
	return e
}

// pinError says that the key shown in a handshake is not the one wanted.
type pinError struct {
	key identity.PublicKey
	err error
}

func (e *pinError) Error() string { return e.err.Error() }
func (e *pinError) Unwrap() error { return e.err }

// handshakeError explains, at the participant, why TLS failed.
func handshakeError(peer identity.ID, address string, own identity.PublicKey, err error) *Error {
	e := &Error{Peer: peer, Err: err}
	var pin *pinError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &pin):
		e.Said = phrase.New("connect.key", "connecting to %s at %s: the program there has another key than %s in the agreement; check the address, and with %[1]s the key's fingerprint (%[4]v)", peer, address, peer, err)
	case errors.As(err, &record):
		e.Said = phrase.New("connect.no-tls", "connecting to %s at %s: what answers there does not speak TLS; check the port", peer, address)
	case alerted(err):
		e.Said = phrase.New("connect.own-key", "connecting to %s at %s: it refused this party's key, %s; its agreement does not name this key: compare the two agreements", peer, address, own)
	case errors.Is(err, io.EOF), errors.Is(err, connectionReset):
		e.Said, e.Retry = phrase.New("connect.hung-up", "connecting to %s at %s: the other end hung up during the TLS handshake; check the port, and whether something between stops TLS", peer, address), true
	default:
		e.Said, e.Retry = phrase.New("connect.tls", "connecting to %s at %s: the TLS handshake failed: %v", peer, address, err), errors.Is(err, context.DeadlineExceeded)
	}
	return e
}

// alerted tells whether the other end ended TLS with an alert, as it does when
// it does not accept a key. TLS 1.3 lets it come after the handshake is over
// for the side that connects.
func alerted(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "remote error"
}

// ended explains, at the participant, why the stream ended. What the
// coordinator wrote is quoted: it comes from outside.
func ended(peer identity.ID, err error) *Error {
	e := &Error{Peer: peer, Err: err}
	if errors.Is(err, io.EOF) {
		e.Said = phrase.New("link.closed", "%s closed the connection", peer)
		return e
	}
	s := status.Convert(err)
	switch s.Code() {
	case codes.Aborted:
		e.Err = ErrReplaced
		e.Said = phrase.New("link.replaced", "%s closed this connection because this party opened a newer one; is the program running twice?", peer)
	case codes.InvalidArgument:
		e.Said = phrase.New("link.refused", "%s refused a message of this party: %.300q", peer, s.Message())
	case codes.ResourceExhausted:
		e.Said = phrase.New("link.long", "between %s and this party, a message is longer than this run allows: %.300q", peer, s.Message())
	case codes.Unimplemented:
		e.Said = phrase.New("link.protocol", "%s does not know this program's protocol; run the same release of Samband at every party", peer)
	case codes.Canceled, codes.Unavailable, codes.DeadlineExceeded:
		e.Said, e.Retry = phrase.New("link.lost", "the connection to %s was lost (%.300q)", peer, s.Message()), true
	default:
		e.Said = phrase.New("link.ended", "%s ended the connection: %.300q", peer, s.Message())
	}
	return e
}
