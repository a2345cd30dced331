package audit

import (
	"cmp"
	"slices"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/phrase"
)

// Difference is an event of one ledger that the other end's ledger does not
// confirm.
type Difference struct {
	Party     identity.ID // whose ledger has the event
	Line      int         // in that ledger
	Other     identity.ID // the other end
	OtherLine int         // in the other's ledger; 0 if there is nothing like it
	Event     ledger.Event
	Absent    bool // the other end's ledger is not at hand
	What      phrase.Phrase
}

func (d Difference) String() string { return d.Phrase().String() }

// Phrase is the same in other languages.
func (d Difference) Phrase() phrase.Phrase {
	return phrase.New("audit.difference", "%s line %d: %s: %s", d.Party, d.Line, d.Event.Line(), d.What)
}

// Comparison is what several parties' ledgers say about each other.
type Comparison struct {
	Events      int // in all the ledgers together
	Local       int // of them local: they have no other end
	Matched     int // events whose other end says the same
	Lost        int // sent, and lost with a connection that broke; their sender goes on to say so
	Unexplained int // events whose other end says otherwise, nothing, or is not at hand
	Absent      int // of the unexplained: the ledger of the other end is not at hand
	Differences []Difference
	Problems    []phrase.Phrase // of cosigned checkpoints and of the files given
}

// flow is what both ends must say alike, so that an event can be found again.
type flow struct {
	from, to       identity.ID
	kind           string
	round, attempt uint32
	bytes          int
	digest         digest.Digest
}

func flowOf(e ledger.Event) flow {
	return flow{e.From, e.To, e.Kind, e.Round, e.Attempt, e.Bytes, e.Digest}
}

// similar is f without what a transport could damage.
func (f flow) similar() flow {
	f.bytes, f.digest = 0, digest.Digest{}
	return f
}

// Compare matches both ends of every message in the ledgers, one of each
// party. It does not check the files themselves: use VerifyFile for that.
func Compare(results ...*Result) *Comparison {
	c := &Comparison{}
	parties := make(map[identity.ID]*Result)
	for _, r := range results {
		if first, twice := parties[r.Meta.Party]; twice {
			c.Problems = append(c.Problems, phrase.New("audit.twice", "%s and %s are both of %s", first.Name, r.Name, r.Meta.Party))
			continue
		}
		if r.Meta.Agreement != results[0].Meta.Agreement {
			c.Problems = append(c.Problems, phrase.New("audit.other-agreement", "%s is of another agreement than %s", r.Name, results[0].Name))
		}
		if r.Meta.Rehearsal != results[0].Meta.Rehearsal {
			c.Problems = append(c.Problems, phrase.New("audit.other-mode", "%s is of a %s, %s of a %s", r.Name, mode(r.Meta.Rehearsal), results[0].Name, mode(results[0].Meta.Rehearsal)))
		}
		parties[r.Meta.Party] = r
	}
	for _, r := range parties {
		c.Events += len(r.Events)
		c.cosigned(r, parties)
	}
	c.split(results)
	c.contributors(results)
	c.match(parties)
	slices.SortFunc(c.Problems, func(a, b phrase.Phrase) int { return cmp.Compare(a.String(), b.String()) })
	slices.SortFunc(c.Differences, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Party, b.Party), cmp.Compare(a.Line, b.Line))
	})
	return c
}

// open holds events for which no other end has been found, in file order.
type open map[flow][]Located

func (o open) take(f flow) (Located, bool) {
	list := o[f]
	if len(list) == 0 {
		return Located{}, false
	}
	last := len(list) - 1
	o[f] = list[:last]
	return list[last], true
}

