package wire_test

import (
	"bytes"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"samband/pkg/digest"
	"samband/pkg/protocol"
	"samband/pkg/wire"
)

// Every kind that protocol names must be among the makers, or a kind that
// cannot travel would go unnoticed.
func TestEveryKindTravels(t *testing.T) {
	limits := limits()
	rapid.Check(t, func(t *rapid.T) {
		makers := makers(draw{t})
		if len(makers) != len(limits.Bytes) {
			t.Fatalf("%d kinds are made here, %d have a limit", len(makers), len(limits.Bytes))
		}
		kind := rapid.SampledFrom(slices.Sorted(maps.Keys(makers))).Draw(t, "kind")
		m := makers[kind]()
		if m.Kind() != kind {
			t.Fatalf("the maker of %s makes %s", kind, m.Kind())
		}
		b, err := wire.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := wire.Marshal(m); !bytes.Equal(again, b) {
			t.Fatalf("%s: a second encoding differs", kind)
		}
		got, err := wire.Unmarshal(b, limits)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(m, got); d != "" {
			t.Fatalf("%s came back different:\n%s", kind, d)
		}
	})
}

// Whatever one changed, cut or added byte does, it never goes unnoticed as an
// equal message, and an accepted message is the one encoding of itself.
func TestOneEncoding(t *testing.T) {
	limits := limits()
	rapid.Check(t, func(t *rapid.T) {
		makers := makers(draw{t})
		kind := rapid.SampledFrom(slices.Sorted(maps.Keys(makers))).Draw(t, "kind")
		b, err := wire.Marshal(makers[kind]())
		if err != nil {
			t.Fatal(err)
		}
		at := rapid.IntRange(0, len(b)-1).Draw(t, "at")
		switch rapid.IntRange(0, 2).Draw(t, "damage") {
		case 0:
			b[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "flip"))
		case 1:
			b = b[:at]
		case 2:
			b = slices.Insert(b, at, rapid.Byte().Draw(t, "more"))
		}
		m, err := wire.Unmarshal(b, limits)
		if err != nil {
			return
		}
		again, err := wire.Marshal(m)
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("accepted %x, which is encoded as %x (%v)", b, again, err)
		}
	})
}

func TestMarshalRefusesParts(t *testing.T) {
	if _, err := wire.Marshal(&protocol.Header{}); err == nil || !strings.Contains(err.Error(), "no message that travels by itself") {
		t.Errorf("a header alone: %v", err)
	}
	if _, err := wire.Marshal(&protocol.Stop{Code: "\xff"}); err == nil || !strings.Contains(err.Error(), "stop") {
		t.Errorf("a code that is not UTF-8: %v", err)
	}
}

func FuzzUnmarshal(f *testing.F) {
	for _, m := range fixed() {
		b, err := wire.Marshal(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	limits := limits()
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := wire.Unmarshal(b, limits)
		if err != nil {
			return
		}
		again, err := wire.Marshal(m)
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("accepted %x, which is encoded as %x (%v)", b, again, err)
		}
	})
}

func BenchmarkChunk(b *testing.B) {
	limits := wire.LimitsOf(2, map[string]int{"chunk": 1<<18 + 1024})
	m := &protocol.Chunk{Prefix: place(), From: "north", Data: make([]byte, 1<<18)}
	b.SetBytes(1 << 18)
	for b.Loop() {
		raw, err := wire.Marshal(m)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := wire.Unmarshal(raw, limits); err != nil {
			b.Fatal(err)
		}
	}
}

// The bytes of one message, as protoc --encode makes them from samband.proto
// without any code of this package. They never change within a version.
func TestKnownBytes(t *testing.T) {
	letters := func(c byte) digest.Digest { return digest.Digest(bytes.Repeat([]byte{c}, 32)) }
	m := &protocol.Stop{From: "hub", Code: protocol.CodeMissing, Party: "south", Prefix: protocol.Prefix{
		Set: "sum-2", Agreement: letters('a'), Mode: protocol.Real, Session: letters('s'), Round: 300, Attempt: 1, State: letters('t')}}
	want := "0801ba018f010a78" + "0a0573756d2d32" + "1220" + strings.Repeat("61", 32) + "1a047265616c" +
		"2220" + strings.Repeat("73", 32) + "28ac02" + "3001" + "3a20" + strings.Repeat("74", 32) +
		"1203687562" + "1a076d697373696e67" + "2205736f757468"
	got, err := wire.Marshal(m)
	if err != nil || hex.EncodeToString(got) != want {
		t.Fatalf("got  %x (%v)\nwant %s", got, err, want)
	}
}
