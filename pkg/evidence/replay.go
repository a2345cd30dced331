package evidence

import (
	"cmp"
	"fmt"
	"slices"

	"samband/pkg/audit"
	"samband/pkg/finding"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/ledger"
	"samband/pkg/plan"
	"samband/pkg/protocol"
)

// A run can be replayed: in a rehearsal the same programs follow the same
// agreement over rows that are made from its schema. What a round of a phase sends
// does not depend on the rows: there are as many messages of every kind, in the
// same form and of the same size. That is what is compared. How many rounds there
// are may depend on the rows, and what the numbers in a message hold does.

// Shape is what is alike in every round of a phase: one kind of message, one way,
// in one form.
type Shape struct {
	Phase string      `json:"phase"` // of the plan; Session before the first round
	Up    bool        `json:"up"`    // to the coordinator
	Kind  string      `json:"kind"`
	Form  ledger.Form `json:"form"`
}

// Session is the phase of messages before the first round.
const Session = "session"

// Sizes are those of the messages of a shape.
type Sizes struct {
	Fewest   int `json:"fewest"`   // in a round, of all participants
	Messages int `json:"messages"` // most in a round
	Least    int `json:"least"`    // bytes of one
	Most     int `json:"most"`
}

// Difference is a shape that a run and its replay do not have alike.
type Difference struct {
	Shape
	Run    Sizes `json:"run"`
	Replay Sizes `json:"replay"`
}

// Replay is a run beside a rehearsal of the same agreement.
type Replay struct {
	Shapes      int          `json:"shapes"`      // that were compared
	Slack       int          `json:"slack"`       // bytes by which sizes differ at most, for what slack explains
	Differences []Difference `json:"differences"` // that nothing explains
	Rounds      int          `json:"rounds"`      // of the run, those before and after learning with them
	Rehearsed   int          `json:"rehearsed"`   // rounds of the rehearsal
}

// slack is how many bytes two messages of a shape may differ by. Each message, and
// each that it carries, says whether it is of a rehearsal, in five letters more, and
// a length may then take a byte more; no message carries more than four of each
// participant. Checkpoints have numbers of up to 20 digits, and a proof has a digest
// of 32 bytes and 2 more for each of at most 64 levels.
func slack(kind string, participants int) int {
	bytes := (1 + 4*participants) * (len(protocol.Rehearsal) - len(protocol.Real) + 2)
	switch kind {
	case "result", "ack", "open", "done":
		bytes += 64*34 + 3*20
	}
	return bytes
}

// Compare sets a run beside its replay. Rounds that took several attempts are left
// out, and phases that one of them did not reach.
func Compare(p *plan.Plan, run, replay []*audit.Result) Replay {
	a, b := shapes(p, run), shapes(p, replay)
	r := Replay{Differences: []Difference{}, Rounds: rounds(run), Rehearsed: rounds(replay)}
	phases := func(all map[Shape]Sizes) map[string]bool {
		reached := make(map[string]bool)
		for s := range all {
			reached[s.Phase] = true
		}
		return reached
	}
	inA, inB := phases(a), phases(b)
	var every []Shape
	for s := range a {
		every = append(every, s)
	}
	for s := range b {
		if _, both := a[s]; !both {
			every = append(every, s)
		}
	}
	slices.SortFunc(every, func(x, y Shape) int {
		return cmp.Or(cmp.Compare(x.Phase, y.Phase), cmp.Compare(x.Kind, y.Kind), compareBool(x.Up, y.Up), cmp.Compare(x.Form, y.Form))
	})
	for _, s := range every {
		if !inA[s.Phase] || !inB[s.Phase] {
			continue
		}
		r.Shapes++
		x, y := a[s], b[s]
		off := max(x.Most, y.Most) - min(x.Least, y.Least)
		switch {
		case x.Messages != y.Messages || x.Fewest != y.Fewest || off > slack(s.Kind, len(p.Participants)):
			r.Differences = append(r.Differences, Difference{s, x, y})
		default:
			r.Slack = max(r.Slack, off)
		}
	}
	return r
}

// rounds is how many the ledgers of a session have.
func rounds(ledgers []*audit.Result) (last int) {
	for _, l := range ledgers {
		for _, e := range l.Events {
			last = max(last, int(e.Round))
		}
	}
	return last
}

