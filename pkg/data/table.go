// Package data reads a participant's table as its schema declares it, and
// splits it into training and test rows.
//
// Reading is strict: a value that the schema does not allow stops it with one
// line that says where the value is and what to do, because a silent repair at
// one site changes the joint model at all of them. Columns that the schema does
// not name are never kept. Nothing here writes rows anywhere.
package data

// Table holds the complete cases of one file as numbers.
type Table struct {
	Columns []string  // the model's columns, in the order of the schema
	X       []float64 // row-major, len(Rows)·len(Columns), all finite and, but for ReadNew, in the declared ranges
	Y       []float64 // 1 where the outcome is positive, else 0; empty for ReadNew
	Rows    []int     // for each row its place in the file, the first row after the header being 0

	Dropped  int       // rows left out because a value was missing
	Missing  []Missing // which columns lacked values, in the order of the schema, the outcome last
	Patients int       // distinct patients among the complete cases; 0 if the schema has no patient_id
	MostRows int       // most complete cases of one patient; 0 if the schema has no patient_id

	// Units tells whose a row is, after the split, by numbers from 0 on in the
	// order of first rows; nil if the schema has no patient_id: each row is then a
	// unit of its own.
	Units []int

	draws    []uint32 // of each row, by which HoldBack tells patients apart; nil before the split, and if the schema has no patient_id
	patients []string // of each row, until the table is split; nil if the schema has no patient_id
}

// Missing counts the rows of a file that lack a value in one column.
type Missing struct {
	Column string
	Rows   int
}

// Len is the number of rows.
func (t *Table) Len() int { return len(t.Rows) }

// Row gives the values of row i; writing to them changes the table.
func (t *Table) Row(i int) []float64 {
	d := len(t.Columns)
	return t.X[i*d : (i+1)*d : (i+1)*d]
}

// Positives counts the rows with a positive outcome.
func (t *Table) Positives() int {
	n := 0
	for _, y := range t.Y {
		if y == 1 {
			n++
		}
	}
	return n
}

// Append adds the rows of other, which must have the same columns. It serves
// comparisons with pooled training where one party owns all tables.
func (t *Table) Append(other *Table) {
	t.X = append(t.X, other.X...)
	t.Y = append(t.Y, other.Y...)
	t.Rows = append(t.Rows, other.Rows...)
	t.patients, t.Units, t.draws = nil, nil, nil // the splits come before
}

// Subset copies the rows with the given indices. With it one who owns all tables
// divides them among simulated sites.
func (t *Table) Subset(indices []int) *Table {
	s := &Table{Columns: t.Columns}
	patients, units := make(map[string]int), make(map[int]int)
	for _, i := range indices {
		switch {
		case t.patients != nil:
			s.Units = append(s.Units, numbered(patients, t.patients[i]))
		case t.Units != nil:
			s.Units = append(s.Units, numbered(units, t.Units[i]))
		}
		if t.draws != nil {
			s.draws = append(s.draws, t.draws[i])
		}
		s.X = append(s.X, t.Row(i)...)
		s.Y = append(s.Y, t.Y[i])
		s.Rows = append(s.Rows, t.Rows[i])
	}
	return s
}

// numbered gives what is new the next number.
func numbered[T comparable](numbers map[T]int, of T) int {
	n, known := numbers[of]
	if !known {
		n = len(numbers)
		numbers[of] = n
	}
	return n
}

// AtMost keeps the first rows of each unit, in the order of the file and no more
// than most, and tells how many it left out. Which rows of a unit are kept
// depends on no other unit.
func (t *Table) AtMost(most int) (kept *Table, left int) {
	if t.Units == nil {
		return t, 0
	}
	kept = &Table{Columns: t.Columns, Units: []int{}}
	had := make(map[int]int)
	for i, unit := range t.Units {
		if had[unit]++; had[unit] > most {
			left++
			continue
		}
		kept.X = append(kept.X, t.Row(i)...)
		kept.Y = append(kept.Y, t.Y[i])
		kept.Rows = append(kept.Rows, t.Rows[i])
		kept.Units = append(kept.Units, unit)
		if t.draws != nil {
			kept.draws = append(kept.draws, t.draws[i])
		}
	}
	return kept, left
}
