package protocol_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/protocol/hub"
	"samband/pkg/protocol/site"
)

// A world is a whole run in memory: one hub, its sites, and a queue between
// them, in virtual time. What drivers make behind needs is replaced by digests
// of names, because the machines never see more than digests.
type world struct {
	t         *testing.T
	terms     *protocol.Terms
	now       time.Time
	hub       *hub.Machine
	sites     map[identity.ID]*site.Machine
	keys      map[identity.ID]*identity.PrivateKey
	queue     []delivery
	timers    map[identity.ID]time.Time
	halted    map[identity.ID]error
	ended     map[identity.ID]bool
	kept      map[identity.ID][]uint32
	lines     []string // the transcript
	persisted map[protocol.Message]bool

	// What tests change to make a party misbehave.
	drop    func(d delivery) bool // lost on the way
	alter   func(d *delivery)     // changed on the way
	release func(id identity.ID, attempt uint32) *site.Failed
	sum     func(id identity.ID, round uint32) digest.Digest
	fail    func(id identity.ID) *site.Failed       // in opening the group key
	need    func(id identity.ID, e protocol.Effect) // sees what is asked of a driver
	rounds  int                                     // learning rounds before done
	open    func(id identity.ID, p protocol.Prefix) *site.Failed
	taken   func(in hub.Input, late bool, effects []protocol.Effect) // what the hub took
	keep    func(id identity.ID, k site.Keep)                        // sees what becomes final
	lives   int                                                      // so often a participant started anew, with new keys
	sets    map[identity.ID][][]identity.ID                          // U of every round that became final
}

type delivery struct {
	from, to identity.ID
	message  protocol.Message
}

func newWorld(t *testing.T, n int, sealed bool) *world {
	t.Helper()
	return newCommittee(t, n, n, n, sealed)
}

// newCommittee is newWorld with m members of which any need opens a sum.
func newCommittee(t *testing.T, n, m, need int, sealed bool) *world {
	t.Helper()
	names := []identity.ID{"north", "south", "east", "west", "up", "down", "left", "right", "fore", "aft", "in", "out"}[:n]
	w := &world{
		t:         t,
		now:       time.Unix(0, 0),
		sites:     make(map[identity.ID]*site.Machine),
		keys:      make(map[identity.ID]*identity.PrivateKey),
		timers:    make(map[identity.ID]time.Time),
		halted:    make(map[identity.ID]error),
		ended:     make(map[identity.ID]bool),
		kept:      make(map[identity.ID][]uint32),
		rounds:    2,
		sets:      make(map[identity.ID][][]identity.ID),
		persisted: make(map[protocol.Message]bool),
	}
	public := make(map[identity.ID]identity.PublicKey)
	for _, id := range names {
		key, err := identity.Generate()
		if err != nil {
			t.Fatal(err)
		}
		w.keys[id], public[id] = key, key.Public()
	}
	w.terms = &protocol.Terms{
		Set: "test", Agreement: digest.Of([]byte("agreement")), Mode: protocol.Real,
		Coordinator: "hub", Participants: names, Members: names[:m], Keys: public,
		Threshold: need, Quorum: (m+need-1)/2 + 1, MinContributors: min(need+1, n), MinClass: min(need+1, n),
		Sealed: sealed, Deadline: time.Minute,
		Phases: map[string][]string{"learn": {"learn", "done"}}, First: "learn", MaxRounds: 5,
	}
	w.hub = hub.New(w.terms)
	for _, id := range names {
		w.sites[id] = site.New(w.terms, id, w.keys[id])
	}
	return w
}

// run delivers until nothing moves, then lets time pass to the next timer,
// until every party has ended.
func (w *world) run() {
	w.t.Helper()
	w.do("hub", w.hub.Start(w.now))
	for _, id := range w.terms.Participants {
		w.do(id, w.sites[id].Start(w.now))
	}
	for steps := 0; steps < 10_000; steps++ {
		if len(w.queue) > 0 {
			d := w.queue[0]
			w.queue = w.queue[1:]
			w.deliver(d)
			continue
		}
		if len(w.ended) == len(w.sites)+1 || !w.tick() {
			return
		}
	}
	w.t.Fatal("the run does not end")
}

