package hub

import (
	"strings"
	"time"

	"samband/pkg/identity"
	"samband/pkg/phrase"
	"samband/pkg/protocol"
)

// Tick is called at the time of the last Timer. If that deadline has passed,
// the run goes on without those it waited for where the terms allow it, and
// ends by naming them where they do not.
func (m *Machine) Tick(now time.Time) []protocol.Effect {
	if m.state == Finished || m.state == Stopped || m.deadline.IsZero() {
		return nil // before the first hello there is nothing to be late for
	}
	if now.Before(m.deadline) {
		return []protocol.Effect{protocol.Timer{At: m.deadline}}
	}
	missing := m.missing()
	switch {
	case m.state == Gathering && m.gathered():
		return m.greet(now)
	case m.state == Readying && len(m.attempt.ready) >= m.terms.Quorum:
		return m.open(now)
	case m.state == Committing && len(m.attempt.commits) >= m.terms.MinContributors:
		return m.commitments(now)
	case m.state == Uploading && len(m.attempt.stored) >= m.terms.MinContributors:
		return m.add(now)
	case m.state == Releasing && len(m.attempt.releases) >= m.terms.Threshold:
		return m.result(now)
	case m.state == Acking && len(present(m.terms.Members, m.attempt.acks)) >= m.terms.Quorum:
		effects, err := m.final(now)
		if err != nil {
			return m.afterError(err)
		}
		return effects
	}
	err := &protocol.Error{
		Family: protocol.StopRun, Code: protocol.CodeMissing, Round: m.prefix.Round,
		Said: phrase.New("protocol.none-came", "nothing came from %s within %s, in the step %s", join(missing), m.terms.Deadline, string(m.state)),
	}
	if len(missing) == 1 {
		err.Party = missing[0]
		err.Said = phrase.New("protocol.sent-nothing", "sent nothing within %s, in the step %s", m.terms.Deadline, string(m.state))
	}
	return m.stop(err)
}

func (m *Machine) gathered() bool {
	return len(present(m.terms.Members, m.hellos)) == len(m.terms.Members) && len(m.hellos) >= m.terms.MinContributors
}

// missing are the parties that the present step waits for.
func (m *Machine) missing() []identity.ID {
	a := &m.attempt
	switch m.state {
	case Gathering:
		return without(m.terms.Participants, m.hellos)
	case Keying:
		return without(m.terms.Members, m.keys)
	case Readying:
		return without(m.terms.Members, a.ready)
	case Committing:
		return without(m.session, a.commits)
	case Uploading:
		return without(m.session, a.stored)
	case Endorsing:
		return without(m.terms.Members, a.endorsed)
	case Releasing:
		return without(present(m.terms.Members, a.endorsed), a.releases)
	case Acking:
		return without(m.session, a.acks)
	}
	return nil
}

func without[T any](all []identity.ID, have map[identity.ID]T) []identity.ID {
	return protocol.Missing(all, func(id identity.ID) bool { _, ok := have[id]; return ok })
}

func (m *Machine) waiting() protocol.Effect {
	return m.publish(protocol.StepWaiting, m.missing()...)
}

// onRefuse starts another attempt over the same inputs if one may help.
func (m *Machine) onRefuse(now time.Time, in Input) ([]protocol.Effect, error) {
	r := in.(Received)
	refuse := r.Message.(*protocol.Refuse)
	want := m.prefix
	if refuse.Prefix.Round == 0 { // its session does not stand yet
		want.Session, want.Round, want.Attempt, want.State = refuse.Prefix.Session, 0, 0, refuse.Prefix.State
	}
	if err := protocol.CheckPrefix(refuse, want, r.From); err != nil {
		return nil, err
	}
	if err := m.accept(r); err != nil {
		return nil, err
	}
	reason := &protocol.Error{
		Family: protocol.StopRun, Code: refuse.Code, Round: m.prefix.Round, Party: r.From,
		Said: phrase.New("protocol.refuses", "refuses to go on"),
	}
	if refuse.Party != "" && refuse.Party != r.From {
		reason.Said = phrase.New("protocol.refuses-because", "refuses to go on because of %s", refuse.Party)
	}
	effects := []protocol.Effect{m.publish(protocol.StepRefused, r.From)}
	// Who has acked joins no other attempt of the round.
	acked := len(present(m.terms.Members, m.attempt.acks))
	if len(m.terms.Members)-acked < m.terms.Quorum || refuse.Prefix.Round == 0 || !retriable(refuse.Code) || m.prefix.Attempt >= protocol.MaxAttempts {
		effects = append(effects, m.stop(reason)...)
		m.notice.Party, m.notice.By = refuse.Party, r.From
		return effects, nil
	}
	discard := m.next(m.prefix.Round, m.prefix.Attempt+1, m.prefix.State)
	effects = append(effects, discard)
	effects = append(effects, m.enter(now, Readying)...)
	return append(effects, m.broadcast(m.session, &protocol.Attempt{Prefix: m.prefix})...), nil
}

