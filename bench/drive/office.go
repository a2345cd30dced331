package drive

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/protocol/hub"
	"samband/pkg/residue"
	adding "samband/pkg/secagg/hub"
)

// office is the coordinator. Only the goroutine of Run touches it, but for the
// running sum.
type office struct {
	cfg     Config
	fleet   *fleet
	machine *hub.Machine
	nodes   map[identity.ID]*node
	uploads map[identity.ID]protocol.Prefix // whose bodies may come
	bodies  map[identity.ID]*body
	sum     *sum
	timer   time.Time
	began   time.Time
	halted  bool
	err     error
	outcome Outcome
}

// sum is the running sum of an attempt.
type sum struct {
	prefix protocol.Prefix
	form   *adding.Sum

	mu    sync.Mutex
	total *adding.Total
	in    []identity.ID // whose bodies were added, or begun to be
}

func (o *office) step(in hub.Input) {
	// A refusal is in the effects, if it changes anything.
	effects, err := o.machine.Step(o.fleet.now(), in)
	if refused := (*protocol.Error)(nil); err != nil && !errors.As(err, &refused) {
		o.fleet.fail(err)
		return
	}
	o.do(effects)
}

func (o *office) do(effects []protocol.Effect) {
	for _, e := range effects {
		if err := o.one(e); err != nil {
			o.fleet.fail(err)
			return
		}
	}
}

func (o *office) one(effect protocol.Effect) error {
	switch e := effect.(type) {
	case protocol.Send:
		o.nodes[e.To].receive(e.Message)
	case protocol.Timer:
		o.timer = e.At
	case protocol.Publish:
		o.clock(e.Notice)
		if o.cfg.Notify != nil {
			o.cfg.Notify(e.Notice)
		}
	case protocol.Halt:
		o.halted, o.err = true, e.Err
	case hub.Expect:
		o.uploads[e.From] = e.Prefix
	case hub.Add:
		s, bodies := o.sum, make([]*body, len(e.Set))
		for i, id := range e.Set {
			bodies[i] = o.bodies[id]
		}
		o.fleet.task(func() { o.total(e, s, bodies) })
	case hub.SendSum:
		n, s := o.nodes[e.To], o.sum
		if s == nil || s.prefix != e.Fetch.Prefix {
			return fmt.Errorf("%s asks for a sum that is gone", e.To)
		}
		n.give(func() { n.arrived(s.prefix, s.form.Chunks(), s.total.Chunk) })
	}
	return nil
}

// clock takes the time when the session stands and when a round is final.
func (o *office) clock(n protocol.Notice) {
	switch n.Step {
	case protocol.StepSession:
		o.began = time.Now()
	case protocol.StepFinal:
		o.outcome.Seconds = append(o.outcome.Seconds, time.Since(o.began).Seconds())
		o.outcome.Sets = append(o.outcome.Sets, n.Parties)
		o.outcome.Rounds = len(o.outcome.Sets)
		o.began = time.Now()
	}
}

// offered takes a participant's body, if its upload was accepted.
func (o *office) offered(id identity.ID, b *body, prefix protocol.Prefix) {
	if o.uploads[id] != prefix {
		return
	}
	delete(o.uploads, id)
	o.bodies[id] = b
	if o.sum == nil || o.sum.prefix != prefix {
		s, err := o.newSum(prefix)
		if err != nil {
			o.fleet.fail(err)
			return
		}
		o.sum = s
	}
	s := o.sum
	o.fleet.task(func() {
		root, err := s.add(id, b.read)
		if err != nil {
			o.fleet.fail(fmt.Errorf("the body of %s: %w", id, err))
			return
		}
		o.fleet.post(func() { o.step(hub.Stored{From: id, Prefix: prefix, Root: root}) })
	})
}

func (o *office) newSum(prefix protocol.Prefix) (*sum, error) {
	form, err := o.cfg.Form(o.machine.Phase())
	if err != nil {
		return nil, err
	}
	s := &sum{prefix: prefix}
	if s.form, err = adding.New(o.cfg.Scheme, form.Chunks); err != nil {
		return nil, err
	}
	s.total, err = s.form.Total()
	return s, err
}

// add adds a body, a chunk at a time, and gives its root.
func (s *sum) add(id identity.ID, read reader) (digest.Digest, error) {
	s.mu.Lock()
	s.in = append(s.in, id)
	s.mu.Unlock()
	digests := make([]digest.Digest, s.form.Chunks())
	for i := range digests {
		b, err := read(i)
		if err != nil {
			return digest.Digest{}, err
		}
		digests[i] = residue.ChunkDigest(i, b)
		s.mu.Lock()
		err = s.total.Add(i, b)
		s.mu.Unlock()
		if err != nil {
			return digest.Digest{}, err
		}
	}
	return residue.Root(digests), nil
}

// total gives the machine the root of the sum. Where not all bodies that came
// are in the set, those of the set are added anew.
func (o *office) total(e hub.Add, s *sum, bodies []*body) {
	same := len(e.Set) == len(s.in) && !slices.ContainsFunc(e.Set, func(id identity.ID) bool { return !slices.Contains(s.in, id) })
	if !same {
		var err error
		if s.total, err = s.form.Total(); err == nil {
			s.in = nil
			for i, id := range e.Set {
				if _, err = s.add(id, bodies[i].read); err != nil {
					break
				}
			}
		}
		if err != nil {
			o.fleet.fail(err)
			return
		}
	}
	digests := make([]digest.Digest, s.form.Chunks())
	for i := range digests {
		b, err := s.total.Chunk(i)
		if err != nil {
			o.fleet.fail(err)
			return
		}
		digests[i] = residue.ChunkDigest(i, b)
	}
	o.fleet.post(func() { o.step(hub.Added{Prefix: e.Prefix, Root: residue.Root(digests)}) })
}