// shapes are those of the ledgers of one session: by the sender's where it is at
// hand, else by the receiver's.
func shapes(p *plan.Plan, ledgers []*audit.Result) map[Shape]Sizes {
	hub := p.Agreement.Coordinator.ID
	own := make(map[identity.ID]bool)
	again, last := make(map[uint32]bool), uint32(0) // rounds with several attempts; the last round
	finished := false
	for _, l := range ledgers {
		own[l.Meta.Party] = true
		for _, e := range l.Events {
			if e.Attempt > 1 {
				again[e.Round] = true
			}
			last, finished = max(last, e.Round), finished || e.Kind == "done"
		}
	}
	type place struct {
		Shape
		round uint32
	}
	counts, all := make(map[place]int), make(map[Shape]Sizes)
	for _, l := range ledgers {
		for _, e := range l.Events {
			if e.Direction == ledger.Local || e.Direction == ledger.Received && own[e.From] || again[e.Round] || e.Round == last && !finished && last > 0 || transient(e.Kind) {
				continue
			}
			s := Shape{phaseOf(p, e.Round, last), e.To == hub, e.Kind, e.Form}
			counts[place{s, e.Round}]++
			sizes, known := all[s]
			if !known {
				sizes.Least = e.Bytes
			}
			sizes.Least, sizes.Most = min(sizes.Least, e.Bytes), max(sizes.Most, e.Bytes)
			all[s] = sizes
		}
	}
	rounds := make(map[string]map[uint32]bool) // of each phase
	for at := range counts {
		if rounds[at.Phase] == nil {
			rounds[at.Phase] = make(map[uint32]bool)
		}
		rounds[at.Phase][at.round] = true
	}
	for s, sizes := range all {
		first := true
		for round := range rounds[s.Phase] {
			n := counts[place{s, round}]
			if first {
				sizes.Fewest, first = n, false
			}
			sizes.Fewest, sizes.Messages = min(sizes.Fewest, n), max(sizes.Messages, n)
		}
		all[s] = sizes
	}
	return all
}

// transient are kinds of messages that depend on connections and not on rounds.
func transient(kind string) bool {
	return kind == "resume" || kind == "shown" || kind == kindRefuse || kind == "stop"
}

// phaseOf is the phase of a round of a run that went on to the last one.
func phaseOf(p *plan.Plan, round, last uint32) string {
	phases := p.Phases()
	switch round {
	case 0:
		return Session
	case 1:
		return phases[0]
	case last:
		return phases[len(phases)-1]
	}
	return p.Learning()
}

// alike measures by how many bytes messages of the same kind, round and way differ
// between participants: what is left of their rows in what an observer sees.
func (r *Report) alike() (kinds, most int) {
	type place struct {
		up             bool
		kind           string
		round, attempt uint32
	}
	seen := make(map[place][2]int)
	every := make(map[string]bool)
	own := make(map[identity.ID]bool)
	for _, l := range r.Ledgers {
		own[l.Meta.Party] = true
	}
	for _, l := range r.Ledgers {
		for _, e := range l.Events {
			if e.Direction == ledger.Local || e.Direction == ledger.Received && own[e.From] || transient(e.Kind) {
				continue
			}
			at := place{e.To == r.Agreement.Coordinator.ID, e.Kind, e.Round, e.Attempt}
			sizes, known := seen[at]
			if !known {
				sizes = [2]int{e.Bytes, e.Bytes}
			}
			seen[at] = [2]int{min(sizes[0], e.Bytes), max(sizes[1], e.Bytes)}
			every[fmt.Sprint(at.up, at.kind)] = true
		}
	}
	for _, s := range seen {
		most = max(most, s[1]-s[0])
	}
	return len(every), most
}

// replayed says whether what was sent depends on whose rows they were, and
// whether a run over made-up rows sends the same.
func (s *statements) replayed() {
	r := s.report
	if len(r.Plan.Participants) > 1 {
		kinds, most := r.alike()
		s.measured("alike", finding.Number(float64(most), "B"), r.by()+" ledger", say(lang.EvAlike, kinds, most))
	}
	switch {
	case r.Replay == nil:
		s.unknown("replay", "accounts", say(lang.EvNoReplay))
	case r.Replay.Shapes == 0:
		s.unknown("replay", "replay", say(lang.EvReplayEmpty))
	default:
		c := r.Replay
		s.measured("replay", finding.Number(float64(len(c.Differences)), "kinds"), r.by()+" ledger, replay", func(l *lang.Lang) string {
			text := c.sentence(l)
			if len(c.Differences) > 0 {
				text += " " + l.Text(lang.EvReplayOff, l.List(c.kinds()))
			}
			return text
		})
	}
}

// kinds are those that differ, each once.
func (c *Replay) kinds() []string {
	var all []string
	for _, d := range c.Differences {
		if !slices.Contains(all, d.Kind) {
			all = append(all, d.Kind)
		}
	}
	return all
}

// sentence says what came of it.
func (c *Replay) sentence(l *lang.Lang) string {
	return l.Text(lang.EvReplay, c.Shapes, len(c.Differences), l.Bytes(int64(c.Slack)), c.Rounds, c.Rehearsed)
}

// Words says in a line what was compared.
func (c *Replay) Words(l *lang.Lang) []string {
	lines := []string{c.sentence(l)}
	for _, d := range c.Differences {
		sizes := func(s Sizes) string {
			return fmt.Sprintf("%d–%d × %d–%d B", s.Fewest, s.Messages, s.Least, s.Most)
		}
		phase := d.Phase
		if phase != Session {
			phase = l.Named(lang.Phase, d.Phase)
		}
		lines = append(lines, fmt.Sprintf("%s, %s: %s / %s", phase, d.Kind, sizes(d.Run), sizes(d.Replay)))
	}
	return lines
}
