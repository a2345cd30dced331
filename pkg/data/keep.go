package data

import (
	"strings"

	"samband/pkg/schema"
)

// keeper turns rows of the file into rows of a table.
type keeper struct {
	table    *Table
	schema   schema.Schema
	values   []float64 // of the row at hand, the outcome last
	cells    []cell    // that become values: features, and the outcome if rows are for learning
	patient  *cell     // that is counted, and decides the split
	patients map[string]*person
}

// person is what a table knows of a patient.
type person struct {
	id   string // one copy for all rows
	rows int
}

// maxPatient bounds the text of patient_id, of which one copy for each patient
// is kept until the rows are split.
const maxPatient = 200 // bytes

func newKeeper(t *Table, cells []cell, s schema.Schema, p purpose) *keeper {
	k := &keeper{table: t, schema: s, cells: cells, patients: make(map[string]*person)}
	if p == learning && s.PatientID != "" {
		last := len(cells) - 1
		k.cells, k.patient = cells[:last], &cells[last]
	}
	for _, c := range k.cells {
		t.Missing = append(t.Missing, Missing{Column: c.column})
	}
	return k
}

// row checks every declared cell of one row, also when one of them is missing,
// and keeps the row if none is. It gives the first cell that is not allowed, or
// with all each of them.
func (k *keeper) row(number int, record []string, all bool) (faults []*Error) {
	t := k.table
	k.values = k.values[:0]
	complete := true
	for i, c := range k.cells {
		text := strings.TrimSpace(record[c.at])
		if k.schema.IsMissing(text) {
			complete = false
			t.Missing[i].Rows++
			continue
		}
		values, err := c.read(k.values, text)
		if err != nil {
			err.Column, err.Value = c.column, shorten(text)
			if faults = append(faults, err); !all {
				return faults
			}
			continue
		}
		k.values = values
	}
	patient := ""
	if k.patient != nil {
		patient = strings.TrimSpace(record[k.patient.at])
		if k.schema.IsMissing(patient) {
			faults = append(faults, &Error{Column: k.patient.column, Problem: say("is empty"), Remedy: say("every row needs the patient that it is about")})
		} else if len(patient) > maxPatient {
			faults = append(faults, &Error{Column: k.patient.column, Value: shorten(patient), Problem: say("has %d bytes, at most %d are allowed", len(patient), maxPatient), Remedy: say("export without this column, or look for a quote that is not closed")})
		}
	}
	if len(faults) > 0 {
		return faults
	}
	if !complete {
		t.Dropped++
		return nil
	}
	d := len(t.Columns)
	t.X = append(t.X, k.values[:d]...)
	t.Y = append(t.Y, k.values[d:]...) // one value, or none in rows to predict for
	t.Rows = append(t.Rows, number)
	if patient != "" {
		p := k.patients[patient]
		if p == nil {
			p = &person{id: strings.Clone(patient)} // not the memory of the whole row
			k.patients[p.id] = p
		}
		p.rows++
		t.patients = append(t.patients, p.id)
		t.Patients = len(k.patients)
		t.MostRows = max(t.MostRows, p.rows)
	}
	return nil
}
