package attribute_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"samband/pkg/attack/attribute"
	"samband/pkg/attack/membership"
	"samband/pkg/data"
	"samband/pkg/model"
)

// rows draws n rows: a column of noise, a value of 0 or 1 that is 1 with the
// given share, and an outcome with log-odds weight·(value − ½).
func rows(r *rand.Rand, n int, share, weight float64) *data.Table {
	t := &data.Table{Columns: []string{"x", "value"}}
	for i := range n {
		value := 0.0
		if r.Float64() < share {
			value = 1
		}
		y := 0.0
		if r.Float64() < 1/(1+math.Exp(-weight*(value-0.5))) {
			y = 1
		}
		t.X, t.Y, t.Rows = append(t.X, r.NormFloat64(), value), append(t.Y, y), append(t.Rows, i)
	}
	return t
}

var value = attribute.Feature{Name: "value", Columns: []int{1}}

// of is the model that knows the truth.
func of(weight float64) attribute.Scores {
	return func(t *data.Table) ([]float64, error) {
		scores := make([]float64, t.Len())
		for i := range scores {
			scores[i] = weight * (t.Row(i)[1] - 0.5)
		}
		return scores, nil
	}
}

// With two values alike common and an outcome with log-odds ±w/2, the guess is
// right with probability 1/(1 + e^(−w/2)); where one value is common enough that
// no outcome outweighs it, it is right as often as that value occurs.
func TestKnownShares(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, c := range []struct{ share, weight, want float64 }{
		{0.5, 0, 0.5}, {0.5, 2, 1 / (1 + math.Exp(-1))}, {0.5, 60, 1}, {0.9, 2, 0.9}, {0, 2, 1},
	} {
		table := rows(r, 20000, c.share, c.weight)
		right, n, err := attribute.Right(of(c.weight), table, value, []float64{1 - c.share, c.share})
		if err != nil || n != 20000 {
			t.Fatal(n, err)
		}
		if got := float64(right) / float64(n); math.Abs(got-c.want) > 0.01 {
			t.Errorf("share %v, weight %v: right for %v, want %v", c.share, c.weight, got, c.want)
		}
		if shares := value.Shares(table); math.Abs(shares[1]-c.share) > 0.01 || math.Abs(shares[0]+shares[1]-1) > 1e-9 {
			t.Errorf("shares %v of %v", shares, c.share)
		}
	}
}

// A model of one value that is independent of the outcome has learnt nothing but
// chance: its weight has the sign that the n rows happen to have. Inside it is
// then right for ½ + E|S|/2n, where S is a walk of n steps, and for half of all
// others. E|S| of 2m steps is 2m·C(2m, m)/4^m: with 30 rows 57.22 %.
func TestAdvantage(t *testing.T) {
	const n, trials = 30, 2000
	want := 0.5 + n*155117520./(1<<30)/(2*n)
	r := rand.New(rand.NewPCG(2, 2))
	draw := func(n int) *data.Table {
		t := &data.Table{Columns: []string{"value"}}
		for i := range n {
			t.X, t.Y, t.Rows = append(t.X, float64(i%2)), append(t.Y, float64(r.IntN(2))), append(t.Rows, i)
		}
		return t
	}
	f := attribute.Feature{Name: "value", Columns: []int{0}}
	var counts [2][2]int // inside and outside: right, of
	for range trials {
		train := draw(n)
		m, err := model.Fit(train, 1)
		if err != nil {
			continue // all outcomes the same: about once in 2^29
		}
		for i, table := range []*data.Table{train, draw(n)} {
			right, of, err := attribute.Right(m.Scores, table, f, []float64{0.5, 0.5})
			if err != nil {
				t.Fatal(err)
			}
			counts[i][0], counts[i][1] = counts[i][0]+right, counts[i][1]+of
		}
	}
	inside, outside := membership.ClopperPearson(counts[0][0], counts[0][1], 0.95), membership.ClopperPearson(counts[1][0], counts[1][1], 0.95)
	if math.Abs(inside.Value-want) > 0.005 || math.Abs(outside.Value-0.5) > 0.008 {
		t.Errorf("right for %.4f inside, want %.4f, and %.4f outside, want 0.5", inside.Value, want, outside.Value)
	}
	if d := attribute.Difference(inside, outside); d.Low > want-0.5 || d.High < want-0.5 || d.Low <= 0 {
		t.Errorf("advantage %+v, want %.4f in it", d, want-0.5)
	}
}

// Patients count once, values that nobody has are not guessed, and what cannot be
// is an error.
func TestUnitsAndLevels(t *testing.T) {
	table := &data.Table{Columns: []string{"a", "b"}, X: []float64{1, 0, 1, 0, 0, 1, 0, 0}, Y: []float64{1, 1, 0, 0}, Rows: []int{0, 1, 2, 3}, Units: []int{0, 0, 1, 2}}
	f := attribute.Feature{Name: "level", Columns: []int{0, 1}}
	none := func(t *data.Table) ([]float64, error) { return make([]float64, t.Len()), nil }
	right, n, err := attribute.Right(none, table, f, []float64{0.2, 0.5, 0.3})
	if err != nil || n != 3 || right != 1 {
		t.Errorf("%d of %d, %v", right, n, err)
	}
	if right, _, _ := attribute.Right(none, table, f, []float64{0, 0, 1}); right != 1 {
		t.Errorf("%d right", right)
	}
	if table.Row(0)[0] != 1 || table.Row(2)[1] != 1 {
		t.Error("the table was changed")
	}
	if _, _, err := attribute.Right(none, table, f, []float64{1}); err == nil {
		t.Error("shares of another feature are taken")
	}
	broken := func(t *data.Table) ([]float64, error) { return []float64{math.NaN(), 0, 0}, nil }
	if _, _, err := attribute.Right(broken, table, f, []float64{0.2, 0.5, 0.3}); err == nil {
		t.Error("a score that is no number is taken")
	}
}

func TestDifference(t *testing.T) {
	// Newcombe's example (a): 56 of 70 and 48 of 80, where his method 10 has 0.0524 to 0.3339.
	d := attribute.Difference(membership.ClopperPearson(56, 70, 0.95), membership.ClopperPearson(48, 80, 0.95))
	if math.Abs(d.Value-0.2) > 1e-12 || math.Abs(d.Low-0.0524) > 0.015 || math.Abs(d.High-0.3339) > 0.015 || d.Low > 0.0524 || d.High < 0.3339 {
		t.Errorf("%+v", d)
	}
}
