package drive

import (
	"sync"
	"time"
)

// fleet shares work out among goroutines: what participants do, one piece at a
// time each, and work that belongs to nobody. What is posted is for the
// coordinator, whose goroutine takes it with next.
type fleet struct {
	mu    sync.Mutex
	turn  *sync.Cond
	tasks []func()
	posts []func()
	busy  int
	ended bool
	err   error // the first; nothing is begun after it
	time  time.Time
	done  sync.WaitGroup
}

func newFleet(workers int) *fleet {
	f := &fleet{time: time.Unix(0, 0)}
	f.turn = sync.NewCond(&f.mu)
	for range workers {
		f.done.Go(f.work)
	}
	return f
}

func (f *fleet) work() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for {
		for len(f.tasks) == 0 && !f.ended {
			f.turn.Wait()
		}
		if len(f.tasks) == 0 {
			return
		}
		task := f.tasks[0]
		f.tasks[0] = nil
		f.tasks = f.tasks[1:]
		f.busy++
		f.mu.Unlock()
		task()
		f.mu.Lock()
		if f.busy--; f.busy == 0 {
			f.turn.Broadcast() // the coordinator may be waiting for that
		}
	}
}

// task has work done that belongs to nobody.
func (f *fleet) task(work func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil {
		f.tasks = append(f.tasks, work)
		f.turn.Broadcast()
	}
}

// give has a participant do something once it has done what it was given before.
func (f *fleet) give(n *node, work func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	n.inbox = append(n.inbox, work)
	if !n.queued && f.err == nil {
		n.queued = true
		f.tasks = append(f.tasks, func() { f.serve(n) })
		f.turn.Broadcast()
	}
}

// serve does one piece of a participant's work, and lets others have a turn.
func (f *fleet) serve(n *node) {
	f.mu.Lock()
	work := n.inbox[0]
	n.inbox[0] = nil
	n.inbox = n.inbox[1:]
	f.mu.Unlock()
	work()
	f.mu.Lock()
	defer f.mu.Unlock()
	if n.queued = len(n.inbox) > 0 && f.err == nil; n.queued {
		f.tasks = append(f.tasks, func() { f.serve(n) })
		f.turn.Signal()
	}
}

// post hands something to the coordinator.
func (f *fleet) post(in func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.posts = append(f.posts, in)
	f.turn.Broadcast()
}

// next is what was posted first. It waits as long as something may still be
// posted; ok is false once nothing moves any more, or something failed.
func (f *fleet) next() (in func(), ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(f.posts) == 0 && f.err == nil && (f.busy > 0 || len(f.tasks) > 0) {
		f.turn.Wait()
	}
	if f.err != nil || len(f.posts) == 0 {
		return nil, false
	}
	in = f.posts[0]
	f.posts[0] = nil
	f.posts = f.posts[1:]
	return in, true
}

// fail ends everything because of err.
func (f *fleet) fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil {
		f.err = err
		f.tasks = nil
		f.turn.Broadcast()
	}
}

func (f *fleet) failed() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err
}

// end waits for the goroutines and gives what failed.
func (f *fleet) end() error {
	f.mu.Lock()
	f.ended = true
	f.turn.Broadcast()
	f.mu.Unlock()
	f.done.Wait()
	return f.err
}

func (f *fleet) now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.time
}

func (f *fleet) setNow(at time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.time = at
}
