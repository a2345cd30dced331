package protocol_test

import (
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/protocol/hub"
)

// An arena is a whole run in memory and virtual time in which everything may go
// wrong that can: what goes wrong, and when, is drawn. Vectors are one integer,
// and a body is that integer, so that sums are checked by value. Each party's
// channels keep their order; between them any order is possible.
type arena struct {
	draw  func(n int, what string) int // from 0 up to n − 1
	fault func(format string, args ...any)
	terms *protocol.Terms
	keys  map[identity.ID]*identity.PrivateKey
	now   time.Time
	start time.Time

	office *office
	nodes  map[identity.ID]*node
	up     map[identity.ID][]protocol.Message
	down   map[identity.ID][]protocol.Message
	past   []protocol.Message // all that the coordinator ever sent, for one that lies

	rounds int
	lies   func(n *node, m protocol.Message) []protocol.Message // what a liar sends instead
	fails  bool                                                 // drivers fail to meet needs
	turns  func(to identity.ID, m protocol.Message) protocol.Message
	spare  int                      // how many may still be restored without being more than t − 1 with the liars
	opened map[uint32][]identity.ID // sets whose sums honest members let be opened, by round
	bodies map[protocol.Prefix]map[identity.ID]uint64
	sums   map[digest.Digest]uint64 // by root
	log    []string
}

// An office is the coordinator's driver: its machine, and the record of inputs
// from which another process goes on.
type office struct {
	m        *hub.Machine
	record   []func(*hub.Machine) []protocol.Effect
	timer    time.Time
	halted   bool
	err      error
	expected map[identity.ID]protocol.Prefix
}

func (a *arena) say(format string, args ...any) {
	if len(a.log) < 5000 {
		a.log = append(a.log, fmt.Sprintf(format, args...))
	}
}

// body is the root of a body: here of one integer.
func body(p protocol.Prefix, id identity.ID, value uint64) digest.Digest {
	return p.Start("body").Text(string(id)).Uint(value).Sum()
}

func sumRoot(p protocol.Prefix, sum uint64) digest.Digest {
	return p.Start("sum").Uint(sum).Sum()
}

// input is a participant's vector of a round: the same in all attempts.
func input(id identity.ID, round uint32) uint64 {
	d := digest.Of([]byte(fmt.Sprint(id, round)))
	return uint64(d[0])
}

// feedHub records an input and does what it leads to.
func (a *arena) feedHub(in func(*hub.Machine) []protocol.Effect) {
	a.office.record = append(a.office.record, in)
	a.doHub(in(a.office.m))
}

func (a *arena) stepHub(in hub.Input) {
	now := a.now
	a.feedHub(func(m *hub.Machine) []protocol.Effect {
		effects, err := m.Step(now, in)
		if err != nil && m == a.office.m {
			a.say("hub refuses: %v", err)
		}
		return effects
	})
}

func (a *arena) doHub(effects []protocol.Effect) {
	a.bounded("hub", effects)
	for _, e := range effects {
		switch e := e.(type) {
		case protocol.Send:
			a.past = append(a.past, e.Message)
			a.down[e.To] = append(a.down[e.To], e.Message)
		case protocol.Timer:
			a.office.timer = e.At
		case protocol.Halt:
			a.office.halted, a.office.err = true, e.Err
			a.say("hub ends: %v", e.Err)
		case hub.Expect:
			a.office.expected[e.From] = e.Prefix
		case hub.Add:
			var sum uint64
			for _, id := range e.Set {
				sum += a.bodies[e.Prefix][id]
			}
			a.sums[sumRoot(e.Prefix, sum)] = sum
			a.stepHub(hub.Added{Prefix: e.Prefix, Root: sumRoot(e.Prefix, sum)})
		}
	}
}

// bounded: what one input leads to is no more than all messages of all attempts
// of one round to one party, and one to each of the others.
func (a *arena) bounded(who identity.ID, effects []protocol.Effect) {
	if len(effects) > 8*protocol.MaxAttempts+4*len(a.terms.Participants)+16 {
		a.fault("one input leads %s to %d effects", who, len(effects))
	}
}

