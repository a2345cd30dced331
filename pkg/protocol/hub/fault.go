package hub

import (
	"errors"
	"slices"
	"strings"
	"time"

	"samband/pkg/identity"
	"samband/pkg/phrase"
	"samband/pkg/protocol"
)

// onRefuse goes on without the one who refused if that is possible, and else
// starts another attempt over the same inputs if one may help.
func (m *Machine) onRefuse(now time.Time, in Input) ([]protocol.Effect, error) {
	r := in.(Received)
	refuse := r.Message.(*protocol.Refuse)
	want := m.prefix
	if m.prefix.Session.IsZero() { // of a session that this program never knew
		want = refuse.Prefix
		want.Set, want.Agreement, want.Mode = m.prefix.Set, m.prefix.Agreement, m.prefix.Mode
	} else if refuse.Prefix.Round == 0 { // its session does not stand yet
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
	m.refused[r.From] = true
	if refuse.Final {
		m.quit[r.From] = refuse.Code
	}
	effects := []protocol.Effect{m.publish(protocol.StepRefused, r.From)}
	if m.possible(m.out) && (!refuse.Final || m.canDoWithout(r.From)) {
		more, err := m.advance(now, false)
		return append(effects, more...), err
	}
	again := !refuse.Final && retriable(refuse.Code) && refuse.Prefix.Round > 0 && m.prefix.Attempt < protocol.MaxAttempts && m.closed < protocol.MaxEndorsed
	if !again || !m.mayRepeat() {
		effects = append(effects, m.stop(reason)...)
		m.notice.Party, m.notice.By = refuse.Party, r.From
		return effects, nil
	}
	effects = append(effects, m.next(m.prefix.Round, m.prefix.Attempt+1, m.prefix.State))
	effects = append(effects, m.enter(now, Readying)...)
	return append(effects, m.broadcast(m.session, &protocol.Attempt{Prefix: m.prefix})...), nil
}

// mayRepeat tells whether another attempt of this round can bring a sum. Who has
// acked joins none.
func (m *Machine) mayRepeat() bool {
	free := func(ids []identity.ID) []identity.ID {
		return slices.DeleteFunc(slices.Clone(ids), func(id identity.ID) bool {
			_, acked := m.attempt.acks[id]
			return acked || m.early[id] || m.gone[id] || m.hasQuit(id)
		})
	}
	return len(free(m.members())) >= m.terms.Quorum && m.choose(free(m.drawn())) != nil
}

// out tells who will not do what this attempt asks.
func (m *Machine) out(id identity.ID) bool { return m.gone[id] || m.refused[id] || m.hasQuit(id) }

// hasQuit tells who takes no further part in the run.
func (m *Machine) hasQuit(id identity.ID) bool { _, quit := m.quit[id]; return quit }

// retriable tells whether fresh keys and shares may cure what was refused.
func retriable(c protocol.Code) bool {
	return c == protocol.CodeShare || c == protocol.CodeSum || c == protocol.CodeBody || c == protocol.CodeLost
}

// onStop goes on without the one who left if that is possible.
func (m *Machine) onStop(now time.Time, in Input) ([]protocol.Effect, error) {
	r := in.(Received)
	s := r.Message.(*protocol.Stop)
	return m.left(now, r.From, s.Code.Resumable(), &protocol.Error{
		Family: protocol.StopRun, Code: s.Code, Round: m.prefix.Round, Party: r.From, Said: phrase.New("protocol.left", "left the run"),
	})
}

// left goes on without a party, which may return or not; if that is impossible,
// the run stops because of e.
func (m *Machine) left(now time.Time, party identity.ID, returns bool, e *protocol.Error) ([]protocol.Effect, error) {
	if !m.canDoWithout(party) {
		return m.stop(e), nil
	}
	if returns {
		m.away[party] = true
	} else {
		m.gone[party] = true
	}
	effects, err := m.advance(now, false)
	return append([]protocol.Effect{m.publish(protocol.StepLeft, party)}, effects...), err
}

// canDoWithout tells whether the run can go on without a party that does nothing
// more: this attempt, and the quorum of every step to come.
func (m *Machine) canDoWithout(party identity.ID) bool {
	if ack := m.attempt.acks[party]; ack != nil && ack.Next == protocol.PhaseDone {
		return true
	}
	out := func(id identity.ID) bool { return id == party || m.out(id) }
	if m.session != nil && len(slices.DeleteFunc(slices.Clone(m.members()), out)) < m.terms.Quorum {
		return false
	}
	return m.possible(out)
}

// afterError ends the run where it cannot go on without the party at fault;
// garbage of a party that is not needed is refused, and the party left out.
func (m *Machine) afterError(now time.Time, err error) []protocol.Effect {
	e := asError(err)
	if e.Family == protocol.StopRun || !m.terms.IsParticipant(e.Party) {
		return m.stop(e)
	}
	effects, err := m.left(now, e.Party, false, e)
	if err != nil {
		return m.stop(asError(err))
	}
	return effects
}

// Fault takes what the driver refused, a chunk, like a message that Step
// refuses.
func (m *Machine) Fault(now time.Time, e *protocol.Error) []protocol.Effect {
	if m.ended() {
		return nil
	}
	return m.afterError(now, e)
}

// stop ends the run and tells everybody why.
func (m *Machine) stop(e *protocol.Error) []protocol.Effect {
	m.state = Stopped
	m.notice = &protocol.Stop{Prefix: m.prefix, From: m.terms.Coordinator, Code: e.Code, Party: e.Party}
	var effects []protocol.Effect
	for _, id := range m.terms.Participants {
		effects = append(effects, protocol.Send{To: id, Message: m.notice})
	}
	effects = append(effects, m.publish(protocol.StepStopped))
	if !e.Code.Resumable() {
		effects = append(effects, Discard{Prefix: m.prefix})
	}
	return append(effects, protocol.Halt{Err: e})
}

// Abort ends the run because the coordinator's operator or machine says so.
func (m *Machine) Abort(code protocol.Code, why string) []protocol.Effect {
	if m.ended() {
		return nil
	}
	return m.stop(&protocol.Error{Family: protocol.StopRun, Code: code, Round: m.prefix.Round, Text: why})
}

// afterEnd answers those who come or return after the end with how it came, and
// after a complete run with what they still lack of it.
func (m *Machine) afterEnd(in Input) []protocol.Effect {
	r, ok := in.(Received)
	if !ok {
		return nil
	}
	k := r.Message.Kind()
	if m.state == Stopped {
		if k == protocol.KindHello || k == protocol.KindResume {
			return []protocol.Effect{protocol.Send{To: r.From, Message: m.notice}}
		}
		return nil
	}
	if hello, ok := r.Message.(*protocol.Hello); ok {
		return m.tooLate(hello)
	}
	var effects []protocol.Effect
	var err error
	switch message := r.Message.(type) {
	case *protocol.Resume:
		effects, err = m.resume(r.From, message.Prefix), nil
	case *protocol.Fetch:
		effects, err = m.onFetch(time.Time{}, in)
	case *protocol.Ack:
		if err = m.terms.CheckSender(message); err == nil {
			effects, err = m.onLateAck(time.Time{}, message, r.From)
		}
	}
	if err != nil {
		return nil // the run is complete: nobody depends on this party any more
	}
	return effects
}

// asError finds the protocol error in err.
func asError(err error) *protocol.Error {
	var e *protocol.Error
	if errors.As(err, &e) {
		return e
	}
	return &protocol.Error{Family: protocol.StopRun, Code: protocol.CodeInternal, Text: err.Error()}
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
