// Package profile tells a participant, before it signs or sends anything, what
// its own table is like under an agreement and what would leave the building:
// columns that point at persons, rows that would be left out, groups of rows so
// small that a sum should not show them, every phase with its values and bytes,
// and who could see or derive what.
//
// It reads one file and writes nothing. A Report holds counts of the site's own
// rows: it is for people at the site and must not be sent.
package profile

import (
	"errors"
	"slices"

	"samband/pkg/agreement"
	"samband/pkg/algorithm"
	"samband/pkg/data"
	"samband/pkg/identity"
	"samband/pkg/phrase"
	"samband/pkg/plan"
)

// Report is what check says.
type Report struct {
	Agreement string      `json:"agreement"` // hash
	Title     string      `json:"title"`
	Party     identity.ID `json:"party"`
	Leaves    Leaves      `json:"leaves"`
	Sees      []View      `json:"sees"`
	Warnings  []Warning   `json:"warnings"`
	Table     Table       `json:"table"`
	Refusals  []Statement `json:"refusals"` // why the table may not be used under the agreement
	Notices   []Statement `json:"notices"`  // what people should know, and may accept

	Train data.Table `json:"-"` // rows to learn from, if nothing is refused
	Test  data.Table `json:"-"` // rows to evaluate on

	plan     *plan.Plan
	troubles map[string]*data.Error // with what is in the file, by their English text
}

// Warning is one of the plan, in both languages.
type Warning struct {
	Code string `json:"code"`
	En   string `json:"en"`
	Sv   string `json:"sv"`
}

// Statement is one reason to refuse a table, or one notice about it.
type Statement struct {
	Code   string  `json:"code"`
	Column string  `json:"column,omitempty"`
	Looks  string  `json:"looks,omitempty"` // of the column, where the code does not say
	Count  int     `json:"count,omitempty"`
	Of     int     `json:"of,omitempty"`
	Norm   float64 `json:"norm,omitempty"` // of the median
	Value  float64 `json:"value,omitempty"`
	Share  float64 `json:"share,omitempty"`
	Text   string  `json:"text,omitempty"` // words of the agreement, or of the reader of tables
}

// Codes of statements, beside the looks of columns.
const (
	Unreadable    = "unreadable"     // Text says where and why
	MoreCells     = "more-cells"     // Count further cells of Column are not as the schema has them
	OtherValues   = "other-values"   // Count of the Of cells of Column are not as the schema has them; Text is what the schema would need
	OtherOutcome  = "other-outcome"  // the same of the outcome
	TooManyRows   = "max-rows"       // Count rows of a kind, Of allowed
	RowsOfPatient = "rows-patient"   // Count rows of one patient, Of allowed
	NoTraining    = "no-training"    // no row to learn from
	SmallCells    = "small-cells"    // Count groups below Of
	OneClass      = "one-class"      // Count training rows, all with the outcome Text
	Constant      = "constant"       // Column has one value in all training rows
	Justified     = "justified"      // Column looks like Looks; Text is why the agreement has it
	UnusedPerson  = "unused-persons" // Column is not used and looks like personal identity numbers
	UnusedText    = "unused-text"    // Column is not used and looks like free text
	SmallScores   = "small-scores"   // Count of Of cells of the histogram of scores, estimated
	ClippedUnits  = "clipped-units"  // Count of Of units whose gradients the agreed clip shortens at first, the median being Norm long

	NoiseWeighs     = "noise-weighs"     // Value is the deviation of a sum of counts, to which this site brings Count units
	NoiseDrowns     = "noise-drowns"     // in which nothing can be learnt from sites of Count units
	LargeDelta      = "large-delta"      // Value is δ times Count units of this site
	LargeEpsilon    = "large-epsilon"    // at ε = Value attackers find up to Share of those who took part
	FewParticipants = "few-participants" // noise for whole participants is Value times as long as one may be, and Count take part
)

// Read profiles the file at path as the table of one participant. What is
// wrong with the table is in the report; the error is one of the plan. Without
// a path the report is about the plan alone.
func Read(p *plan.Plan, self identity.ID, path string) (*Report, error) {
	if _, ok := p.Agreement.Party(self); !ok {
		return nil, phrase.Errorf("profile.no-participant", "%s is not a participant of the agreement", self)
	}
	r := &Report{Agreement: p.Hash.String(), Title: p.Agreement.Title, Party: self, plan: p}
	r.Refusals, r.Notices, r.Warnings = []Statement{}, []Statement{}, []Warning{} // never null in JSON
	r.Leaves = leaves(p)
	var err error
	if r.Sees, err = sees(p, self); err != nil {
		return nil, err
	}
	for _, w := range p.Warnings() {
		r.Warnings = append(r.Warnings, Warning{w.Code, w.En, w.Sv})
	}
	r.promised()
	r.Table = Table{File: path, Unused: []string{}, Features: []Feature{}, Small: []Cell{}, LeaveOut: []string{}, Merges: []Merge{}, Left: []Cell{}}
	if path == "" {
		return r, nil
	}
	columns, rows, err := look(p, path)
	if err != nil {
		r.unreadable(err)
		return r, nil
	}
	r.columns(columns)
	table, err := data.ReadCSV(path, p.Agreement.Schema)
	if err != nil {
		r.faulty(path, err, columns)
		return r, nil
	}
	r.describe(table, rows, columns)
	r.bounds(table)
	r.drowned()
	if p.Agreement.Model != agreement.External { // of which no sum shows groups or lengths of rows
		r.groups()
		r.clipped()
	}
	return r, nil
}

