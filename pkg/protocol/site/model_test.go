package site

import (
	"os"
	"reflect"
	"testing"

	"samband/pkg/protocol"
)

// A setting is a committee, who of it lies or is restored from a backup, and how
// far the walk goes.
type setting struct {
	name     string
	size     size
	liars    int
	restore  int // the honest member that is restored; -1 for none
	rounds   int
	attempts int
	roots    uint8
	mutate   func(*protocol.Terms) // a rule changed, to see it found
	spoil    func(*Machine)        // a machine changed after every move, likewise
}

func (s setting) explore(t *testing.T) *explorer {
	t.Helper()
	c := newCoalition(t, s.size, s.liars, s.rounds)
	x := &explorer{
		coalition: c, attempts: s.attempts, roots: s.roots, restore: s.restore, spoil: s.spoil, threshold: c.terms.Threshold,
	}
	for set := mask(1); set < 1<<s.size.n; set++ {
		x.sets = append(x.sets, set)
	}
	if s.mutate != nil {
		s.mutate(c.terms)
	}
	x.explore(t)
	t.Logf("n %d, m %d, t %d, Q %d, %d liars, %d rounds of %d attempts, %d claimed sums: %d states, %d moves, %d states of one machine",
		s.size.n, s.size.m, s.size.t, c.terms.Quorum, s.liars, s.rounds, s.attempts, s.roots, len(x.seen), x.moves, len(x.locals))
	return x
}

// settings are walked through to the end. In all of them at most t − 1 members
// lie or are restored.
func settings() []setting {
	all := []setting{
		{"two of two", size{2, 2, 2}, 0, -1, 2, 2, 2, nil, nil},
		{"two of two, one restored", size{2, 2, 2}, 0, 0, 1, 2, 2, nil, nil},
		{"two of three, one lies", size{3, 3, 2}, 1, -1, 2, 2, 2, nil, nil},
		{"two of three, one restored", size{3, 3, 2}, 0, 0, 1, 2, 1, nil, nil},
		{"three of four, two lie", size{4, 4, 3}, 2, -1, 2, 2, 1, nil, nil},
		{"two of four, one lies", size{4, 4, 2}, 1, -1, 1, 2, 1, nil, nil},
		{"six contribute, one of two members lies", size{6, 2, 2}, 1, -1, 2, 1, 1, nil, nil},
	}
	if testing.Short() {
		return all[:5]
	}
	if os.Getenv("SAMBAND_EXPLORE") != "" {
		all = append(all, []setting{
			{"two of two, three attempts", size{2, 2, 2}, 0, -1, 2, 3, 2, nil, nil},
			{"six contribute, one of two members lies, three rounds", size{6, 2, 2}, 1, -1, 3, 2, 1, nil, nil},
			{"two of three, one restored, two rounds", size{3, 3, 2}, 0, 0, 2, 2, 1, nil, nil},
			{"two of three, one lies, three rounds", size{3, 3, 2}, 1, -1, 3, 2, 1, nil, nil},
			{"three of three, one lies, one restored", size{3, 3, 3}, 1, 0, 2, 2, 1, nil, nil},
			{"three of four, one lies, one restored", size{4, 4, 3}, 1, 0, 1, 2, 1, nil, nil},
			{"two of four, one restored", size{4, 4, 2}, 0, 0, 1, 1, 1, nil, nil},
			{"two of four, one lies, two rounds", size{4, 4, 2}, 1, -1, 2, 1, 1, nil, nil},
			{"two of four, one lies, two sums", size{4, 4, 2}, 1, -1, 1, 2, 2, nil, nil},
			{"six contribute, one of three members lies", size{6, 3, 2}, 1, -1, 2, 1, 1, nil, nil},
		}...)
	}
	return all
}

// TestNoCoalitionSucceeds walks through everything that a coordinator and up to
// t − 1 members that lie, or are restored from a backup, can do to the others.
// With SAMBAND_EXPLORE=1 it goes through larger settings too.
func TestNoCoalitionSucceeds(t *testing.T) {
	for _, s := range settings() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			if x := s.explore(t); x.fault != "" {
				t.Errorf("%s after:\n%s", x.fault, x.story())
			}
		})
	}
}

// TestExplorerFinds shows that the walk above finds what is wrong: with one
// member more that lies or is restored, and with every rule loosened by one.
func TestExplorerFinds(t *testing.T) {
	for _, s := range []setting{
		{"two of two of four lie", size{4, 4, 2}, 2, -1, 1, 1, 2, nil, nil},
		{"one lies and one is restored", size{4, 4, 2}, 1, 0, 1, 2, 1, nil, nil},
		{"a quorum less one", size{3, 3, 2}, 1, -1, 1, 1, 2, func(t *protocol.Terms) { t.Quorum-- }, nil},
		{"a class less one", size{6, 2, 2}, 1, -1, 2, 1, 1, func(t *protocol.Terms) { t.MinClass-- }, nil},
		{"no classes", size{6, 2, 2}, 1, -1, 2, 1, 1, func(t *protocol.Terms) { t.WaiveClasses = true }, nil},
		{"a contributor less", size{3, 3, 2}, 1, -1, 1, 1, 1, func(t *protocol.Terms) { t.MinContributors--; t.MinClass-- }, nil},
		{"another set in another attempt", size{6, 2, 2}, 1, -1, 1, 2, 1, nil, func(m *Machine) { m.sets = m.sets[:max(0, m.finals())] }},
		{"another attempt after an ack", size{3, 3, 2}, 1, -1, 1, 2, 1, nil, func(m *Machine) {
			if m.state == Stopped && m.attempt.ack != nil {
				m.state = Refused
			}
		}},
		{"two endorsements in one attempt", size{3, 3, 2}, 1, -1, 1, 1, 2, nil, func(m *Machine) {
			if m.state == Endorsed {
				m.state, m.attempt.closing = Uploaded, nil
			}
		}},
		{"a release without a quorum", size{2, 2, 2}, 0, -1, 1, 1, 1, func(t *protocol.Terms) { t.Quorum = 1; t.MinContributors = 1; t.MinClass = 1 }, nil},
	} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			x := s.explore(t)
			if x.fault == "" {
				t.Fatal("nothing found")
			}
			t.Logf("found: %s", x.fault)
		})
	}
}

// TestFingerprint fails when a machine has a field more: then fingerprint has to
// tell states apart by it, or its comment has to say why not; likewise clone.
func TestFingerprint(t *testing.T) {
	if n, a := reflect.TypeFor[Machine]().NumField(), reflect.TypeFor[attempt]().NumField(); n != 20 || a != 13 {
		t.Errorf("a machine has %d fields and an attempt %d: look at fingerprint and clone", n, a)
	}
}
