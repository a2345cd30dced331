package site

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// An explorer walks through everything that a coalition can do to the honest
// members of a committee, in every order. The members are real machines: what a
// machine does in a state on a move is asked of it once and remembered, so that
// the walk itself is over numbers.
type explorer struct {
	*coalition
	attempts int
	sets     []mask         // what the coordinator asks for
	roots    uint8          // how many different sums it claims in an attempt
	restore  int            // the honest member that it restores from a backup; -1 for none
	spoil    func(*Machine) // if set, changes a machine after every move

	threshold int // the true one, whatever the machines think

	honest []identity.ID
	locals []local
	byName map[string]uint32
	items  []item
	byItem map[item]uint16
	states []digest.Digest // of acks
	seen   map[string]struct{}
	moves  int
	path   []step
	fault  string // the first violation found
}

// A local is one state of a member's machine.
type local struct {
	m     *Machine
	free  []edge // what the coalition can do without anybody's word
	memo  map[move]edge
	ended bool
}

// An edge is where a move leads, and what it binds the member to.
type edge struct {
	v     move
	to    uint32
	items []uint16
}

// A scene is a state of the whole: where the honest members stand, the backup
// that was made of one, and what they ever signed.
type scene struct {
	at     []uint32
	backup uint32 // one more than its number; 0 for none
	known  []fact // by item
}

// A fact is which honest members signed an item.
type fact struct {
	item uint16
	who  mask // of participants
}

func (s *scene) key() string {
	b := make([]byte, 0, 4*len(s.at)+4+4*len(s.known))
	for _, l := range s.at {
		b = binary.LittleEndian.AppendUint32(b, l)
	}
	b = binary.LittleEndian.AppendUint32(b, s.backup)
	for _, f := range s.known {
		b = binary.LittleEndian.AppendUint16(b, f.item)
		b = binary.LittleEndian.AppendUint16(b, uint16(f.who))
	}
	return string(b)
}

// explore walks until nothing is new or something is violated.
func (x *explorer) explore(t *testing.T) {
	t.Helper()
	x.byName, x.byItem = make(map[string]uint32), make(map[item]uint16)
	x.seen = make(map[string]struct{})
	first := &scene{}
	for i, id := range x.terms.Members {
		if !x.liars.has(i) {
			x.honest = append(x.honest, id)
			first.at = append(first.at, x.local(x.start(t, id)))
		}
	}
	x.walk(first)
}

// walk goes on from a scene. What binds nobody is put off until just before the
// same member's next word: it depends on that member alone, and on words of the
// others that are never taken back.
func (x *explorer) walk(s *scene) {
	key := s.key()
	if _, been := x.seen[key]; been || x.fault != "" {
		return
	}
	x.seen[key] = struct{}{}
	if x.fault = x.judge(s); x.fault != "" {
		return
	}
	// A member that may release does so at once: that takes nothing from the
	// coalition, and leaves the member every other move.
	for i := range s.at {
		for _, e := range x.edges(s, i, s.at[i]) {
			if e.v.do == doEndorsements && len(e.items) > 0 {
				x.path = append(x.path, step{i, e.v})
				x.walk(s.after(i, e, x.bit(i)))
				x.back()
				return
			}
		}
	}
	for i := range s.at {
		x.each(s, i, s.at[i], map[uint32]bool{s.at[i]: true})
		if i != x.restore {
			continue
		}
		x.path = append(x.path, step{i, move{do: doRestore}})
		if s.backup == 0 {
			x.walk(&scene{at: s.at, known: s.known, backup: s.at[i] + 1})
		} else {
			x.walk(s.after(i, edge{to: s.backup - 1}, 0))
		}
		x.back()
	}
}

// bit is honest member i as a mask.
func (x *explorer) bit(i int) mask { return 1 << (x.terms.Point(x.honest[i]) - 1) }

// each follows every way to the next word of member i, which stands at l.
func (x *explorer) each(s *scene, i int, l uint32, been map[uint32]bool) {
	for _, e := range x.edges(s, i, l) {
		x.moves++
		if x.fault != "" || len(e.items) == 0 && been[e.to] {
			continue
		}
		x.path = append(x.path, step{i, e.v})
		if len(e.items) == 0 {
			been[e.to] = true
			x.each(s, i, e.to, been)
		} else {
			x.walk(s.after(i, e, x.bit(i)))
		}
		x.back()
	}
}

// A step of the path is a move against one of the honest members.
type step struct {
	who int
	v   move
}

// back forgets the last step of the path, unless it led to a fault.
func (x *explorer) back() {
	if x.fault == "" {
		x.path = x.path[:len(x.path)-1]
	}
}

// story tells the path for people.
func (x *explorer) story() string {
	var b strings.Builder
	for _, s := range x.path {
		fmt.Fprintf(&b, "%s: %s attempt %d set %v root %d sum %d from %v releases %v keyless %v\n", x.honest[s.who], s.v.do, s.v.attempt, x.ids(s.v.set), s.v.root, s.v.sum, x.ids(s.v.from), x.ids(s.v.releases), s.v.keyless)
	}
	return b.String()
}

func (s *scene) after(i int, e edge, who mask) *scene {
	next := &scene{at: slices.Clone(s.at), backup: s.backup, known: s.known}
	next.at[i] = e.to
	if len(e.items) > 0 {
		next.known = slices.Clone(s.known)
	}
	for _, it := range e.items {
		k, found := slices.BinarySearchFunc(next.known, it, func(f fact, it uint16) int { return int(f.item) - int(it) })
		if !found {
			next.known = slices.Insert(next.known, k, fact{item: it})
		}
		next.known[k].who |= who
	}
	return next
}

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
