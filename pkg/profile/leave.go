package profile

import (
	"slices"
	"time"

	"samband/pkg/committee"
	"samband/pkg/exposure"
	"samband/pkg/identity"
	"samband/pkg/plan"
	"samband/pkg/promise"
	"samband/pkg/secagg"
)

// Leaves is everything that this site would send, and within which limits.
type Leaves struct {
	Scheme     string          `json:"scheme"`
	Form       string          `json:"form"` // of contributions, plain or ciphertext
	To         identity.ID     `json:"to"`   // the coordinator; connections go to nobody else
	Phases     []Phase         `json:"phases"`
	Rounds     int             `json:"rounds"` // at most
	Values     int             `json:"values"` // at most
	Bytes      int             `json:"bytes"`  // at most, in all
	Recipients []identity.ID   `json:"recipients"`
	Releases   []string        `json:"releases"` // what recipients get
	MaxRows    int             `json:"max_rows"`
	Deadline   time.Duration   `json:"deadline_ns"`
	Privacy    promise.Promise `json:"privacy"`
	Retention  string          `json:"retention"`
	committee.Committee
}

// Phase is one kind of round.
type Phase struct {
	Name     string    `json:"name"`
	Rounds   int       `json:"rounds"` // at most
	Values   int       `json:"values"` // a round
	Bits     int       `json:"bits"`   // that the values take
	Body     int       `json:"body"`   // bytes of the contribution, as sent
	Rest     int       `json:"rest"`   // bytes of keys, shares and signatures that go with it
	Segments []Segment `json:"segments"`
}

// Segment is a run of values of one kind.
type Segment struct {
	Name   string `json:"name"`
	Values int    `json:"values"`
	Bits   int    `json:"bits"` // of each
}

func leaves(p *plan.Plan) Leaves {
	a, total := p.Agreement, p.RunSizes()
	l := Leaves{
		Scheme: string(p.Scheme()), Form: string(exposure.Ciphertext), To: a.Coordinator.ID,
		Rounds: total.Rounds, Values: total.Values, Bytes: total.Uplink,
		Recipients: a.Release.Recipients, Releases: a.Release.What,
		MaxRows: a.Algorithm.MaxRows, Deadline: p.Deadline, Privacy: promise.Of(p), Retention: a.Retention,
		Committee: committee.Of(p),
	}
	if p.Scheme() == secagg.Plaintext {
		l.Form = string(exposure.Plain)
	}
	for _, name := range p.Phases() {
		layout, err := p.Layout(name)
		if err != nil {
			continue // the plan laid every phase out when it was made
		}
		sizes := p.Sizes(name)
		phase := Phase{Name: name, Rounds: 1, Values: sizes.Values, Body: sizes.Body, Rest: sizes.Fixed}
		if slices.Contains(p.Next(name), name) {
			phase.Rounds = a.Algorithm.Rounds
		}
		for _, s := range layout.Segments {
			phase.Bits += s.Length * s.Bits
			phase.Segments = append(phase.Segments, Segment{s.Name, s.Length, s.Bits})
		}
		l.Phases = append(l.Phases, phase)
	}
	return l
}
