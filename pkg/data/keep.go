package data

import (
	"crypto/sha256"
	"strings"

	"samband/pkg/schema"
)

// keeper turns rows of the file into rows of a table.
type keeper struct {
	table    *Table
	schema   schema.Schema
	values   []float64 // of the row at hand, the outcome last
	cells    []cell    // that become values: features, and the outcome if rows are for learning
	patient  *cell     // that is only counted
	patients map[[sha256.Size]byte]int
}

func newKeeper(t *Table, cells []cell, s schema.Schema, p purpose) *keeper {
	k := &keeper{table: t, schema: s, cells: cells, patients: make(map[[sha256.Size]byte]int)}
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
// and keeps the row if none is.
func (k *keeper) row(number int, record []string) *Error {
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
			return err
		}
		k.values = values
	}
	patient := ""
	if k.patient != nil {
		patient = strings.TrimSpace(record[k.patient.at])
		if k.schema.IsMissing(patient) {
			return &Error{Column: k.patient.column, Problem: say("is empty"), Remedy: say("every row needs the patient that it is about")}
		}
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
		id := sha256.Sum256([]byte(patient)) // a fixed size, whatever the file holds
		k.patients[id]++
		t.Patients = len(k.patients)
		t.MostRows = max(t.MostRows, k.patients[id])
	}
	return nil
}
