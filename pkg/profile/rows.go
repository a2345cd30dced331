package profile

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"samband/pkg/agreement"
	"samband/pkg/data"
	"samband/pkg/lang"
)

// table writes what is known of the site's own rows.
func (t *text) table() {
	l, d := t.l, &t.Table
	t.head(lang.CheckTable)
	if d.File == "" {
		t.say(lang.CheckNoTable)
		return
	}
	if d.Rows == 0 {
		t.say(lang.CheckUnread, d.File)
		t.unused()
		return
	}
	t.say(lang.CheckRows, d.Rows, d.File, d.Kept, d.Dropped)
	var missing []string
	for _, f := range d.Features {
		if f.Missing > 0 {
			missing = append(missing, fmt.Sprintf("%s %s", f.Name, l.Count(f.Missing)))
		}
	}
	if d.Outcome.Rows > 0 {
		missing = append(missing, fmt.Sprintf("%s %s", d.Outcome.Column, l.Count(d.Outcome.Rows)))
	}
	if len(missing) > 0 {
		t.say(lang.CheckMissing, strings.Join(missing, ", "))
	}
	t.say(lang.CheckLearn, d.Training.Rows, d.Training.Positives, share(l, d.Training))
	t.say(lang.CheckEvaluate, d.Test.Rows, d.Test.Positives, share(l, d.Test))
	t.line("  %s", SplitRule(l, t.plan.Agreement))
	if d.Patients > 0 {
		t.say(lang.CheckPatients, d.Patients, d.MostRows)
	}
	t.unused()
	t.say(lang.CheckValues)
	for _, f := range d.Features {
		t.line("    %s", t.feature(f))
	}
	t.small()
}

// SplitRule says by which rule rows are held back for evaluation.
func SplitRule(l *lang.Lang, a *agreement.Agreement) string {
	if a.Schema.PatientID != "" {
		return l.Text(lang.SplitByPatient, data.Every(a.Split.Test))
	}
	if Split(a).Independent {
		return l.Text(lang.SplitByOwnHash, l.Percent(a.Split.Test, 1))
	}
	return l.Text(lang.SplitByRow, l.Percent(a.Split.Test, 1))
}

// Split is the rule by which rows are held back for evaluation.
func Split(a *agreement.Agreement) data.Split {
	return data.Split{Seed: a.Split.Seed, Dataset: a.Split.Dataset, Test: a.Split.Test, Independent: a.Privacy.Noised()}
}

func share(l *lang.Lang, p Part) string {
	return l.Percent(float64(p.Positives)/float64(p.Rows), 1)
}

func (t *text) unused() {
	var names []string
	for _, n := range t.Table.Unused {
		names = append(names, columnName(n))
	}
	if more := len(names) - mostNames; more > 0 {
		names = append(names[:mostNames], t.l.Text(lang.CheckMore, more))
	}
	if len(names) > 0 {
		t.say(lang.CheckUnused, strings.Join(names, ", "))
	}
}

func (t *text) feature(f Feature) string {
	if f.Used != nil {
		unit := ""
		if f.Unit != "" {
			unit = "\u00a0" + f.Unit
		}
		return t.l.Text(lang.CheckNumber, f.Name, t.number(f.Used.Min), t.number(f.Used.Max)+unit, t.number(f.Declared.Min), t.number(f.Declared.Max)+unit, f.Distinct)
	}
	var levels []string
	for _, v := range f.Levels {
		levels = append(levels, fmt.Sprintf("%s: %s", v.Value, t.l.Count(v.Rows)))
	}
	return fmt.Sprintf("%s  %s", f.Name, strings.Join(levels, ", "))
}

