package wire_test

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

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
	limits := wire.LimitsFor(2, 2, 1<<14, 1<<18)
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
