package flows

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"samband/pkg/bundle"
	"samband/pkg/identity"
	"samband/pkg/phrase"
	"samband/pkg/transport"
)

// Slack is how far the clocks of a party and of who counts may be apart.
const Slack = 5 * time.Minute

// Result is what a comparison found.
type Result struct {
	Flows    int             `json:"flows"`    // in the file
	Compared []Compared      `json:"compared"` // connections that both have
	Unknown  []phrase.Phrase `json:"unknown"`  // flows at an address of the run that no party's file has, with lines
	Unseen   []phrase.Phrase `json:"unseen"`   // connections from an address in the file that the file lacks
	Nothing  bool            `json:"nothing"`  // the run has connections, and the file has a flow of none of them
	Outside  int             `json:"not_seen"` // connections from addresses of which the file has nothing
	Others   int             `json:"other"`    // flows of which neither end is an address of the run, or of another time
}

// Compared is what both have between two addresses.
type Compared struct {
	Source      netip.Addr    `json:"source"`
	Destination netip.Addr    `json:"destination"`
	Port        uint16        `json:"port"`
	SourcePort  uint16        `json:"source_port,omitempty"`
	Parties     []identity.ID `json:"parties"` // whose connections; empty id: refused ones
	Connections int           `json:"connections"`
	Lines       []int         `json:"lines"` // of the file
	Out         Direction     `json:"out"`
	In          Direction     `json:"in"`
}

// Direction is one direction, in bytes.
type Direction struct {
	Stream  int64 `json:"stream"`  // that the parties' programs measured
	Outside int64 `json:"outside"` // that was counted between them
	Least   int64 `json:"least"`   // what Outside must be for Stream to be true
	Most    int64 `json:"most"`
}

// Missing is how many bytes too few were seen outside, Extra how many too many.
func (d Direction) Missing() int64 { return max(0, d.Least-d.Outside) }

// Extra is how many bytes more were seen outside than the parties account for.
func (d Direction) Extra() int64 { return max(0, d.Outside-d.Most) }

// Fits tells whether both directions are within tolerance.
func (c Compared) Fits() bool {
	return c.Out.Missing()+c.Out.Extra()+c.In.Missing()+c.In.Extra() == 0
}

// Problems is how many things a person must look at.
func (r *Result) Problems() int {
	n := len(r.Faults())
	for _, c := range r.Compared {
		if !c.Fits() {
			n++
		}
	}
	return n
}

// Faults is what flows and connections are without each other.
func (r *Result) Faults() []phrase.Phrase {
	all := slices.Concat(r.Unknown, r.Unseen)
	if r.Nothing {
		all = append(all, phrase.New("flows.nothing", "the file has no flow of any connection of this run: it is of other machines or another time (times without a zone must be UTC), and shows nothing"))
	}
	return all
}

// Explained is how many connections were compared or should have been, those
// among them of which no party says anything, and of how many the bytes fit.
func (r *Result) Explained() (fit, of int) {
	of = len(r.Unknown) + len(r.Unseen)
	for _, c := range r.Compared {
		of += c.Connections
		if c.Fits() {
			fit += c.Connections
		}
	}
	return fit, of
}

// Within is how many bytes may have gone one way between two addresses, at most,
// beside what the parties measured, and still fit.
func (r *Result) Within() (most int64) {
	for _, c := range r.Compared {
		most = max(most, c.Out.Most-c.Out.Least, c.In.Most-c.In.Least)
	}
	return most
}

// tuple is how a connection looks from one place.
type tuple struct {
	source     netip.Addr
	sourcePort uint16 // 0 for any
	dest       netip.Addr
	port       uint16
}

// connection is one, with all that it may look like from outside.
type connection struct {
	party          identity.ID
	tuples         []tuple
	out, in        transport.Measured
	opened, closed time.Time
	seen           bool
}

// mostTuples is how many names for one connection are kept: each end has one, and
// who writes more lines with its id is found in the bundle.
const mostTuples = 4

// connections are those of a bundle, each once.
func connections(b *bundle.Bundle) []*connection {
	var all []*connection
	ids := make(map[string]*connection)
	add := func(party identity.ID, c *bundle.Connection, client bool) {
		source, dest, out, in := c.Local, c.Remote, c.Sent, c.Received
		if !client {
			source, dest, out, in = c.Remote, c.Local, c.Received, c.Sent
		}
		from, err1 := netip.ParseAddrPort(source)
		to, err2 := netip.ParseAddrPort(dest)
		if err1 != nil || err2 != nil {
			return
		}
		one := ids[c.ID]
		if one == nil || c.ID == "" {
			one = &connection{party: party, out: out, in: in, opened: c.Opened, closed: c.Closed}
			all = append(all, one)
			ids[c.ID] = one
		} else if !client { // what each side sent it knows best
			one.in = in
		}
		t := tuple{from.Addr().Unmap().WithZone(""), from.Port(), to.Addr().Unmap().WithZone(""), to.Port()}
		if len(one.tuples) < mostTuples && !slices.Contains(one.tuples, t) {
			one.tuples = append(one.tuples, t)
		}
	}
	hub := b.Agreement.Coordinator.ID
	for _, p := range b.Parts { // the coordinator's comes last
		for i := range p.Connections {
			c := &p.Connections[i]
			if p.Party == hub {
				add(c.Peer, c, false)
			} else {
				add(p.Party, c, true)
			}
		}
	}
	return all
}

