package data

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"samband/pkg/schema"
)

// Bounds of a file.
const (
	MaxFileColumns = 4096
	MaxFieldBytes  = 64 << 10
	MaxRecordBytes = 1 << 20 // one row, and the header
	MaxRows        = 1_000_000
)

// Error says what is wrong with a file, where, and what to do. It may hold the
// value of a cell: it is for people at the site and must not be sent.
type Error struct {
	File    string
	Line    int    // 1 is the header; 0 if no line is at fault
	Column  string // empty if no column is at fault
	Value   string // as in the file, shortened; empty if no value is at fault
	Problem string
	Remedy  string
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ": line %d", e.Line)
	}
	if e.Column != "" {
		fmt.Fprintf(&b, ": column %q", shorten(e.Column))
	}
	if e.Value != "" {
		fmt.Fprintf(&b, ": value %q", e.Value)
	}
	fmt.Fprintf(&b, " %s; %s", e.Problem, e.Remedy)
	return b.String()
}

func shorten(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// ReadCSV reads the file at path: comma-separated (RFC 4180), decimal points, a
// header with the names of the columns, an empty cell where a value is missing.
// The first thing that the schema does not allow is returned as an *Error.
// Rows with a missing value are checked, counted and left out.
func ReadCSV(path string, s schema.Schema) (*Table, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return Read(path, f, s)
}

// Read is ReadCSV on an open file; name stands for it in errors.
func Read(name string, r io.Reader, s schema.Schema) (*Table, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	source := newRecords(name, r)
	header, err := source.next()
	if errors.Is(err, io.EOF) {
		return nil, &Error{File: name, Problem: "is empty", Remedy: "the first line names the columns"}
	}
	if err != nil {
		return nil, err
	}
	cells, err := findCells(name, header, s)
	if err != nil {
		return nil, err
	}
	table := &Table{}
	for _, c := range s.Columns() {
		table.Columns = append(table.Columns, c.Name)
	}
	keep := newKeeper(table, cells, len(s.Features))
	for row := 0; ; row++ {
		record, err := source.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if row == MaxRows {
			return nil, &Error{File: name, Line: source.line, Problem: fmt.Sprintf("is beyond the limit of %d rows", MaxRows), Remedy: "bring fewer rows"}
		}
		if err := keep.row(row, record); err != nil {
			err.File, err.Line = name, source.line
			return nil, err
		}
	}
	if table.Len() == 0 {
		return nil, &Error{File: name, Problem: fmt.Sprintf("has no complete row (%d rows lack a value)", table.Dropped), Remedy: "fill in the missing values or declare fewer features"}
	}
	return table, nil
}

// records reads one row after another and never holds more than a bounded part
// of the file.
type records struct {
	name    string
	csv     *csv.Reader
	budget  *budget
	columns int
	line    int // where the last row begins
}

func newRecords(name string, r io.Reader) *records {
	b := &budget{source: r, limit: MaxRecordBytes}
	c := csv.NewReader(b)
	c.FieldsPerRecord = -1 // counted here, for a message of our own
	c.ReuseRecord = true
	return &records{name: name, csv: c, budget: b}
}

func (r *records) next() ([]string, error) {
	// The reader below may have read ahead by up to one buffer.
	const ahead = 64 << 10
	r.budget.limit = r.csv.InputOffset() + MaxRecordBytes + ahead
	record, err := r.csv.Read()
	var parse *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return nil, io.EOF
	case errors.Is(err, errBudget):
		return nil, &Error{File: r.name, Line: r.line + 1, Problem: fmt.Sprintf("begins a row of more than %d bytes", MaxRecordBytes), Remedy: "look for a quote that is not closed"}
	case errors.As(err, &parse):
		return nil, &Error{File: r.name, Line: parse.StartLine, Problem: "is not CSV: " + parse.Err.Error(), Remedy: "write quotes only around whole cells"}
	case err != nil:
		return nil, fmt.Errorf("%s: %w", r.name, err)
	}
	r.line, _ = r.csv.FieldPos(0)
	if r.columns == 0 {
		r.columns = len(record)
	}
	if len(record) != r.columns {
		return nil, &Error{File: r.name, Line: r.line, Problem: fmt.Sprintf("has %d cells where the header has %d", len(record), r.columns), Remedy: "give every row one cell for each column"}
	}
	if len(record) > MaxFileColumns {
		return nil, &Error{File: r.name, Line: r.line, Problem: fmt.Sprintf("has %d columns, at most %d are allowed", len(record), MaxFileColumns), Remedy: "export fewer columns"}
	}
	for _, cell := range record {
		if len(cell) > MaxFieldBytes {
			return nil, &Error{File: r.name, Line: r.line, Value: shorten(cell), Problem: fmt.Sprintf("has %d bytes, at most %d are allowed", len(cell), MaxFieldBytes), Remedy: "export without this column"}
		}
	}
	return record, nil
}

var errBudget = errors.New("row too long")

// budget passes on bytes of source until limit bytes in all.
type budget struct {
	source       io.Reader
	given, limit int64
}

func (b *budget) Read(p []byte) (int, error) {
	if b.given >= b.limit {
		return 0, errBudget
	}
	n, err := b.source.Read(p[:min(int64(len(p)), b.limit-b.given)])
	b.given += int64(n)
	return n, err
}
