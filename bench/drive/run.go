package drive

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samband/pkg/identity"
	"samband/pkg/parameters"
	"samband/pkg/protocol"
	"samband/pkg/protocol/hub"
	"samband/pkg/protocol/site"
	"samband/pkg/secagg"
	secsite "samband/pkg/secagg/site"
	"samband/pkg/vector"
)

// Learner is what one participant computes between sums. The learners of
// different participants are used at the same time.
type Learner interface {
	// Values are those of the round: quantised, below 2^w of their segment, and
	// in the order of the form's layout. Asked again in another attempt of the
	// round they are the same.
	Values(round uint32, phase string) (vector.Source, error)
	// Apply takes the sums over that many contributors, with or without this one's
	// own, and names the next phase. It must not keep the slice.
	Apply(phase string, sums []uint64, contributors int, own bool) (next string, err error)
}

// Config is a run.
type Config struct {
	Terms    *protocol.Terms
	Keys     map[identity.ID]*identity.PrivateKey // of the participants
	Scheme   secagg.Scheme
	Set      parameters.Set
	Form     Form // of the sum of a phase; safe for concurrent use
	Learners map[identity.ID]Learner
	Dir      string                // for what participants are about to send; in memory if empty
	Workers  int                   // goroutines that do the participants' work
	Notify   func(protocol.Notice) // of the coordinator; nil for nobody
}

// Outcome is what a run brought.
type Outcome struct {
	Rounds   int
	Seconds  []float64       // that each round took, from the session or the round before to a quorum of acks
	Sets     [][]identity.ID // who was in the sum of each round
	Up, Down int64           // bytes that the first participant sent and was sent, as gRPC payload
}

// Run runs a federation to its end. The error is why the run ended early: a
// *protocol.Error if the protocol ended it.
//
// Bodies are read and added one chunk at a time as they come. Time is that of
// the machines' timers: it passes when nobody has anything left to do, so that
// no deadline is missed because the machine is slow.
func Run(ctx context.Context, cfg Config) (*Outcome, error) {
	f := newFleet(max(1, cfg.Workers))
	o := &office{cfg: cfg, fleet: f, machine: hub.New(cfg.Terms), nodes: make(map[identity.ID]*node), uploads: make(map[identity.ID]protocol.Prefix), bodies: make(map[identity.ID]*body)}
	var first meter
	scheme, err := secsite.New(cfg.Scheme) // one ring for all
	if err != nil {
		return nil, err
	}
	for i, id := range cfg.Terms.Participants {
		needs := newNeeds(cfg.Terms, id, cfg.Scheme, scheme, cfg.Set, cfg.Form)
		if cfg.Learners[id] == nil || cfg.Keys[id] == nil {
			return nil, fmt.Errorf("%s has no learner or no key", id)
		}
		n := &node{id: id, office: o, needs: needs, machine: site.New(cfg.Terms, id, cfg.Keys[id]), learner: cfg.Learners[id]}
		if i == 0 {
			n.meter = &first
		}
		o.nodes[id] = n
	}
	stop := context.AfterFunc(ctx, func() { f.fail(context.Cause(ctx)) })
	defer stop()
	o.run()
	err = errors.Join(o.err, f.end())
	for _, n := range o.nodes {
		if n.body != nil {
			err = errors.Join(err, n.body.remove())
		}
	}
	o.outcome.Up, o.outcome.Down = first.sent, first.received
	return &o.outcome, err
}

// run drives the coordinator's machine while the fleet drives the others, until
// everybody has ended or nothing moves any more.
func (o *office) run() {
	o.do(o.machine.Start(o.fleet.now()))
	for _, id := range o.cfg.Terms.Participants {
		n := o.nodes[id]
		n.give(func() { n.do(n.machine.Start(o.fleet.now())) })
	}
	for {
		in, ok := o.fleet.next()
		switch {
		case ok:
			in()
		case o.fleet.failed() != nil || !o.tick():
			return
		}
	}
}

// tick lets time pass to the earliest timer; it tells whether there is one.
func (o *office) tick() bool {
	at, who := time.Time{}, (*node)(nil)
	if !o.halted {
		at = o.timer
	}
	for _, id := range o.cfg.Terms.Participants {
		if n := o.nodes[id]; !n.halted && !n.timer.IsZero() && (at.IsZero() || n.timer.Before(at)) {
			at, who = n.timer, n
		}
	}
	if at.IsZero() {
		return false
	}
	o.fleet.setNow(at)
	if who == nil {
		o.timer = time.Time{}
		o.do(o.machine.Tick(at))
		return true
	}
	who.timer = time.Time{}
	who.give(func() { who.do(who.machine.Tick(at)) })
	return true
}
