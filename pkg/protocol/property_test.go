package protocol_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"testing"

	"pgregory.net/rapid"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/protocol/hub"
	"samband/pkg/protocol/site"
)

// roster are the participants of all arenas, with keys made once.
var roster = func() map[identity.ID]*identity.PrivateKey {
	keys := make(map[identity.ID]*identity.PrivateKey)
	for i := range 12 {
		key, err := identity.Generate()
		if err != nil {
			panic(err)
		}
		keys[identity.ID(fmt.Sprintf("p%02d", i))] = key
	}
	return keys
}()

// newArena draws a committee and an agreement.
func newArena(draw func(n int, what string) int, fault func(string, ...any)) *arena {
	a := &arena{
		draw: draw, now: time.Unix(0, 0), start: time.Unix(0, 0), keys: roster,
		nodes: make(map[identity.ID]*node), up: make(map[identity.ID][]protocol.Message), down: make(map[identity.ID][]protocol.Message),
		opened: make(map[uint32][]identity.ID),
		bodies: make(map[protocol.Prefix]map[identity.ID]uint64), sums: make(map[digest.Digest]uint64),
	}
	a.fault = func(format string, args ...any) {
		fault("%s\n%s", fmt.Sprintf(format, args...), strings.Join(a.log, "\n"))
	}
	n := 2 + draw(4, "participants")
	if draw(4, "many") == 3 {
		n = 6 + draw(7, "participants")
	}
	m := 2 + draw(n-1, "members")
	need := 2 + draw(m-1, "threshold")
	a.rounds = 1 + draw(3, "rounds")
	a.terms = &protocol.Terms{
		Set: "test", Agreement: digest.Of([]byte("agreement")), Mode: protocol.Real, Coordinator: "hub",
		Keys: make(map[identity.ID]identity.PublicKey), Threshold: need, Quorum: (m+need-1)/2 + 1,
		MinContributors: min(need+1, n), MinClass: min(need+1, n), Deadline: time.Minute,
		Sealed: draw(8, "plaintext") != 7,
		Phases: map[string][]string{"learn": {"learn", "done"}}, First: "learn", MaxRounds: a.rounds,
	}
	a.terms.Offers = a.terms.Sealed && draw(8, "offers") == 7
	for i := range n {
		id := identity.ID(fmt.Sprintf("p%02d", i))
		a.terms.Participants = append(a.terms.Participants, id)
		a.terms.Keys[id] = roster[id].Public()
	}
	a.terms.Members = a.terms.Participants[:m]
	if size := need + 1; draw(2, "groups") == 1 && n >= 2*size {
		for at := 0; at < n; at += size {
			end := at + size
			if n-end < size {
				end = n
			}
			a.terms.Groups = append(a.terms.Groups, a.terms.Participants[at:end])
			if end == n {
				break
			}
		}
	}
	if g := len(a.terms.Groups); g > 1 && draw(2, "some groups a round") == 1 {
		a.terms.Draw, a.terms.DrawPhase = 1+draw(g-1, "groups a round"), "learn"
	}
	a.office = &office{m: hub.New(a.terms), expected: make(map[identity.ID]protocol.Prefix)}
	for _, id := range a.terms.Participants {
		a.nodes[id] = &node{
			id: id, m: site.New(a.terms, id, roster[id]),
			keys: make(map[protocol.Prefix]int), pledged: make(map[protocol.Prefix]digest.Digest),
			sets: make(map[uint32][]identity.ID), acked: make(map[uint32]digest.Digest),
			opened: make(map[uint32]uint64), kept: make(map[uint32]kept),
		}
	}
	return a
}

// binds looks at what a participant is about to sign: one set a round, one
// endorsement an attempt, one state a round.
func (a *arena) binds(n *node, m protocol.Message) {
	if n.liar || n.astray {
		return
	}
	switch m := m.(type) {
	case *protocol.Endorse:
		var set []identity.ID
		for _, e := range m.Set {
			set = append(set, e.ID)
		}
		round := m.Prefix.Round
		if before, had := n.sets[round]; had && !slices.Equal(before, set) {
			a.fault("%s endorses %v after %v in round %d", n.id, set, before, round)
		}
		if d, had := n.pledged[m.Prefix]; had && d != m.Digest() {
			a.fault("%s endorses twice in attempt %d.%d", n.id, round, m.Prefix.Attempt)
		}
		n.sets[round], n.pledged[m.Prefix] = set, m.Digest()
	case *protocol.Release:
		a.open(m.Prefix.Round, n.sets[m.Prefix.Round])
	case *protocol.Ack:
		if before, had := n.acked[m.Prefix.Round]; had && before != m.State {
			a.fault("%s accepts two states of round %d", n.id, m.Prefix.Round)
		}
		n.acked[m.Prefix.Round] = m.State
	}
}

// open takes a set whose sum an honest member lets be opened: one a round, and in
// all rounds no class of participants that is too small.
func (a *arena) open(round uint32, set []identity.ID) {
	if before, had := a.opened[round]; had && !slices.Equal(before, set) {
		a.fault("sums over %v and %v are opened in round %d", before, set, round)
	}
	a.opened[round] = set
	var sets [][]identity.ID
	for r := range uint32(a.rounds) {
		if s, had := a.opened[r+1]; had {
			sets = append(sets, s)
		}
	}
	if err := a.terms.CheckClasses(nil, sets); err != nil {
		a.fault("the sums that are opened form a small class: %v", err)
	}
}

