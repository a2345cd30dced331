package protocol_test

import (
	"encoding/binary"
	"fmt"
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

func needs(effects []protocol.Effect) []protocol.Effect {
	return slices.DeleteFunc(slices.Clone(effects), func(e protocol.Effect) bool { return answeredBy(e) == "" })
}

func answeredBy(e protocol.Effect) string {
	switch e.(type) {
	case site.NeedReady:
		return "site.Ready"
	case site.NeedCommit:
		return "site.Commit"
	case site.NeedProtect:
		return "site.Protected"
	case site.NeedRelease:
		return "site.Release"
	case site.NeedSum:
		return "site.Sum"
	}
	return ""
}

// unanswered are the needs that in does not answer.
func unanswered(pending []protocol.Effect, in site.Input) []protocol.Effect {
	_, failed := in.(site.Failed)
	for i, e := range pending {
		if by := answeredBy(e); by == fmt.Sprintf("%T", in) || failed && by != "site.Ready" {
			return slices.Delete(slices.Clone(pending), i, i+1)
		}
	}
	return pending
}

// answer meets a need, with integers and names in place of secrets.
func (a *arena) answer(n *node, e protocol.Effect) site.Input {
	bytes := func(p protocol.Prefix, what string, parts ...any) []byte {
		d := p.Start(what).Text(fmt.Sprint(parts...)).Sum()
		return d[:]
	}
	switch e := e.(type) {
	case site.NeedHello:
		return site.Hello{Key: bytes(a.terms.Prefix(), "hello", n.id, n.life)}
	case site.NeedGroupKey:
		g := site.GroupKey{Contribution: digest.Of([]byte(n.id))}
		for _, h := range e.Hellos.Hellos {
			g.Sealings = append(g.Sealings, protocol.Sealing{To: h.From, Sealed: []byte(n.id + " to " + h.From)})
		}
		return g
	case site.NeedSession:
		return site.Session{State: protocol.StartState([]byte("state key"), e.Session)}
	case site.NeedReady:
		n.keys[e.Prefix] = n.life
		return site.Ready{Prefix: e.Prefix, Key: bytes(e.Prefix, "key", n.id, n.life)}
	case site.NeedCommit:
		c := site.Commit{Prefix: e.Prefix, Root: body(e.Prefix, n.id, input(n.id, e.Prefix.Round))}
		for _, r := range e.Ready {
			if r.From != n.id && a.terms.Sealed {
				sealed := bytes(e.Prefix, "share", n.id, r.From)
				if n.liar && a.rarely(8, "bad share") {
					sealed[0] ^= 1
				}
				c.Shares = append(c.Shares, protocol.Share{From: n.id, To: r.From, Sealed: sealed})
			}
		}
		if a.terms.Offers {
			c.Root, c.Public = digest.Digest{}, bytes(e.Prefix, "offer", n.id)
		}
		return c
	case site.NeedProtect:
		return site.Protected{Prefix: e.Prefix, Root: body(e.Prefix, n.id, input(n.id, e.Prefix.Round))}
	case site.NeedRelease:
		if n.keys[e.Prefix] != n.life {
			return site.Failed{Prefix: e.Prefix, Code: protocol.CodeShare, Text: "the key of this attempt was lost"}
		}
		for _, s := range e.Shares {
			if string(s.Sealed) != string(bytes(e.Prefix, "share", s.From, n.id)) {
				return site.Failed{Prefix: e.Prefix, Code: protocol.CodeShare, Party: s.From, Text: "its share does not open"}
			}
		}
		sealed := bytes(e.Prefix, "release", n.id, e.Set)
		if n.liar && a.rarely(8, "bad release") {
			sealed[0] ^= 1
		}
		return site.Release{Prefix: e.Prefix, Sealed: sealed}
	case site.NeedSum:
		r := e.Result
		good := 0
		for _, x := range r.Releases {
			if string(x.Sealed) == string(bytes(r.Prefix, "release", x.From, e.Set)) {
				good++
			}
		}
		sum, known := a.sums[r.Root]
		if !known || a.terms.Sealed && good < a.terms.Threshold {
			return site.Failed{Prefix: r.Prefix, Code: protocol.CodeSum, Text: "the sum does not open"}
		}
		n.opened[r.Prefix.Round] = sum
		next := "learn"
		if int(r.Prefix.Round) == a.rounds {
			next = protocol.PhaseDone
		}
		state := protocol.NextState([]byte("state key"), r.Prefix.State, r.Prefix.Round, e.Set, []uint64{sum})
		return site.Sum{Prefix: r.Prefix, State: state, Next: next}
	}
	return nil
}
