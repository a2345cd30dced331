package site

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/identity"
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