// final takes a sum that became final, and compares it with everybody's.
func (a *arena) final(n *node, round uint32, set []identity.ID) {
	k := kept{n.opened[round], set}
	n.kept[round] = k
	if n.liar {
		return
	}
	for _, o := range a.nodes {
		if other, ok := o.kept[round]; ok && !o.liar && (other.sum != k.sum || !slices.Equal(other.set, k.set)) {
			a.fault("round %d is %v at %s and %v at %s", round, k, n.id, other, o.id)
		}
	}
	if len(set) < a.terms.MinContributors {
		a.fault("round %d is over %v", round, set)
	}
	p := n.m.Prefix()
	p.Round = round
	if drawn := a.terms.Drawn(p, "learn"); len(protocol.Missing(set, func(id identity.ID) bool { return slices.Contains(drawn, id) })) > 0 {
		a.fault("round %d is over %v, drawn were %v", round, set, drawn)
	}
	var sets [][]identity.ID
	for r := uint32(1); r <= round; r++ {
		if s, ok := n.kept[r]; ok {
			sets = append(sets, s.set)
		}
	}
	if err := a.terms.CheckClasses(nil, sets); err != nil {
		a.fault("%s keeps sums that form a small class: %v", n.id, err)
	}
}

// exact wants the sums to be those of the inputs: of honest participants their
// own, of liars what they uploaded.
func (a *arena) exact() {
	for _, n := range a.nodes {
		if n.liar {
			continue
		}
		for round, k := range n.kept {
			var want uint64
			for _, id := range k.set {
				want += input(id, round)
			}
			if k.sum != want {
				a.fault("%s keeps %d of round %d over %v, whose inputs are %d", n.id, k.sum, round, k.set, want)
			}
		}
	}
}

// named wants whoever did not finish to say why, and nobody honest to be called
// a cheat.
func (a *arena) named() {
	check := func(who identity.ID, err error) {
		if err == nil {
			return
		}
		e, ok := err.(*protocol.Error)
		if !ok || e.Code == "" || e.Code == protocol.CodeInternal && e.Party == "" {
			a.fault("%s ends without a name for it: %v", who, err)
			return
		}
		n := a.nodes[e.Party]
		if n == nil || n.liar || n.astray {
			return
		}
		switch e.Code {
		case protocol.CodeSignature, protocol.CodePrefix, protocol.CodeRoster, protocol.CodeOrder, protocol.CodeCommitment,
			protocol.CodeHeader, protocol.CodeMalformed, protocol.CodeEquivocal, protocol.CodeBody, protocol.CodeRepeat, protocol.CodeSet:
			a.fault("%s says of honest %s: %v", who, e.Party, e)
		}
	}
	check("hub", a.office.err)
	for _, id := range a.terms.Participants {
		if n := a.nodes[id]; !n.liar && !n.astray {
			check(id, n.err)
		}
	}
}

func check(t *testing.T, property func(a *arena)) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		a := newArena(func(n int, what string) int {
			if n <= 1 {
				return 0
			}
			return rapid.IntRange(0, n-1).Draw(t, what)
		}, func(format string, args ...any) { t.Fatalf(format, args...) })
		property(a)
	})
}

// rarely is true about once in n times: what is drawn is small more often than
// not, so that it is a number in the middle that counts.
func (a *arena) rarely(n int, what string) bool { return a.draw(n, what) == n/2+1 }

// oneOf draws a participant.
func (a *arena) oneOf() *node {
	return a.nodes[a.terms.Participants[a.draw(len(a.terms.Participants), "who")]]
}

// Whatever order messages take, whoever loses its connection or its process, and
// although as many members are silent as the terms allow, the run completes with
// the exact sums.
func TestRunsComplete(t *testing.T) {
	check(t, func(a *arena) {
		spare := len(a.terms.Members) - a.terms.Quorum
		crashes := 3
		if a.terms.Sealed && spare > 0 && a.draw(2, "silent") == 1 {
			crashes = 0 // a member that lost its keys is one more that does not endorse
			for i := range 1 + a.draw(spare, "how many") {
				a.nodes[a.terms.Members[i]].mute = []protocol.Kind{protocol.KindEndorse, protocol.KindRelease}
			}
		}
		a.run(a.mishaps(crashes, 4))
		a.exact()
		for id, n := range a.nodes {
			if n.err != nil || len(n.kept) != a.rounds {
				a.fault("%s ends with %v and keeps %v", id, n.err, n.kept)
			}
		}
	})
}

// mishaps are losses of connections and processes from which all recover.
func (a *arena) mishaps(crashes, losses int) func() bool {
	return func() bool {
		if !a.rarely(16, "mishap") {
			return false
		}
		n := a.oneOf()
		switch a.draw(4, "which") {
		case 0:
			if losses == 0 || n.halted {
				return false
			}
			losses--
			a.loseConnection(n)
		case 1:
			if crashes == 0 || n.halted || n.begun == nil {
				return false
			}
			crashes--
			n.crash = 1 + a.draw(6, "after")
		case 2:
			if crashes == 0 {
				return false
			}
			crashes--
			a.crashHub()
		case 3:
			if len(a.down[n.id]) == 0 {
				return false
			}
			a.down[n.id] = append([]protocol.Message{a.down[n.id][0]}, a.down[n.id]...)
		}
		return true
	}
}

func (a *arena) loseConnection(n *node) {
	a.say("%s loses its connection", n.id)
	a.up[n.id], a.down[n.id] = nil, nil
	a.do(n, n.m.Return(a.now))
}
