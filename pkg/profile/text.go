package profile

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"samband/pkg/agreement"
	"samband/pkg/exposure"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/secagg"
)

// Most lines and names that are written out; JSON has all of them.
const (
	mostCells = 20
	mostNames = 30
)

// text writes a report in one language.
type text struct {
	*Report
	l   *lang.Lang
	out strings.Builder
}

// WriteAgreement prints for people what the agreement means for this site.
func (r *Report) WriteAgreement(w io.Writer, l *lang.Lang) error {
	t := &text{Report: r, l: l}
	t.leaving()
	t.seeing()
	_, err := io.WriteString(w, t.out.String())
	return err
}

// WriteTable prints for people what the table is like. Names of columns come from
// the file: whoever shows the text on a terminal must escape what could control it.
func (r *Report) WriteTable(w io.Writer, l *lang.Lang) error {
	t := &text{Report: r, l: l}
	t.table()
	t.statements(lang.CheckNotices, r.Notices)
	t.statements(lang.CheckRefusals, r.Refusals)
	if len(r.Refusals) == 0 && r.Table.File != "" {
		t.head(lang.CheckPassed)
	}
	_, err := io.WriteString(w, t.out.String())
	return err
}

func (t *text) line(format string, arguments ...any) { fmt.Fprintf(&t.out, format+"\n", arguments...) }

func (t *text) say(key lang.Key, arguments ...any) { t.line("  %s", t.l.Text(key, arguments...)) }

func (t *text) head(key lang.Key) { t.line("\n%s", t.l.Text(key)) }

func (t *text) leaving() {
	l, leaves := t.l, t.Leaves
	t.line("%s", l.Text(lang.Agreement, t.Title, t.plan.Hash.Short()))
	t.line("%s", l.Text(lang.WholeHash, t.plan.Hash.Groups()))
	t.line("%s", l.Text(lang.CheckParty, t.name(string(t.Party))))
	t.head(lang.CheckLeaves)
	for _, p := range leaves.Phases {
		t.say(lang.CheckPhase, l.Named(lang.Phase, p.Name), p.Rounds, p.Values, p.Bits, l.Named(lang.Form, leaves.Form), l.Bytes(int64(p.Body)), l.Bytes(int64(p.Rest)))
		for _, s := range p.Segments {
			t.line("    %s", l.Text(lang.CheckSegment, l.Named(lang.Contents, s.Name), s.Values, s.Bits))
		}
	}
	t.say(lang.CheckTotal, leaves.Rounds, leaves.Values, l.Bytes(int64(leaves.Bytes)))
	t.head(lang.CheckTo)
	t.say(lang.CheckCoordinator, t.name(string(leaves.To)), t.plan.Agreement.Coordinator.OperatedBy)
	t.say(lang.SchemeSentence, leaves.Scheme, l.Named(lang.Trust, leaves.Scheme))
	for _, line := range leaves.Words(l) {
		t.line("  %s", line)
	}
	var what []string
	for _, w := range leaves.Releases {
		what = append(what, l.Named(lang.Release, w))
	}
	t.say(lang.CheckReleased, t.names(leaves.Recipients), l.List(what))
	t.say(lang.CheckLimits, leaves.MaxRows, l.Duration(leaves.Deadline), l.Named(lang.Noise, leaves.Privacy.Noise))
	t.say(lang.CheckRetention, leaves.Retention)
	t.promise()
	t.head(lang.CheckStays)
	t.say(lang.CheckStaysRows)
	if t.plan.Agreement.Model == agreement.External {
		t.say(lang.CheckStaysOutside)
	}
	if t.encrypted() {
		t.say(lang.CheckStaysClear)
	}
}

// promise says what noise there is, and what it promises; without noise the
// limits have said so.
func (t *text) promise() {
	privacy := t.Leaves.Privacy
	if len(privacy.Phases) == 0 {
		return
	}
	t.head(lang.PromiseHead)
	for _, said := range privacy.Words(t.l) {
		t.line("  %s", said)
	}
	for _, p := range privacy.Phases {
		t.line("  %s", t.l.Named(lang.Phase, p.Phase))
		for _, s := range p.Segments {
			t.line("    %s", t.l.Text(lang.PromiseSegment, t.l.Named(lang.Contents, s.Name), s.Values, t.l.Short(s.Clip), t.l.Short(s.Site), t.l.Short(s.Sum)))
		}
	}
}

func (t *text) encrypted() bool { return secagg.Scheme(t.Leaves.Scheme) != secagg.Plaintext }

func (t *text) seeing() {
	t.head(lang.CheckSees)
	for _, v := range t.Sees {
		t.line("  %s", t.viewer(v))
		for _, level := range []exposure.Level{exposure.Plain, exposure.Derivable, exposure.Ciphertext, exposure.None} {
			var assets []string
			for _, a := range exposure.Assets() {
				switch {
				case v.Seen[a] != level:
				case a == exposure.IndividualUpdate && level == exposure.Derivable && t.plan.Agreement.Privacy.Noised():
					assets = append(assets, t.l.Text(lang.CheckUpdateNoised))
				case a == exposure.IndividualUpdate:
					assets = append(assets, t.l.Text(lang.CheckUpdate))
				default:
					assets = append(assets, t.l.Named(lang.Asset, string(a)))
				}
			}
			if len(assets) > 0 {
				t.line("    %s: %s", t.l.Named(lang.Sees, string(level)), strings.Join(assets, ", "))
			}
		}
		if v.Group > 1 {
			t.line("    %s", t.l.Text(lang.CheckHides, v.Group))
		}
	}
	for _, w := range t.Warnings {
		said := w.En
		if t.l.Tag() == "sv" {
			said = w.Sv
		}
		t.line("  ! %s", said)
	}
}

// viewer names who has a view.
func (t *text) viewer(v View) string {
	hub := t.name(string(t.Leaves.To))
	if len(v.Parties) == 0 {
		return hub
	}
	var who string
	if n := len(v.Parties); n > 3 {
		who = t.l.Text(lang.CheckEach, n)
	} else {
		var names []string
		for _, p := range v.Parties {
			names = append(names, t.name(p))
		}
		who = t.l.List(names)
	}
	switch {
	case v.Coordinator && len(v.Parties) > 1:
		return t.l.Text(lang.CheckWithOneOf, hub, who)
	case v.Coordinator:
		return t.l.Text(lang.CheckWith, hub, who)
	}
	return who
}

// name is a party's name and id, or the word for one that is not named.
func (t *text) name(id string) string {
	a := t.plan.Agreement
	if c := a.Coordinator; id == string(c.ID) {
		return fmt.Sprintf("%s (%s)", c.Name, c.ID)
	}
	if p, ok := a.Party(identity.ID(id)); ok {
		return fmt.Sprintf("%s (%s)", p.Name, p.ID)
	}
	return t.l.Named(lang.Seat, id)
}

func (t *text) names(ids []identity.ID) string {
	if len(ids) > mostNames {
		return t.l.Text(lang.CheckEach, len(ids))
	}
	var names []string
	for _, id := range ids {
		names = append(names, t.name(string(id)))
	}
	return t.l.List(names)
}

var simple = regexp.MustCompile(`^[\p{L}\p{N}_.%/() -]{1,40}$`)

// columnName quotes a name of the file that could pass for something else.
func columnName(s string) string {
	if simple.MatchString(s) {
		return s
	}
	if len(s) > 60 {
		s = strings.ToValidUTF8(s[:60], "") + "…"
	}
	return strconv.Quote(s)
}
