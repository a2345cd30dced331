// Package site is a participant's side of the protocol as a value: Step takes
// a message of the coordinator or the answer to a need and returns what is to
// be done next. It sees headers and digests only; everything secret, random or
// large is made, kept and opened by its driver behind needs.
//
// Its transition table is in table.go and rendered as docs/states.md.
package site

import (
	"errors"
	"reflect"
	"time"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// Machine is one participant's state in one run. It is not for concurrent use.
type Machine struct {
	terms *protocol.Terms
	self  identity.ID
	key   *identity.PrivateKey // signing is deterministic, so it is no effect
	state State

	hello    *protocol.Hello
	hellos   *protocol.Hellos
	greeted  digest.Digest // of the hellos
	groupKey *protocol.GroupKey

	phase   string
	prefix  protocol.Prefix
	sets    [][]identity.ID // U of every final round, and of what this party endorsed in the present one
	session []identity.ID   // who is in it, in roster order
	attempt attempt

	bound    bool // to this session: it let a sum be opened, or accepted one
	endorsed int  // attempts of this round that it endorsed
	sessions int  // sessions that it gave up

	deadline time.Time
	returned bool               // in this round, after its connection was lost
	sent     []protocol.Message // in this round, to be sent again on return
	received map[protocol.Kind]protocol.Message
}

// attempt is what this participant has sent and seen in one attempt.
type attempt struct {
	ready       *protocol.Ready
	open        *protocol.Open
	commit      *protocol.Commit
	header      *protocol.Header
	shares      []protocol.Share
	commitments *protocol.Commitments
	basis       *protocol.Basis // of open and commitments
	closing     *protocol.Close
	endorse     *protocol.Endorse
	endorsed    map[identity.ID]digest.Digest // the endorsements that it was shown
	sealed      []byte                        // the release promised in endorse
	result      *protocol.Result
	ack         *protocol.Ack
}

// New makes the machine of participant self, which signs with key.
func New(terms *protocol.Terms, self identity.ID, key *identity.PrivateKey) *Machine {
	return &Machine{
		terms:    terms,
		self:     self,
		key:      key,
		state:    Arriving,
		phase:    terms.First,
		prefix:   terms.Prefix(),
		received: make(map[protocol.Kind]protocol.Message),
	}
}

// State is where the run stands at this participant.
func (m *Machine) State() State { return m.state }

// Round is the round that is under way; 0 before a session stands.
func (m *Machine) Round() uint32 { return m.prefix.Round }

// Prefix names the attempt that is under way.
func (m *Machine) Prefix() protocol.Prefix { return m.prefix }

// Phase is the phase of the round that is under way.
func (m *Machine) Phase() string { return m.phase }

// Session lists who is in the session, in roster order; nil before it stands.
func (m *Machine) Session() []identity.ID { return m.session }

// Start asks for the key of a hello.
func (m *Machine) Start(now time.Time) []protocol.Effect {
	return []protocol.Effect{NeedHello{}}
}

// Continue starts the deadline of the present step anew, after a pause.
func (m *Machine) Continue(now time.Time) []protocol.Effect {
	if m.ended() {
		return nil
	}
	return append(m.enter(now, m.state), m.publish(protocol.StepResumed, m.session...))
}

func (m *Machine) ended() bool { return m.state == Finished || m.state == Stopped }

// Step takes one input. A message that is refused changes nothing but the
// state, to Refused or Stopped, and comes back as an error; the effects then
// tell the coordinator.
func (m *Machine) Step(now time.Time, in Input) ([]protocol.Effect, error) {
	if m.ended() {
		return nil, nil
	}
	r, message := in.(Received)
	if message && (m.stale(r.Message) || m.repeated(r.Message) || m.refused(r.Message)) {
		return nil, nil
	}
	if message && m.anotherAttempt(r.Message) {
		return nil, nil
	}
	for i := range table {
		t := &table[i]
		if t.On != in.on() || t.State != m.state && t.State != Any {
			continue
		}
		effects, err := t.do(m, now, in)
		if message && m.returned && early(err) {
			return nil, nil // like one without a row, below
		}
		if err != nil {
			return m.afterError(err), err
		}
		if message {
			m.received[r.Message.Kind()] = r.Message
		}
		return effects, nil
	}
	if message && m.returned {
		return nil, nil // the coordinator sent it before it saw the resume, and sends it again in order
	}
	if message {
		err := protocol.Refusal(protocol.StopRun, protocol.CodeOrder, r.Message, m.terms.Coordinator, "does not belong to the step %q", m.state)
		return m.afterError(err), err
	}
	return nil, nil
}

// early tells whether a message came before others that it builds on.
func early(err error) bool {
	var e *protocol.Error
	return errors.As(err, &e) && e.Code == protocol.CodeOrder
}

// stale tells whether a message is of an attempt or round that has passed, or
// of the start of the session that stands.
func (m *Machine) stale(message protocol.Message) bool {
	p := message.Position()
	if k := message.Kind(); k == protocol.KindHellos || k == protocol.KindGroupKeys {
		return m.prefix.Round > 0 && p == m.terms.Prefix()
	}
	if p.Session.IsZero() || p.Session != m.prefix.Session {
		return false
	}
	return p.Round < m.prefix.Round || p.Round == m.prefix.Round && p.Attempt < m.prefix.Attempt
}

// refused tells whether a message was on its way when this participant refused
// the attempt: only another attempt, the end, or a result that others brought
// about matters then.
func (m *Machine) refused(message protocol.Message) bool {
	k := message.Kind()
	return m.state == Refused && message.Position() == m.prefix && k != protocol.KindStop &&
		(k != protocol.KindResult || m.attempt.result != nil || m.attempt.open == nil || m.attempt.commitments == nil && m.terms.Sealed)
}

// anotherAttempt tells whether a message is of a later attempt of a round whose sum
// this participant has accepted: it joins none.
func (m *Machine) anotherAttempt(message protocol.Message) bool {
	p := message.Position()
	switch message.Kind() {
	case protocol.KindDone, protocol.KindStop, protocol.KindShown:
		return false
	}
	return m.state == Acked && p.Session == m.prefix.Session && p.Round == m.prefix.Round && p.Attempt > m.prefix.Attempt
}

func (m *Machine) repeated(message protocol.Message) bool {
	before, ok := m.received[message.Kind()]
	return ok && reflect.DeepEqual(before, message)
}

// send signs a message, persists it, and only then sends it.
func (m *Machine) send(message protocol.Message) []protocol.Effect {
	protocol.Sign(m.key, message)
	m.sent = append(m.sent, message)
	switch message.Kind() {
	case protocol.KindEndorse, protocol.KindAck:
		m.bound = true
	case protocol.KindUpload:
		m.bound = m.bound || !m.terms.Sealed
	}
	return []protocol.Effect{protocol.Persist{Message: message}, protocol.Send{Message: message}}
}

// enter changes the state and starts its deadline. A participant waits longer
// than the coordinator, so that it is told who was missing.
func (m *Machine) enter(now time.Time, s State) []protocol.Effect {
	m.state = s
	m.deadline = now.Add(patience * m.terms.Deadline)
	return []protocol.Effect{protocol.Timer{At: m.deadline}}
}

// patience is how many of the agreement's deadlines a participant waits for the
// next message. Three steps of others may lie between two of its own: uploading,
// endorsing and releasing, each with somebody who is not there.
const patience = 5

func (m *Machine) publish(step protocol.Step, parties ...identity.ID) protocol.Effect {
	return protocol.Publish{Notice: protocol.Notice{
		Step: step, Round: m.prefix.Round, Attempt: m.prefix.Attempt, Phase: m.phase, Parties: parties,
	}}
}

// begin moves to a round or attempt with nothing of the last one left.
func (m *Machine) begin(round, number uint32, state digest.Digest) {
	if round != m.prefix.Round {
		m.sent, m.endorsed, m.returned = nil, 0, false
	}
	m.prefix.Round, m.prefix.Attempt, m.prefix.State = round, number, state
	m.attempt = attempt{endorsed: make(map[identity.ID]digest.Digest)}
	m.received = make(map[protocol.Kind]protocol.Message)
}
