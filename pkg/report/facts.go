package report

import (
	"cmp"
	"slices"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/audit"
	"samband/pkg/committee"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/plan"
	"samband/pkg/promise"
	"samband/pkg/protocol"
)

// State is how far a run came.
type State string

// The states. A run that is under way and one whose program was killed look
// alike in the files: both are open.
const (
	Waiting State = "waiting" // no round has begun
	Open    State = "open"    // rounds have begun; neither done nor stopped
	Done    State = "done"
	Stopped State = "stopped"
	Resting State = "resting" // stopped, and what it goes on from is there
	Closed  State = "closed"  // neither done nor stopped, and what only the run needed was deleted
)

// Facts are what a run's own files say, as --json prints them.
type Facts struct {
	Directory  string      `json:"directory"`
	Party      identity.ID `json:"party"` // whose files these are
	Rehearsal  bool        `json:"rehearsal"`
	Agreement  string      `json:"agreement"` // hash
	Title      string      `json:"title"`
	Purpose    string      `json:"purpose"`     // declared
	LegalBasis string      `json:"legal_basis"` // declared
	Retention  string      `json:"retention"`   // declared
	Scheme     string      `json:"scheme"`
	committee.Committee
	External  bool            `json:"external,omitempty"` // each site trains with a program of its own, which no ledger sees
	Privacy   promise.Promise `json:"privacy"`
	Parties   []Party         `json:"parties"`
	Hub       Hub             `json:"coordinator"`
	State     State           `json:"state"`
	Disposed  bool            `json:"disposed"` // what a run under way needs was deleted
	Rounds    int             `json:"rounds"`   // in which something was sent
	Attempts  int             `json:"attempts"` // of all rounds
	First     time.Time       `json:"first_event"`
	Last      time.Time       `json:"last_event"`
	LastEvent string          `json:"last_event_line"`
	Ledger    LedgerFacts     `json:"ledger"`
	Flows     []Flow          `json:"flows"`
	Refusals  []Refusal       `json:"refusals"`
	// Visibility is party → asset → none, ciphertext, derivable or plain: from
	// the sums that the ledger records.
	Visibility map[string]map[string]string `json:"visibility"`

	Tested []identity.ID `json:"-"` // who measured what the model tells, as far as is known here
}

// Party is a participant as the agreement declares it.
type Party struct {
	ID   identity.ID `json:"id"`
	Name string      `json:"name"`
	Role string      `json:"role"`
}

// Hub is the coordinator as the agreement declares it.
type Hub struct {
	ID         identity.ID `json:"id"`
	Name       string      `json:"name"`
	OperatedBy string      `json:"operated_by"`
}

// LedgerFacts are about the file.
type LedgerFacts struct {
	File     string `json:"file"`
	Events   int    `json:"events"`
	Verified bool   `json:"verified"` // by itself; comparing it with the others' is verify's
	Problems int    `json:"problems"`
	// End is done, stopped or closed; empty if the ledger does not go on to the
	// end of its run: the run was under way or cut off, or the file's end was.
	End audit.End `json:"end"`
}

// Flow is what was sent or received of one kind.
type Flow struct {
	Direction ledger.Direction `json:"direction"`
	Kind      string           `json:"kind"`
	Category  string           `json:"category"`
	Form      ledger.Form      `json:"form"`
	Messages  int              `json:"messages"`
	Bytes     int              `json:"bytes"`
}

// Refusal is what this party refused, or who refused it.
type Refusal struct {
	Round uint32      `json:"round"`
	From  identity.ID `json:"from"`            // who refused
	About identity.ID `json:"about,omitempty"` // whom
	Code  string      `json:"code"`            // empty if only the message itself says why
	Times int         `json:"times"`
}

func (r *Run) last() time.Time {
	if n := len(r.Ledger.Events); n > 0 {
		return r.Ledger.Events[n-1].Time
	}
	return time.Time{}
}

// Facts works out what the files say.
func (r *Run) Facts() (*Facts, error) {
	a := r.Agreement
	p, err := plan.New(a)
	if err != nil {
		return nil, err
	}
	f := &Facts{
		Directory: r.Path, Party: r.Party, Rehearsal: r.Rehearsal, Agreement: p.Hash.String(), Title: a.Title, Purpose: a.Purpose,
		LegalBasis: a.LegalBasis, Retention: a.Retention, Scheme: a.Aggregation.Scheme, Committee: committee.Of(p), Privacy: promise.Of(p), State: Waiting, Last: r.last(),
		Ledger: LedgerFacts{r.Ledger.Name, len(r.Ledger.Events), len(r.Ledger.Problems) == 0, len(r.Ledger.Problems) + r.Ledger.More, r.Ledger.End()},
		Flows:  []Flow{}, Refusals: []Refusal{},
		External: a.Model == agreement.External,
		Hub:      Hub{a.Coordinator.ID, a.Coordinator.Name, a.Coordinator.OperatedBy},
	}
	for _, party := range a.Parties {
		f.Parties = append(f.Parties, Party{party.ID, party.Name, party.Role})
	}
	if n := len(r.Ledger.Events); n > 0 {
		f.First, f.LastEvent = r.Ledger.Events[0].Time, r.Ledger.Events[n-1].Event.Line()
	}
	f.count(r.Ledger.Events)
	seen, err := audit.Visibility(p, r.Ledger)
	if err != nil {
		return nil, err
	}
	f.Visibility = seen.Table()
	return f, nil
}

// count goes through the events once.
func (f *Facts) count(events []audit.Located) {
	type attempt struct{ round, number uint32 }
	attempts := make(map[attempt]bool)
	for _, e := range events {
		if e.Round > 0 && e.Direction != ledger.Local {
			attempts[attempt{e.Round, e.Attempt}] = true
			f.Rounds = max(f.Rounds, int(e.Round))
			if f.State == Waiting {
				f.State = Open
			}
		}
		f.Disposed = f.Disposed || e.Kind == ledger.KindDisposal
		if e.Kind == string(protocol.KindRefuse) || e.Kind == "refusal" || e.Kind == "connection" {
			f.refusal(e.Event)
		}
		if e.Direction != ledger.Local {
			f.flow(e.Event)
		}
	}
	if f.Ledger.End != audit.Unended {
		f.State = State(f.Ledger.End)
	}
	f.Attempts = len(attempts)
	slices.SortStableFunc(f.Flows, func(a, b Flow) int { return cmp.Compare(b.Direction, a.Direction) }) // sent first
}

func (f *Facts) flow(e ledger.Event) {
	for i := range f.Flows {
		if g := &f.Flows[i]; g.Direction == e.Direction && g.Kind == e.Kind && g.Category == e.Category && g.Form == e.Form {
			g.Messages++
			g.Bytes += e.Bytes
			return
		}
	}
	f.Flows = append(f.Flows, Flow{e.Direction, e.Kind, e.Category, e.Form, 1, e.Bytes})
}

func (f *Facts) refusal(e ledger.Event) {
	for i := range f.Refusals {
		if g := &f.Refusals[i]; g.Round == e.Round && g.From == e.From && g.About == e.To && g.Code == e.Note {
			g.Times++
			return
		}
	}
	f.Refusals = append(f.Refusals, Refusal{e.Round, e.From, e.To, e.Note, 1})
}

// Total is the messages and bytes of one direction.
func (f *Facts) Total(d ledger.Direction) (messages, bytes int) {
	for _, g := range f.Flows {
		if g.Direction == d {
			messages += g.Messages
			bytes += g.Bytes
		}
	}
	return messages, bytes
}
