package model

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/data"
)

// A column made of others is found, with those that it is made of, and no other
// column is blamed.
func TestDependencesFindsPlantedCombinations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.IntRange(2, 6).Draw(t, "columns")
		at := rapid.IntRange(1, d-1).Draw(t, "planted")
		factors := make([]float64, at)
		for j := range factors {
			factors[j] = float64(rapid.IntRange(-2, 2).Draw(t, "factor"))
		}
		rows := &data.Table{Columns: strings.Split("abcdef"[:d], "")}
		for i := range 40 {
			row := rapid.SliceOfN(rapid.Float64Range(-3, 3), d, d).Draw(t, "row")
			row[at] = dot(factors, row[:at])
			rows.X, rows.Y, rows.Rows = append(rows.X, row...), append(rows.Y, float64(i%2)), append(rows.Rows, i)
		}
		scale := ScaleOf(rows)
		plain := *rows
		plain.Columns = slices.Delete(slices.Clone(rows.Columns), at, at+1)
		plain.X = nil
		for i := range rows.Len() {
			plain.X = append(plain.X, slices.Delete(slices.Clone(rows.Row(i)), at, at+1)...)
		}
		weights := make([]float64, d+1)
		if len(Derive(&plain, ScaleOf(&plain), weights[1:]).Dependences(0, 0)) > 0 {
			t.Skip("rapid drew dependent columns")
		}
		now := Derive(rows, scale, weights)
		for i := range now.Hessian { // as far off as sums of rounded values are
			now.Hessian[i] += 1e-9 * rapid.Float64Range(-1, 1).Draw(t, "rounding")
		}
		got := now.Dependences(0, 1e-9)
		var on []int
		for j, f := range factors {
			if f != 0 {
				on = append(on, j+1)
			}
		}
		if len(got) != 1 || got[0].Column != at+1 || !slices.Equal(got[0].On, on) {
			t.Errorf("found %v, planted column %d from %v", got, at+1, on)
		}
		if got := now.Dependences(1, 1e-9); len(got) > 0 {
			t.Errorf("with a penalty: %v", got)
		}
	})
}

// Columns with a correlation of 0.999999 are hard to tell apart, but a fit exists.
func TestNearlyDependentColumnsPass(t *testing.T) {
	rows := &data.Table{Columns: []string{"x", "y"}}
	for i := range 50 {
		x := math.Sin(float64(i))
		rows.X = append(rows.X, x, x+1e-3*math.Cos(float64(3*i)))
		rows.Y, rows.Rows = append(rows.Y, float64(i%2)), append(rows.Rows, i)
	}
	if got := Derive(rows, ScaleOf(rows), make([]float64, 3)).Dependences(0, 1e-10); len(got) > 0 {
		t.Errorf("%v", got)
	}
}

func TestFitNamesItsFaults(t *testing.T) {
	table := func(columns string, rows ...[]float64) *data.Table {
		t := &data.Table{Columns: strings.Split(columns, "")}
		for i, r := range rows {
			t.Y, t.X, t.Rows = append(t.Y, r[0]), append(t.X, r[1:]...), append(t.Rows, i)
		}
		return t
	}
	for name, c := range map[string]struct {
		rows  *data.Table
		ridge float64
		cause Cause
		says  string
	}{
		"one outcome":  {table("a", []float64{1, 1}, []float64{1, 2}), 1, OneOutcome, "the same in all 2 training rows"},
		"constant":     {table("ab", []float64{1, 1, 5}, []float64{0, 2, 5}, []float64{1, 2, 5}), 0, Collinear, "b does not vary: remove"},
		"collinear":    {table("ab", []float64{1, 1, -2}, []float64{0, 2, -4}, []float64{1, 3, -6}), 0, Collinear, "b from a: remove"},
		"separated":    {table("a", []float64{0, 1}, []float64{0, 2}, []float64{1, 3}), 0, Separated, "above all a: agree"},
		"one level":    {table("ab", []float64{0, 1, 0}, []float64{1, 1, 0}, []float64{0, 2, 0}, []float64{1, 2, 0}, []float64{1, 2, 1}, []float64{1, 1, 1}), 0, QuasiSeparated, "or almost: b: agree"},
		"shared value": {table("a", []float64{0, 1}, []float64{0, 2}, []float64{1, 2}, []float64{1, 3}), 0, QuasiSeparated, "or almost: a: agree"},
	} {
		_, err := Fit(c.rows, c.ridge)
		var f *Fault
		if !errors.As(err, &f) || f.Cause != c.cause || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %s, %q", name, err, c.cause, c.says)
		}
		if c.cause == OneOutcome {
			continue
		}
		if _, err := Fit(c.rows, 0.1); err != nil {
			t.Errorf("%s, with a penalty: %v", name, err)
		}
	}
}

func TestManyColumnsAreNotAllListed(t *testing.T) {
	names := strings.Split("abcdefgh", "")
	var all []int
	for j := range names {
		all = append(all, j+1)
	}
	f := SeparatingColumns(names, Separated, all)
	if len(f.Columns) != 8 || !strings.Contains(f.What.String(), "a, b, c, d, e and 3 more") {
		t.Errorf("%v: %s", f.Columns, f.What)
	}
}

func TestSlopeIsDeriveWithoutHessian(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := table(t, 3)
		scale, w := ScaleOf(rows), rapid.SliceOfN(rapid.Float64Range(-2, 2), 4, 4).Draw(t, "w")
		a, b := Slope(rows, scale, w), Derive(rows, scale, w)
		if a.Loss != b.Loss || !slices.Equal(a.Gradient, b.Gradient) || a.Hessian != nil {
			t.Errorf("%v and %v", a, b)
		}
	})
}
