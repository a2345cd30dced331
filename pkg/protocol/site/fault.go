package site

import (
	"errors"
	"time"

	"samband/pkg/phrase"
	"samband/pkg/protocol"
)

// Tick is called at the time of the last Timer. A participant that hears
// nothing for too long stops and says what it was waiting for.
func (m *Machine) Tick(now time.Time) []protocol.Effect {
	if m.ended() {
		return nil
	}
	if now.Before(m.deadline) {
		return []protocol.Effect{protocol.Timer{At: m.deadline}}
	}
	return m.stop(&protocol.Error{
		Family: protocol.StopRun, Code: protocol.CodeMissing, Round: m.prefix.Round, Party: m.terms.Coordinator,
		Said: phrase.New("protocol.silent", "sent nothing for %s while this participant waited for %s", patience*m.terms.Deadline, m.state.awaits()),
	})
}

// Leave stops for good because this participant's operator or machine says so.
func (m *Machine) Leave(code protocol.Code, why string) []protocol.Effect {
	if m.ended() {
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
	e := &protocol.Error{Family: protocol.StopRun, Code: s.Code, Round: m.prefix.Round, Party: s.Party, Said: Explain(s.Code)}
	switch {
	case s.By != "":
		e.Party, e.Said = s.By, phrase.New("protocol.refuses", "refuses to go on")
		if s.Party != "" && s.Party != s.By {
			e.Said = phrase.New("protocol.refuses-because", "refuses to go on because of %s", s.Party)
		}
		e.Said = phrase.New("protocol.says", "%s, says %s", e.Said, m.terms.Coordinator)
	case s.Party != "":
		e.Said = phrase.New("protocol.says", "%s, says %s", e.Said, m.terms.Coordinator)
	case s.Code == protocol.CodeStopped || s.Code == protocol.CodeInternal: // it speaks of itself
		e.Party = m.terms.Coordinator
	case s.Code == protocol.CodeMissing: // more than one
		e.Said = phrase.New("protocol.says-of-some", "participants %s, says %s", e.Said, m.terms.Coordinator)
	}
	return m.stop(e), nil
}

// Explain says in one clause what a code means when it ends a run.
func Explain(c protocol.Code) phrase.Phrase {
	if p, ok := explanations()[c]; ok {
		return p
	}
	return phrase.New("ended.other", "the coordinator stopped the run")
}

func explanations() map[protocol.Code]phrase.Phrase {
	return map[protocol.Code]phrase.Phrase{
		protocol.CodeMissing:    phrase.New("ended.missing", "never came, or left and did not return before the deadline"),
		protocol.CodeStopped:    phrase.New("ended.stopped", "was stopped by its operator"),
		protocol.CodeInternal:   phrase.New("ended.internal", "could not go on (its own log says why)"),
		protocol.CodeLearning:   phrase.New("ended.learning", "cannot go on learning (its own log says why)"),
		protocol.CodeState:      phrase.New("ended.state", "accepted another sum than the others"),
		protocol.CodeMalformed:  phrase.New("ended.malformed", "sent what is no message of this run, spoke in another's name, or sent far more than the run can need"),
		protocol.CodeSignature:  phrase.New("ended.signature", "sent a message with a wrong signature"),
		protocol.CodePrefix:     phrase.New("ended.prefix", "sent a message of another attempt, round, session or mode"),
		protocol.CodeAgreement:  phrase.New("ended.agreement", "follows another agreement"),
		protocol.CodeBody:       phrase.New("ended.body", "sent chunks that do not match what it signed"),
		protocol.CodeCommitment: phrase.New("ended.commitment", "uploaded something else than it committed to"),
		protocol.CodeShare:      phrase.New("ended.share", "met a sealed share that does not open"),
		protocol.CodeSum:        phrase.New("ended.sum", "could not open the sum"),
		protocol.CodeLedger:     phrase.New("ended.ledger", "shows different ledgers to different parties, or changed one"),
		protocol.CodeGroupKey:   phrase.New("ended.groupkey", "broke the agreement on the group key"),
		protocol.CodeRollback:   phrase.New("ended.rollback", "has lost what it held of the session, or does not remember what it signed (restored from a backup?)"),
	}
}

func (m *Machine) onFailed(now time.Time, in Input) ([]protocol.Effect, error) {
	f := in.(Failed)
	if m.prefix.Round > 0 && f.Prefix != m.prefix {
		return nil, nil // of an attempt that has passed
	}
	family := protocol.StopRun
	if f.Code == protocol.CodeShare || f.Code == protocol.CodeSum || f.Code == protocol.CodeBody || f.Code == protocol.CodeLost {
		family = protocol.Retry
	}
	return nil, &protocol.Error{Family: family, Code: f.Code, Round: m.prefix.Round, Party: f.Party, Text: f.Text, Said: f.Said}
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
	blamed.Said, blamed.Text = phrase.Phrase{}, "passed on what it had to refuse: "+string(e.Party)+": "+e.Why()
	return &blamed
}

// afterError refuses the attempt where another may help, and otherwise tells
// the coordinator that this participant stops, and why.
func (m *Machine) afterError(err error) []protocol.Effect {
	var e *protocol.Error
	if !errors.As(err, &e) {
		e = &protocol.Error{Family: protocol.StopRun, Code: protocol.CodeInternal, Round: m.prefix.Round, Text: err.Error()}
	}
	// Who has acked joins no other attempt of the round, so that none can help it.
	final := e.Family == protocol.StopRun || m.attempt.ack != nil
	refuse := &protocol.Refuse{Prefix: m.expected(), From: m.self, Code: e.Code, Final: final}
	if m.terms.IsParticipant(e.Party) {
		refuse.Party = e.Party
	}
	if !final {
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
