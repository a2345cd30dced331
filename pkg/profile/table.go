package profile

import (
	"math"
	"slices"

	"samband/pkg/data"
	"samband/pkg/model"
	"samband/pkg/plan"
	"samband/pkg/schema"
)

// Table is what the site's file holds, in counts of its own rows.
type Table struct {
	File     string    `json:"file"`
	Rows     int       `json:"rows"`    // below the header
	Kept     int       `json:"kept"`    // with a value in every column that is used
	Dropped  int       `json:"dropped"` // without
	Split    string    `json:"split"`   // ByPatient or ByRow: what is held back for evaluation as a whole
	Training Part      `json:"training"`
	Test     Part      `json:"test"`
	Patients int       `json:"patients,omitempty"`  // where the schema has patient_id
	MostRows int       `json:"most_rows,omitempty"` // of one patient
	Unused   []string  `json:"unused"`              // columns of the file that the schema does not use
	Features []Feature `json:"features"`
	Outcome  Missing   `json:"outcome"`
	Minimum  int       `json:"minimum"` // count of patients, or of rows where the schema has no patient_id, below which a group is small
	Small    []Cell    `json:"small"`
	LeaveOut []string  `json:"leave_out"` // features, as a proposal
	Merges   []Merge   `json:"merges"`    // levels to merge, as a proposal
	Left     []Cell    `json:"left"`      // groups that would be small after that
}

// Rules by which rows are held back.
const (
	ByPatient = "patient" // where the schema has patient_id
	ByRow     = "row"
)

// Part is the rows of the file that serve one purpose.
type Part struct {
	Rows      int `json:"rows"`
	Positives int `json:"positives"`
}

func part(t *data.Table) Part { return Part{t.Len(), t.Positives()} }

// Missing is a column and the rows of the file without a value in it.
type Missing struct {
	Column string `json:"column"`
	Rows   int    `json:"rows"`
}

// Feature is how the site's kept rows use one feature.
type Feature struct {
	Name     string  `json:"name"`
	Type     string  `json:"type"`
	Unit     string  `json:"unit,omitempty"`
	Missing  int     `json:"missing"`            // rows of the file
	Distinct int     `json:"distinct"`           // values in the file, among the first 10,000
	Declared *Range  `json:"declared,omitempty"` // of a number
	Used     *Range  `json:"used,omitempty"`
	Levels   []Level `json:"levels,omitempty"` // of a binary or category
}

// Range is the smallest and largest value.
type Range struct {
	Min float64 `json:"min"`
	Max float64 `json:"max"`
}

// Level is a value and the kept rows that have it.
type Level struct {
	Value string `json:"value"`
	Rows  int    `json:"rows"`
}

// describe fills in what the rows are like.
func (r *Report) describe(t *data.Table, rows int, columns []*column) {
	s, d := r.plan.Agreement.Schema, &r.Table
	d.Rows, d.Kept, d.Dropped, d.Patients, d.MostRows = rows, t.Len(), t.Dropped, t.Patients, t.MostRows
	if d.Split = ByRow; s.PatientID != "" {
		d.Split = ByPatient
	}
	d.Outcome = Missing{s.Outcome.Name, t.Missing[len(s.Features)].Rows}
	at := 0 // column of the table
	for i, f := range s.Features {
		u := Feature{Name: f.Name, Type: f.Type, Unit: f.Unit, Missing: t.Missing[i].Rows}
		if c := slices.IndexFunc(columns, func(c *column) bool { return c.name == f.Heading() }); c >= 0 {
			u.Distinct = len(columns[c].distinct)
		}
		if f.Type == schema.Number {
			u.Declared, u.Used = &Range{f.Min, f.Max}, span(t, at)
			at++
		} else {
			u.Levels = used(t, f, at)
			at += len(u.Levels) - 1
		}
		d.Features = append(d.Features, u)
	}
}

func span(t *data.Table, column int) *Range {
	r := Range{math.Inf(1), math.Inf(-1)}
	for i := range t.Len() {
		v := t.Row(i)[column]
		r.Min, r.Max = min(r.Min, v), max(r.Max, v)
	}
	return &r
}

// used counts the rows of each level; first is the column of the second one.
func used(t *data.Table, f schema.Feature, first int) []Level {
	values := f.Levels
	if f.Type == schema.Binary {
		values = []string{"0", "1"}
	}
	levels := make([]Level, len(values))
	for l, v := range values {
		levels[l].Value = v
	}
	levels[0].Rows = t.Len()
	for i := range t.Len() {
		for l := 1; l < len(levels); l++ {
			if t.Row(i)[first+l-1] == 1 {
				levels[l].Rows++
				levels[0].Rows--
			}
		}
	}
	return levels
}

// scores counts the small cells (of few patients, or rows) of the histogram of test rows by score and
// outcome, as they would be with a model of this site's rows alone: the joint
// one does not exist yet. ok is false if there is none of these either.
func scores(ridge float64, train, test *data.Table, l limit) (small int, ok bool) {
	const (
		edge  = 4.0  // of the histogram, see plan.Bins
		costs = 1e10 // products in fitting, about: a few seconds
	)
	if d := float64(len(train.Columns) + 1); float64(train.Len())*d*d*10 > costs {
		return 0, false
	}
	m, err := model.Fit(train, ridge)
	if err != nil {
		return 0, false
	}
	values, err := m.Scores(test)
	if err != nil {
		return 0, false
	}
	var units [2 * plan.Bins]map[int]bool
	for i, v := range values {
		at := min(max(int(math.Floor((v+edge)/(2*edge)*plan.Bins)), 0), plan.Bins-1)
		at += plan.Bins * int(test.Y[i])
		if units[at] == nil {
			units[at] = make(map[int]bool)
		}
		unit := i
		if test.Units != nil {
			unit = test.Units[i]
		}
		units[at][unit] = true
	}
	for _, in := range units {
		if l.small(len(in)) {
			small++
		}
	}
	return small, true
}
