package rows

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"

	"samband/pkg/data"
)

// heldBack reads the test rows of each site; nil without a file.
func heldBack(path string) (map[string][]int, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("split.file: %w", err)
	}
	held := make(map[string][]int)
	if err := json.Unmarshal(text, &held); err != nil {
		return nil, fmt.Errorf("split.file %s: %w", path, err)
	}
	return held, nil
}

// without divides a table by the places of its test rows. Patients are not kept
// together: whoever wrote the places has seen to that.
func (t *table) without(held []int) (train, test *data.Table, err error) {
	var rest []int
	for i := range t.rows.Len() {
		if !slices.Contains(held, i) {
			rest = append(rest, i)
		}
	}
	if len(rest)+len(held) != t.rows.Len() {
		return nil, nil, fmt.Errorf("%s has %d complete rows, and %d to hold back of which some are not there or twice", t.name, t.rows.Len(), len(held))
	}
	return t.rows.Subset(rest), t.rows.Subset(held), nil
}
