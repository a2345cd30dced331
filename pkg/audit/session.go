package audit

import (
	"cmp"
	"fmt"
	"slices"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/ledger"
)

// kindHellos is the message that opens a session. The coordinator sends the
// same bytes to every participant, so that its digest names the session.
const kindHellos = "hellos"

// End is the last thing that a ledger says of how its run ended.
type End string

// The ends. A ledger that was cut off before its run's end has Unended, and so
// has one of a run that is under way or whose program was killed.
const (
	Unended End = ""
	Done    End = "done"    // the model was released
	Stopped End = "stopped" // somebody stopped the run
	Closed  End = "closed"  // neither, and what only the run needed was deleted
)

// End tells how the run ended as far as this ledger goes.
func (r *Result) End() End {
	end := Unended
	for _, e := range r.Events {
		switch {
		case e.Kind == kindDone:
			end = Done
		case e.Kind == kindStop && end != Done:
			end = Stopped
		case e.Kind == ledger.KindDisposal && end == Unended:
			end = Closed
		}
	}
	return end
}

// Session names the session of the ledger, the last one if others were given up
// before anything was opened in them; zero if it ended before all had come.
func (r *Result) Session() digest.Digest {
	var session digest.Digest
	for _, e := range r.Events {
		if e.Kind == kindHellos {
			session = e.Digest
		}
	}
	return session
}

// Group is the ledgers of one session, at most one of each party.
type Group struct {
	Rehearsal bool
	Session   digest.Digest // zero for those of which it cannot be told
	Results   []*Result
}

func (g *Group) of(party identity.ID) *Result {
	at := slices.IndexFunc(g.Results, func(r *Result) bool { return r.Meta.Party == party })
	if at < 0 {
		return nil
	}
	return g.Results[at]
}

// TwiceError says that two ledgers of one party are of the same session.
type TwiceError struct {
	Party         identity.ID
	First, Second string // files
}

func (e *TwiceError) Error() string {
	return fmt.Sprintf("%s and %s are both ledgers of %s in the same session", e.First, e.Second, e.Party)
}

// Sessions sorts the ledgers of one agreement by mode and session, real runs
// first. One whose session cannot be told is put with the only session that
// there is if its party is missing there, else with others of its kind. A
// ledger whose header could not be read is in no group. The error is a
// *TwiceError.
func Sessions(results ...*Result) ([]*Group, error) {
	var all []*Group
	for _, rehearsal := range []bool{false, true} {
		known, unknown := []*Group{}, &Group{Rehearsal: rehearsal}
		var rest []*Result
		for _, r := range results {
			if r.Meta.Party == "" || r.Meta.Rehearsal != rehearsal {
				continue
			}
			session := r.Session()
			if session.IsZero() {
				rest = append(rest, r)
				continue
			}
			at := slices.IndexFunc(known, func(g *Group) bool { return g.Session == session })
			if at < 0 {
				at = len(known)
				known = append(known, &Group{Rehearsal: rehearsal, Session: session})
			}
			if err := known[at].add(r); err != nil {
				return nil, err
			}
		}
		for _, r := range rest {
			g := unknown
			if len(known) == 1 && known[0].of(r.Meta.Party) == nil {
				g = known[0]
			}
			if err := g.add(r); err != nil {
				return nil, err
			}
		}
		if len(unknown.Results) > 0 {
			known = append(known, unknown)
		}
		all = append(all, known...)
	}
	return all, nil
}

func (g *Group) add(r *Result) error {
	if first := g.of(r.Meta.Party); first != nil {
		return &TwiceError{r.Meta.Party, first.Name, r.Name}
	}
	g.Results = append(g.Results, r)
	return nil
}

// Apart finds the sessions of one mode of which only one party's ledger is
// given, although others gave theirs of other sessions. It may be that files
// are missing, or that a party's ledger names another session than the others'
// so as not to be compared, or that the others leave out the session in which it
// took part: it is a problem for a person to look at. Nothing is returned if all
// of them are of one party, and each session of others has a ledger of it too.
func Apart(groups []*Group, rehearsal bool) []*Result {
	var apart []*Result
	var together []*Group
	for _, g := range groups {
		switch {
		case g.Rehearsal != rehearsal:
		case len(g.Results) == 1:
			apart = append(apart, g.Results[0])
		default:
			together = append(together, g)
		}
	}
	for _, r := range apart {
		strange := r.Meta.Party != apart[0].Meta.Party
		for _, g := range together {
			strange = strange || g.of(r.Meta.Party) == nil
		}
		if strange {
			slices.SortStableFunc(apart, func(a, b *Result) int { return cmp.Compare(a.Meta.Party, b.Meta.Party) })
			return apart
		}
	}
	return nil
}