// arrive takes the first message of a participant's channel.
func (a *arena) arrive(id identity.ID) {
	m := a.up[id][0]
	a.up[id] = a.up[id][1:]
	a.say("%s -> hub  %s %d.%d", id, m.Kind(), m.Position().Round, m.Position().Attempt)
	c, isBody := m.(*protocol.Chunk)
	if !isBody {
		a.stepHub(hub.Received{From: id, Message: m})
		return
	}
	if p, ok := a.office.expected[id]; !ok || p != c.Prefix {
		return
	}
	value := binary.LittleEndian.Uint64(c.Data)
	if a.bodies[c.Prefix] == nil {
		a.bodies[c.Prefix] = make(map[identity.ID]uint64)
	}
	if _, had := a.bodies[c.Prefix][id]; had {
		return
	}
	a.bodies[c.Prefix][id] = value
	a.stepHub(hub.Stored{From: id, Prefix: c.Prefix, Root: body(c.Prefix, id, value)})
}

// crashHub ends the coordinator's process and lets another go on from the
// record. All connections are lost.
func (a *arena) crashHub() {
	a.say("hub crashes")
	o := a.office
	o.m = hub.New(a.terms)
	var last []protocol.Effect
	for _, in := range o.record {
		last = in(o.m)
	}
	o.expected = make(map[identity.ID]protocol.Prefix)
	for _, n := range a.nodes {
		if p := o.m.Prefix(); !n.out {
			o.expected[n.id] = p
		}
	}
	for id := range a.nodes {
		a.up[id], a.down[id] = nil, nil
	}
	again := slices.DeleteFunc(slices.Clone(last), func(e protocol.Effect) bool {
		_, add := e.(hub.Add)
		return !add
	})
	now := a.now
	a.feedHub(func(m *hub.Machine) []protocol.Effect { return m.Continue(now) })
	a.doHub(again)
	for _, id := range a.terms.Participants {
		if n := a.nodes[id]; !n.out && !n.halted {
			a.do(n, n.m.Return(a.now))
		}
	}
}

// run goes on until everybody has ended. happen draws what goes wrong next, and
// tells whether anything did.
func (a *arena) run(happen func() bool) {
	a.feedHub(func(m *hub.Machine) []protocol.Effect { return m.Start(a.start) })
	for _, id := range a.terms.Participants {
		a.do(a.nodes[id], a.nodes[id].m.Start(a.now))
	}
	ticks := 0
	for steps := 0; steps < 20_000; steps++ {
		if a.over() {
			return
		}
		if happen != nil && happen() {
			continue
		}
		if a.move() {
			continue
		}
		if !a.tick() {
			if a.office.m.Deadline().IsZero() {
				return // nobody came, which it waits for
			}
			a.fault("nothing moves and no timer runs: hub %s", a.office.m.State())
			return
		}
		if ticks++; ticks > 300 {
			a.fault("the run does not end: hub %s", a.office.m.State())
			return
		}
	}
	a.fault("the run does not come to rest")
}

func (a *arena) over() bool {
	for _, n := range a.nodes {
		if !n.out && !n.halted {
			return false
		}
	}
	return a.office.halted || !a.anybody()
}

func (a *arena) anybody() bool {
	return slices.ContainsFunc(a.terms.Participants, func(id identity.ID) bool { return !a.nodes[id].out })
}

// move delivers one message, or does one piece of work that a driver put off.
func (a *arena) move() bool {
	var ways []func()
	for _, id := range a.terms.Participants {
		n := a.nodes[id]
		if len(a.up[id]) > 0 {
			ways = append(ways, func() { a.arrive(id) })
		}
		if len(a.down[id]) > 0 {
			ways = append(ways, func() { a.receive(n) })
		}
		if len(n.work) > 0 && !n.out {
			ways = append(ways, func() { a.work(n) })
		}
	}
	if len(ways) == 0 {
		return false
	}
	ways[a.draw(len(ways), "next")]()
	return true
}

// tick lets time pass to the earliest timer.
func (a *arena) tick() bool {
	var who *node
	at := a.office.timer
	if a.office.halted {
		at = time.Time{}
	}
	for _, id := range a.terms.Participants {
		if n := a.nodes[id]; !n.out && !n.halted && !n.timer.IsZero() && (at.IsZero() || n.timer.Before(at)) {
			who, at = n, n.timer
		}
	}
	if at.IsZero() {
		return false
	}
	a.now = at
	if who != nil {
		who.timer = time.Time{}
		a.do(who, who.m.Tick(at))
		return true
	}
	a.office.timer = time.Time{}
	a.feedHub(func(m *hub.Machine) []protocol.Effect { return m.Tick(at) })
	return true
}
