package site

import (
	"runtime"
	"sync"
)

// steps is how chunks are worked on, W being what one goroutine needs for it.
type steps[W any] struct {
	worker func() (W, error)          // once a goroutine
	before func(w W, chunk int) error // in the order of the chunks, never twice at once
	work   func(w W, chunk int) error // at any time
	after  func(w W, chunk int) error // like before
	end    func(w W)                  // once for every worker that was made
}

// run takes the chunks from first to end-1 through the steps, on one goroutine
// per core. As many chunks are in memory as there are cores. The first error
// stops everything and is returned once all goroutines have ended.
func (s steps[W]) run(first, end int) error {
	var (
		mu          sync.Mutex
		turn        = sync.NewCond(&mu)
		taken, done = first, first
		failed      error
		workers     sync.WaitGroup
	)
	// one takes a chunk through; the lock is held except while work runs.
	one := func(w W) error {
		chunk := taken
		taken++
		if err := s.before(w, chunk); err != nil {
			return err
		}
		mu.Unlock()
		err := s.work(w, chunk)
		mu.Lock()
		if err != nil {
			return err
		}
		for failed == nil && done < chunk {
			turn.Wait()
		}
		if failed != nil {
			return failed
		}
		err = s.after(w, chunk)
		done++
		turn.Broadcast()
		return err
	}
	for range min(runtime.GOMAXPROCS(0), end-first) {
		workers.Go(func() {
			w, err := s.worker()
			if err == nil {
				defer s.end(w)
			}
			mu.Lock()
			defer mu.Unlock()
			for err == nil && failed == nil && taken < end {
				err = one(w)
			}
			if err != nil && failed == nil {
				failed = err
				turn.Broadcast()
			}
		})
	}
	workers.Wait()
	return failed
}
