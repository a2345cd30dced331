package audit

import (
	"bytes"
	"fmt"
	"os"
	"testing"

	"samband/pkg/identity"
)

// BenchmarkVerifyRun checks the ledgers of a run with 100,000 events in all, each
// by itself and then against each other: what verify may take 2 s for.
func BenchmarkVerifyRun(b *testing.B) {
	const events = 100_000
	r := newRun(b, "hub", "north", "south")
	for i := range events / 4 {
		for _, id := range []identity.ID{"north", "south"} {
			r.both(message(id, "hub", "chunk", uint32(i/100+1), fmt.Sprint(i)))
		}
		if i%50 == 49 { // as a step of a run does
			for id := range r.writers {
				r.sign(id)
			}
		}
	}
	files := make(map[identity.ID][]byte)
	for id, w := range r.writers {
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
		text, err := os.ReadFile(r.paths[id])
		if err != nil {
			b.Fatal(err)
		}
		files[id] = text
	}
	b.ReportAllocs()
	for b.Loop() {
		var results []*Result
		for id, text := range files {
			found, err := Verify(bytes.NewReader(text), string(id), r.public, agreed)
			if err != nil || len(found.Problems) > 0 {
				b.Fatalf("%v %v", err, found.Problems)
			}
			results = append(results, found)
		}
		if c := Compare(results...); c.Events != events || c.Matched != events {
			b.Fatalf("%+v", c)
		}
	}
}
