package model

import (
	"math"
	"strings"

	"samband/pkg/phrase"
)

// Dependence says that, over all rows that a Hessian is the sum of, one column
// is a linear combination of others. Columns are counted like weights: 0 is
// the intercept.
type Dependence struct {
	Column int
	On     []int // ascending; none for a column that is 0 throughout
}

// share is the coefficient, for columns scaled to the same length, below which
// a column takes no part in a combination.
const share = 1e-4

// Dependences looks for columns that the columns before them determine. It
// factors the Hessian, with the penalty, by Cholesky's method in the order of
// the columns, and leaves out those of whose length less than a billionth is
// new (a variance inflation factor above 10⁹; Belsley, Kuh and Welsch,
// Regression Diagnostics, 1980, chapter 3). noise is how far, at most, each
// value of the Hessian is off; what could be noise does not count as new.
func (d Derivatives) Dependences(ridge, noise float64) []Dependence {
	const (
		least = 1e-9
		above = 100 // times the noise: a combination adds up that of several columns
	)
	n := len(d.Gradient)
	value := func(i, j int) float64 { // i ≤ j
		v := d.Hessian[i*n-i*(i-1)/2+j-i]
		if i == j && i > 0 {
			v += ridge
		}
		return v
	}
	var found []Dependence
	var kept []int
	factor := make([][]float64, 0, n) // rows of L for the kept columns, scaled to length 1
	for j := range n {
		square := value(j, j)
		if square <= above*noise || square == 0 {
			found = append(found, Dependence{Column: j})
			continue
		}
		// row is L⁻¹a, where a holds the cosines between column j and the kept ones.
		row := make([]float64, 0, len(kept)+1)
		left := 1.0
		for k, i := range kept {
			v := value(i, j) / math.Sqrt(square*value(i, i))
			for m := range k {
				v -= factor[k][m] * row[m]
			}
			v /= factor[k][k]
			row = append(row, v)
			left -= v * v
		}
		if left > max(least, above*noise/square) {
			kept, factor = append(kept, j), append(factor, append(row, math.Sqrt(left)))
			continue
		}
		found = append(found, Dependence{j, involved(factor, kept, row)})
	}
	return found
}

// involved solves Lᵀc = row for the coefficients of a combination and gives the
// kept columns that have one.
func involved(factor [][]float64, kept []int, row []float64) []int {
	var on []int
	c := make([]float64, len(row))
	for k := len(row) - 1; k >= 0; k-- {
		c[k] = row[k]
		for m := k + 1; m < len(row); m++ {
			c[k] -= factor[m][k] * c[m]
		}
		c[k] /= factor[k][k]
	}
	for k, v := range c {
		if math.Abs(v) > share {
			on = append(on, kept[k])
		}
	}
	return on
}

// CollinearColumns puts dependences into words; penalised tells that a fit
// exists all the same, because a penalty makes one of many.
func CollinearColumns(features []string, all []Dependence, penalised bool) *Fault {
	f := &Fault{Cause: Collinear}
	var each phrase.Phrase
	for i, d := range all {
		names := Names(features, []int{d.Column})
		f.Columns = append(f.Columns, names...)
		one := phrase.New("model.no-variation", "%s does not vary", strings.Join(names, ""))
		if on := Names(features, d.On); len(on) > 0 {
			one = phrase.New("model.follows-from", "%s from %s", strings.Join(names, ""), few(on))
		}
		if each = phrase.New("model.both", "%s; %s", each, one); i == 0 {
			each = one
		}
	}
	if penalised {
		f.What = phrase.New("model.collinear-penalised", "columns determine each other, so that only the penalty decides how they share their effect: %s", each)
		f.Remedy = phrase.New("model.read-together", "do not read these coefficients one by one; or remove one column of each group from the schema or merge levels")
		return f
	}
	f.What = phrase.New("model.collinear", "columns determine each other, so that no single set of coefficients is the best: %s", each)
	f.Remedy = phrase.New("model.remove-one", "remove one column of each group from the schema or merge levels, or agree on a ridge above 0")
	return f
}
