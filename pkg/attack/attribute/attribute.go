// Package attribute guesses one value of a person whose row is known but for it:
// from the released model, all other columns and the outcome. It takes the value
// under which the model finds the outcome likeliest, weighed by how common the
// value is. (Fredrikson, Lantz, Jha, Lin, Page and Ristenpart, USENIX Security
// 2014, section 4, for the guess; Yeom, Giacomelli, Fredrikson and Jha, IEEE CSF
// 2018, section 4, for the advantage.)
//
// A guess that is right for rows in the model and for others alike tells what the
// model says of everybody, which is what it is for; one that is right more often
// for rows in the model tells what it says of those rows.
package attribute

import (
	"fmt"
	"math"

	"samband/pkg/attack/membership"
	"samband/pkg/data"
)

// Feature is what is guessed: one of several values, of which each but the first
// has a column of zeros and ones.
type Feature struct {
	Name    string
	Columns []int // of a table
}

// value is the number of the value that a row has; 0 is the one without a column.
func (f Feature) value(row []float64) int {
	for i, column := range f.Columns {
		if row[column] == 1 {
			return i + 1
		}
	}
	return 0
}

// Scores gives a model's log-odds of a positive outcome for each row.
type Scores func(*data.Table) ([]float64, error)

// Shares are how common each value is among rows of a table, one row for each
// unit.
func (f Feature) Shares(t *data.Table) []float64 {
	shares := make([]float64, len(f.Columns)+1)
	rows := units(t)
	for _, i := range rows {
		shares[f.value(t.Row(i))]++
	}
	for v := range shares {
		shares[v] /= float64(max(len(rows), 1))
	}
	return shares
}

// Right counts the rows whose value is guessed, one row for each unit, by an
// attacker who knows how common each value is.
func Right(of Scores, t *data.Table, f Feature, shares []float64) (right, rows int, err error) {
	if len(shares) != len(f.Columns)+1 {
		return 0, 0, fmt.Errorf("%s has %d values, and shares of %d", f.Name, len(f.Columns)+1, len(shares))
	}
	kept := units(t)
	known := t.Subset(kept)
	best, guess := make([]float64, len(kept)), make([]int, len(kept))
	for i := range best {
		best[i], guess[i] = math.Inf(-1), -1
	}
	for v, share := range shares {
		if share == 0 {
			continue // a value that nobody has
		}
		try := known.Subset(all(known.Len()))
		for i := range try.Len() {
			for k, column := range f.Columns {
				try.Row(i)[column] = 0
				if k+1 == v {
					try.Row(i)[column] = 1
				}
			}
		}
		scores, err := of(try)
		if err != nil {
			return 0, 0, err
		}
		for i, score := range scores {
			likely := math.Log(share) + logLikelihood(score, known.Y[i])
			if math.IsNaN(likely) {
				return 0, 0, fmt.Errorf("the model has no score for a row with another %s", f.Name)
			}
			if likely > best[i] {
				best[i], guess[i] = likely, v
			}
		}
	}
	for i := range kept {
		if guess[i] == f.value(known.Row(i)) {
			right++
		}
	}
	return right, len(kept), nil
}

// logLikelihood is the logarithm of how likely an outcome is at log-odds.
func logLikelihood(score, y float64) float64 {
	if y != 1 {
		score = -score
	}
	if score > 0 {
		return -math.Log1p(math.Exp(-score))
	}
	return score - math.Log1p(math.Exp(score))
}

func all(n int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	return rows
}

// units are the first rows of each unit.
func units(t *data.Table) []int {
	if t.Units == nil {
		return all(t.Len())
	}
	var rows []int
	seen := make(map[int]bool)
	for i, unit := range t.Units {
		if !seen[unit] {
			seen[unit] = true
			rows = append(rows, i)
		}
	}
	return rows
}

// Difference is that of two shares that were seen independently, with an interval
// out of theirs (Newcombe, Statistics in Medicine 1998, method 10, with exact
// intervals in the place of Wilson's).
func Difference(a, b membership.Interval) membership.Interval {
	d := a.Value - b.Value
	return membership.Interval{
		Value: d,
		Low:   d - math.Hypot(a.Value-a.Low, b.High-b.Value),
		High:  d + math.Hypot(a.High-a.Value, b.Value-b.Low),
	}
}
