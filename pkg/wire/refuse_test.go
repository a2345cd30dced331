package wire_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"samband/pkg/digest"
	"samband/pkg/protocol"
	"samband/pkg/wire"
)

func place() protocol.Prefix {
	return protocol.Prefix{Set: "sum-2.1", Agreement: digest.Of([]byte("a")), Mode: protocol.Real,
		Session: digest.Of([]byte("s")), Round: 3, Attempt: 1, State: digest.Of([]byte("t"))}
}

// fixed are messages that serve as seeds and as what the tests damage.
func fixed() []protocol.Message {
	signature := bytes.Repeat([]byte{7}, 64)
	hello := protocol.Hello{Prefix: place(), From: "north", Key: make([]byte, 8), Signature: signature}
	return []protocol.Message{
		&hello,
		&protocol.Hellos{Prefix: place(), Hellos: []protocol.Hello{hello, hello}},
		&protocol.Upload{Header: protocol.Header{Prefix: place(), From: "north", Signature: signature,
			Shares: []protocol.Addressed{{To: "south"}}}, Shares: []protocol.Share{{From: "north", To: "south", Sealed: make([]byte, 9)}}},
		&protocol.Chunk{Prefix: place(), From: "north", Index: 2, Offset: 300, Data: []byte("data")},
		&protocol.Ack{Prefix: place(), From: "north", Next: "newton", Signature: signature, Ready: &protocol.Ready{Prefix: place(), From: "north", Signature: signature}},
		&protocol.Stop{Prefix: place(), From: "hub", Code: protocol.CodeMissing, Party: "south"},
	}
}

func encode(t *testing.T, m protocol.Message) []byte {
	t.Helper()
	b, err := wire.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// envelope puts a body into an envelope as samband.proto says.
func envelope(version uint64, number protowire.Number, body []byte) []byte {
	b := protowire.AppendTag(nil, 1, protowire.VarintType)
	b = protowire.AppendVarint(b, version)
	b = protowire.AppendTag(b, number, protowire.BytesType)
	return protowire.AppendBytes(b, body)
}

// body takes the message out of an envelope.
func body(t *testing.T, m protocol.Message) []byte {
	t.Helper()
	b := encode(t, m)[2:]
	_, _, n := protowire.ConsumeTag(b)
	inner, _ := protowire.ConsumeBytes(b[n:])
	return inner
}

func with(m protocol.Message, change func(protocol.Message)) protocol.Message {
	change(m)
	return m
}

func TestRefuses(t *testing.T) {
	stop := func() *protocol.Stop { return fixed()[5].(*protocol.Stop) }
	hello := func() *protocol.Hello { return fixed()[0].(*protocol.Hello) }
	b := func(number protowire.Number, data []byte) []byte {
		return protowire.AppendBytes(protowire.AppendTag(nil, number, protowire.BytesType), data)
	}
	v := func(number protowire.Number, value uint64) []byte {
		return protowire.AppendVarint(protowire.AppendTag(nil, number, protowire.VarintType), value)
	}
	prefix := body(t, &protocol.Attempt{Prefix: place()})
	for _, c := range []struct {
		name string
		raw  []byte
		want string
	}{
		{"nothing", nil, "no message of Samband"},
		{"text", []byte("GET / HTTP/1.1\r\n"), "no message of Samband"},
		{"version only", v(1, 1), "an envelope without a message"},
		{"newer version", envelope(2, 23, nil), "version 2; this program speaks version 1"},
		{"no version", envelope(1, 23, body(t, stop()))[2:], "no message of Samband"},
		{"version twice", slices.Concat(v(1, 1), v(1, 1), b(23, body(t, stop()))), "the version is there twice"},
		{"unknown kind", envelope(1, 99, nil), "unknown field 99"},
		{"two kinds", slices.Concat(envelope(1, 23, body(t, stop())), b(6, prefix)), "stop: more follows"},
		{"same kind twice", slices.Concat(envelope(1, 6, prefix), b(6, prefix)), "attempt: more follows"},
		{"empty message", envelope(1, 23, nil), "stop: prefix: missing"},
		{"cut off", encode(t, stop())[:40], "cut off"},
		{"unknown field", envelope(1, 6, slices.Concat(prefix, v(9, 1))), "attempt: unknown field 9"},
		{"field twice", envelope(1, 6, slices.Concat(prefix, prefix)), "attempt: prefix: there twice"},
		{"out of order", envelope(1, 21, slices.Concat(b(2, []byte("north")), prefix)), "resume: prefix: missing"},
		{"wrong type", envelope(1, 21, slices.Concat(prefix, v(2, 1))), "resume: from: not encoded"},
		{"long number", envelope(1, 17, slices.Concat(prefix, b(2, make([]byte, 32)), []byte{3 << 3, 0x81, 0x00})), "fetch: chunk: a number that is not in its shortest"},
		{"written zero", envelope(1, 17, slices.Concat(prefix, b(2, make([]byte, 32)), v(3, 0))), "fetch: chunk: a zero"},
		{"number too large", envelope(1, 17, slices.Concat(prefix, b(2, make([]byte, 32)), v(3, 1<<32))), "does not fit 32 bits"},
		{"written empty", envelope(1, 21, slices.Concat(prefix, b(2, nil))), "resume: from: empty"},
		{"short digest", envelope(1, 17, slices.Concat(prefix, b(2, make([]byte, 31)))), "fetch: root: 31 bytes, exactly 32"},
		{"no digest", envelope(1, 17, prefix), "fetch: root: missing"},
		{"not UTF-8", envelope(1, 21, slices.Concat(prefix, b(2, []byte("n\xff")))), "resume: from: not UTF-8"},
		{"long text", envelope(1, 21, slices.Concat(prefix, b(2, make([]byte, 65)))), "resume: from: 65 bytes, at most 64"},
		{"no sender", envelope(1, 21, prefix), "resume: from: a party's id is empty"},
		{"id", encode(t, with(stop(), func(m protocol.Message) { m.(*protocol.Stop).Party = "North" })), "stop: party:"},
		{"mode", encode(t, with(stop(), func(m protocol.Message) { m.(*protocol.Stop).Prefix.Mode = "dry" })), `stop: prefix: mode: "dry"`},
		{"set", encode(t, with(stop(), func(m protocol.Message) { m.(*protocol.Stop).Prefix.Set = "a\x1b[2J" })), "stop: prefix: set:"},
		{"code", encode(t, with(stop(), func(m protocol.Message) { m.(*protocol.Stop).Code = "Bad news" })), "stop: code:"},
		{"no signature", encode(t, with(hello(), func(m protocol.Message) { m.(*protocol.Hello).Signature = nil })), "hello: signature: missing"},
		{"short signature", encode(t, with(hello(), func(m protocol.Message) { m.(*protocol.Hello).Signature = []byte{1} })), "hello: signature: 1 bytes, exactly 64"},
		{"long key", encode(t, with(hello(), func(m protocol.Message) { m.(*protocol.Hello).Key = make([]byte, 2049) })), "hello: key: 2049 bytes, at most 2048"},
		{"nested", encode(t, &protocol.Hellos{Prefix: place(), Hellos: []protocol.Hello{*hello(), {Prefix: place(), From: "x"}}}), "hellos: hellos 2: signature: missing"},
		{"nested id", encode(t, &protocol.Hellos{Prefix: place(), Hellos: []protocol.Hello{*hello(), {Prefix: place(), From: "9", Signature: hello().Signature}}}), "hellos: hellos 2: from:"},
		{"long list", encode(t, &protocol.Hellos{Prefix: place(), Hellos: make([]protocol.Hello, participants+1)}), "signature: missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := wire.Unmarshal(c.raw, limits())
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want …%s…", err, c.want)
			}
			if strings.ContainsAny(err.Error(), "\n\x1b") {
				t.Fatalf("the error holds what a terminal obeys: %q", err)
			}
		})
	}
}

