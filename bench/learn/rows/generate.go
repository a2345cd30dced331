package rows

import (
	"fmt"
	"math"
	"math/rand/v2"

	"samband/bench/learn/setting"
	"samband/pkg/data"
	"samband/pkg/model"
	"samband/pkg/schema"
)

// Generated values lie within ±edge; what would be beyond is put there.
const edge = 12

// declared is the schema of generated rows.
func declared(d *setting.Data) schema.Schema {
	s := schema.Schema{Title: "Generated rows: they describe nobody", Outcome: schema.Outcome{Name: "outcome", Column: "outcome", Positive: "= 1", Min: 0, Max: 1}}
	for i := range d.Columns {
		s.Features = append(s.Features, schema.Feature{Name: fmt.Sprintf("x%03d", i+1), Type: schema.Number, Min: -edge, Max: edge})
	}
	return s
}

// generate makes a table of rows that draw fills, each with its outcome.
func generate(d *setting.Data, draw func(row []float64) float64) []table {
	t := &data.Table{}
	for _, c := range declared(d).Columns() {
		t.Columns = append(t.Columns, c.Name)
	}
	row := make([]float64, d.Columns)
	for i := range d.Rows {
		y := draw(row)
		for _, v := range row {
			t.X = append(t.X, math.Max(-edge, math.Min(edge, v)))
		}
		t.Y, t.Rows = append(t.Y, y), append(t.Rows, i)
	}
	return []table{{d.Source, t, func(int) string { return d.Source }, hashed(d.Source, d.Source)}}
}

// gaussians have independent normal columns, and an outcome by a logistic model
// whose linear predictor has the deviation Signal.
func gaussians(d *setting.Data, seed uint64) []table {
	random := rand.New(rand.NewPCG(seed, 0x6e6f726d))
	truth, norm := make([]float64, d.Columns), 0.0
	for j := range truth {
		truth[j] = random.NormFloat64()
		norm += truth[j] * truth[j]
	}
	return generate(d, func(row []float64) float64 {
		score := 0.0
		for j := range row {
			row[j] = random.NormFloat64()
			score += row[j] * truth[j] * d.Signal / math.Sqrt(norm)
		}
		if random.Float64() < model.Probability(score) {
			return 1
		}
		return 0
	})
}

// images are square: a line across noise of deviation 1, lighter or darker by
// Signal, horizontal in one class and vertical in the other. Each pixel is alike
// in both classes, so that no linear model tells them apart.
func images(d *setting.Data, seed uint64) []table {
	random := rand.New(rand.NewPCG(seed, 0x696d6167))
	side := int(math.Sqrt(float64(d.Columns)))
	return generate(d, func(row []float64) float64 {
		for j := range row {
			row[j] = random.NormFloat64()
		}
		vertical, at, contrast := random.IntN(2), random.IntN(side), d.Signal
		if random.IntN(2) == 0 {
			contrast = -contrast
		}
		for k := range side {
			if vertical == 1 {
				row[k*side+at] += contrast
			} else {
				row[at*side+k] += contrast
			}
		}
		return float64(vertical)
	})
}