// number writes a value with as many decimals as it has.
func (t *text) number(v float64) string {
	decimals := 0
	if _, after, found := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), "."); found {
		decimals = min(len(after), 6)
	}
	if math.Abs(v) < 1e15 {
		return t.l.Number(v, decimals)
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// small writes the groups that a sum should not show, and what could be done.
func (t *text) small() {
	d := &t.Table
	t.say(lang.CheckCounted, d.Training.Rows, d.Kept)
	if len(d.Small) == 0 {
		t.say(t.perPatient(lang.CheckNoneSmall), d.Minimum)
		return
	}
	t.say(t.perPatient(lang.CheckSmall), len(d.Small), d.Minimum)
	t.cells(d.Small)
	if len(d.LeaveOut) > 0 {
		t.say(lang.CheckLeaveOut, t.l.List(d.LeaveOut))
	}
	for _, m := range d.Merges {
		var levels []string
		for _, v := range m.Levels {
			levels = append(levels, strconv.Quote(v))
		}
		t.say(lang.CheckMerge, m.Feature, "["+strings.Join(levels, ", ")+"]")
	}
	t.say(lang.CheckLeft, len(d.Left))
	if len(d.Merges)+len(d.LeaveOut) > 0 {
		t.cells(d.Left)
	}
}

func (t *text) cells(cells []Cell) {
	for i, c := range cells {
		if i == mostCells {
			t.line("    %s", t.l.Text(lang.CheckMore, len(cells)-i))
			break
		}
		var places []string
		for _, p := range c.Where {
			value := p.Value
			if p.Column == t.plan.Agreement.Schema.Outcome.Name {
				value = t.l.Named(lang.Class, value)
			}
			places = append(places, p.Column+" = "+value)
		}
		t.line("    %s", t.l.Text(t.perPatient(lang.CheckCell), t.l.List(places), c.Rows, c.Patients))
	}
}

// perPatient is the key of the sentence that counts patients instead of rows, if
// the schema tells them apart.
func (t *text) perPatient(key lang.Key) lang.Key {
	if t.plan.Agreement.Schema.PatientID != "" {
		return lang.PerPatient + "." + key
	}
	return key
}

// statements writes notices or refusals.
func (t *text) statements(head lang.Key, all []Statement) {
	if len(all) == 0 {
		return
	}
	t.head(head)
	for _, s := range all {
		t.line("  - %s", t.statement(s))
	}
}

// Reasons says in one language why the table is refused, a line each.
func (r *Report) Reasons(l *lang.Lang) []string {
	t := &text{Report: r, l: l}
	var lines []string
	for _, s := range r.Refusals {
		lines = append(lines, t.statement(s))
	}
	return lines
}

// about writes large numbers whole and small ones with a decimal.
func (t *text) about(v float64) string {
	if v >= 10 {
		return t.l.Number(v, 0)
	}
	return t.l.Number(v, 1)
}

func (t *text) statement(s Statement) string {
	key, column := lang.Statement+"."+lang.Key(s.Code), columnName(s.Column)
	switch s.Code {
	case OtherValues, OtherOutcome:
		return t.l.Text(key, column, s.Count, s.Of, s.Text)
	case PersonalNumbers, FreeText, NearUnique:
		return t.l.Text(key, column, s.Count, s.Of)
	case Justified:
		return t.l.Text(key, column, t.l.Named(lang.Looks, s.Looks), s.Text)
	case Constant, UnusedPerson, UnusedText:
		return t.l.Text(key, column)
	case OneClass:
		return t.l.Text(key, s.Count, t.l.Named(lang.Class, s.Text))
	case SmallCells, SmallScores:
		return t.l.Text(t.perPatient(key), s.Count, s.Of)
	case TooManyRows, RowsOfPatient:
		return t.l.Text(key, s.Count, s.Of)
	case ClippedUnits:
		return t.l.Text(key, s.Count, s.Of, t.l.Number(s.Norm, 2))
	case NoiseWeighs:
		return t.l.Text(key, t.about(s.Value), s.Count)
	case NoiseDrowns:
		return t.l.Text(key, s.Count)
	case MoreCells:
		return t.l.Text(key, column, s.Count)
	case LargeDelta:
		return t.l.Text(key, t.l.Short(s.Value), s.Count, t.l.Short(manyExposed))
	case LargeEpsilon:
		return t.l.Text(key, t.l.Short(s.Value), t.l.Percent(s.Share, 0), t.l.Percent(alarm, 0))
	case FewParticipants:
		return t.l.Text(key, s.Count, t.about(s.Value))
	case Unreadable:
		if e := t.troubles[s.Text]; e != nil {
			return e.In(t.l.Table)
		}
		return s.Text
	}
	return t.l.Text(key)
}
