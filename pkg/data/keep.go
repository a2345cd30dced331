package data

import (
	"crypto/sha256"
	"strings"
)

// keeper turns rows of the file into rows of a table.
type keeper struct {
	table    *Table
	cells    []cell // features, outcome, and patient_id if there is one
	features int
	values   []float64 // of the row at hand, the outcome last
	patients map[[sha256.Size]byte]int
}

func newKeeper(t *Table, cells []cell, features int) *keeper {
	k := &keeper{table: t, cells: cells, features: features, patients: make(map[[sha256.Size]byte]int)}
	for _, c := range cells[:features+1] {
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
	for i, c := range k.cells[:k.features+1] {
		text := strings.TrimSpace(record[c.at])
		if text == "" {
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
	if counted := k.cells[k.features+1:]; len(counted) == 1 {
		patient = strings.TrimSpace(record[counted[0].at])
		if patient == "" {
			return &Error{Column: counted[0].column, Problem: "is empty", Remedy: "every row needs the patient that it is about"}
		}
	}
	if !complete {
		t.Dropped++
		return nil
	}
	last := len(k.values) - 1
	t.X = append(t.X, k.values[:last]...)
	t.Y = append(t.Y, k.values[last])
	t.Rows = append(t.Rows, number)
	if patient != "" {
		id := sha256.Sum256([]byte(patient)) // a fixed size, whatever the file holds
		k.patients[id]++
		t.Patients = len(k.patients)
		t.MostRows = max(t.MostRows, k.patients[id])
	}
	return nil
}
