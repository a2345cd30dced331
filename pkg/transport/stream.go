package transport

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	grpcpeer "google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	"samband/pkg/identity"
	"samband/pkg/phrase"
	"samband/pkg/wire"
)

// The service and method of samband.proto.
const (
	serviceName = "samband.wire.v1.Samband"
	methodName  = "Connect"
	methodPath  = "/" + serviceName + "/" + methodName
)

// service describes the one stream to gRPC: a description by hand, because
// generated code would marshal messages itself.
func (s *Server) service() *grpc.ServiceDesc {
	return &grpc.ServiceDesc{
		ServiceName: serviceName,
		HandlerType: (*any)(nil),
		Streams: []grpc.StreamDesc{{
			StreamName: methodName, ServerStreams: true, ClientStreams: true,
			Handler: func(_ any, stream grpc.ServerStream) error { return s.connect(stream) },
		}},
		Metadata: "samband.proto",
	}
}

// connect serves one participant's stream. gRPC ends the stream when it
// returns, which is what makes read and write return.
func (s *Server) connect(stream grpc.ServerStream) error {
	id, m, err := s.identify(stream)
	if err != nil {
		return status.Error(codes.Unauthenticated, err.Error())
	}
	again, flood := s.spend(id, nil)
	if again { // the handler was told
		return outcome(flood)
	}
	if err := stream.SendHeader(s.cfg.opening()); err != nil {
		return err
	}
	said, _ := metadata.FromIncomingContext(stream.Context())
	if code, line := s.cfg.mismatch(said, string(id)); code != "" {
		s.cfg.local(kindConnection, id, string(code))
		s.cfg.Log.Warn("refused a connection", "why", line, "party", id)
		return status.Error(codes.FailedPrecondition, string(code))
	}
	s.cfg.compareClocks(said, id, time.Now())
	p := newPeer(id, m)
	if err := s.admit(stream.Context(), p); err != nil {
		return status.Error(codes.Unavailable, err.Error())
	}
	s.cfg.Log.Debug("connected", "party", id)
	s.handler.Joined(id)
	if flood != nil {
		p.end(flood)
	}
	m.begin()
	var both sync.WaitGroup
	both.Go(func() { s.read(stream, p) })
	both.Go(func() { s.write(stream, p) })
	go func() {
		both.Wait()
		if p.err == nil {
			m.orderly()
		}
		m.end()
		s.release(p)
	}()
	<-p.quit
	if p.err != nil {
		s.cfg.Log.Warn("the connection ended", "party", id, "error", p.err)
	}
	return outcome(p.err)
}

// identify is who proved its key on the connection of stream.
func (s *Server) identify(stream grpc.ServerStream) (identity.ID, *meter, error) {
	from, ok := grpcpeer.FromContext(stream.Context())
	if !ok {
		return "", nil, errors.New("the connection has no peer")
	}
	m, ok := from.AuthInfo.(metered)
	if !ok {
		return "", nil, errors.New("the connection is not measured")
	}
	id, err := s.credentials.party(from.AuthInfo)
	return id, m.meter, err
}

// read hands the participant's messages to the handler until the stream ends.
func (s *Server) read(stream grpc.ServerStream, p *peer) {
	for {
		var b []byte
		if err := stream.RecvMsg(&b); err != nil {
			p.end(s.lost(p, err))
			return
		}
		p.meter.message(receivedOf, len(b))
		if p.over() {
			return
		}
		if err := s.receive(p.id, b); err != nil {
			p.end(err)
			return
		}
	}
}

// refusal is a message that ends the connection of its sender.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

// Is makes every refusal an ErrRefused.
func (r refusal) Is(target error) bool { return target == ErrRefused }

func (s *Server) receive(id identity.ID, b []byte) error {
	m, err := wire.Unmarshal(b, s.cfg.Limits)
	if _, flood := s.spend(id, m); flood != nil {
		return flood
	}
	if err != nil {
		if err := s.cfg.unreadable(id, b); err != nil {
			return err
		}
		s.cfg.local(kindRefusal, id, "malformed")
		return refusal{fmt.Errorf("%s sent what is no message: %w", id, err)}
	}
	if err := s.cfg.received(id, m, b); err != nil {
		return err
	}
	if err := checkParticipant(m, id); err != nil {
		s.cfg.local(kindRefusal, id, "sender")
		return refusal{err}
	}
	if err := s.handler.Received(id, m); err != nil {
		s.cfg.local(kindRefusal, id, "refused")
		return refusal{err}
	}
	return nil
}

// lost says why nothing more can be read; nil if the participant closed.
func (s *Server) lost(p *peer, err error) error {
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case status.Code(err) == codes.ResourceExhausted && !p.over():
		s.cfg.local(kindRefusal, p.id, "oversized")
		return refusal{fmt.Errorf("%s sent a message longer than the longest of this run, %d bytes", p.id, s.cfg.Limits.MostToCoordinator())}
	}
	return &Error{Peer: p.id, Retry: true, Err: err, Said: phrase.New("link.gone", "the connection to %s was lost", p.id)}
}

// write sends what is queued until the connection ends.
func (s *Server) write(stream grpc.ServerStream, p *peer) {
	for {
		o, ok := p.next()
		if !ok {
			return
		}
		err := s.cfg.sent(p.id, o.m, o.b)
		if err == nil {
			p.meter.message(sentOf, len(o.b))
			err = stream.SendMsg(o.b)
		}
		p.gone(o)
		if err != nil {
			p.end(fmt.Errorf("sending %s to %s: %w", o.m.Kind(), p.id, err))
			return
		}
	}
}

// outcome is what the participant is told of the end.
func outcome(err error) error {
	var refused refusal
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrReplaced):
		return status.Error(codes.Aborted, ErrReplaced.Error())
	case errors.Is(err, errStalled):
		return status.Error(codes.DeadlineExceeded, errStalled.Error())
	case errors.As(err, &refused):
		return status.Error(codes.InvalidArgument, refused.Error())
	}
	return status.Error(codes.Unavailable, "the coordinator lost the connection")
}

// maxRefused is how many refused connections are listed: whoever knocks on the
// port for days must not fill the log and the ledger.
const maxRefused = 100

// refuse reports a connection that ended before anybody was identified.
func (s *Server) refuse(raw net.Conn, err error) {
	s.mu.Lock()
	s.refused++
	n, closing := s.refused, s.closing
	s.mu.Unlock()
	if n > maxRefused || closing {
		return
	}
	if guest, ok := raw.(*guest); ok {
		guest.meter.end()
	}
	var pin *pinError
	var record tls.RecordHeaderError
	note, why := "handshake", phrase.New("guest.tls", "the TLS handshake failed: %v", err)
	switch {
	case errors.As(err, &pin):
		note, why = "stranger", phrase.New("guest.stranger", "the key %s is not in the agreement; if it should be, every party must sign an agreement that names it", pin.key)
	case errors.Is(err, io.EOF), errors.Is(err, connectionReset):
		why = phrase.New("guest.ended", "it ended before its TLS handshake was done")
	case errors.As(err, &record):
		note, why = "not-tls", phrase.New("guest.not-tls", "it does not speak TLS")
	}
	s.cfg.local(kindConnection, "", note)
	s.cfg.Log.Warn("refused a connection", "why", why, "remote", raw.RemoteAddr().String())
	if n == maxRefused {
		s.cfg.Log.Warn("further refused connections are not listed", "listed", maxRefused)
	}
}