func (w *world) deliver(d delivery) {
	if w.drop != nil && w.drop(d) {
		return
	}
	if w.alter != nil {
		w.alter(&d)
	}
	w.lines = append(w.lines, fmt.Sprintf("%s -> %s   %s   round %d.%d", d.from, d.to, d.message.Kind(), d.message.Position().Round, d.message.Position().Attempt))
	if d.to == "hub" {
		w.feedHub(hub.Received{From: d.from, Message: d.message})
		return
	}
	effects, err := w.sites[d.to].Step(w.now, site.Received{Message: d.message})
	w.note(d.to, err)
	w.do(d.to, effects)
}

// step hands a message to a site as if it had just arrived.
func (w *world) step(id identity.ID, m protocol.Message) []protocol.Effect {
	effects, err := w.sites[id].Step(w.now, site.Received{Message: m})
	w.note(id, err)
	return effects
}

func (w *world) note(id identity.ID, err error) {
	if err != nil {
		w.lines = append(w.lines, fmt.Sprintf("%s refuses: %v", id, err))
	}
}

// tick lets time pass to the earliest timer.
func (w *world) tick() bool {
	var who identity.ID
	for id, at := range w.timers {
		if !w.ended[id] && (who == "" || at.Before(w.timers[who])) {
			who = id
		}
	}
	if who == "" {
		return false
	}
	w.now = w.timers[who]
	delete(w.timers, who)
	if who == "hub" {
		effects := w.hub.Tick(w.now)
		if w.taken != nil {
			w.taken(nil, true, effects)
		}
		w.do(who, effects)
	} else {
		w.do(who, w.sites[who].Tick(w.now))
	}
	return true
}

func (w *world) do(id identity.ID, effects []protocol.Effect) {
	for _, e := range effects {
		switch e := e.(type) {
		case protocol.Persist:
			w.persisted[e.Message] = true
			if a, ok := e.Message.(*protocol.Ack); ok && a.Ready != nil {
				w.persisted[a.Ready] = true
			}
		case protocol.Send:
			if id != "hub" {
				if k := e.Message.Kind(); k != protocol.KindResume && k != protocol.KindStop && !w.persisted[e.Message] {
					w.t.Errorf("%s sends %s without having persisted it", id, k)
				}
				w.queue = append(w.queue, delivery{id, "hub", e.Message})
			} else {
				w.queue = append(w.queue, delivery{"hub", e.To, e.Message})
			}
		case protocol.Timer:
			w.timers[id] = e.At
		case protocol.Halt:
			w.ended[id], w.halted[id] = true, e.Err
		case protocol.Publish:
			if e.Notice.Step == protocol.StepFinal {
				w.sets[id] = append(w.sets[id], e.Notice.Parties)
			}
		case site.Keep:
			w.kept[id] = append(w.kept[id], e.Round)
			if w.keep != nil {
				w.keep(id, e)
			}
		case hub.Add:
			w.feedHub(hub.Added{Prefix: e.Prefix, Root: e.Prefix.Start("test sum").Sum()})
		case hub.Expect:
			w.feedHub(hub.Stored{From: e.From, Prefix: e.Prefix, Root: root(e.Prefix, e.From)})
		default:
			if in := w.answer(id, e); in != nil {
				effects, err := w.sites[id].Step(w.now, in)
				w.note(id, err)
				w.do(id, effects)
			}
		}
	}
}

func (w *world) feedHub(in hub.Input) {
	effects, err := w.hub.Step(w.now, in)
	w.note("hub", err)
	if w.taken != nil {
		w.taken(in, false, effects)
	}
	w.do("hub", effects)
}

func root(p protocol.Prefix, id identity.ID) digest.Digest {
	return p.Start("test body").Text(string(id)).Sum()
}