// match pairs what was sent with what was received: first exactly, then what
// agrees in everything but bytes and digest, so that both lines are named.
func (c *Comparison) match(parties map[identity.ID]*Result) {
	arrived := make(open)
	var sent []Located
	for _, r := range parties {
		for _, e := range r.Events {
			switch e.Direction {
			case ledger.Local:
				c.Local++
			case ledger.Received:
				arrived[flowOf(e.Event)] = append(arrived[flowOf(e.Event)], e)
			case ledger.Sent:
				sent = append(sent, e)
			}
		}
	}
	// From the end: of a message that was sent again the last copy arrived.
	slices.Reverse(sent)
	var lonely []Located
	for _, s := range sent {
		if r, found := arrived.take(flowOf(s.Event)); found {
			c.pair(s, r)
		} else {
			lonely = append(lonely, s)
		}
	}
	rest := make(open)
	for f, list := range arrived {
		rest[f.similar()] = append(rest[f.similar()], list...)
	}
	for _, list := range rest {
		slices.SortFunc(list, func(a, b Located) int { return cmp.Compare(b.Line, a.Line) })
	}
	slices.Reverse(lonely)
	lost := lostWithConnection(parties, lonely)
	for _, s := range lonely {
		if r, found := rest.take(flowOf(s.Event).similar()); found {
			c.pair(s, r)
		} else if lost[place{s.From, s.Line}] {
			c.Lost++
		} else {
			c.alone(s, s.From, s.To, parties)
		}
	}
	for _, list := range rest {
		for _, r := range list {
			c.alone(r, r.To, r.From, parties)
		}
	}
}

// pair compares the two ends of one message.
func (c *Comparison) pair(s, r Located) {
	var what phrase.Phrase
	switch {
	case s.Bytes != r.Bytes:
		what = phrase.New("audit.bytes", "%d bytes sent, %d received", s.Bytes, r.Bytes)
	case s.Digest != r.Digest:
		what = phrase.New("audit.digest", "digest %s sent, %s received", s.Digest.Short(), r.Digest.Short())
	case s.Form != r.Form:
		what = phrase.New("audit.sent-as", "sent as %s, received as %s", s.Form, r.Form)
	case s.Category != r.Category:
		what = phrase.New("audit.sent-as", "sent as %s, received as %s", s.Category, r.Category)
	case s.Scheme != r.Scheme:
		what = phrase.New("audit.scheme", "sent under scheme %q, received under %q", s.Scheme, r.Scheme)
	default:
		c.Matched += 2
		return
	}
	c.Unexplained += 2
	c.Differences = append(c.Differences, Difference{Party: s.From, Line: s.Line, Other: s.To, OtherLine: r.Line, Event: s.Event, What: what})
}

// alone lists an event of own to which other says nothing.
func (c *Comparison) alone(e Located, own, other identity.ID, parties map[identity.ID]*Result) {
	c.Unexplained++
	what := phrase.New("audit.no-such", "the ledger of %s has no such event", other)
	absent := parties[other] == nil
	if absent {
		c.Absent++
		what = phrase.New("audit.not-at-hand", "the ledger of %s is not at hand", other)
	}
	c.Differences = append(c.Differences, Difference{Party: own, Line: e.Line, Other: other, Event: e.Event, Absent: absent, What: what})
}

// cosigned holds every checkpoint of another party that r keeps against the
// ledger of that party: it must begin with exactly what was signed then.
func (c *Comparison) cosigned(r *Result, parties map[identity.ID]*Result) {
	for _, p := range r.Cosigned {
		other := parties[p.Party]
		if p.Party == r.Meta.Party || other == nil {
			continue
		}
		root, err := other.tree.Root(p.Size)
		switch {
		case err != nil:
			c.Problems = append(c.Problems, phrase.New("audit.end-removed", "%s line %d: %s signed %d events, its ledger has %d: the end was removed",
				r.Meta.Party, p.Line, p.Party, p.Size, other.tree.Size()))
		case root != p.Root:
			c.Problems = append(c.Problems, phrase.New("audit.other-events", "%s line %d: the first %d events of %s are not those that it signed then",
				r.Meta.Party, p.Line, p.Size, p.Party))
		}
	}
}

// split finds two checkpoints of one party over as many events and with other
// roots: it showed one ledger to the one and another to the other.
func (c *Comparison) split(results []*Result) {
	type place struct {
		party identity.ID
		size  uint64
	}
	type seen struct {
		root digest.Digest
		by   identity.ID
		line int
	}
	first := make(map[place]seen)
	for _, r := range results {
		for _, p := range r.Cosigned {
			at := place{p.Party, p.Size}
			had, known := first[at]
			if !known {
				first[at] = seen{p.Root, r.Meta.Party, p.Line}
			} else if had.root != p.Root {
				c.Problems = append(c.Problems, phrase.New("audit.split", "%s signed two different ledgers of %d events: %s line %d has one, %s line %d another",
					p.Party, p.Size, had.by, had.line, r.Meta.Party, p.Line))
			}
		}
	}
}
