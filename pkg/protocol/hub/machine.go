// Package hub is the coordinator's side of the protocol as a value: Step takes
// a message or the outcome of an effect and returns what is to be done next.
// It sees headers and digests only; bodies are stored and added by its driver.
//
// Its transition table is in table.go and rendered as docs/states.md.
package hub

import (
	"time"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// Input is what Step takes: Received, Stored or Added.
type Input interface{ on() On }

// Received is a message of a participant whose connection proves who it is.
type Received struct {
	From    identity.ID
	Message protocol.Message
}

// Stored reports that all chunks of a participant's upload lie in the spool.
type Stored struct {
	From   identity.ID
	Prefix protocol.Prefix
	Root   digest.Digest
}

// Added reports the root of the sum of a set's bodies.
type Added struct {
	Prefix protocol.Prefix
	Root   digest.Digest
}

func (r Received) on() On { return On(r.Message.Kind()) }
func (Stored) on() On     { return OnStored }
func (Added) on() On      { return OnAdded }

// Add asks for the sum of the spooled bodies of Set; answered by Added.
type Add struct {
	protocol.Mark
	Prefix protocol.Prefix
	Set    []identity.ID
}

// Expect allows a participant to send the chunks of its upload; answered by
// Stored when they are complete.
type Expect struct {
	protocol.Mark
	From   identity.ID
	Prefix protocol.Prefix
}

// SendSum asks for the chunks of the sum to be sent to a participant.
type SendSum struct {
	protocol.Mark
	To    identity.ID
	Fetch *protocol.Fetch
}

// Discard asks for the bodies of an attempt to be deleted.
type Discard struct {
	protocol.Mark
	Prefix protocol.Prefix
}

// Machine is the coordinator's state in one run. It is not for concurrent use.
type Machine struct {
	terms    *protocol.Terms
	state    State
	deadline time.Time

	hellos  map[identity.ID]*protocol.Hello
	opening *protocol.Hellos
	greeted digest.Digest // of the opening
	keys    map[identity.ID]*protocol.GroupKey
	session []identity.ID // participants in it, in roster order

	sessions  int                    // sessions that were begun and given up
	forgotten map[digest.Digest]bool // their names, and those of their hellos

	phase   string
	prefix  protocol.Prefix
	acks    []protocol.Ack // that made the state of prefix final
	attempt attempt
	notice  *protocol.Stop // why the run ended early

	sets    [][]identity.ID // U of every round that is final
	bound   []identity.ID   // U of this round, once a member was asked to endorse it
	closed  int             // attempts of this round in which members were asked
	history []*past         // final rounds whose sum somebody still has to accept

	early   map[identity.ID]bool          // acked in an earlier attempt of this round
	away    map[identity.ID]bool          // not waited for until heard of again
	gone    map[identity.ID]bool          // not waited for any more
	quit    map[identity.ID]protocol.Code // said that it takes no further part, and why
	refused map[identity.ID]bool          // not waited for in this attempt

	// outbox holds what each participant was sent since the round began, so
	// that a returning one can be sent it again.
	outbox map[identity.ID][]protocol.Message
	// shown holds what each participant signed last.
	shown map[identity.ID]*protocol.Shown
	// accepted holds what each participant sent in this attempt: the same
	// message again is ignored, another one is a contradiction.
	accepted map[key]protocol.Message
}

type key struct {
	from identity.ID
	kind protocol.Kind
}

// attempt is what one attempt of a round has brought so far.
type attempt struct {
	ready       map[identity.ID]*protocol.Ready
	open        *protocol.Open
	commits     map[identity.ID]*protocol.Commit
	commitments *protocol.Commitments
	basis       *protocol.Basis // of the two lists
	uploads     map[identity.ID]*protocol.Upload
	stored      map[identity.ID]bool
	set         []identity.ID
	root        digest.Digest
	endorsed    map[identity.ID]*protocol.Endorse
	releases    map[identity.ID]*protocol.Release
	acks        map[identity.ID]*protocol.Ack
}

func newAttempt() attempt {
	return attempt{
		ready:    make(map[identity.ID]*protocol.Ready),
		commits:  make(map[identity.ID]*protocol.Commit),
		uploads:  make(map[identity.ID]*protocol.Upload),
		stored:   make(map[identity.ID]bool),
		endorsed: make(map[identity.ID]*protocol.Endorse),
		releases: make(map[identity.ID]*protocol.Release),
		acks:     make(map[identity.ID]*protocol.Ack),
	}
}

// New makes the machine of a run under terms.
func New(terms *protocol.Terms) *Machine {
	return &Machine{
		terms:    terms,
		state:    Gathering,
		phase:    terms.First,
		prefix:   terms.Prefix(),
		hellos:   make(map[identity.ID]*protocol.Hello),
		keys:     make(map[identity.ID]*protocol.GroupKey),
		attempt:  newAttempt(),
		outbox:   make(map[identity.ID][]protocol.Message),
		shown:    make(map[identity.ID]*protocol.Shown),
		accepted: make(map[key]protocol.Message),

		forgotten: make(map[digest.Digest]bool),
		early:     make(map[identity.ID]bool),
		away:      make(map[identity.ID]bool),
		gone:      make(map[identity.ID]bool),
		quit:      make(map[identity.ID]protocol.Code),
		refused:   make(map[identity.ID]bool),
	}
}

// State is where the run stands.
func (m *Machine) State() State { return m.state }

// Prefix names the attempt that is under way.
func (m *Machine) Prefix() protocol.Prefix { return m.prefix }

// Phase is the phase of the round that is under way.
func (m *Machine) Phase() string { return m.phase }

// Session names the session; zero before it stands.
func (m *Machine) Session() digest.Digest { return m.prefix.Session }

// Start begins to wait for participants. The first deadline starts with the
// first hello: a coordinator may be up long before anybody comes.
func (m *Machine) Start(now time.Time) []protocol.Effect {
	return []protocol.Effect{m.waiting()}
}

// Deadline is when the present step ends; zero before anybody came.
func (m *Machine) Deadline() time.Time { return m.deadline }

// Continue starts the present step's deadline anew, after a pause.
func (m *Machine) Continue(now time.Time) []protocol.Effect {
	if m.ended() || m.deadline.IsZero() {
		return nil
	}
	return append(m.enter(now, m.state), m.publish(protocol.StepResumed, m.session...), m.waiting())
}

func (m *Machine) ended() bool { return m.state == Finished || m.state == Stopped }

// Step takes one input. A message that is refused changes nothing and comes
// back as an error that names the party; if the run cannot go on without that
// party, the effects end it.
func (m *Machine) Step(now time.Time, in Input) ([]protocol.Effect, error) {
	if m.ended() {
		return m.afterEnd(in), nil
	}
	effects, err := m.dispatch(now, in)
	if err != nil {
		return m.afterError(now, err), err
	}
	return effects, nil
}

// enter changes the state and starts its deadline.
func (m *Machine) enter(now time.Time, s State) []protocol.Effect {
	m.state = s
	m.deadline = now.Add(m.terms.Deadline)
	return []protocol.Effect{protocol.Timer{At: m.deadline}}
}

// send records a message in the outbox and hands it on, unless its recipient
// still has to accept an earlier sum: then it gets everything when it has.
func (m *Machine) send(to identity.ID, message protocol.Message) []protocol.Effect {
	m.outbox[to] = append(m.outbox[to], message)
	if m.behind(to) {
		return nil
	}
	return []protocol.Effect{protocol.Send{To: to, Message: message}}
}

// broadcast sends one message to all parties given.
func (m *Machine) broadcast(to []identity.ID, message protocol.Message) []protocol.Effect {
	var effects []protocol.Effect
	for _, id := range to {
		effects = append(effects, m.send(id, message)...)
	}
	return effects
}

func (m *Machine) publish(step protocol.Step, parties ...identity.ID) protocol.Effect {
	return protocol.Publish{Notice: protocol.Notice{
		Step: step, Round: m.prefix.Round, Attempt: m.prefix.Attempt, Phase: m.phase, Parties: parties,
	}}
}
