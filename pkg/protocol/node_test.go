package protocol_test

import (
	"encoding/binary"
	"slices"
	"time"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
)

// A node is a participant's driver in an arena: its machine, and the record from
// which another process goes on.
type node struct {
	id    identity.ID
	m     *site.Machine
	timer time.Time
	out   bool // for good, without a word
	liar  bool
	mute  []protocol.Kind // what a silent member does not send

	halted bool
	err    error

	begun   *site.Snapshot // of the round under way; nil before a session stood
	record  []site.Input   // since then
	current site.Input
	work    []protocol.Effect // needs that take their time
	crash   int               // effects until the process dies; 0 for never
	backup  *backup
	astray  bool // was restored from a backup, or lost all it had

	life    int                     // so often the process died: keys of attempts die with it
	keys    map[protocol.Prefix]int // life in which the key of an attempt was made
	pledged map[protocol.Prefix]digest.Digest
	sets    map[uint32][]identity.ID // endorsed, by round
	acked   map[uint32]digest.Digest
	opened  map[uint32]uint64 // sums that it accepted, by round
	kept    map[uint32]kept
}

// kept is a sum that became final at a participant.
type kept struct {
	sum uint64
	set []identity.ID
}

// backup is what of a node lies on its disk.
type backup struct {
	begun  *site.Snapshot
	record []site.Input
	life   int
}

func (a *arena) note(n *node, err error) {
	if err == nil {
		return
	}
	a.say("%s refuses: %v", n.id, err)
	e, ok := err.(*protocol.Error)
	if ok && e.Party == a.terms.Coordinator && a.turns == nil && !n.liar && !n.astray {
		a.fault("%s blames an honest coordinator: %v", n.id, e)
	}
}

// receive takes the first message of a participant's channel.
func (a *arena) receive(n *node) {
	m := a.down[n.id][0]
	a.down[n.id] = a.down[n.id][1:]
	if n.out {
		return
	}
	if a.turns != nil {
		if m = a.turns(n.id, m); m == nil {
			return
		}
	}
	a.say("hub -> %s  %s %d.%d", n.id, m.Kind(), m.Position().Round, m.Position().Attempt)
	a.feed(n, site.Received{Message: m})
}

func (a *arena) feed(n *node, in site.Input) {
	if n.halted || n.out {
		return
	}
	n.record = append(n.record, in)
	n.current = in
	effects, err := n.m.Step(a.now, in)
	a.note(n, err)
	a.do(n, effects)
}

// do does effects in order, unless the process dies before one of them.
func (a *arena) do(n *node, effects []protocol.Effect) {
	a.bounded(n.id, effects)
	for _, e := range effects {
		if n.crash > 0 {
			if n.crash--; n.crash == 0 {
				a.crashNode(n)
				return
			}
		}
		life := n.life
		a.one(n, e)
		if n.life != life || n.out {
			return // it died in the middle
		}
	}
}

func (a *arena) one(n *node, e protocol.Effect) {
	switch e := e.(type) {
	case protocol.Send:
		a.send(n, e.Message)
	case protocol.Persist:
		a.binds(n, e.Message)
	case protocol.Timer:
		n.timer = e.At
	case protocol.Halt:
		n.halted, n.err = true, e.Err
		a.say("%s ends: %v", n.id, e.Err)
	case protocol.Publish:
		if e.Notice.Step == protocol.StepFinal {
			a.final(n, e.Notice.Round, e.Notice.Parties)
		}
	case site.SendBody:
		value := make([]byte, 8)
		binary.LittleEndian.PutUint64(value, input(n.id, e.Prefix.Round))
		a.send(n, &protocol.Chunk{Prefix: e.Prefix, From: n.id, Data: value})
	case site.Founded:
		n.begun, n.record = e.Snapshot, nil
	case site.Keep:
		if e.Snapshot != nil {
			a.final(n, e.Round, e.Snapshot.Sets[e.Round-1])
			n.begun, n.record = e.Snapshot, []site.Input{n.current}
		}
	case site.Restart:
		n.begun, n.record, n.work = nil, nil, nil
	case site.NeedSum:
		n.work = append(n.work, e) // the sum has to come first
	default:
		if in := a.answer(n, e); in != nil {
			a.feed(n, in)
		}
	}
}

func (a *arena) send(n *node, m protocol.Message) {
	if slices.Contains(n.mute, m.Kind()) {
		return
	}
	if ack, ok := m.(*protocol.Ack); ok && slices.Contains(n.mute, protocol.KindReady) {
		silent := *ack
		silent.Ready = nil
		m = &silent
	}
	messages := []protocol.Message{m}
	if n.liar && a.lies != nil {
		messages = a.lies(n, m)
	}
	a.up[n.id] = append(a.up[n.id], messages...)
}

// work meets a need that was put off.
func (a *arena) work(n *node) {
	e := n.work[0]
	n.work = n.work[1:]
	if in := a.answer(n, e); in != nil {
		a.feed(n, in)
	}
}

// crashNode ends the process and lets another go on from the record: every input
// again, then what the last one led to, and needs that were not answered.
func (a *arena) crashNode(n *node) {
	a.say("%s crashes", n.id)
	n.life++
	n.crash = 0
	a.recover(n, n.begun, n.record)
}

func (a *arena) recover(n *node, begun *site.Snapshot, record []site.Input) {
	a.up[n.id], a.down[n.id], n.work = nil, nil, nil
	if begun == nil { // the session did not stand yet: it begins anew
		n.m, n.begun, n.record = site.New(a.terms, n.id, a.keys[n.id]), nil, nil
		a.do(n, n.m.Start(a.now))
		return
	}
	n.m = site.Resume(a.terms, n.id, a.keys[n.id], begun)
	n.begun, n.record = begun, slices.Clone(record)
	var pending, last []protocol.Effect
	if len(record) == 0 && begun.Ready == nil && a.terms.IsMember(n.id) {
		last = []protocol.Effect{site.NeedReady{Prefix: begun.Prefix}}
	}
	for i, in := range record {
		pending = unanswered(pending, in)
		last, _ = n.m.Step(a.now, in)
		n.current = in
		if i < len(record)-1 {
			pending = append(pending, needs(last)...)
		}
	}
	for _, e := range last {
		switch e.(type) {
		case protocol.Send, site.SendBody, protocol.Timer: // the return sends all again
		default:
			pending = append(pending, e)
		}
	}
	a.do(n, n.m.Continue(a.now))
	a.do(n, n.m.Return(a.now))
	a.do(n, pending)
}
