package drive

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"testing"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/parameters"
	"samband/pkg/protocol"
	"samband/pkg/protocol/hub"
	"samband/pkg/secagg"
	"samband/pkg/vector"
)

// numbers is a learner without rows: its vectors are drawn, and it compares
// every sum with the exact one.
type numbers struct {
	who    int
	all    int
	layout vector.Layout
	rounds int
	done   int
}

func (l *numbers) draw(who int, round uint32, dst []uint64) {
	random := rand.New(rand.NewPCG(uint64(who), uint64(round)))
	for k := range dst {
		dst[k] = random.Uint64() >> (64 - l.layout.Segments[0].Bits)
	}
}

func (l *numbers) Values(round uint32, phase string) (vector.Source, error) {
	values := make([]uint64, l.layout.Values())
	l.draw(l.who, round, values)
	return l.layout.From(values), nil
}

func (l *numbers) Apply(phase string, sums []uint64, contributors int, own bool) (string, error) {
	l.done++
	if l.who == 0 {
		values := make([]uint64, len(sums))
		exact := make([]uint64, len(sums))
		for i := range l.all {
			l.draw(i, uint32(l.done), values)
			for k, v := range values {
				exact[k] += v
			}
		}
		for k := range sums {
			if sums[k] != exact[k] {
				return "", fmt.Errorf("value %d is %d, not %d", k, sums[k], exact[k])
			}
		}
	}
	if l.done == l.rounds {
		return protocol.PhaseDone, nil
	}
	return "learn", nil
}

func config(t *testing.T, scheme secagg.Scheme, n, values, rounds int) Config {
	t.Helper()
	set, err := parameters.ForKind(scheme.Kind(), n)
	if err != nil {
		t.Fatal(err)
	}
	layout := vector.Layout{Segments: []vector.Segment{{Name: "weights", Length: values, Bits: 16, Clip: 1}}}
	packing, err := secagg.Pack(layout, n, set)
	if err != nil {
		t.Fatal(err)
	}
	chunks, err := secagg.Chunks(scheme, layout, packing, set)
	if err != nil {
		t.Fatal(err)
	}
	m, k := agreement.DefaultCommittee(n), agreement.DefaultThreshold(n)
	if scheme.Direct() {
		m, k = n, n
	}
	terms := &protocol.Terms{
		Set: set.ID(), Agreement: digest.Of([]byte("agreement")), Mode: protocol.Rehearsal, Coordinator: "hub",
		Keys: make(map[identity.ID]identity.PublicKey), Threshold: k, Quorum: agreement.Quorum(m, k),
		MinContributors: n, MinClass: min(k+1, n), Sealed: !scheme.Bare(), Offers: scheme.Offers(), Direct: scheme.Direct(),
		Memo: protocol.NewMemo(), Deadline: time.Minute, Phases: map[string][]string{"learn": {"learn", protocol.PhaseDone}}, First: "learn", MaxRounds: rounds,
	}
	c := Config{Terms: terms, Keys: make(map[identity.ID]*identity.PrivateKey), Scheme: scheme, Set: set, Workers: runtime.GOMAXPROCS(0),
		Learners: make(map[identity.ID]Learner), Form: func(string) (secagg.Round, error) {
			return secagg.Round{Layout: layout, Packing: packing, Chunks: chunks, Set: set, Participants: n, Threshold: k}, nil
		}}
	for i := range n {
		id := identity.ID(fmt.Sprintf("site-%04d", i+1))
		key, err := identity.Generate()
		if err != nil {
			t.Fatal(err)
		}
		terms.Participants = append(terms.Participants, id)
		c.Keys[id], terms.Keys[id] = key, key.Public()
		c.Learners[id] = &numbers{who: i, all: n, layout: layout, rounds: rounds}
	}
	terms.Members = terms.Participants[:m]
	return c
}

