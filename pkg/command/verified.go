package command

import (
	"slices"

	"samband/pkg/audit"
	"samband/pkg/cli"
	"samband/pkg/digest"
	"samband/pkg/evidence"
	"samband/pkg/flows"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/phrase"
	"samband/pkg/report"
)

// verified is what verify prints with --json.
type verified struct {
	Verified bool             `json:"verified"` // no problem in any file of the agreement and nothing unexplained between them
	Ledgers  []ledgerCheck    `json:"ledgers"`
	Compared []comparison     `json:"compared"`        // each session apart; none for a single ledger
	Others   []otherLedger    `json:"other_agreement"` // not checked
	Apart    []apartLedger    `json:"apart"`           // parties' ledgers that have no other's of the same session
	Bundle   *bundleCheck     `json:"bundle,omitempty"`
	Flows    *flows.Result    `json:"flows,omitempty"`
	Replay   *evidence.Replay `json:"replay,omitempty"`
}

type ledgerCheck struct {
	File        string          `json:"file"`
	Party       identity.ID     `json:"party"`
	Rehearsal   bool            `json:"rehearsal"`
	Events      int             `json:"events"`
	Checkpoints int             `json:"checkpoints"`
	End         audit.End       `json:"end"` // empty if the ledger does not go on to the run's end
	Problems    []phrase.Phrase `json:"problems"`
	More        int             `json:"more_problems"` // beyond those listed
	// Who accepted a sum by this ledger and did not cosign it.
	Uncosigned []identity.ID `json:"uncosigned"`
}

type comparison struct {
	Rehearsal   bool            `json:"rehearsal"`
	Session     string          `json:"session"` // empty if it cannot be told
	Parties     []identity.ID   `json:"parties"`
	Events      int             `json:"events"`
	Matched     int             `json:"matched"`
	Lost        int             `json:"lost"`
	Unexplained int             `json:"unexplained"`
	Absent      int             `json:"absent"` // of them: the other end's ledger is not at hand
	Differences []phrase.Phrase `json:"differences"`
	Problems    []phrase.Phrase `json:"problems"`

	contradicted []phrase.Phrase // differences between ledgers at hand
	missing      []identity.ID   // whose ledgers are not
}

type otherLedger struct {
	File      string      `json:"file"`
	Party     identity.ID `json:"party"`
	Agreement string      `json:"agreement"` // hash
}

type apartLedger struct {
	File      string      `json:"file"`
	Party     identity.ID `json:"party"`
	Rehearsal bool        `json:"rehearsal"`
	Session   string      `json:"session"`
}

// session writes the name of a session; empty if it cannot be told.
func session(d digest.Digest) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func (v *verified) ledger(r *audit.Result) {
	c := ledgerCheck{r.Name, r.Meta.Party, r.Meta.Rehearsal, len(r.Events), r.Checkpoints, r.End(), []phrase.Phrase{}, r.More, append([]identity.ID{}, r.Uncosigned()...)}
	for _, p := range r.Problems {
		c.Problems = append(c.Problems, p.Phrase())
	}
	v.Ledgers = append(v.Ledgers, c)
}

// compare holds the ledgers of one session against each other and gives the
// number of problems. That a ledger is not at hand is none.
func (v *verified) compare(g *audit.Group) int {
	if len(g.Results) < 2 {
		return 0
	}
	found := audit.Compare(g.Results...)
	c := comparison{Rehearsal: g.Rehearsal, Session: session(g.Session), Events: found.Events, Matched: found.Matched, Lost: found.Lost,
		Unexplained: found.Unexplained, Absent: found.Absent, Differences: []phrase.Phrase{}, Problems: found.Problems}
	for _, r := range g.Results {
		c.Parties = append(c.Parties, r.Meta.Party)
	}
	for _, d := range found.Differences {
		c.Differences = append(c.Differences, d.Phrase())
		if !d.Absent {
			c.contradicted = append(c.contradicted, d.Phrase())
		} else if !slices.Contains(c.missing, d.Other) {
			c.missing = append(c.missing, d.Other)
		}
	}
	slices.Sort(c.missing)
	if c.Problems == nil {
		c.Problems = []phrase.Phrase{}
	}
	v.Compared = append(v.Compared, c)
	return found.Unexplained - found.Absent + len(found.Problems)
}

// maxLines is how many differences people get to read of one comparison; JSON
// has all of them.
const maxLines = 50

// text prints what was found for people; bad is how many problems that is.
func (v *verified) text(app *cli.App, bad int) error {
	l, t := app.Lang(), report.NewText(app.Out, app.Lang())
	stamp := func(rehearsal bool) string {
		if rehearsal {
			return " (" + l.Text(lang.RehearsalStamp) + ")"
		}
		return ""
	}
	if v.Bundle != nil {
		v.Bundle.head(t)
	}
	for _, f := range v.Ledgers {
		if len(f.Problems) == 0 {
			t.Line(l.Text(lang.Verified, f.File, f.Events, f.Checkpoints) + stamp(f.Rehearsal))
		} else {
			t.Line(l.Text(lang.NotVerified, f.File, len(f.Problems)+f.More) + stamp(f.Rehearsal))
			for _, p := range f.Problems {
				t.Line("  ! " + l.Phrase(p))
			}
		}
		if f.End == audit.Unended {
			t.Line("  " + l.Text(lang.LedgerUnended))
		}
		if len(f.Uncosigned) > 0 {
			t.Line("  " + l.Text(lang.MissingCosign, l.List(words(f.Uncosigned))))
		}
	}
	for _, o := range v.Others {
		t.Say(lang.LedgerForeign, o.File, o.Agreement[:8])
	}
	for _, c := range v.Compared {
		v.matched(t, c, stamp(c.Rehearsal))
	}
	for _, a := range v.Apart {
		t.Line("! " + l.Text(lang.LedgerApart, a.File, string(a.Party)) + stamp(a.Rehearsal))
	}
	if len(v.Compared) == 0 {
		t.Say(lang.OneLedgerLimit)
	}
	if v.Bundle != nil {
		v.Bundle.text(t)
	}
	if v.Flows != nil {
		counted(t, v.Flows)
	}
	if v.Replay != nil {
		sayReplay(t, v.Replay)
	}
	if v.Bundle != nil {
		v.verdict(t, bad)
	}
	return t.Err()
}

// matched writes how two or more ledgers of one session compare.
func (v *verified) matched(t *report.Text, c comparison, stamp string) {
	l := t.Lang
	names := make([]string, len(c.Parties))
	for i, id := range c.Parties {
		names[i] = string(id)
	}
	slices.Sort(names)
	t.Line(l.Text(lang.SessionOf, l.List(names)) + l.Text(lang.EventsMatched, c.Events, c.Unexplained) + stamp)
	if c.Lost > 0 {
		t.Line(l.Text(lang.EventsLost, c.Lost))
	}
	if c.Absent > 0 {
		t.Line("  " + l.Text(lang.EventsAbsent, l.List(words(c.missing)), c.Absent, c.Unexplained-c.Absent))
	}
	lines := slices.Concat(c.Problems, c.contradicted)
	for _, d := range lines[:min(len(lines), maxLines)] {
		t.Line("  ! " + l.Phrase(d))
	}
	if more := len(lines) - maxLines; more > 0 {
		t.Line("  ! " + l.Text(lang.CheckMore, more))
	}
}

func words(ids []identity.ID) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = string(id)
	}
	return all
}
