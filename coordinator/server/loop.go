package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"samband/pkg/identity"
	"samband/pkg/journal"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
	"samband/pkg/protocol/hub"
	"samband/pkg/secagg"
)

// loop feeds the machine one event at a time and does its effects, until the
// run has ended.
func (s *server) loop(ctx context.Context, served <-chan error) error {
	if s.goesOn {
		s.goOn()
	} else {
		s.do(s.machine.Start(time.Now()))
	}
	for !s.halted {
		select {
		case e := <-s.inbox:
			s.take(e)
		case <-s.timer.C:
			s.late(s.machine.Tick(time.Now()))
		case err := <-served:
			s.fail(fmt.Errorf("the network: %w", err))
		case <-ctx.Done():
			s.do(s.machine.Abort(protocol.CodeStopped, "the coordinator was stopped by its operator"))
		}
	}
	return s.err
}

// linger waits after the end until everybody has been told and left. Of a
// complete run that is one deadline at most: a participant whose connection was
// lost just then has no model before it is told that all accepted the sum.
func (s *server) linger(ctx context.Context) {
	wait, done := s.cfg.Linger, (<-chan struct{})(nil)
	if s.err == nil {
		wait, done = s.plan.Deadline, ctx.Done()
	}
	limit := time.NewTimer(wait)
	defer limit.Stop()
	for s.untold() {
		select {
		case e := <-s.inbox:
			s.take(e)
		case <-limit.C:
			return
		case <-done:
			return
		}
	}
}

// untold tells whether somebody still has to hear how the run ended: of a
// complete run everybody, of one that ended early whoever is connected.
func (s *server) untold() bool {
	if s.err != nil {
		return len(s.net.Connected()) > 0
	}
	return len(s.told) < len(s.plan.Participants)
}

func (s *server) take(e event) {
	switch {
	case e.err != nil:
		s.fail(e.err)
	case e.left && e.refused: // its program is broken or not ours: it does not return
		s.fault(&protocol.Error{Family: protocol.DropParty, Code: protocol.CodeMalformed, Party: e.from, Text: refusedText(e.flood)})
	case e.left: // it may return before the deadline
		if s.halted && e.orderly {
			s.told[e.from] = true
		}
	case e.sent:
		next := s.sums[e.from].next
		delete(s.sums, e.from)
		if next != nil {
			s.serve(e.from, next)
		}
	case e.input != nil:
		s.step(e.input)
	default:
		switch m := e.message.(type) {
		case *protocol.Chunk:
			s.store(e.from, m)
		case *protocol.Ack:
			s.witness.cosigned(e.from, m, s.cfg.Log)
			s.step(hub.Received{From: e.from, Message: m})
		default:
			s.step(hub.Received{From: e.from, Message: m})
		}
	}
}

func (s *server) store(from identity.ID, c *protocol.Chunk) {
	if p := s.machine.Prefix(); c.Prefix.Session == p.Session && (c.Prefix.Round < p.Round || c.Prefix.Round == p.Round && c.Prefix.Attempt < p.Attempt) {
		return // it was on its way when its attempt ended
	} else if c.Prefix == p && s.machine.State() != hub.Uploading {
		return // of an upload that came too late
	}
	root, complete, err := s.spool.store(from, c)
	if refused := (*protocol.Error)(nil); errors.As(err, &refused) {
		s.refuse(from, refused)
		s.fault(refused)
		return
	}
	if err != nil {
		s.fail(err)
		return
	}
	if complete {
		s.step(hub.Stored{From: from, Prefix: c.Prefix, Root: root})
	}
}

// step gives the machine one input and does what it asks for. A refusal is
// recorded and told; whether the run goes on is the machine's decision.
func (s *server) step(in hub.Input) {
	effects, err := s.machine.Step(time.Now(), in)
	if refused := (*protocol.Error)(nil); errors.As(err, &refused) {
		s.refuse(refused.Party, refused)
	} else if err != nil {
		s.fail(err)
		return
	}
	e, err := entry(in)
	s.recordAndDo(e, err, effects)
}

// late takes what a deadline that passed brings about.
func (s *server) late(effects []protocol.Effect) {
	if len(effects) == 1 {
		if _, early := effects[0].(protocol.Timer); early {
			s.do(effects)
			return
		}
	}
	s.recordAndDo(journal.Entry{Input: recordLate}, nil, effects)
}

