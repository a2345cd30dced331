package data

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math"
	"slices"
)

// Split is a fixed division into training and test rows that any party can
// repeat from the file alone, in any language.
type Split struct {
	Seed    string  // any text
	Dataset string  // any text
	Test    float64 // share of test rows, in [0, 1)
}

// Split divides the rows. Within each class of the outcome, the rows are put in
// ascending order of SHA-256("seed|dataset|site|row"), where row is the row's
// place in the file; the first ⌊Test·n + ½⌋ of the class's n rows are test
// rows. Both parts keep the order of the file.
func (t *Table) Split(rule Split, site string) (train, test *Table) {
	type ranked struct {
		index int
		hash  [sha256.Size]byte
	}
	var classes [2][]ranked
	for i, row := range t.Rows {
		h := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%s|%d", rule.Seed, rule.Dataset, site, row))
		class := int(t.Y[i])
		classes[class] = append(classes[class], ranked{i, h})
	}
	var trainRows, testRows []int
	for _, class := range classes {
		slices.SortFunc(class, func(a, b ranked) int { return bytes.Compare(a.hash[:], b.hash[:]) })
		tests := int(math.Floor(rule.Test*float64(len(class)) + 0.5))
		for i, r := range class {
			if i < tests {
				testRows = append(testRows, r.index)
			} else {
				trainRows = append(trainRows, r.index)
			}
		}
	}
	slices.Sort(trainRows)
	slices.Sort(testRows)
	return t.subset(trainRows), t.subset(testRows)
}