// answer is the driver of a participant, with names in place of secrets.
func (w *world) answer(id identity.ID, e protocol.Effect) site.Input {
	if w.need != nil {
		w.need(id, e)
	}
	name := func(p protocol.Prefix, what string) []byte {
		d := p.Start(what).Text(string(id)).Sum()
		return d[:]
	}
	switch e := e.(type) {
	case site.NeedHello:
		return site.Hello{Key: name(w.terms.Prefix(), fmt.Sprintf("hello key %d", w.lives))}
	case site.NeedGroupKey:
		g := site.GroupKey{Contribution: digest.Of([]byte(id))}
		for _, h := range e.Hellos.Hellos {
			g.Sealings = append(g.Sealings, protocol.Sealing{To: h.From, Sealed: []byte(id + " to " + h.From)})
		}
		if w.terms.Direct {
			g.Public = []byte("part of " + id)
		}
		return g
	case site.NeedSession:
		if w.fail != nil {
			if f := w.fail(id); f != nil {
				return *f
			}
		}
		return site.Session{State: protocol.StartState([]byte("state key"), e.Session)}
	case site.NeedReady:
		return site.Ready{Prefix: e.Prefix, Key: name(e.Prefix, "attempt key")}
	case site.NeedCommit:
		c := site.Commit{Prefix: e.Prefix, Root: root(e.Prefix, id)}
		for _, r := range e.Ready {
			if r.From != id {
				c.Shares = append(c.Shares, protocol.Share{From: id, To: r.From, Sealed: name(e.Prefix, "share for "+string(r.From))})
			}
		}
		if !w.terms.Sealed || w.terms.Direct {
			c.Shares = nil
		}
		if w.terms.Offers {
			c.Root, c.Public = digest.Digest{}, name(e.Prefix, "offer")
		}
		return c
	case site.NeedProtect:
		return site.Protected{Prefix: e.Prefix, Root: root(e.Prefix, id)}
	case site.NeedRelease:
		if w.release != nil {
			if f := w.release(id, e.Prefix.Attempt); f != nil {
				f.Prefix = e.Prefix
				return *f
			}
		}
		return site.Release{Prefix: e.Prefix, Sealed: name(e.Prefix, "release")}
	case site.NeedSum:
		p := e.Result.Prefix
		if w.open != nil {
			if f := w.open(id, p); f != nil {
				f.Prefix = p
				return *f
			}
		}
		next := "learn"
		if int(p.Round) == w.rounds {
			next = "done"
		}
		state := protocol.NextState([]byte("state key"), p.State, p.Round, e.Set, []uint64{1, 2, 3})
		if w.sum != nil {
			if d := w.sum(id, p.Round); !d.IsZero() {
				state = d
			}
		}
		return site.Sum{Prefix: p, State: state, Next: next}
	}
	return nil
}

// transcript is what the golden files hold.
func (w *world) transcript() string { return strings.Join(w.lines, "\n") + "\n" }

// wantStopped checks how every party's run ended.
func (w *world) wantStopped(code protocol.Code, party identity.ID) {
	w.t.Helper()
	for _, id := range append([]identity.ID{"hub"}, w.terms.Participants...) {
		var e *protocol.Error
		if !errors.As(w.halted[id], &e) {
			w.t.Errorf("%s ended with %v, not a stop", id, w.halted[id])
			continue
		}
		if id == "hub" && (e.Code != code || e.Party != party) {
			w.t.Errorf("hub stopped with %s naming %q: %v; want %s naming %q", e.Code, e.Party, e, code, party)
		}
	}
}

func (w *world) wantDone(rounds ...uint32) {
	w.t.Helper()
	for id, err := range w.halted {
		if err != nil {
			w.t.Errorf("%s: %v", id, err)
		}
	}
	for _, id := range w.terms.Participants {
		if fmt.Sprint(w.kept[id]) != fmt.Sprint(rounds) {
			w.t.Errorf("%s kept rounds %v, want %v", id, w.kept[id], rounds)
		}
	}
}
