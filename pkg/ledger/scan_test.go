package ledger

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samband/pkg/identity"
)

// Whatever the scanner takes, decoding as JSON takes with the same result and
// would be written the same way.
func scansAlike(t interface{ Errorf(string, ...any) }, raw []byte) (taken bool) {
	var fast, slow Event
	if !new(scanner).event(raw, &fast) {
		return false
	}
	if err := json.Unmarshal(raw, &slow); err != nil {
		t.Errorf("%q is scanned, and JSON says %v", raw, err)
		return true
	}
	again, err := encode(&slow)
	if err != nil || !bytes.Equal(again, raw) {
		t.Errorf("%q is scanned and would be written %q, %v", raw, again, err)
	}
	if !reflect.DeepEqual(fast, slow) {
		t.Errorf("%q: scanned %+v, JSON %+v", raw, fast, slow)
	}
	return true
}

func TestScannerTakesWhatTheWriterWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.StringMatching(`[a-z][a-z0-9-]{0,20}`)
		maybe := rapid.OneOf(rapid.Just(""), code)
		e := Event{
			Sequence: rapid.Uint64Range(0, 1<<40).Draw(t, "sequence"), Round: rapid.Uint32().Draw(t, "round"), Attempt: rapid.Uint32().Draw(t, "attempt"),
			Time: time.UnixMilli(rapid.Int64Range(0, 1<<42).Draw(t, "time")).UTC(), From: identity.ID(code.Draw(t, "from")), To: identity.ID(maybe.Draw(t, "to")),
			Kind: code.Draw(t, "kind"), Direction: Sent, Category: code.Draw(t, "category"), Form: Plain, Scheme: maybe.Draw(t, "scheme"),
			Bytes: rapid.IntRange(0, 1<<30).Draw(t, "bytes"), Note: maybe.Draw(t, "note"),
		}
		copy(e.Digest[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "digest"))
		raw, err := encode(&e)
		if err != nil {
			t.Fatal(err)
		}
		if !scansAlike(t, raw) {
			t.Fatalf("not scanned: %s", raw)
		}
		// One byte of it changed may be another event, and never the same one.
		i := rapid.IntRange(0, len(raw)-1).Draw(t, "place")
		raw[i] ^= byte(rapid.IntRange(1, 255).Draw(t, "change"))
		scansAlike(t, raw)
	})
}

func FuzzScanner(f *testing.F) {
	raw, err := encode(&Event{Time: time.Date(2026, 2, 28, 12, 0, 0, 120_000_000, time.UTC), From: "north", Kind: "upload", Direction: Local, Category: "update", Form: Plain})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add(bytes.Replace(raw, []byte("02-28"), []byte("02-30"), 1))
	f.Add(bytes.Replace(raw, []byte(`"bytes":0`), []byte(`"bytes":00`), 1))
	f.Add(bytes.Replace(raw, []byte(".12Z"), []byte(".120Z"), 1))
	f.Fuzz(func(t *testing.T, raw []byte) { scansAlike(t, raw) })
}
