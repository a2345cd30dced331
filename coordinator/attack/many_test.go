package attack_test

import (
	"flag"
	"runtime"
	"testing"
	"time"

	"samband/pkg/agreement"
)

// many has TestManyParticipants run 64 participants and not 24:
//
//	go test ./coordinator/attack -run TestManyParticipants -many -v
var many = flag.Bool("many", false, "let 64 participants take part where 24 do else")

// All participants in one process, over the real transport, with a committee of
// nine of whom any five open a sum: a run of a small model completes, with the
// model of plain addition.
func TestManyParticipants(t *testing.T) {
	n := 24
	if *many {
		n = 64
	}
	f := form(t, n, 10*slow, func(a *agreement.Agreement) {
		a.Schema.Features = a.Schema.Features[1:]
		a.Algorithm.Rounds = 2
	})
	if m, need := len(f.terms.Members), f.terms.Threshold; m != 9 || need != 5 {
		t.Fatalf("%d of %d open a sum", need, m)
	}
	want, rounds := f.inTheClear(nil)
	began, peak := time.Now(), heapPeak()
	b := f.beside("many")
	b.join()
	for _, p := range b.honest {
		select {
		case <-p.done:
		case <-time.After(5 * time.Minute):
			t.Fatalf("%s does not return", p.id)
		}
	}
	exact(want, b.honest...)
	f.must(b.coordinator.wait())
	t.Logf("%d participants, %d rounds: %.1f s, at most %d MB of heap in all parties together", n, len(rounds), time.Since(began).Seconds(), peak()>>20)
}

// heapPeak watches the heap of this process until the function that it returns
// is called, which gives the most that it saw.
func heapPeak() func() uint64 {
	stop, peak := make(chan struct{}), make(chan uint64)
	go func() {
		most := uint64(0)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
			select {
			case <-stop:
				peak <- most
				return
			case <-tick.C:
			}
		}
	}()
	return func() uint64 { close(stop); return <-peak }
}
