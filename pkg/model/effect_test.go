package model

import (
	"math"
	"slices"
	"testing"

	"samband/pkg/schema"
)

func declared() *schema.Schema {
	return &schema.Schema{Features: []schema.Feature{
		{Name: "age", Type: schema.Number, Min: 18, Max: 110},
		{Name: "diabetes", Type: schema.Binary},
		{Name: "lvef", Type: schema.Number, Min: 5, Max: 90},
	}}
}

// Both scales give the linear predictor of the model.
func TestEffects(t *testing.T) {
	m := &Model{
		Declared: declared(), Features: []string{"age", "diabetes", "lvef"}, Mean: []float64{60, 0.25, 40}, SD: []float64{10, 0.5, 8},
		Intercept: -1, Coefficients: []float64{0.5, 0.25, -0.8},
	}
	effects := m.Effects()
	if e := effects[0]; e.Feature != "age" || e.PerSD != 0.5 || e.PerUnit != 0.05 || e.SD != 10 {
		t.Errorf("%+v", e)
	}
	row := []float64{71, 1, 33}
	bySD, byUnit := m.Intercept, m.InterceptAtZero()
	for j, e := range effects {
		bySD += e.PerSD * (row[j] - m.Mean[j]) / m.SD[j]
		byUnit += e.PerUnit * row[j]
	}
	if math.Abs(bySD-byUnit) > 1e-12 {
		t.Errorf("%v per SD, %v per unit", bySD, byUnit)
	}
	if r := OddsRatio(math.Log(2)); math.Abs(r-2) > 1e-12 {
		t.Error(r)
	}
}

// Far looks at numbers only, strictly beyond four deviations on either side.
func TestFar(t *testing.T) {
	m := &Model{Declared: declared(), Mean: []float64{60, 0.01, 40}, SD: []float64{10, 0.1, 8}}
	for _, c := range []struct {
		row  []float64
		want []int
	}{
		{[]float64{100, 1, 8}, nil}, {[]float64{100.1, 1, 40}, []int{0}}, {[]float64{19.9, 0, 7.9}, []int{0, 2}},
	} {
		if got := m.Far(c.row); !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, want %v", c.row, got, c.want)
		}
	}
	if got := (&Model{}).Far([]float64{1}); got != nil {
		t.Error(got)
	}
}
