package report

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/audit"
	"samband/pkg/cli"
	"samband/pkg/exposure"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/ledger"
)

// Text writes for people. An error of the writer stays until Err is asked.
type Text struct {
	Lang *lang.Lang
	out  io.Writer
	err  error
}

// NewText writes on out.
func NewText(out io.Writer, l *lang.Lang) *Text { return &Text{Lang: l, out: out} }

// Err is the first thing that went wrong while writing.
func (t *Text) Err() error { return t.err }

// Line writes one line; what stands in it may come from a file.
func (t *Text) Line(text string) {
	if _, err := fmt.Fprintln(t.out, cli.Printable(text)); err != nil && t.err == nil {
		t.err = err
	}
}

// Say writes the text of a key.
func (t *Text) Say(key lang.Key, arguments ...any) { t.Line(t.Lang.Text(key, arguments...)) }

// Head begins a section.
func (t *Text) Head(key lang.Key, arguments ...any) {
	t.Line("")
	t.Say(key, arguments...)
}

// Table writes rows of cells in columns.
func (t *Text) Table(rows [][]string) {
	w := tabwriter.NewWriter(t.out, 0, 0, 3, ' ', 0)
	for _, cells := range rows {
		for i := range cells {
			cells[i] = cli.Printable(cells[i])
		}
		fmt.Fprintln(w, "  "+strings.TrimRight(strings.Join(cells, "\t"), "\t"))
	}
	if err := w.Flush(); err != nil && t.err == nil {
		t.err = err
	}
}

// Who writes what the agreement declares, and how far the run came.
func (f *Facts) Who(t *Text) {
	l := t.Lang
	if f.Rehearsal {
		t.Say(lang.Rehearsal)
	}
	t.Say(lang.Agreement, f.Title, f.Agreement[:8])
	names := make([]string, len(f.Parties))
	for i, p := range f.Parties {
		names[i] = fmt.Sprintf("%s (%s, %s)", p.Name, p.ID, p.Role)
	}
	t.Say(lang.Participants, len(names), l.List(names))
	t.Say(lang.Coordinator, fmt.Sprintf("%s (%s)", f.Hub.Name, f.Hub.ID), f.Hub.OperatedBy)
	t.Say(lang.DeclaredPurpose, f.Purpose)
	t.Say(lang.DeclaredBasis, f.LegalBasis)
	t.Say(lang.DeclaredRetention, f.Retention)
	t.Say(lang.SchemeSentence, f.Scheme, l.Named(lang.Trust, f.Scheme))
	if bound := f.Bound(l); bound != "" {
		t.Line(bound)
	}
	t.Head(lang.HowFar, l.Named(lang.RunState, string(f.State)), f.Rounds, f.Attempts)
	if !f.First.IsZero() {
		t.Say(lang.FromTo, clock(f.First), clock(f.Last))
	}
}

func clock(at time.Time) string { return at.UTC().Format("2006-01-02 15:04:05 UTC") }

// Moved writes what was sent and received, by kind.
func (f *Facts) Moved(t *Text) {
	l := t.Lang
	for _, d := range []struct {
		direction ledger.Direction
		head      lang.Key
	}{{ledger.Sent, lang.SentHead}, {ledger.Received, lang.ReceivedHead}} {
		messages, bytes := f.Total(d.direction)
		t.Head(d.head, f.Party, messages, l.Bytes(int64(bytes)))
		var rows [][]string
		for _, g := range f.Flows {
			if g.Direction == d.direction {
				rows = append(rows, []string{g.Kind, l.Named(lang.Category, g.Category), l.Named(lang.Form, string(g.Form)), l.Count(g.Messages), l.Count(g.Bytes) + " B"})
			}
		}
		t.Table(rows)
	}
}