// fault takes what this driver refused.
func (s *server) fault(f *protocol.Error) {
	effects := s.machine.Fault(time.Now(), f)
	value, err := json.Marshal(faultRecord{f.Family, f.Code, f.Party, f.Why()})
	s.recordAndDo(journal.Entry{Input: recordFault, Value: value}, err, effects)
}

func (s *server) recordAndDo(e journal.Entry, err error, effects []protocol.Effect) {
	if err == nil {
		err = s.record(e, effects)
	}
	if err != nil {
		s.fail(err)
		return
	}
	s.do(effects)
}

// goOn does what the process before may not have done. The participants return
// and say where they stand; what they lack is sent again.
func (s *server) goOn() {
	pending := s.pending
	s.pending = nil
	s.do(s.machine.Continue(time.Now()))
	s.do(pending)
	s.halted = s.machine.State() == hub.Finished
}

// fail ends the run because this machine cannot go on.
func (s *server) fail(err error) {
	s.do(s.machine.Abort(protocol.CodeInternal, err.Error()))
	s.halted, s.err, s.rests = true, err, true
}

func (s *server) do(effects []protocol.Effect) {
	for _, e := range effects {
		if err := s.one(e); err != nil && !s.halted {
			s.fail(err)
			return
		}
	}
	if len(effects) > 0 {
		if _, err := s.ledger.Sign(); err != nil && !s.halted {
			s.fail(err)
		}
	}
}

func (s *server) one(effect protocol.Effect) error {
	switch e := effect.(type) {
	case protocol.Send:
		return s.send(e)
	case protocol.Timer:
		s.timer.Reset(time.Until(e.At))
	case protocol.Publish:
		return s.publish(e.Notice)
	case protocol.Halt:
		s.halted, s.err, s.rests = true, e.Err, resumable(e.Err)
	case hub.Expect:
		if err := s.spool.begin(s.plan, s.machine.Phase()); err != nil {
			return err
		}
		return s.spool.expect(e.From, e.Prefix)
	case hub.Add:
		s.spool.adding.Add(1)
		go func() {
			root, err := s.spool.add(e.Prefix, e.Set)
			s.spool.adding.Done() // before post, which may wait for the loop
			s.post(event{input: hub.Added{Prefix: e.Prefix, Root: root}, err: err})
		}()
	case hub.SendSum:
		s.serve(e.To, &sending{fetch: e.Fetch})
	case hub.Discard:
		return s.spool.discard(e.Prefix)
	case hub.Forget:
		return s.spool.forget(e.Prefix)
	}
	return nil
}

// publish tells people, and records who is in a sum from when on it may be
// opened.
func (s *server) publish(n protocol.Notice) error {
	scheme := s.plan.Scheme()
	opened := n.Step == protocol.StepEndorsed || n.Step == protocol.StepAdded && scheme == secagg.Plaintext
	if opened {
		had, err := journal.IsBound(s.cfg.Dir, s.machine.Session(), n.Round, n.Attempt)
		if err != nil {
			return err
		}
		opened = !had // else an earlier process has recorded it
	}
	if opened {
		for _, e := range ledger.Contributors(s.cfg.Agreement.Coordinator.ID, time.Now(), n.Round, n.Attempt, string(scheme), n.Parties) {
			if err := s.ledger.Append(e); err != nil {
				return err
			}
		}
		b := journal.Bound{Session: s.machine.Session(), Round: n.Round, Attempt: n.Attempt, Set: n.Parties}
		if err := journal.Bind(s.cfg.Dir, b); err != nil {
			return err
		}
	}
	if s.cfg.Metrics != nil {
		s.cfg.Metrics.Notice(n)
	}
	if s.cfg.Notify != nil {
		s.cfg.Notify(n)
	}
	return nil
}

// send hands a message to the transport. A party that is away gets what it
// missed when it returns, so that is no failure here.
func (s *server) send(e protocol.Send) error {
	if r, ok := e.Message.(*protocol.Result); ok {
		if err := s.witness.attach(e.To, r); err != nil {
			return err
		}
	}
	if err := s.net.Send(e.To, e.Message); err != nil {
		s.cfg.Log.Debug("not delivered", "party", e.To, "kind", e.Message.Kind(), "error", err)
	}
	return nil
}
