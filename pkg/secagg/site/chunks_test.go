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
func TestStepsKeepOrder(t *testing.T) {
	defer goleak.VerifyNone(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	const first, end = 3, 200
	var alive, most, workers atomic.Int64
	read, written := first, first
	err := steps[*[]int]{
		worker: func() (*[]int, error) { workers.Add(1); return new([]int), nil },
		before: func(w *[]int, chunk int) error {
			if chunk != read {
				t.Errorf("chunk %d is read after %d", chunk, read-1)
			}
			read++
			if n := alive.Add(1); n > most.Load() {
				most.Store(n)
			}
			*w = []int{chunk}
			return nil
		},
		work: func(w *[]int, chunk int) error {
			for range chunk * 7 % 5 {
				runtime.Gosched()
			}
			*w = append(*w, chunk)
			return nil
		},
		after: func(w *[]int, chunk int) error {
			if chunk != written || len(*w) != 2 || (*w)[0] != chunk || (*w)[1] != chunk {
				t.Errorf("chunk %d is %v after %d", chunk, *w, written-1)
			}
			written++
			alive.Add(-1)
			return nil
		},
		end: func(*[]int) { workers.Add(-1) },
	}.run(first, end)
	if err != nil || written != end || most.Load() > 4 || workers.Load() != 0 {
		t.Errorf("%d chunks, %d at once, %d workers left, %v", written, most.Load(), workers.Load(), err)
	}
}

func TestStepsStopAtTheFirstError(t *testing.T) {
	defer goleak.VerifyNone(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	bad := errors.New("bad")
	for _, step := range []string{"worker", "before", "work", "after"} {
		fail := func(at string, chunk int) error {
			if at == step && chunk == 5 {
				return fmt.Errorf("%s: %w", step, bad)
			}
			return nil
		}
		written := 0
		err := steps[int]{
			worker: func() (int, error) { return 0, fail("worker", 5) },
			before: func(_, chunk int) error { return fail("before", chunk) },
			work:   func(_, chunk int) error { return fail("work", chunk) },
			after:  func(_, chunk int) error { written++; return fail("after", chunk) },
			end:    func(int) {},
		}.run(0, 50)
		if !errors.Is(err, bad) || written > 6 {
			t.Errorf("%s: %d chunks, %v", step, written, err)
		}
	}
	if err := (steps[int]{}).run(4, 4); err != nil {
		t.Error(err)
	}
}
