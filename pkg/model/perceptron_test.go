package model

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"samband/pkg/data"
	"samband/pkg/digest"
	"samband/pkg/network"
)

// networked is a small network for the rows of fitted.
func networked(t testing.TB) *Model {
	m := fitted(t)
	p, err := NewPerceptron(2, []int{3}, network.Tanh, network.Logistic)
	if err != nil {
		t.Fatal(err)
	}
	m.Intercept, m.Coefficients = 0, nil
	m.Network = &Network{Hidden: []int{3}, Activation: network.Tanh, Loss: network.Logistic}
	for _, w := range p.Start(digest.Of(nil)) {
		m.Network.Weights = append(m.Network.Weights, float32(w))
	}
	return m
}

func TestNetworksSurviveTheirFile(t *testing.T) {
	m := networked(t)
	file, err := m.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, got); diff != "" {
		t.Error(diff)
	}
	if got.Effects() != nil {
		t.Error("a network has coefficients")
	}
	a, err := m.Scores(small())
	if err != nil {
		t.Fatal(err)
	}
	b, err := got.Scores(small())
	if err != nil || !cmp.Equal(a, b) {
		t.Errorf("%v: scores %v before and %v after", err, a, b)
	}
}

func TestBadNetworksAreRefused(t *testing.T) {
	for want, change := range map[string]func(*Model){
		"no layer":              func(m *Model) { m.Network.Hidden = nil },
		"13 weights":            func(m *Model) { m.Network.Hidden = []int{4} },
		"no activation":         func(m *Model) { m.Network.Activation = "gelu" },
		"no loss":               func(m *Model) { m.Network.Loss = "" },
		"0 weights":             func(m *Model) { m.Network.Weights = nil },
		"-1 units":              func(m *Model) { m.Network.Hidden = []int{-1} },
		"more than":             func(m *Model) { m.Network.Hidden = []int{1 << 20, 1 << 20} },
		"coefficients besides":  func(m *Model) { m.Coefficients = []float64{1, 2} },
		"it can be only one of": func(m *Model) { m.Intercept = 1 },
	} {
		m := networked(t)
		change(m)
		if _, err := m.Marshal(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	file, err := networked(t).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Parse([]byte(strings.Replace(string(file), `"version": 3`, `"version": 2`, 1))); err == nil || !strings.Contains(err.Error(), "had no networks") {
		t.Errorf("a network in an earlier file: %v", err)
	}
}

func TestWeightsInFilesAreStrict(t *testing.T) {
	var f Floats
	for text, want := range map[string]string{
		"AACAPw==":     "",
		"AACAPw":       "not base64",
		"AACAPx==":     "not base64", // bits that mean nothing
		"AACA\nPw==":   "not base64",
		"AACA":         "no multiple of 4",
		"AADAfw==":     "weight 0 is NaN",
		"AACAPwAAgP8=": "weight 1 is -Inf",
	} {
		if err := f.UnmarshalText([]byte(text)); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if err := f.UnmarshalText([]byte("AACAPw==")); err != nil || len(f) != 1 || f[0] != 1 {
		t.Errorf("%v, %v, want 1", f, err)
	}
}

// The gradient is that of the loss and the penalty that of Penalty, also over
// blocks, over a selection of rows, and where there is something to add to.
func TestSlopesOfPerceptrons(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, err := NewPerceptron(2, []int{4}, network.Tanh, rapid.SampledFrom([]network.Loss{network.Logistic, network.Softmax, network.Squared}).Draw(t, "loss"))
		if err != nil {
			t.Fatal(err)
		}
		table := &data.Table{Columns: []string{"a", "b"}}
		for i := range rapid.IntRange(1, 150).Draw(t, "rows") {
			table.X = append(table.X, float64(i%7), float64(i%3))
			table.Y = append(table.Y, float64(i%2))
			table.Rows = append(table.Rows, i)
		}
		scale := Scale{Mean: []float64{3, 1}, SD: []float64{2, 1.5}}
		var rows []int
		if rapid.Bool().Draw(t, "some") {
			rows = rapid.SliceOfN(rapid.IntRange(0, table.Len()-1), 1, 100).Draw(t, "rows")
		}
		weights := p.Start(digest.Of([]byte{1}))
		const ridge = 0.5
		objective := func() float64 {
			return p.AddSlope(table, scale, weights, rows, make([]float64, len(weights))) + ridge*p.Penalty(weights)
		}
		gradient := make([]float64, len(weights))
		for i := range gradient {
			gradient[i] = 7
		}
		p.AddSlope(table, scale, weights, rows, gradient)
		p.AddShrink(weights, ridge, gradient)
		for i, w := range weights {
			const step = 1.0 / 64
			weights[i] = w + step
			up := objective()
			weights[i] = w - step
			down := objective()
			weights[i] = w
			if want := (up-down)/(2*step) + 7; math.Abs(gradient[i]-want) > 0.02*(1+math.Abs(want)) {
				t.Fatalf("weight %d: derivative %v, by differences %v", i, gradient[i], want)
			}
		}
		if scores := p.Scores(table, scale, weights); len(scores) != table.Len() {
			t.Fatalf("%d scores for %d rows", len(scores), table.Len())
		}
	})
}

// The norm of a unit's gradient is that of the gradient, whatever units fill a
// block, and of one that no block holds.
func TestNormsOfUnits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, err := NewPerceptron(2, []int{3}, network.Tanh, network.Softmax)
		if err != nil {
			t.Fatal(err)
		}
		table := &data.Table{Columns: []string{"a", "b"}}
		for i := range 200 {
			table.X, table.Y, table.Rows = append(table.X, float64(i%7), float64(i%3)), append(table.Y, float64(i/2%2)), append(table.Rows, i)
		}
		var units [][]int
		for range rapid.IntRange(0, 90).Draw(t, "units") {
			size := rapid.SampledFrom([]int{1, 1, 2, 5, block, block + 1}).Draw(t, "size")
			units = append(units, rapid.SliceOfN(rapid.IntRange(0, table.Len()-1), size, size).Draw(t, "unit"))
		}
		scale, weights := ScaleOf(table), p.Start(digest.Of([]byte{2}))
		norms := p.Norms(table, scale, weights, units)
		if len(norms) != len(units) {
			t.Fatalf("%d norms of %d units", len(norms), len(units))
		}
		for u, rows := range units {
			gradient := make([]float64, len(weights))
			p.AddSlope(table, scale, weights, rows, gradient)
			if want := math.Sqrt(dot(gradient, gradient)); math.Abs(norms[u]-want) > 1e-3*(1+want) {
				t.Fatalf("unit %d of %d rows: norm %v, want %v", u, len(rows), norms[u], want)
			}
		}
	})
}
