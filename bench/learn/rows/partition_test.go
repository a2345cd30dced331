package rows

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samband/bench/learn/setting"
	"samband/pkg/data"
)

// made is a table of rows with patients, or without.
func made(outcomes []float64, patients []int) *data.Table {
	t := &data.Table{Columns: []string{"x"}}
	numbers := make(map[int]int)
	for i, y := range outcomes {
		t.X, t.Y, t.Rows = append(t.X, float64(i)), append(t.Y, y), append(t.Rows, i)
		if patients != nil {
			n, ok := numbers[patients[i]]
			if !ok {
				n = len(numbers)
				numbers[patients[i]] = n
			}
			t.Units = append(t.Units, n)
		}
	}
	return t
}

// However rows are divided, every one is somewhere once, patients stay together,
// and everybody has some.
func TestEveryRowIsSomewhereOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		outcomes := rapid.SliceOfN(rapid.SampledFrom([]float64{0, 1}), 30, 120).Draw(t, "outcomes")
		var patients []int
		if rapid.Bool().Draw(t, "with patients") {
			for range outcomes {
				patients = append(patients, rapid.IntRange(0, 60).Draw(t, "patient"))
			}
		}
		table := made(outcomes, patients)
		of, _ := units(table)
		p := setting.Partition{By: rapid.SampledFrom([]string{setting.BySize, setting.ByLabel}).Draw(t, "by"), Participants: rapid.IntRange(2, min(8, len(of))).Draw(t, "participants")}
		if p.By == setting.ByLabel || rapid.Bool().Draw(t, "drawn shares") {
			p.Alpha = math.Pow(10, rapid.Float64Range(-4, 6).Draw(t, "alpha"))
		}
		test := made(outcomes[:rapid.IntRange(0, len(outcomes)).Draw(t, "test")], nil)
		parts, err := drawn([]half{{train: table, test: test}}, p, rapid.Uint64().Draw(t, "seed"))
		if err != nil {
			t.Fatal(err)
		}
		if len(parts) != p.Participants {
			t.Fatalf("%d parts", len(parts))
		}
		owner := make(map[int]int)
		for k, of := range []func(Part) *data.Table{func(p Part) *data.Table { return p.Train }, func(p Part) *data.Table { return p.Test }} {
			var seen []int
			for i, part := range parts {
				for r, row := range of(part).Rows {
					seen = append(seen, row)
					if of(part).X[r] != float64(row) || of(part).Y[r] != outcomes[row] {
						t.Fatalf("row %d is another one", row)
					}
					if k == 0 && patients != nil {
						if was, known := owner[patients[row]]; known && was != i {
							t.Fatalf("patient %d is in parts %d and %d", patients[row], was, i)
						}
						owner[patients[row]] = i
					}
				}
				if k == 0 && part.Train.Len() == 0 {
					t.Fatalf("part %d is empty", i)
				}
			}
			slices.Sort(seen)
			for i, row := range seen {
				if i != row {
					t.Fatalf("row %d is not there once: %v", i, seen)
				}
			}
			if want := []int{len(outcomes), test.Len()}[k]; len(seen) != want {
				t.Fatalf("%d rows, not %d", len(seen), want)
			}
		}
	})
}

// shares of positive rows of all parts, with so much concentration.
func shares(t *testing.T, alpha float64) []float64 {
	outcomes := make([]float64, 10_000)
	for i := range outcomes {
		outcomes[i] = float64(i % 5 / 4) // one in five
	}
	parts, err := drawn([]half{{train: made(outcomes, nil), test: made(nil, nil)}}, setting.Partition{By: setting.ByLabel, Participants: 10, Alpha: alpha}, 3)
	if err != nil {
		t.Fatal(err)
	}
	var all []float64
	for _, p := range parts {
		if p.Train.Len() != 1000 {
			t.Errorf("%d rows of %d", p.Train.Len(), len(outcomes))
		}
		all = append(all, float64(p.Train.Positives())/float64(p.Train.Len()))
	}
	return all
}

// With a large alpha every participant has the outcomes in the proportion of
// all; with a small one nearly all have one outcome only.
func TestSkewOfLabels(t *testing.T) {
	for _, share := range shares(t, 1e8) {
		if math.Abs(share-0.2) > 0.05 { // four standard deviations of drawing 1000
			t.Errorf("even, but %v", share)
		}
	}
	mixed := 0
	for _, share := range shares(t, 1e-4) {
		if share > 0 && share < 1 {
			mixed++
		}
	}
	if mixed > 1 { // where an outcome runs out, one has both
		t.Errorf("%d participants have both outcomes", mixed)
	}
	spread := shares(t, 1)
	if slices.Max(spread)-slices.Min(spread) < 0.2 {
		t.Errorf("in between, but %v", spread)
	}
}

// Mean and variance of shares are those of the Dirichlet distribution.
func TestDirichlet(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, alpha := range []float64{0.01, 0.5, 3, 200} {
		mean := []float64{0.2, 0.5, 0.3}
		var sum, square [3]float64
		const draws = 20_000
		for range draws {
			q := dirichlet(random, alpha, mean)
			if total := q[0] + q[1] + q[2]; math.Abs(total-1) > 1e-12 {
				t.Fatalf("%v sums to %v", q, total)
			}
			for i, v := range q {
				sum[i] += v / draws
				square[i] += v * v / draws
			}
		}
		for i, m := range mean {
			variance := m * (1 - m) / (alpha + 1)
			if math.Abs(sum[i]-m) > 5*math.Sqrt(variance/draws) {
				t.Errorf("alpha %v: mean %v, not %v", alpha, sum[i], m)
			}
			if got := square[i] - sum[i]*sum[i]; math.Abs(got-variance) > 0.06*variance {
				t.Errorf("alpha %v: variance %v, not %v", alpha, got, variance)
			}
		}
	}
}

func TestSizes(t *testing.T) {
	for _, c := range []struct {
		total  int
		shares []float64
		want   []int
	}{
		{10, []float64{0.5, 0.3, 0.2}, []int{5, 3, 2}}, {10, even(3), []int{4, 3, 3}}, {7, []float64{0.98, 0.01, 0.01}, []int{5, 1, 1}}, {2, even(3), []int{1, 1, 0}},
	} {
		if got := sizes(c.total, c.shares); !slices.Equal(got, c.want) {
			t.Errorf("%d by %v: %v, not %v", c.total, c.shares, got, c.want)
		}
	}
}
