package inversion

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"samband/pkg/data"
	"samband/pkg/model"
)

// A released model of two sites at its optimum gives each the other's gradient
// there: those of both and the penalty's add up to zero. With it, of the other's
// outcomes the sum by which predictions miss them, over all rows and weighted by
// each column. On the heart data and on made-up rows, from the model and own rows
// alone, and for one site of four to the three others together.
func TestStationarity(t *testing.T) {
	two, four := heart(t)
	for name, sites := range map[string][]*data.Table{"made-up": {madeUp(200, 1), madeUp(350, 2)}, "heart, two": two, "heart, four": four} {
		if sites == nil {
			continue
		}
		pooled := &data.Table{Columns: sites[0].Columns}
		for _, s := range sites {
			pooled.Append(s)
		}
		const ridge = 1.0
		released, err := model.Fit(pooled, ridge)
		if err != nil {
			t.Fatal(err)
		}
		weights, scale := released.Weights(), model.Scale{Mean: released.Mean, SD: released.SD}
		gradient := func(of *data.Table) []float64 {
			g := make([]float64, len(weights))
			model.AddSlope(of, scale, weights, nil, g)
			return g
		}
		other := make([]float64, len(weights)) // of the last site, as the others have it
		for j, w := range weights {
			if j > 0 { // the intercept is not penalised
				other[j] = -ridge * w
			}
		}
		for _, s := range sites[:len(sites)-1] {
			for j, g := range gradient(s) {
				other[j] -= g
			}
		}
		last := sites[len(sites)-1]
		worst, size := 0.0, 0.0
		for j, g := range gradient(last) {
			worst, size = math.Max(worst, math.Abs(g-other[j])), math.Max(size, math.Abs(g))
		}
		t.Logf("%s: %d rows of the other, gradient up to %.2f, derived with an error of %.1e", name, last.Len(), size, worst)
		if size < 0.1 || worst > 1e-12 {
			t.Errorf("%s: off by %v of %v", name, worst, size)
		}
		missed := 0.0
		for i, y := range last.Y {
			score := weights[0]
			for j, x := range last.Row(i) {
				score += weights[j+1] * (x - scale.Mean[j]) / scale.SD[j]
			}
			missed += model.Probability(score) - y
		}
		if math.Abs(missed-other[0]) > 1e-7 {
			t.Errorf("%s: predictions miss the other's outcomes by %v in all, derived %v", name, missed, other[0])
		}
	}
}

func madeUp(rows int, seed uint64) *data.Table {
	r := rand.New(rand.NewPCG(seed, 9))
	t := &data.Table{Columns: []string{"a", "b", "c"}}
	for i := range rows {
		a, b, c := r.NormFloat64(), r.NormFloat64(), float64(r.IntN(2))
		y := 0.0
		if r.Float64() < model.Probability(a-b+c-0.5) {
			y = 1
		}
		t.X, t.Y, t.Rows = append(t.X, a, b, c), append(t.Y, y), append(t.Rows, i)
	}
	return t
}

// heart has the training rows of two and of four sites of the heart data; nil if
// it is not beside the repository.
func heart(t *testing.T) (two, four []*data.Table) {
	f, err := os.Open("../../../../shared/data/heart-disease/design.csv")
	if errors.Is(err, fs.ErrNotExist) {
		t.Log("no ../shared/data/heart-disease beside the repository: only made-up rows")
		return nil, nil
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := make(map[string]int)
	for n, row := range rows[1:] {
		if row[3] != "train" {
			continue
		}
		k, known := at[row[0]]
		if !known {
			k = len(four)
			at[row[0]], four = k, append(four, &data.Table{Columns: rows[0][4:]})
		}
		s := four[k]
		for i, text := range row[2:] {
			if i == 1 {
				continue
			}
			v, err := strconv.ParseFloat(text, 64)
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				s.Y, s.Rows = append(s.Y, v), append(s.Rows, n)
			} else {
				s.X = append(s.X, v)
			}
		}
	}
	return four[:2], four
}