// retriable tells whether fresh keys and shares may cure what was refused.
func retriable(c protocol.Code) bool {
	return c == protocol.CodeShare || c == protocol.CodeSum || c == protocol.CodeBody
}

// onResume sends again what a returning participant was sent in this round.
func (m *Machine) onResume(now time.Time, in Input) ([]protocol.Effect, error) {
	r := in.(Received)
	at := r.Message.(*protocol.Resume).Prefix
	var effects []protocol.Effect
	for _, message := range m.outbox[r.From] {
		if p := message.Position(); p.Round < at.Round || p.Round == at.Round && p.Attempt < at.Attempt {
			continue
		}
		effects = append(effects, protocol.Send{To: r.From, Message: message})
	}
	return effects, nil
}

func (m *Machine) onStop(now time.Time, in Input) ([]protocol.Effect, error) {
	r := in.(Received)
	s := r.Message.(*protocol.Stop)
	return m.stop(&protocol.Error{
		Family: protocol.StopRun, Code: s.Code, Round: m.prefix.Round, Party: r.From, Said: phrase.New("protocol.left", "left the run"),
	}), nil
}

// afterError ends the run where it cannot go on without the party at fault.
// With t = m that is always so; garbage of a party that is not needed is
// refused and otherwise ignored.
func (m *Machine) afterError(err error) []protocol.Effect {
	e := asError(err)
	if e.Family != protocol.StopRun && len(m.terms.Participants) > m.terms.MinContributors {
		return nil
	}
	return m.stop(e)
}

// Fault takes what the driver refused, a chunk, like a message that Step
// refuses.
func (m *Machine) Fault(e *protocol.Error) []protocol.Effect {
	if m.state == Finished || m.state == Stopped {
		return nil
	}
	return m.afterError(e)
}

// stop ends the run and tells everybody why.
func (m *Machine) stop(e *protocol.Error) []protocol.Effect {
	m.state = Stopped
	m.notice = &protocol.Stop{Prefix: m.prefix, From: m.terms.Coordinator, Code: e.Code, Party: e.Party}
	var effects []protocol.Effect
	for _, id := range m.terms.Participants {
		effects = append(effects, protocol.Send{To: id, Message: m.notice})
	}
	return append(effects, m.publish(protocol.StepStopped), Discard{Prefix: m.prefix}, protocol.Halt{Err: e})
}

// Abort ends the run because the coordinator's operator or machine says so.
func (m *Machine) Abort(code protocol.Code, why string) []protocol.Effect {
	if m.state == Finished || m.state == Stopped {
		return nil
	}
	return m.stop(&protocol.Error{Family: protocol.StopRun, Code: code, Round: m.prefix.Round, Text: why})
}

// afterEnd answers those who come or return after the end with how it came.
func (m *Machine) afterEnd(in Input) []protocol.Effect {
	r, ok := in.(Received)
	if !ok {
		return nil
	}
	k := r.Message.Kind()
	switch {
	case m.state == Stopped && (k == protocol.KindHello || k == protocol.KindResume):
		return []protocol.Effect{protocol.Send{To: r.From, Message: m.notice}}
	case m.state == Finished && k == protocol.KindResume:
		return []protocol.Effect{protocol.Send{To: r.From, Message: &protocol.Done{Prefix: m.prefix, Acks: m.acks}}}
	}
	return nil
}

func join(ids []identity.ID) string {
	if len(ids) == 0 {
		return "anybody"
	}
	s := make([]string, len(ids))
	for i, id := range ids {
		s[i] = string(id)
	}
	return strings.Join(s, ", ")
}
