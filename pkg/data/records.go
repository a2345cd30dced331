package data

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// records reads one row after another and never holds more than a bounded part
// of the file.
type records struct {
	name      string
	csv       *csv.Reader
	budget    *budget
	separator rune
	columns   int
	names     []string // of the columns, once the header is read
	fits      func([]string) bool
	line      int // where the last row begins
}

// window is how much is read ahead: to tell the kind of file by, and later by
// the reader of CSV.
const window = 64 << 10

const byteOrderMark = "\ufeff" // some spreadsheets begin UTF-8 with it

// newRecords looks at the beginning of a file; fits is for separator.
func newRecords(name string, r io.Reader, fits func([]string) bool) (*records, error) {
	buffered := bufio.NewReaderSize(r, window)
	start, err := buffered.Peek(window)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := text(name, start); err != nil {
		return nil, err
	}
	if bytes.HasPrefix(start, []byte(byteOrderMark)) {
		start = start[len(byteOrderMark):]
		if _, err := buffered.Discard(len(byteOrderMark)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if len(start) == 0 {
		return nil, &Error{File: name, Problem: say("is empty"), Remedy: say("the first line names the columns")}
	}
	comma, err := separator(name, start, fits)
	if err != nil {
		return nil, err
	}
	b := &budget{source: buffered, limit: MaxRecordBytes}
	c := csv.NewReader(b)
	c.Comma = comma
	c.FieldsPerRecord = -1 // counted here, for a message of our own
	c.ReuseRecord = true
	return &records{name: name, csv: c, budget: b, separator: comma, fits: fits}, nil
}

// header reads the first line: names without spaces around them, each once. A
// letter with a mark may be written as one character or as two, which look
// alike; the schema has it as one (NFC).
func (r *records) header() ([]string, error) {
	record, err := r.next()
	if errors.Is(err, io.EOF) {
		return nil, &Error{File: r.name, Problem: say("is empty"), Remedy: say("the first line names the columns")}
	}
	if err != nil {
		return nil, err
	}
	if !r.fits(record) && values(record) {
		return nil, headless(r.name)
	}
	names, taken := make([]string, len(record)), make(map[string]bool)
	for i, name := range record {
		names[i] = norm.NFC.String(strings.TrimSpace(name))
		bad := &Error{File: r.name, Line: 1, Column: names[i]}
		switch {
		case strings.ContainsRune(name, '\r'):
			bad.Column, bad.Problem, bad.Remedy = "", say("has a carriage return inside: the lines end as on old Macs"), say("save the file with line ends of Windows or Unix")
		case taken[names[i]]:
			bad.Problem, bad.Remedy = say("is there more than once"), say("rename or remove one")
		default:
			taken[names[i]] = names[i] != "" // columns without a name are never used
			continue
		}
		return nil, bad
	}
	if len(names) > 0 && strings.HasPrefix(strings.ToLower(names[0]), "sep=") {
		return nil, &Error{File: r.name, Line: 1, Problem: say("is a note to Excel, not the names of the columns"), Remedy: say("remove this line")}
	}
	r.names = names
	return names, nil
}

func headless(name string) *Error {
	return &Error{File: name, Line: 1, Problem: say("looks like values and not like the names of the columns"), Remedy: say("put a line above it that names the columns as the schema does")}
}

// values tells whether a third of the cells of a line, and two at least, are
// numbers, as few names of columns are.
func values(line []string) bool {
	numbers := 0
	for _, cell := range line {
		if strings.ContainsRune(cell, '\r') {
			return false // several lines
		}
		if _, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(cell), ",", ".", 1), 64); err == nil {
			numbers++
		}
	}
	return numbers >= 2 && 3*numbers >= len(line)
}

// next reads a row; the slice is used again.
func (r *records) next() ([]string, error) {
	r.budget.limit = r.csv.InputOffset() + MaxRecordBytes + window
	record, err := r.csv.Read()
	var parse *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return nil, io.EOF
	case errors.Is(err, errBudget):
		remedy := say("look for a quote that is not closed")
		if r.names == nil {
			remedy = say("export the columns that the agreement names, or look for a quote that is not closed")
		}
		return nil, &Error{File: r.name, Line: r.line + 1, Problem: say("begins a row of more than %d bytes", MaxRecordBytes), Remedy: remedy}
	case errors.As(err, &parse):
		problem := say("has a quote inside a cell")
		if errors.Is(parse.Err, csv.ErrQuote) {
			problem = say("has a quote that is not closed, or text after one that is")
		}
		return nil, &Error{File: r.name, Line: parse.StartLine, Problem: problem, Remedy: say("write quotes only around whole cells, close each, and double those inside")}
	case err != nil:
		return nil, fmt.Errorf("%s: %w", r.name, err)
	}
	r.line, _ = r.csv.FieldPos(0)
	return record, r.check(record)
}

func (r *records) check(record []string) error {
	if len(record) > MaxFileColumns {
		return &Error{File: r.name, Line: r.line, Problem: say("has %d columns, at most %d are allowed", len(record), MaxFileColumns), Remedy: say("export the columns that the agreement names")}
	}
	if r.columns == 0 {
		r.columns = len(record)
	}
	if len(record) != r.columns {
		remedy := say("give every row one cell for each column")
		if len(record) > r.columns {
			remedy = say("give every row one cell for each column, and put cells that contain %q in quotes", r.separator)
		}
		return &Error{File: r.name, Line: r.line, Problem: say("has %d cells where the header has %d", len(record), r.columns), Remedy: remedy}
	}
	for i, cell := range record {
		bad := &Error{File: r.name, Line: r.line, Value: shorten(cell)}
		if r.names != nil {
			bad.Column = r.names[i]
		}
		switch {
		case len(cell) > MaxFieldBytes:
			bad.Problem, bad.Remedy = say("has %d bytes, at most %d are allowed", len(cell), MaxFieldBytes), say("export without this column, or look for a quote that is not closed")
		case strings.ContainsRune(cell, 0):
			bad.Problem, bad.Remedy = say("holds a NUL byte"), say("the file is damaged or not UTF-8 text: export it again as CSV (UTF-8)")
		case !utf8.ValidString(cell):
			bad.Value = shorten(latin1(cell))
			bad.Problem = say("is not UTF-8 (it may be Latin-1 or Windows-1252, as which it is shown here)")
			bad.Remedy = say("save the file as CSV (UTF-8), or convert it: iconv -f WINDOWS-1252 -t UTF-8")
		default:
			continue
		}
		return bad
	}
	return nil
}

// latin1 shows bytes as Latin-1 has them. Several encodings differ from it in
// a few characters, and nothing in a file tells which it is in: good enough to
// show a value to a person, not to read a table by.
func latin1(s string) string {
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
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
