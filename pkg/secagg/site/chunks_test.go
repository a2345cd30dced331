package site

import (
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"
)

// Whatever the speed of the workers, before and after come in order, and no
// more chunks are in memory than there are cores.
func TestEachChunkKeepsOrder(t *testing.T) {
	defer goleak.VerifyNone(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	const count = 200
	var alive, most atomic.Int64
	read, written := 0, 0
	err := eachChunk(count,
		func(chunk int) ([]byte, error) {
			if chunk != read {
				t.Errorf("chunk %d is read after %d", chunk, read-1)
			}
			read++
			if n := alive.Add(1); n > most.Load() {
				most.Store(n)
			}
			return []byte{byte(chunk)}, nil
		},
		func() (func(int, []byte) ([]byte, error), error) {
			return func(chunk int, body []byte) ([]byte, error) {
				for range chunk * 7 % 5 {
					runtime.Gosched()
				}
				return append(body, 1), nil
			}, nil
		},
		func(chunk int, body []byte) error {
			if chunk != written || int(body[0]) != chunk || len(body) != 2 {
				t.Errorf("chunk %d is %v after %d", chunk, body, written-1)
			}
			written++
			alive.Add(-1)
			return nil
		})
	if err != nil || written != count || most.Load() > 4 {
		t.Errorf("%d chunks, %d at once, %v", written, most.Load(), err)
	}
}

func TestEachChunkStopsAtTheFirstError(t *testing.T) {
	defer goleak.VerifyNone(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	bad := errors.New("bad")
	for _, step := range []string{"before", "start", "work", "after"} {
		fail := func(at string, chunk int) error {
			if at == step && chunk == 5 {
				return fmt.Errorf("%s: %w", step, bad)
			}
			return nil
		}
		written := 0
		err := eachChunk(50,
			func(chunk int) ([]byte, error) { return nil, fail("before", chunk) },
			func() (func(int, []byte) ([]byte, error), error) {
				return func(chunk int, _ []byte) ([]byte, error) { return nil, fail("work", chunk) }, fail("start", 5)
			},
			func(chunk int, _ []byte) error { written++; return fail("after", chunk) })
		if !errors.Is(err, bad) || written > 6 {
			t.Errorf("%s: %d chunks, %v", step, written, err)
		}
	}
	if err := eachChunk(0, nil, nil, nil); err != nil {
		t.Error(err)
	}
}
