package participant

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
)

// loop feeds the machine one input at a time and does its effects, until the
// run has ended.
func (p *participant) loop(ctx context.Context) error {
	if p.founded {
		p.goOn()
	} else {
		p.do(p.machine.Start(time.Now()))
	}
	for !p.halted {
		if len(p.later) > 0 {
			in := p.later[0]
			p.later = p.later[1:]
			p.step(in)
			continue
		}
		select {
		case m := <-p.net.messages:
			// What came over a new connection waits until that was taken up.
			select {
			case <-p.net.returned:
				p.resume()
			default:
			}
			p.take(m)
		case <-p.net.returned:
			p.resume()
		case err := <-p.net.failed:
			p.leave(protocol.CodeMissing, err)
		case <-p.timer.C:
			p.do(p.machine.Tick(time.Now()))
		case <-ctx.Done():
			p.stop()
		}
	}
	return p.err
}

// resume takes up a new connection: both sides send again what the other may
// not have.
func (p *participant) resume() {
	p.net.adopt()
	p.fetch.again()
	p.do(p.machine.Return(time.Now()))
	p.askAgain()
}

func (p *participant) take(m protocol.Message) {
	if c, ok := m.(*protocol.Chunk); ok {
		p.arrived(c)
		return
	}
	p.step(site.Received{Message: m})
}

// step gives the machine one input and does what it asks for.
func (p *participant) step(in site.Input) {
	effects, err := p.machine.Step(time.Now(), in)
	if refused := (*protocol.Error)(nil); errors.As(err, &refused) {
		p.refuse(refused)
	} else if err != nil {
		p.leave(protocol.CodeInternal, err)
		return
	}
	if err := p.record(in, effects); err != nil {
		p.leave(protocol.CodeInternal, err)
		return
	}
	if f := p.fetch; f != nil && f.prefix != p.machine.Prefix() {
		p.fetch = nil // of an attempt that has passed
	}
	p.do(effects)
}

// fail leaves the run because something here cannot go on.
func (p *participant) fail(err error) {
	if errors.Is(err, context.Canceled) { // the site's program was at work
		p.stop()
		return
	}
	p.leave(protocol.CodeInternal, err)
}

func (p *participant) stop() {
	p.leave(protocol.CodeStopped, errors.New("stopped by its operator"))
}

// leave ends the run at this participant and tells the coordinator.
func (p *participant) leave(code protocol.Code, err error) {
	p.do(p.machine.Leave(code, err.Error()))
	p.halted, p.err, p.rests = true, err, code.Resumable()
}

func (p *participant) do(effects []protocol.Effect) {
	for _, e := range effects {
		if err := p.one(e); err != nil && !p.halted {
			p.fail(err)
			return
		}
	}
	if len(effects) > 0 {
		if _, err := p.ledger.Sign(); err != nil && !p.halted {
			p.leave(protocol.CodeInternal, fmt.Errorf("the ledger: %w", err))
		}
	}
}

// one does one effect. A need is answered at once, except for what needs the
// sum, whose chunks have to come first.
func (p *participant) one(effect protocol.Effect) error {
	switch e := effect.(type) {
	case protocol.Persist:
		return p.persist(e.Message)
	case protocol.Send:
		return p.send(e.Message)
	case protocol.Timer:
		p.timer.Reset(time.Until(e.At))
	case protocol.Publish:
		return p.publish(e.Notice)
	case protocol.Halt:
		p.halted, p.err, p.rests = true, e.Err, resumable(e.Err)
	case site.SendBody:
		return p.sendBody(e.Prefix)
	case site.NeedSum:
		return p.fetchToOpen(e)
	case site.NeedRelease:
		if p.name.Direct() {
			return p.fetchToRelease(e)
		}
		in, err := p.release(e, nil)
		if err != nil {
			return err
		}
		p.later = append(p.later, in)
	case site.Keep:
		return p.keep(e)
	case site.Founded:
		return p.found(e.Snapshot)
	case site.Restart:
		return p.restart()
	default:
		in, err := p.answer(effect)
		if err != nil {
			return err
		}
		p.later = append(p.later, in)
	}
	return nil
}