// Refused writes who refused what.
func (f *Facts) Refused(t *Text) {
	if len(f.Refusals) == 0 {
		t.Head(lang.NothingRefused)
		return
	}
	t.Head(lang.RefusalsHead)
	var rows [][]string
	for _, r := range f.Refusals {
		about := string(r.About)
		if about == "" {
			about = "-"
		}
		rows = append(rows, []string{string(r.From), about, t.Lang.Text(lang.InRound, r.Round), why(t.Lang, r.Code), t.Lang.Count(r.Times)})
	}
	t.Table(rows)
}

// why is a code in words, with the code that the ledger has behind them.
func why(l *lang.Lang, code string) string {
	words := l.Named(lang.RefusalCode, code)
	switch {
	case code == "":
		return "-"
	case words == code:
		return code
	}
	return words + " (" + code + ")"
}

// Seen writes who could see what.
func (f *Facts) Seen(t *Text) {
	l := t.Lang
	t.Head(lang.VisibilityHead)
	head := []string{""}
	for _, a := range exposure.Assets() {
		head = append(head, l.Named(lang.Asset, string(a)))
	}
	rows := [][]string{head}
	for _, party := range f.seats() {
		row := []string{f.seat(l, party)}
		for _, a := range exposure.Assets() {
			row = append(row, sees(l, exposure.Level(f.Visibility[party][string(a)]), a, f.Privacy.Noise != agreement.NoNoise))
		}
		rows = append(rows, row)
	}
	t.Table(rows)
}

// sees says what somebody sees of something: where there is noise, an update
// that can be derived has it in it.
func sees(l *lang.Lang, level exposure.Level, a exposure.Asset, noised bool) string {
	if noised && level == exposure.Derivable && a == exposure.IndividualUpdate {
		return l.Text(lang.DocDerivableNoised)
	}
	return l.Named(lang.Sees, string(level))
}

// seat names a row of the matrix.
func (f *Facts) seat(l *lang.Lang, party string) string {
	hub := string(f.Hub.ID)
	if id, together := strings.CutPrefix(party, hub+" with "); together {
		return l.Text(lang.Together, hub, id)
	}
	return l.Named(lang.Seat, party)
}

// seats are the rows of the matrix: the coordinator, each participant, both
// together, and those whom no agreement names.
func (f *Facts) seats() []string {
	hub := string(f.Hub.ID)
	all := []string{hub}
	for _, p := range f.Parties {
		all = append(all, string(p.ID))
	}
	for _, p := range f.Parties {
		all = append(all, hub+" with "+string(p.ID))
	}
	return append(all, exposure.Recipient, exposure.Observer)
}

// Untested says what is not known of what a finished model tells, after those
// tested it whose names are given.
func Untested(l *lang.Lang, tested []identity.ID) string {
	if len(tested) == 0 {
		return l.Text(lang.ModelTells)
	}
	names := make([]string, len(tested))
	for i, id := range tested {
		names[i] = string(id)
	}
	return l.Text(lang.ModelTested, l.List(names))
}

// Record writes what the ledger is worth, what is not shown, and whose word all
// of this is.
func (f *Facts) Record(t *Text) {
	t.Line("")
	if f.Ledger.Verified {
		t.Say(lang.LedgerStands, f.Ledger.File, f.Ledger.Events)
	} else {
		t.Say(lang.NotVerified, f.Ledger.File, f.Ledger.Problems)
	}
	if f.Ledger.End == audit.Unended {
		t.Say(lang.LedgerUnended)
	}
	disposed := lang.NotDisposed
	if f.Disposed {
		disposed = lang.Disposed
	}
	t.Say(disposed)
	t.Head(lang.NotShown)
	for _, key := range []lang.Key{lang.OneLedger, lang.OtherProgram} {
		t.Line("  - " + t.Lang.Text(key))
	}
	t.Line("  - " + Untested(t.Lang, f.Tested))
	if f.External {
		t.Line("  - " + t.Lang.Text(lang.TrainerNotShown))
	}
	t.Line("")
	t.Say(lang.NoConclusion)
	t.Say(lang.NotReviewed)
	if f.Rehearsal {
		t.Say(lang.Rehearsal)
	}
}
