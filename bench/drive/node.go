package drive

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/phrase"
	"samband/pkg/protocol"
	"samband/pkg/protocol/hub"
	"samband/pkg/protocol/site"
	"samband/pkg/residue"
	"samband/pkg/vector"
)

// node is one participant. Its inbox and whether it is queued belong to the
// fleet, the rest to whatever the fleet has it do.
type node struct {
	id      identity.ID
	office  *office
	needs   *Needs
	machine *site.Machine
	learner Learner
	body    *body        // of the present attempt
	meter   *meter       // of the first participant; nil of the others
	fetch   *fetch       // a sum that was asked for
	later   []site.Input // answers to needs, which come before what others send
	timer   time.Time
	halted  bool

	inbox  []func()
	queued bool
}

// reader gives the chunks of a body.
type reader func(chunk int) ([]byte, error)

// fetch is what is to be done with a sum once it is there.
type fetch struct {
	prefix protocol.Prefix
	root   digest.Digest
	then   func(reader) (site.Input, error)
}

// receive takes a message of the coordinator.
func (n *node) receive(m protocol.Message) {
	n.give(func() {
		n.meter.down(m)
		n.step(site.Received{Message: m})
	})
}

// give has the participant do something, and what follows from it.
func (n *node) give(work func()) {
	n.office.fleet.give(n, func() {
		work()
		for len(n.later) > 0 {
			in := n.later[0]
			n.later = n.later[1:]
			n.step(in)
		}
	})
}

func (n *node) step(in site.Input) {
	// A refusal is the machine's to tell the coordinator.
	effects, err := n.machine.Step(n.office.fleet.now(), in)
	if refused := (*protocol.Error)(nil); err != nil && !errors.As(err, &refused) {
		n.office.fleet.fail(fmt.Errorf("%s: %w", n.id, err))
		return
	}
	n.do(effects)
}

func (n *node) do(effects []protocol.Effect) {
	for _, e := range effects {
		if err := n.one(e); err != nil {
			n.office.fleet.fail(fmt.Errorf("%s: %w", n.id, err))
			return
		}
	}
}

func (n *node) one(effect protocol.Effect) error {
	switch e := effect.(type) {
	case protocol.Send:
		n.send(e.Message)
	case protocol.Timer:
		n.timer = e.At
	case protocol.Halt:
		n.halted = true
	case site.SendBody:
		if err := n.meter.body(n.body, e.Prefix, n.id); err != nil {
			return err
		}
		made := n.body
		n.office.fleet.post(func() { n.office.offered(n.id, made, e.Prefix) })
	case site.NeedSum:
		n.ask(e.Result.Prefix, e.Result.Root, func(read reader) (site.Input, error) { return n.open(e, read) })
	case site.NeedRelease:
		if n.office.cfg.Scheme.Direct() {
			n.ask(e.Prefix, e.Root, func(read reader) (site.Input, error) { return n.needs.Release(e, read) })
			return nil
		}
		return n.answer(n.needs.Release(e, nil))
	case site.NeedHello:
		return n.answer(n.needs.Hello())
	case site.NeedGroupKey:
		return n.answer(n.needs.GroupKey(e))
	case site.NeedSession:
		return n.answer(n.needs.Session(e))
	case site.NeedReady:
		return n.answer(n.needs.Ready(e))
	case site.NeedCommit:
		return n.contribute(e.Prefix, func(values func() (vector.Source, error), emit Emit) (site.Input, error) {
			return n.needs.Commit(e, values, emit)
		}, e.Phase)
	case site.NeedProtect:
		return n.contribute(e.Prefix, func(values func() (vector.Source, error), emit Emit) (site.Input, error) {
			return n.needs.Protect(e, values, emit)
		}, e.Phase)
	}
	return nil // what else there is concerns disks and people
}

// answer keeps the answer to a need for the machine.
func (n *node) answer(in site.Input, err error) error {
	if err == nil {
		n.later = append(n.later, in)
	}
	return err
}

func (n *node) send(m protocol.Message) {
	n.meter.up(m)
	n.office.fleet.post(func() { n.office.step(hub.Received{From: n.id, Message: m}) })
}

// contribute has make protect the round's values. A learner that cannot give
// them ends the run as it would in the participant's program.
func (n *node) contribute(prefix protocol.Prefix, make func(func() (vector.Source, error), Emit) (site.Input, error), phase string) error {
	if n.body != nil {
		if err := n.body.remove(); err != nil {
			return err
		}
	}
	var err error
	if n.body, err = newBody(n.office.cfg.Dir, fmt.Sprintf("%s-%d-%d", n.id, prefix.Round, prefix.Attempt)); err != nil {
		return err
	}
	var failed error
	in, err := make(func() (values vector.Source, err error) {
		values, failed = n.learner.Values(prefix.Round, phase)
		return values, failed
	}, n.body.write)
	if failed != nil {
		in, err = learning(prefix, failed), nil
	}
	return n.answer(in, errors.Join(err, n.body.end()))
}

func learning(prefix protocol.Prefix, err error) site.Failed {
	return site.Failed{Prefix: prefix, Code: protocol.CodeLearning, Said: phrase.New("learn.failed", "%v", err)}
}

func (n *node) ask(prefix protocol.Prefix, root digest.Digest, then func(reader) (site.Input, error)) {
	n.fetch = &fetch{prefix, root, then}
	n.send(&protocol.Fetch{Prefix: prefix, Root: root})
}

// arrived takes a sum that was asked for, and compares it with its root.
func (n *node) arrived(prefix protocol.Prefix, chunks int, read reader) {
	f := n.fetch
	if f == nil || f.prefix != prefix {
		return // of an attempt that has passed
	}
	n.fetch = nil
	var digests []digest.Digest
	for i := range chunks {
		b, err := read(i)
		if err != nil {
			n.office.fleet.fail(err)
			return
		}
		n.meter.down(&protocol.Chunk{Prefix: prefix, Index: uint32(i), Data: b})
		digests = append(digests, residue.ChunkDigest(i, b))
	}
	in, err := site.Input(site.Failed{Prefix: prefix, Code: protocol.CodeSum, Text: "the chunks of the sum do not match its root"}), error(nil)
	if residue.Root(digests) == f.root {
		in, err = f.then(read)
	}
	if err := n.answer(in, err); err != nil {
		n.office.fleet.fail(fmt.Errorf("%s: %w", n.id, err))
	}
}

// open decrypts the sum and gives it to the learning.
func (n *node) open(need site.NeedSum, read reader) (site.Input, error) {
	prefix := need.Result.Prefix
	form, err := n.office.cfg.Form(need.Phase)
	if err != nil {
		return nil, err
	}
	sums := make([]uint64, form.Layout.Values())
	state, err := n.needs.Open(need, read, sums)
	if err != nil {
		return site.Failed{Prefix: prefix, Code: protocol.CodeSum, Text: err.Error()}, nil
	}
	next, err := n.learner.Apply(need.Phase, sums, len(need.Set), slices.Contains(need.Set, n.id))
	if err != nil {
		return learning(prefix, err), nil
	}
	return site.Sum{Prefix: prefix, State: state, Next: next}, nil
}