// group is what has one tuple.
type group struct {
	tuple
	connections []*connection
	times       []span // in which one of them was open, apart from each other, in order
	flows       []Flow
	swapped     []bool // flows that name the coordinator's end as their source
}

// Compare holds the flows against the connections of a bundle.
func Compare(b *bundle.Bundle, flows []Flow) *Result {
	r := &Result{Flows: len(flows), Compared: []Compared{}, Unknown: []phrase.Phrase{}, Unseen: []phrase.Phrase{}}
	all := connections(b)
	groups := make(map[tuple]*group)
	known := make(map[netip.Addr]bool)
	var first, last time.Time
	for _, c := range all {
		for _, t := range c.tuples {
			known[t.source], known[t.dest] = true, true
			for _, t := range []tuple{t, {t.source, 0, t.dest, t.port}} {
				if groups[t] == nil {
					groups[t] = &group{tuple: t}
				}
				groups[t].connections = append(groups[t].connections, c)
			}
		}
		if first.IsZero() || c.opened.Before(first) {
			first = c.opened
		}
		if c.closed.After(last) {
			last = c.closed
		}
	}
	for _, g := range groups {
		g.open()
	}
	sources := make(map[netip.Addr]bool)
	for _, f := range flows {
		g, swapped := find(groups, f)
		switch {
		case g != nil:
			g.flows, g.swapped = append(g.flows, f), append(g.swapped, swapped)
			sources[g.source] = true
		case (known[f.Source] || known[f.Dest]) && f.Last.After(first.Add(-Slack)) && f.First.Before(last.Add(Slack)):
			r.Unknown = append(r.Unknown, phrase.New("flows.unknown", "line %d: %s to %s port %d, %d bytes and %d back: no party's file has such a connection",
				f.Line, f.Source, f.Dest, f.Port, f.Out.Bytes, f.In.Bytes))
		default:
			r.Others++
		}
	}
	for _, g := range groups {
		if len(g.flows) > 0 {
			r.Compared = append(r.Compared, g.compare())
		}
	}
	slices.SortFunc(r.Compared, func(a, b Compared) int { return cmp.Compare(a.Lines[0], b.Lines[0]) })
	r.unseen(all, sources)
	r.Nothing = len(all) > 0 && len(r.Compared) == 0
	return r
}

// span is a time in which a connection may be seen.
type span struct{ from, to time.Time }

// open works out the times of a group: there may be tens of thousands of
// connections, and a million flows to be looked up among them.
func (g *group) open() {
	all := make([]span, len(g.connections))
	for i, c := range g.connections {
		all[i] = span{c.opened.Add(-Slack), c.closed.Add(Slack)}
	}
	slices.SortFunc(all, func(a, b span) int { return a.from.Compare(b.from) })
	for _, s := range all {
		if last := len(g.times) - 1; last >= 0 && !s.from.After(g.times[last].to) {
			if s.to.After(g.times[last].to) {
				g.times[last].to = s.to
			}
			continue
		}
		g.times = append(g.times, s)
	}
}

// at tells whether a connection of the group was open in the time of f.
func (g *group) at(f Flow) bool {
	i, _ := slices.BinarySearchFunc(g.times, f.First, func(s span, t time.Time) int {
		if s.to.After(t) {
			return 1
		}
		return -1
	})
	return i < len(g.times) && f.Last.After(g.times[i].from)
}

// find gives the group of a flow, and whether the flow begins at the
// coordinator: an export of one direction at a time names each end as source
// once.
func find(groups map[tuple]*group, f Flow) (g *group, swapped bool) {
	for _, t := range []struct {
		tuple
		swapped bool
	}{{tuple{f.Source, f.SourcePort, f.Dest, f.Port}, false}, {tuple{f.Dest, f.Port, f.Source, f.SourcePort}, true}} {
		g := groups[t.tuple]
		if g == nil || t.port == 0 {
			continue
		}
		if g.at(f) {
			return g, t.swapped
		}
	}
	return nil, false
}

func (r *Result) unseen(all []*connection, sources map[netip.Addr]bool) {
	for _, c := range all {
		if c.seen {
			continue
		}
		t := c.tuples[0]
		expected := slices.ContainsFunc(c.tuples, func(t tuple) bool { return sources[t.source] })
		if !expected {
			r.Outside++
			continue
		}
		r.Unseen = append(r.Unseen, phrase.New("flows.unseen", "%s port %d to %s port %d, %d bytes and %d back: a party has this connection, the file has not",
			t.source, t.sourcePort, t.dest, t.port, c.out.TCP, c.in.TCP))
	}
}
