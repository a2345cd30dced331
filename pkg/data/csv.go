package data

import (
	"errors"
	"io"

	"samband/pkg/schema"
)

// Bounds of a file.
const (
	MaxFileColumns = 4096
	MaxFieldBytes  = 64 << 10
	MaxRecordBytes = 1 << 20 // one row, and the header
	MaxRows        = 1_000_000
)

// ReadCSV reads the file at path: UTF-8 text (RFC 4180, a byte-order mark and
// line ends of Windows allowed) whose first line names the columns in any
// order, with an empty cell where a value is missing. Commas, semicolons or
// tabs separate cells, which the header tells. Numbers have a decimal point, or
// a decimal comma where no comma separates cells. The first thing that the
// schema does not allow is returned as an *Error. Rows with a missing value are
// checked, counted and left out.
func ReadCSV(path string, s schema.Schema) (*Table, error) {
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return Read(path, f, s)
}

// Read is ReadCSV on an open file; name stands for it in errors.
func Read(name string, r io.Reader, s schema.Schema) (*Table, error) {
	return read(name, r, s, learning, nil)
}

// ReadNew reads rows to predict for: as ReadCSV, but the file needs neither an
// outcome nor patient_id, and numbers may lie outside the agreed range, which
// the caller tells people. The table has no Y and cannot be split.
func ReadNew(path string, s schema.Schema) (*Table, error) {
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return read(path, f, s, predicting, nil)
}

// Faults reads the file at path as ReadCSV does, but goes on at cells that the
// schema does not allow: each gets them all, one after the other. The error is
// the first thing that no reader gets past.
func Faults(path string, s schema.Schema, each func(*Error)) error {
	f, err := open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = read(path, f, s, learning, each)
	return err
}

// read reads a table. faulty is told of every cell that the schema does not
// allow; without it the first one is the error.
func read(name string, r io.Reader, s schema.Schema, p purpose, faulty func(*Error)) (*Table, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	source, err := newRecords(name, r, fits(needed(s, p)))
	if err != nil {
		return nil, err
	}
	header, err := source.header()
	if err != nil {
		return nil, err
	}
	n := &numbers{comma: source.separator != ','}
	cells, err := findCells(name, header, s, p, n)
	if err != nil {
		return nil, err
	}
	table := &Table{}
	for _, c := range s.Columns() {
		table.Columns = append(table.Columns, c.Name)
	}
	keep := newKeeper(table, cells, s, p)
	row := 0
	for ; ; row++ {
		record, err := source.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if row == MaxRows {
			return nil, &Error{File: name, Line: source.line, Problem: say("is beyond the limit of %d rows", MaxRows), Remedy: say("bring fewer rows")}
		}
		n.line = source.line
		for _, e := range keep.row(row, record, faulty != nil) {
			e.File, e.Line = name, source.line
			if faulty == nil {
				return nil, e
			}
			faulty(e)
		}
	}
	if faulty != nil {
		return table, nil
	}
	switch {
	case n.ambiguous():
		return nil, &Error{File: name, Line: n.first, Problem: say("begins numbers with a comma and three digits after it, and no other kind: they may be decimals or thousands"), Remedy: say("write decimal points, or one of the numbers with another count of decimals (2,500 as 2,5)")}
	case row == 0:
		return nil, &Error{File: name, Problem: say("has a header and no rows"), Remedy: say("put one line for each record below the names of the columns")}
	case table.Len() == 0:
		return nil, &Error{File: name, Problem: say("has no complete row (%d rows lack a value)", table.Dropped), Remedy: say("fill in the missing values or declare fewer features")}
	}
	return table, nil
}
