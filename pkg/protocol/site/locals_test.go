package site

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"samband/pkg/digest"
	"samband/pkg/protocol"
)

// local numbers a state of a machine.
func (x *explorer) local(m *Machine) uint32 {
	name := fingerprint(m)
	if l, ok := x.byName[name]; ok {
		return l
	}
	l := uint32(len(x.locals))
	x.byName[name] = l
	x.locals = append(x.locals, local{m: m, memo: make(map[move]edge), ended: m.ended()})
	if !m.ended() {
		been := map[uint32]bool{l: true}
		for _, v := range x.freeMoves(m) {
			if e := x.edge(l, v); len(e.items) > 0 || !been[e.to] && !x.locals[e.to].ended {
				been[e.to] = true
				x.locals[l].free = append(x.locals[l].free, e)
			}
		}
	}
	return l
}

// edge plays a move against the machine itself, the first time.
func (x *explorer) edge(l uint32, v move) edge {
	if e, ok := x.locals[l].memo[v]; ok {
		return e
	}
	m := clone(x.locals[l].m)
	var acked digest.Digest
	if v.do == doOpen || v.do == doDone {
		acked = x.states[v.state]
	}
	e := edge{v: v}
	for _, it := range x.play(m, v, acked) {
		e.items = append(e.items, x.item(it))
	}
	clear(m.attempt.endorsed)
	if x.spoil != nil {
		x.spoil(m)
	}
	e.to = x.local(m)
	x.locals[l].memo[v] = e
	return e
}

func (x *explorer) item(it item) uint16 {
	n, ok := x.byItem[it]
	if !ok {
		n = uint16(len(x.items))
		x.byItem[it] = n
		x.items = append(x.items, it)
	}
	return n
}

// fingerprint tells states of a machine apart. Left out are what follows from
// the rest, what only a returning participant sends again, and the repetitions
// that are ignored.
func fingerprint(m *Machine) string {
	var b strings.Builder
	a := &m.attempt
	d := m.prefix.Digest()
	fmt.Fprintf(&b, "%s %s %x %v ", m.self, m.state, d[:8], m.sets[:m.finals()])
	if a.ack != nil { // nothing else of the round is looked at any more
		fmt.Fprintf(&b, "ack %x %s of %v", a.ack.State[:8], a.ack.Next, headersOf(a.result.Headers))
		return b.String()
	}
	fmt.Fprintf(&b, "%v %v %d %d %v %v", m.sets[m.finals():], m.bound, m.endorsed, m.sessions, a.open != nil, a.commitments != nil)
	if a.endorse != nil {
		d := a.endorse.Digest()
		fmt.Fprintf(&b, " endorse %x", d[:8])
	}
	if a.result != nil {
		fmt.Fprintf(&b, " result %v", headersOf(a.result.Headers))
	}
	return b.String()
}

// clone copies a machine; messages are shared, except those that grow.
func clone(m *Machine) *Machine {
	c := *m
	c.sets, c.sent, c.received = slices.Clone(m.sets), slices.Clone(m.sent), maps.Clone(m.received)
	c.attempt.endorsed = maps.Clone(m.attempt.endorsed)
	if h := m.attempt.header; h != nil {
		again := *h
		c.attempt.header = &again
	}
	if a := m.attempt.ack; a != nil {
		again := *a
		c.attempt.ack = &again
	}
	return &c
}

// freeMoves are those for which the coordinator needs nobody's word.
func (x *explorer) freeMoves(m *Machine) []move {
	moves := []move{{do: doJunk}}
	for a := int(m.prefix.Attempt) + 1; a <= x.attempts; a++ {
		moves = append(moves, move{do: doAttempt, attempt: uint8(a)})
	}
	for _, set := range x.sets {
		for root := range x.roots {
			moves = append(moves, move{do: doClose, set: set, root: root})
		}
	}
	full := x.sets[len(x.sets)-1]
	moves = append(moves, move{do: doClose, set: full, keyless: true})
	return moves
}

// edges are all that the coalition can do to one honest member.
func (x *explorer) edges(s *scene, i int, l uint32) []edge {
	if x.locals[l].ended {
		return nil
	}
	at := x.locals[l].m.prefix
	edges := slices.Clone(x.locals[l].free)
	for _, f := range s.known {
		it := &x.items[f.item]
		switch {
		case it.kind == protocol.KindEndorse && it.prefix == at:
			var released mask
			for _, r := range s.known {
				if o := &x.items[r.item]; o.kind == protocol.KindRelease && o.prefix == at && o.set == it.set && o.root == it.root {
					released = r.who
				}
			}
			edges = x.quorumMoves(edges, l, it, f.who|x.liars, released|x.liars)
		case it.kind == protocol.KindAck && it.prefix.Session == at.Session && it.prefix.Round == at.Round && it.prefix.State == at.State:
			do := doOpen
			if it.next == protocol.PhaseDone {
				do = doDone
			}
			from := first(x.terms.Quorum, x.liars, f.who)
			edges = append(edges, x.edge(l, move{do: do, attempt: uint8(it.prefix.Attempt), from: from, state: x.state(it.state)}))
		}
	}
	return edges
}

// quorumMoves hand over endorsements of one set and sum, and releases. Which of
// those who endorsed are listed makes no difference to a member: it looks for
// two words of one party, and whatever it saw of others is wiped (edge), which
// only helps the coalition. Liars come first, because what they release may
// have been crafted.
func (x *explorer) quorumMoves(edges []edge, l uint32, it *item, endorsed, released mask) []edge {
	from := first(x.terms.Quorum, x.liars, endorsed&released, endorsed)
	releases := first(x.terms.Threshold, x.liars, from&released)
	v := move{do: doEndorsements, set: it.set, root: it.root, from: from}
	edges = append(edges, x.edge(l, v))
	v.do, v.releases = doResult, releases
	edges = append(edges, x.edge(l, v))
	if releases&x.liars != 0 {
		v.sum = 1
		edges = append(edges, x.edge(l, v))
	}
	return edges
}

// first picks as many as are needed, from the sets in order; fewer if there are
// no more: then the member has to refuse.
func first(need int, sets ...mask) mask {
	var picked mask
	for _, s := range sets {
		for i := 0; s>>i > 0; i++ {
			if s.has(i) && picked.size() < need {
				picked |= 1 << i
			}
		}
	}
	return picked
}

func (x *explorer) state(d digest.Digest) uint8 {
	i := slices.Index(x.states, d)
	if i < 0 {
		i = len(x.states)
		x.states = append(x.states, d)
	}
	return uint8(i)
}
