package site

import (
	"runtime"
	"sync"
)

// eachChunk takes chunks 0 to count-1 through three steps. before and after are
// called in order and never at once; between them work runs on one goroutine
// per core, each with a worker of its own. As many chunks are in memory as there
// are cores. The first error stops everything and is returned once all
// goroutines have ended.
func eachChunk(
	count int,
	before func(chunk int) ([]byte, error),
	newWorker func() (work func(chunk int, body []byte) ([]byte, error), err error),
	after func(chunk int, body []byte) error,
) error {
	var (
		mu          sync.Mutex
		turn        = sync.NewCond(&mu)
		taken, done int
		failed      error
		workers     sync.WaitGroup
	)
	// one takes a chunk through; the lock is held except while work runs.
	one := func(work func(int, []byte) ([]byte, error)) error {
		chunk := taken
		taken++
		body, err := before(chunk)
		if err != nil {
			return err
		}
		mu.Unlock()
		body, err = work(chunk, body)
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
		err = after(chunk, body)
		done++
		turn.Broadcast()
		return err
	}
	for range min(runtime.GOMAXPROCS(0), count) {
		workers.Go(func() {
			work, err := newWorker()
			mu.Lock()
			defer mu.Unlock()
			for err == nil && failed == nil && taken < count {
				err = one(work)
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
