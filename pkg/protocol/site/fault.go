package site

import (
	"errors"
	"time"

	"samband/pkg/protocol"
)

// Tick is called at the time of the last Timer. A participant that hears
// nothing for too long stops and says what it was waiting for.
func (m *Machine) Tick(now time.Time) []protocol.Effect {
	if m.state == Finished || m.state == Stopped {
		return nil
	}
	if now.Before(m.deadline) {
		return []protocol.Effect{protocol.Timer{At: m.deadline}}
	}
	return m.stop(&protocol.Error{
		Family: protocol.StopRun, Code: protocol.CodeMissing, Round: m.prefix.Round, Party: m.terms.Coordinator,
		Text: "sent nothing for " + (patience * m.terms.Deadline).String() + " while this participant was " + string(m.state),
	})
}

// Resume tells the coordinator where this participant stands after its
// connection was lost, and sends again what it sent in this round: the
// coordinator ignores what it has.
func (m *Machine) Resume() []protocol.Effect {
	if m.state == Finished || m.state == Stopped || m.hello == nil {
		return nil
	}
	effects := []protocol.Effect{protocol.Send{Message: &protocol.Resume{Prefix: m.prefix, From: m.self}}}
	for _, s := range m.sent {
		effects = append(effects, protocol.Send{Message: s})
		if s.Kind() == protocol.KindUpload && s.Position() == m.prefix {
			effects = append(effects, SendBody{Prefix: m.prefix})
		}
	}
	return effects
}

// Leave stops for good because this participant's operator or machine says so.
func (m *Machine) Leave(code protocol.Code, why string) []protocol.Effect {
	if m.state == Finished || m.state == Stopped {
		return nil
	}
	leave := &protocol.Stop{Prefix: m.prefix, From: m.self, Code: code}
	effects := []protocol.Effect{protocol.Send{Message: leave}}
	return append(effects, m.stop(&protocol.Error{
		Family: protocol.StopRun, Code: code, Round: m.prefix.Round, Party: m.self, Text: why,
	})...)
}

func (m *Machine) onStop(now time.Time, in Input) ([]protocol.Effect, error) {
	s := in.(Received).Message.(*protocol.Stop)
	e := &protocol.Error{Family: protocol.StopRun, Code: s.Code, Round: m.prefix.Round, Party: s.Party, Text: Explain(s.Code)}
	switch {
	case s.Party != "":
		e.Text += ", says " + string(m.terms.Coordinator)
	case s.Code == protocol.CodeStopped || s.Code == protocol.CodeInternal: // it speaks of itself
		e.Party = m.terms.Coordinator
	case s.Code == protocol.CodeMissing: // more than one
		e.Text = "participants " + e.Text + ", says " + string(m.terms.Coordinator)
	}
	return m.stop(e), nil
}

// Explain says in one clause what a code means when it ends a run.
func Explain(c protocol.Code) string {
	if text, ok := explanations[c]; ok {
		return text
	}
	return "the coordinator stopped the run"
}

var explanations = map[protocol.Code]string{
	protocol.CodeMissing:    "never came, or left and did not return before the deadline",
	protocol.CodeStopped:    "was stopped by its operator",
	protocol.CodeInternal:   "could not go on (its own log says why)",
	protocol.CodeLearning:   "cannot go on learning (its own log says why)",
	protocol.CodeState:      "accepted another sum than the others",
	protocol.CodeMalformed:  "sent what is no message of this run, or spoke in another's name",
	protocol.CodeSignature:  "sent a message with a wrong signature",
	protocol.CodePrefix:     "sent a message of another attempt, round, session or mode",
	protocol.CodeAgreement:  "follows another agreement",
	protocol.CodeBody:       "sent chunks that do not match what it signed",
	protocol.CodeCommitment: "uploaded something else than it committed to",
	protocol.CodeShare:      "met a sealed share that does not open",
	protocol.CodeSum:        "could not open the sum",
	protocol.CodeLedger:     "shows different ledgers to different parties, or changed one",
	protocol.CodeGroupKey:   "broke the agreement on the group key",
}

func (m *Machine) onFailed(now time.Time, in Input) ([]protocol.Effect, error) {
	f := in.(Failed)
	if m.prefix.Round > 0 && f.Prefix != m.prefix {
		return nil, nil // of an attempt that has passed
	}
	family := protocol.StopRun
	if f.Code == protocol.CodeShare || f.Code == protocol.CodeSum || f.Code == protocol.CodeBody {
		family = protocol.Retry
	}
	return nil, &protocol.Error{Family: family, Code: f.Code, Round: m.prefix.Round, Party: f.Party, Text: f.Text}
}

// passed blames the coordinator for what it passed on: an honest one makes the
// same check itself. Whose message it was stands in the text.
func (m *Machine) passed(err error) error {
	var e *protocol.Error
	if !errors.As(err, &e) || e.Party == m.terms.Coordinator {
		return err
	}
	blamed := *e
	blamed.Party = m.terms.Coordinator
	blamed.Text = "passed on what it had to refuse: " + string(e.Party) + ": " + e.Text
	return &blamed
}

// afterError refuses the attempt where another may help, and otherwise tells
// the coordinator that this participant stops, and why.
func (m *Machine) afterError(err error) []protocol.Effect {
	var e *protocol.Error
	if !errors.As(err, &e) {
		e = &protocol.Error{Family: protocol.StopRun, Code: protocol.CodeInternal, Round: m.prefix.Round, Text: err.Error()}
	}
	refuse := &protocol.Refuse{Prefix: m.expected(), From: m.self, Code: e.Code}
	if m.terms.IsParticipant(e.Party) {
		refuse.Party = e.Party
	}
	if e.Family != protocol.StopRun {
		m.state = Refused
		return append(m.send(refuse), m.publish(protocol.StepRefused, m.self))
	}
	return append(m.send(refuse), m.stop(e)...)
}

// expected is the prefix of what comes next: after an ack, that of the next
// round, which the coordinator has begun if it sent anything at all.
func (m *Machine) expected() protocol.Prefix {
	p := m.prefix
	if m.state == Acked && m.attempt.ack.Next != protocol.PhaseDone {
		p.Round, p.Attempt, p.State = p.Round+1, 1, m.attempt.ack.State
	}
	return p
}

func (m *Machine) stop(e *protocol.Error) []protocol.Effect {
	m.state = Stopped
	return []protocol.Effect{m.publish(protocol.StepStopped), protocol.Halt{Err: e}}
}
