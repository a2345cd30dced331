package attack_test

import (
	"context"
	"net"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	grpcpeer "google.golang.org/grpc/peer"

	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/wire"
)

// relay is a coordinator in bytes: it has the coordinator's key and those of the
// participants, passes on what the real one and they say, and may put any bytes
// in place of any message of the coordinator's.
type relay struct {
	f       *federation
	to      string // the real coordinator
	address string
	// frames is what is said to a participant instead.
	frames func(to identity.ID, m protocol.Message, b []byte) [][]byte
}

// relay starts one between the participants and the coordinator at an address.
func (f *federation) relay(to string, frames func(identity.ID, protocol.Message, []byte) [][]byte) *relay {
	roster := make(map[identity.PublicKey]identity.ID)
	for id, key := range f.keys {
		roster[key.Public()] = id
	}
	config, err := identity.ServerTLS(f.keys[hub], roster)
	f.must(err)
	r := &relay{f: f, to: to, frames: frames}
	server := grpc.NewServer(grpc.Creds(credentials.NewTLS(config)), grpc.ForceServerCodecV2(codec{}), grpc.MaxRecvMsgSize(1<<30), grpc.MaxSendMsgSize(1<<30))
	server.RegisterService(&grpc.ServiceDesc{
		ServiceName: "samband.wire.v1.Samband", HandlerType: (*any)(nil),
		Streams: []grpc.StreamDesc{{StreamName: "Connect", ServerStreams: true, ClientStreams: true,
			Handler: func(_ any, near grpc.ServerStream) error { return r.carry(near, roster) }}},
	}, nil)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	f.must(err)
	r.address = l.Addr().String()
	var served sync.WaitGroup
	served.Go(func() { server.Serve(l) })
	f.t.Cleanup(func() { server.Stop(); served.Wait() })
	return r
}

// carry is one participant's stream and the stream to the real coordinator.
func (r *relay) carry(near grpc.ServerStream, roster map[identity.PublicKey]identity.ID) error {
	peer, _ := grpcpeer.FromContext(near.Context())
	shown, err := identity.PeerKey(peer.AuthInfo.(credentials.TLSInfo).State)
	if err != nil {
		return err
	}
	id := roster[shown]
	said, _ := metadata.FromIncomingContext(near.Context())
	opening := metadata.MD{}
	for name, values := range said {
		if len(name) > 8 && name[:8] == "samband-" {
			opening[name] = values
		}
	}
	ctx, cancel := context.WithCancel(near.Context())
	defer cancel()
	far, conn, err := r.f.connect(ctx, r.f.keys[id], r.to, opening)
	if conn != nil {
		defer conn.Close()
	}
	if err != nil {
		return err
	}
	header, err := far.Header()
	if err != nil {
		return err
	}
	if err := near.SendHeader(header); err != nil {
		return err
	}
	go func() {
		for {
			var b []byte
			if near.RecvMsg(&b) != nil {
				far.CloseSend()
				return
			}
			far.SendMsg(b)
		}
	}()
	for {
		var b []byte
		if err := far.RecvMsg(&b); err != nil {
			return nil
		}
		m, err := wire.Unmarshal(b, r.f.limits)
		r.f.must(err)
		for _, b := range r.frames(id, m, b) {
			if err := near.SendMsg(b); err != nil {
				return err
			}
		}
	}
}