// persist keeps for ever the set that a message which is about to be sent lets be
// opened: an endorsement, or under plaintext an upload.
func (p *participant) persist(m protocol.Message) error {
	switch m := m.(type) {
	case *protocol.Endorse:
		set := make([]identity.ID, len(m.Set))
		for i, e := range m.Set {
			set[i] = e.ID
		}
		if err := p.dir.bind(m.Prefix, set); err != nil {
			return err
		}
	case *protocol.Upload:
		if !p.terms.Sealed {
			if err := p.dir.bind(m.Header.Prefix, []identity.ID{p.cfg.Self}); err != nil {
				return err
			}
		}
	}
	return nil
}

// answer meets a need. What goes wrong by others' fault is an answer too.
func (p *participant) answer(effect protocol.Effect) (site.Input, error) {
	switch e := effect.(type) {
	case site.NeedHello:
		return p.makeHello()
	case site.NeedGroupKey:
		return p.makeGroupKey(e)
	case site.NeedSession:
		return p.openSession(e)
	case site.NeedReady:
		return p.makeReady(e)
	case site.NeedCommit:
		return p.commit(e)
	case site.NeedProtect:
		return p.protectOffered(e)
	}
	return nil, fmt.Errorf("the program does not know the effect %T", effect)
}

// send hands a message to the link. One that does not arrive is sent again on
// return, so that is no failure here.
func (p *participant) send(m protocol.Message) error {
	if a, ok := m.(*protocol.Ack); ok {
		if err := p.witness.attach(a, p.ledger, p.cfg.Self, p.cfg.Key); err != nil {
			return err
		}
	}
	if err := p.net.send(m); err != nil {
		p.cfg.Log.Debug("not delivered", "kind", m.Kind(), "error", err)
	}
	return nil
}

func (p *participant) publish(n protocol.Notice) error {
	// From a quorum of endorsements on, the sum of these contributors may be
	// opened, whatever comes of the attempt.
	if opened := n.Step == protocol.StepEndorsed || n.Step == protocol.StepAccepted && !p.terms.Sealed; opened && !p.recorded(n) {
		for _, e := range ledger.Contributors(p.cfg.Self, time.Now(), n.Round, n.Attempt, string(p.name), n.Parties) {
			if err := p.ledger.Append(e); err != nil {
				return err
			}
		}
	}
	if n.Step == protocol.StepFinal {
		p.outcome.Sets = append(p.outcome.Sets, n.Parties)
		p.outcome.Rounds = int(n.Round)
	}
	if p.cfg.Metrics != nil {
		p.cfg.Metrics.Notice(n)
	}
	if p.cfg.Notify != nil {
		p.cfg.Notify(n, p.learner.Progress())
	}
	return nil
}

// recorded tells whether the ledger says already whose contributions the sum of an
// attempt is over: the process before wrote that.
func (p *participant) recorded(n protocol.Notice) bool {
	at := [2]uint32{n.Round, n.Attempt}
	had := p.opened == at
	p.opened = at
	return had
}

// refuse records and tells what this participant refused.
func (p *participant) refuse(e *protocol.Error) {
	if p.cfg.Metrics != nil {
		p.cfg.Metrics.Refused(e.Code)
	}
	if e.Family != protocol.StopRun { // which is told as the end of the run
		p.cfg.Log.Warn("refused", "why", e.Phrase())
	}
	err := p.ledger.Append(ledger.Event{
		Time: time.Now(), Round: e.Round, From: p.cfg.Self, To: e.Party, Kind: string(protocol.KindRefuse),
		Direction: ledger.Local, Category: "refusal", Form: ledger.Metadata, Note: string(e.Code),
	})
	if err != nil {
		p.cfg.Log.Error("a refusal could not be recorded", "error", err)
	}
}
