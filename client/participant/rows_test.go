package participant

import (
	"encoding/json"
	"slices"
	"testing"

	"samband/pkg/data"
)

// A run's rows are known again, and no others; the mark of equal rows is another
// one in another run.
func TestRowsAreKnownAgain(t *testing.T) {
	train := &data.Table{Columns: []string{"a", "b"}, X: []float64{1, 2, 3, 4}, Y: []float64{0, 1}, Rows: []int{0, 1}}
	test := &data.Table{Columns: []string{"a", "b"}, X: []float64{5, 6}, Y: []float64{1}, Rows: []int{2}}
	mark := rowsOf(train, test)
	text, err := json.Marshal(mark)
	if err != nil {
		t.Fatal(err)
	}
	var kept *Rows
	if err := json.Unmarshal(text, &kept); err != nil || !kept.Are(train, test) {
		t.Fatalf("%s: %v", text, err)
	}
	if again := rowsOf(train, test); again.Digest == mark.Digest {
		t.Error("two runs have one mark: rows could be told to be equal")
	}
	for name, change := range map[string]func(train, test *data.Table){
		"value":   func(train, _ *data.Table) { train.X[3] = 4.5 },
		"outcome": func(train, _ *data.Table) { train.Y[0] = 1 },
		"order":   func(train, _ *data.Table) { train.X = []float64{3, 4, 1, 2} },
		"column":  func(_, test *data.Table) { test.Columns = []string{"a", "c"} },
		"moved":   func(train, test *data.Table) { *train, *test = *test, *train },
		"fewer":   func(train, _ *data.Table) { train.X, train.Y = train.X[:2], train.Y[:1] },
	} {
		a, b := copied(train), copied(test)
		change(a, b)
		if kept.Are(a, b) {
			t.Errorf("%s: taken for the rows of the run", name)
		}
	}
	if none := (*Rows)(nil); !none.Are(train, test) || rowsOf(nil, nil) != nil {
		t.Error("where nothing is known, nothing is refused")
	}
}

func copied(t *data.Table) *data.Table {
	return &data.Table{Columns: slices.Clone(t.Columns), X: slices.Clone(t.X), Y: slices.Clone(t.Y), Rows: t.Rows}
}
