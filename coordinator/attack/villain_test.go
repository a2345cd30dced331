package attack_test

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/mem"
	"google.golang.org/grpc/metadata"

	"samband/pkg/algorithm"
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
	"samband/pkg/seal"
	secsite "samband/pkg/secagg/site"
	"samband/pkg/wire"
)

// villain holds a participant's key and drives the real state machine; what a
// test sets makes it misbehave. It owes nothing to anybody: it writes no file
// and keeps no ledger, and its frames are whatever a test makes of them.
type villain struct {
	f       *federation
	id      identity.ID
	machine *site.Machine
	learner algorithm.Learner
	scheme  secsite.Scheme
	stream  grpc.ClientStream
	later   []site.Input
	over    bool
	err     error

	hello        *seal.PrivateKey
	contribution [32]byte
	group        *seal.Group
	keys         map[protocol.Prefix]*seal.PrivateKey
	offer        *secsite.Offer
	part         secsite.Part      // of the scheme's key, if it has one
	releasing    *site.NeedRelease // that waits for the sum
	body         [][]byte          // its ciphertext
	need         *site.NeedSum
	sum          [][]byte // chunks of it that have come

	// resumed has it take up a session that it was in before.
	resumed bool
	// kept sees what becomes final.
	kept func(site.Keep)
	// commit changes what is committed to, and with it what is uploaded.
	commit func(need site.NeedCommit, c *site.Commit)
	// opened sees what the sum is opened with.
	opened func(need *site.NeedSum, sum [][]byte)
	// ack changes what is acked.
	ack func(s *site.Sum)
	// say alters what is sent, which is signed already.
	say func(m protocol.Message) []protocol.Message
	// frame alters the bytes of what is sent.
	frame func(m protocol.Message, b []byte) [][]byte
}

// enlist starts a villain in the place of a participant.
func (f *federation) enlist(id identity.ID, address string, prepare func(*villain)) *party {
	f.t.Helper()
	v := &villain{f: f, id: id, machine: site.New(f.terms, id, f.keys[id]), keys: make(map[protocol.Prefix]*seal.PrivateKey)}
	train, test := f.table(id)
	var err error
	v.learner, err = algorithm.New(f.plan, algorithm.Local{ID: string(id), Train: train, Test: test})
	f.must(err)
	v.scheme, err = secsite.New(f.plan.Scheme())
	f.must(err)
	prepare(v)
	return f.start(id, filepath.Join(f.dir, "villain"), func(ctx context.Context, _ *party) error { return v.run(ctx, address) })
}

// codec hands bytes through.
type codec struct{}

func (codec) Name() string { return "samband" }

func (codec) Marshal(v any) (mem.BufferSlice, error) {
	return mem.BufferSlice{mem.SliceBuffer(v.([]byte))}, nil
}

func (codec) Unmarshal(data mem.BufferSlice, v any) error {
	*v.(*[]byte) = data.Materialize()
	return nil
}

// opening is what a participant says when it connects.
func (f *federation) opening() metadata.MD {
	return metadata.Pairs("samband-version", fmt.Sprint(protocol.Version), "samband-agreement", f.plan.Hash.String(), "samband-mode", string(protocol.Real))
}

// connect opens a stream with the key of id and nothing of package transport.
func (f *federation) connect(ctx context.Context, key *identity.PrivateKey, address string, opening metadata.MD) (grpc.ClientStream, *grpc.ClientConn, error) {
	config, err := identity.ClientTLS(key, f.keys[hub].Public())
	if err != nil {
		return nil, nil, err
	}
	conn, err := grpc.NewClient("passthrough:///"+address, grpc.WithTransportCredentials(credentials.NewTLS(config)),
		grpc.WithDefaultCallOptions(grpc.ForceCodecV2(codec{}), grpc.MaxCallSendMsgSize(math.MaxInt32), grpc.MaxCallRecvMsgSize(math.MaxInt32)))
	if err != nil {
		return nil, nil, err
	}
	stream, err := conn.NewStream(metadata.NewOutgoingContext(ctx, opening),
		&grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, "/samband.wire.v1.Samband/Connect")
	return stream, conn, err
}

func (v *villain) run(ctx context.Context, address string) error {
	stream, conn, err := v.f.connect(ctx, v.f.keys[v.id], address, v.f.opening())
	if conn != nil {
		defer conn.Close()
	}
	if err != nil {
		return err
	}
	v.stream = stream
	if v.resumed {
		v.do(v.machine.Return(time.Now()))
	} else {
		v.do(v.machine.Start(time.Now()))
	}
	for !v.over {
		if len(v.later) > 0 {
			in := v.later[0]
			v.later = v.later[1:]
			v.step(in)
			continue
		}
		var b []byte
		if err := stream.RecvMsg(&b); err != nil {
			return err
		}
		m, err := wire.Unmarshal(b, v.f.limits)
		if err != nil {
			return err
		}
		if c, ok := m.(*protocol.Chunk); ok {
			v.arrived(c)
			continue
		}
		v.step(site.Received{Message: m})
	}
	// It leaves in good order: nobody has to wait for its return.
	stream.CloseSend()
	for b := []byte(nil); stream.RecvMsg(&b) == nil; {
	}
	return v.err
}

func (v *villain) step(in site.Input) {
	effects, _ := v.machine.Step(time.Now(), in)
	v.do(effects)
}

func (v *villain) do(effects []protocol.Effect) {
	for _, e := range effects {
		switch e := e.(type) {
		case protocol.Send:
			v.send(e.Message)
		case protocol.Halt:
			v.over, v.err = true, e.Err
		case site.Keep:
			if v.kept != nil {
				v.kept(e)
			}
		case site.SendBody:
			for i, data := range v.body {
				v.send(&protocol.Chunk{Prefix: e.Prefix, From: v.id, Index: uint32(i), Data: data})
			}
		case site.NeedSum:
			v.need, v.sum = &e, nil
			v.send(&protocol.Fetch{Prefix: e.Result.Prefix, Root: e.Result.Root})
		default:
			in, err := v.answer(e)
			if err != nil {
				v.over, v.err = true, err
			} else if in != nil {
				v.later = append(v.later, in)
			}
		}
	}
}

// sign puts the villain's signature on a message that it changed.
func (v *villain) sign(m protocol.Message) protocol.Message {
	protocol.Sign(v.f.keys[v.id], m)
	return m
}

func (v *villain) send(m protocol.Message) {
	all := []protocol.Message{m}
	if v.say != nil {
		all = v.say(m)
	}
	for _, m := range all {
		b, err := wire.Marshal(m)
		v.f.must(err)
		frames := [][]byte{b}
		if v.frame != nil {
			frames = v.frame(m, b)
		}
		for _, b := range frames {
			v.stream.SendMsg(b) // receiving tells why it failed
		}
	}
}