func TestRefusesLongList(t *testing.T) {
	commit := protocol.Commit{Prefix: place(), From: "north", Signature: bytes.Repeat([]byte{1}, 64)}
	m := &protocol.Commitments{Prefix: place(), Commits: slices.Repeat([]protocol.Commit{commit}, participants+1)}
	_, err := wire.Unmarshal(encode(t, m), limits())
	if want := "commitments: commits: more than 4 entries"; err == nil || !strings.Contains(err.Error(), want) {
		t.Fatalf("got %v, want …%s…", err, want)
	}
}

func TestRefusesBeyondLimits(t *testing.T) {
	few := wire.Limits{Participants: 2, Bytes: map[protocol.Kind]int{protocol.KindStop: 300, protocol.KindChunk: 1000}}
	for _, c := range []struct {
		m    protocol.Message
		want string
	}{
		{&protocol.Attempt{Prefix: place()}, "attempt: messages of this kind have no place in this run"},
		{&protocol.Chunk{Prefix: place(), Data: make([]byte, 2000)}, "the longest of any kind in this run has 1000"},
		{&protocol.Stop{Prefix: place(), From: "n", Code: protocol.Code(strings.Repeat("x", 200))}, "stop: a message of"},
	} {
		_, err := wire.Unmarshal(encode(t, c.m), few)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want …%s…", err, c.want)
		}
	}
}

// A message of many empty parts must be refused before it is expanded into Go
// values, which take fifty times the room.
func TestRefusesWithoutAllocating(t *testing.T) {
	parts := bytes.Repeat([]byte{2<<3 | 2, 0}, 1<<19)
	raw := envelope(1, 3, slices.Concat(body(t, &protocol.Attempt{Prefix: place()}), parts))
	wide := wire.Limits{Participants: 1000, Bytes: map[protocol.Kind]int{protocol.KindHellos: 1 << 24}}
	allocations := testing.AllocsPerRun(5, func() {
		if _, err := wire.Unmarshal(raw, wide); err == nil {
			t.Error("accepted")
		}
	})
	if allocations > 20 { // the error and its parts
		t.Fatalf("refusing a message of %d bytes took %v allocations", len(raw), allocations)
	}
}