// Every scheme, through both machines: every sum is the exact one.
func TestSums(t *testing.T) {
	for _, scheme := range secagg.Schemes() {
		for _, dir := range []string{"", t.TempDir()} {
			c := config(t, scheme, 3, 2000, 3)
			c.Dir = dir
			o, err := Run(context.Background(), c)
			if err != nil {
				t.Fatalf("%s: %v", scheme, err)
			}
			if o.Rounds != 3 || len(o.Seconds) != 3 || o.Up < 3*2000*2 || o.Down < 3*2000*2 {
				t.Errorf("%s: %+v", scheme, o)
			}
		}
	}
}

// What a learner cannot do ends the run for all, as it does in the programs,
// and the error says whose rows it lies in.
func TestALearnerThatFails(t *testing.T) {
	for name, fail := range map[string]*failing{"values": {values: true}, "sum": {}} {
		c := config(t, secagg.OneTimeHE, 3, 100, 2)
		id := c.Terms.Participants[1]
		fail.Learner = c.Learners[id]
		c.Learners[id] = fail
		o, err := Run(context.Background(), c)
		var ended *protocol.Error
		if !errors.As(err, &ended) || ended.Party != id || ended.Code != protocol.CodeLearning {
			t.Errorf("%s: %v after %d rounds", name, err, o.Rounds)
		}
	}
}

// failing is a learner that gives no values, or accepts no sum.
type failing struct {
	Learner
	values bool
}

func (l *failing) Values(round uint32, phase string) (vector.Source, error) {
	if l.values {
		return nil, errors.New("rows that cannot be learnt from")
	}
	return l.Learner.Values(round, phase)
}

func (*failing) Apply(string, []uint64, int, bool) (string, error) {
	return "", errors.New("a sum that cannot be")
}

func TestStops(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	why := errors.New("enough")
	c := config(t, secagg.OneTimeHE, 3, 100, 1000)
	c.Dir = t.TempDir()
	c.Notify = func(n protocol.Notice) {
		if n.Step == protocol.StepFinal && n.Round == 3 {
			cancel(why)
		}
	}
	if o, err := Run(ctx, c); !errors.Is(err, why) || o.Rounds < 3 || o.Rounds > 1000 {
		t.Errorf("%v after %d rounds", err, o.Rounds)
	}
	if left, err := os.ReadDir(c.Dir); err != nil || len(left) > 0 {
		t.Errorf("%v, %v are left", err, left)
	}
}

// Where the set is another than those whose bodies came, these are added anew.
func TestASumOfFewerThanCame(t *testing.T) {
	c := config(t, secagg.Plaintext, 4, 500, 1)
	o := &office{cfg: c, fleet: newFleet(1), machine: hub.New(c.Terms)}
	s, err := o.newSum(protocol.Prefix{})
	if err != nil {
		t.Fatal(err)
	}
	bodies := make([]*body, 4)
	for i := range bodies {
		if bodies[i], err = newBody(t.TempDir(), "body"); err != nil {
			t.Fatal(err)
		}
		for chunk := range s.form.Chunks() {
			b, err := s.form.Zero(chunk)
			if err != nil {
				t.Fatal(err)
			}
			b[0] = 1 << i // of the salt, which is added by exclusive or
			if err := bodies[i].write(chunk, b); err != nil {
				t.Fatal(err)
			}
		}
		if err := bodies[i].end(); err != nil {
			t.Fatal(err)
		}
		if _, err := s.add(c.Terms.Participants[i], bodies[i].read); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []struct {
		set  []int
		salt byte
	}{{[]int{0, 1, 2, 3}, 15}, {[]int{0, 2, 3}, 13}} {
		e := hub.Add{}
		var some []*body
		for _, i := range want.set {
			e.Set, some = append(e.Set, c.Terms.Participants[i]), append(some, bodies[i])
		}
		o.total(e, s, some)
		if b, err := s.total.Chunk(0); err != nil || b[0] != want.salt {
			t.Errorf("%v: %d, %v", want.set, b[0], err)
		}
	}
	if err := o.fleet.end(); err != nil {
		t.Error(err)
	}
	if _, err := bodies[0].read(s.form.Chunks()); err == nil {
		t.Error("there is a chunk behind the last")
	}
}
