package transport

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/wire"
)

// raw opens a stream with a party's real key and none of this package's care.
func (r *run) raw(id identity.ID) (grpc.ClientStream, context.CancelFunc) {
	r.t.Helper()
	config, err := identity.ClientTLS(r.keys[id], r.keys[hub].Public())
	if err != nil {
		r.t.Fatal(err)
	}
	conn, err := grpc.NewClient("passthrough:///"+r.address, grpc.WithTransportCredentials(credentials.NewTLS(config)),
		grpc.WithDefaultCallOptions(grpc.ForceCodecV2(codec{}), grpc.MaxCallSendMsgSize(math.MaxInt32)))
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { conn.Close() })
	opening := Config{Agreement: agreed, Mode: protocol.Real}
	ctx, cancel := context.WithCancel(metadata.NewOutgoingContext(context.Background(), opening.opening()))
	r.t.Cleanup(cancel)
	stream, err := conn.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, methodPath)
	if err != nil {
		r.t.Fatal(err)
	}
	r.handler.wait(r.t, "joined "+string(id))
	return stream, cancel
}

func marshal(t testing.TB, m protocol.Message) []byte {
	t.Helper()
	b, err := wire.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Each of these frames comes over a connection of an honest key, is refused by
// name, and costs the sender its connection and nobody else anything.
func TestHostileFrames(t *testing.T) {
	signature := bytes.Repeat([]byte{1}, 64)
	good := marshal(t, resume("north"))
	newer := bytes.Clone(good)
	newer[1] = 2
	for _, c := range []struct {
		name  string
		frame []byte
		told  string // to the sender
		want  string // at the coordinator
		note  string
	}{
		{"empty", nil, "", "north sent what is no message", "malformed"},
		{"garbage", []byte("\xff\xfe garbage"), "", "no message of Samband", "malformed"},
		{"truncated", good[:len(good)-3], "", "resume: cut off", "malformed"},
		{"newer version", newer, "", "version 2; this program speaks version 1", "malformed"},
		{"too long for its kind", marshal(t, &protocol.Stop{Prefix: place(), From: "north", Code: protocol.Code(bytes.Repeat([]byte("x"), 2000))}), "", "stop: a message of", "malformed"},
		{"too long for any kind", make([]byte, 1<<20), "larger than max", "longer than the longest of this run", "oversized"},
		{"forged sender", marshal(t, resume("south")), "", `north sent resume in the name of "south"`, "sender"},
		{"forged upload", marshal(t, &protocol.Upload{Header: protocol.Header{Prefix: place(), From: "north", Signature: signature},
			Shares: []protocol.Share{{From: "south", To: "east"}}}), "", `north sent upload in the name of "south"`, "sender"},
		{"forged ready", marshal(t, &protocol.Ack{Prefix: place(), From: "north", Next: "done", Signature: signature,
			Ready: &protocol.Ready{Prefix: place(), From: "south", Signature: signature}}), "", `north sent ack in the name of "south"`, "sender"},
		{"chunk of nobody", marshal(t, &protocol.Chunk{Prefix: place()}), "", `north sent chunk in the name of ""`, "sender"},
		{"coordinator's kind", marshal(t, &protocol.Done{Prefix: place()}), "", "north sent done, which only the coordinator sends", "sender"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := start(t, "north", "south")
			south := r.join("south")
			stream, _ := r.raw("north")
			if err := stream.SendMsg(c.frame); err != nil {
				t.Fatal(err)
			}
			var answer []byte
			err := stream.RecvMsg(&answer)
			if c.told == "" {
				c.told = c.want
			}
			contains(t, status.Convert(err).Message(), c.told)
			contains(t, r.handler.wait(t, "left north: "), c.want)
			r.log.line(t, "the connection ended")
			r.wantEvent("refusal", c.note)
			if err := south.Send(resume("south")); err != nil {
				t.Fatal(err)
			}
			r.handler.wait(t, "resume from south")
		})
	}
}

func TestParticipantVanishes(t *testing.T) {
	r := start(t, "north")
	stream, cancel := r.raw("north")
	if err := stream.SendMsg(marshal(t, resume("north"))); err != nil {
		t.Fatal(err)
	}
	r.handler.wait(t, "resume from north")
	cancel()
	r.handler.wait(t, "left north: the connection to north was lost")
	r.join("north")
}

// A participant that does not read loses its connection; what waits for it is
// bounded, and the coordinator's program is not held up for ever.
func TestSlowReader(t *testing.T) {
	r := start(t, "north")
	r.server.stall = time.Millisecond
	r.raw("north")
	chunk := &protocol.Chunk{Prefix: place(), Data: make([]byte, 1<<18)}
	var err error
	sent := 0
	for err == nil && sent < 1000 {
		err = r.server.Send("north", chunk)
		sent++
	}
	if !errors.Is(err, errStalled) {
		t.Fatalf("after %d chunks: %v", sent, err)
	}
	r.handler.wait(t, "left north: does not read")
}

func TestFullQueue(t *testing.T) {
	p := newPeer("north", nil)
	var err error
	for range maxQueue + 1 {
		if err != nil {
			t.Fatalf("refused early: %v", err)
		}
		err = p.push(outgoing{resume("north"), nil}, 0)
	}
	if !errors.Is(err, errStalled) || !p.over() {
		t.Fatalf("got %v", err)
	}
}

// The participant believes the coordinator no more than the other way round.
func TestHostileCoordinator(t *testing.T) {
	for _, c := range []struct {
		name  string
		frame []byte
		want  string
	}{
		{"garbage", []byte("garbage"), "hub sent what is no message"},
		{"oversized", make([]byte, 1<<20), "longer than this run allows"},
		{"another's update", marshal(t, &protocol.Chunk{Prefix: place(), From: "south"}), "hub sent a chunk of south"},
		{"forged stop", marshal(t, &protocol.Stop{Prefix: place(), From: "south", Code: protocol.CodeStopped}), `hub sent stop in the name of "south"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := start(t, "north")
			client := r.join("north")
			r.server.mu.Lock()
			p := r.server.peers["north"]
			r.server.mu.Unlock()
			if err := p.push(outgoing{resume("north"), c.frame}, 0); err != nil {
				t.Fatal(err)
			}
			_, err := r.next(client)
			contains(t, fmt.Sprint(err), c.want)
			if _, again := r.next(client); fmt.Sprint(again) != fmt.Sprint(err) {
				t.Errorf("then %v", again)
			}
		})
	}
}