func (r *Report) refuse(s Statement) { r.Refusals = append(r.Refusals, s) }

// unreadable refuses the file for what reading it said.
func (r *Report) unreadable(err error) {
	r.refuse(Statement{Code: Unreadable, Text: err.Error()})
	if e := (*data.Error)(nil); errors.As(err, &e) {
		if r.troubles == nil {
			r.troubles = make(map[string]*data.Error)
		}
		r.troubles[err.Error()] = e
	}
}

func (r *Report) notice(s Statement) { r.Notices = append(r.Notices, s) }

// columns judges what the columns of the file look like.
func (r *Report) columns(columns []*column) {
	s := r.plan.Agreement.Schema
	why := make(map[string]string)
	for _, f := range s.Features {
		why[f.Heading()] = f.IdentifyingBecause
	}
	for _, c := range columns {
		looks, count := c.looks()
		said := Statement{Code: looks, Column: c.name, Count: count, Of: c.values}
		if looks == NearUnique {
			said.Of = c.told
		}
		outcome := c.name == s.Outcome.Column
		if !c.used && !outcome && c.name != s.PatientID && c.name != "" {
			r.Table.Unused = append(r.Table.Unused, c.name)
		}
		switch {
		case looks == "":
		case c.used && why[c.name] != "":
			said.Code, said.Looks, said.Text = Justified, looks, why[c.name]
			r.notice(said)
		case c.used, outcome && looks != NearUnique: // of the outcome only 0 or 1 is used
			r.refuse(said)
		case c.name == s.PatientID: // meant to point at patients, and only counted
		case looks == PersonalNumbers:
			said.Code = UnusedPerson
			r.notice(said)
		case looks == FreeText:
			said.Code = UnusedText
			r.notice(said)
		}
	}
}

// bounds compares the rows with what the agreement allows.
func (r *Report) bounds(t *data.Table) {
	a := r.plan.Agreement
	train, test := t.Split(Split(a), string(r.Party))
	r.Train, r.Test = *train, *test
	r.Table.Training, r.Table.Test = part(train), part(test)
	for _, p := range []*data.Table{train, test} {
		if p.Len() > a.Algorithm.MaxRows {
			r.refuse(Statement{Code: TooManyRows, Count: p.Len(), Of: a.Algorithm.MaxRows})
		}
	}
	if most := a.Privacy.RowsPerPatient; most > 0 && t.MostRows > most {
		r.refuse(Statement{Code: RowsOfPatient, Count: t.MostRows, Of: most})
	}
	switch positives := train.Positives(); {
	case train.Len() == 0:
		r.refuse(Statement{Code: NoTraining})
	case positives == 0:
		r.notice(Statement{Code: OneClass, Count: train.Len(), Text: Negative})
	case positives == train.Len():
		r.notice(Statement{Code: OneClass, Count: train.Len(), Text: Positive})
	}
	for j, name := range train.Columns {
		if train.Len() > 0 && constant(train, j) {
			r.notice(Statement{Code: Constant, Column: name})
		}
	}
}

func constant(t *data.Table, column int) bool {
	for i := range t.Len() {
		if t.Row(i)[column] != t.Row(0)[column] {
			return false
		}
	}
	return true
}

// clipped says what the agreed clip would do to the gradients of this site's units.
func (r *Report) clipped() {
	a := r.plan.Agreement
	if !a.Privacy.Noised() || a.Privacy.Unit == agreement.Participant || a.Algorithm.Name == agreement.Perturbation {
		return // the clip is of something else
	}
	norms, err := algorithm.Norms(r.plan, algorithm.Local{ID: string(r.Party), Train: &r.Train, Test: &r.Test})
	if err != nil {
		return // the table is refused for the same reason
	}
	slices.Sort(norms)
	said := Statement{Code: ClippedUnits, Of: len(norms), Norm: norms[len(norms)/2]}
	for _, norm := range norms {
		if norm > a.Privacy.Clip {
			said.Count++
		}
	}
	r.notice(said)
}

// groups looks for groups of rows that are too small to be shown, as the
// agreement has it: of too few patients, where the schema tells them apart.
func (r *Report) groups() {
	a := r.plan.Agreement
	l := limit{count: a.Privacy.MinCell.Count, pairs: r.plan.Learning() == plan.Newton}
	c := newCrosstab(a.Schema, &r.Train, l.count)
	r.Table.Small = c.small(l)
	r.Table.Minimum = l.count
	if n := len(r.Table.Small); n > 0 {
		said := Statement{Code: SmallCells, Count: n, Of: l.count}
		if a.Privacy.MinCell.Action == agreement.RefuseCells {
			r.refuse(said)
		} else {
			r.notice(said)
		}
		kept, out := c.withoutRare(l)
		r.Table.LeaveOut = out
		merged, merges := kept.merge(l)
		r.Table.Merges = append(r.Table.Merges, merges...)
		r.Table.Left = merged.small(l)
	}
	exact := !a.Privacy.Noised() && slices.Contains(r.plan.Phases(), plan.Evaluate) // counts of scores are opened as they are
	if n, ok := scores(a.Algorithm.Ridge, &r.Train, &r.Test, l); exact && ok && n > 0 {
		r.notice(Statement{Code: SmallScores, Count: n, Of: 2 * plan.Bins})
	}
}
