package network

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"samband/pkg/digest"
)

// known is testdata/known.json, which testdata/known.py makes with PyTorch.
type known struct {
	Cases []struct {
		Shape
		Weights, X, Y []float32
		Units         []int
		Expected      struct {
			Outputs, Gradient, Rows, Units []float64
			Loss                           float64
		}
	}
	Initial []struct {
		Shape
		Seed    string
		Weights []float32
	}
}

func readKnown(t *testing.T) known {
	text, err := os.ReadFile("testdata/known.json")
	if err != nil {
		t.Fatal(err)
	}
	var k known
	if err := json.Unmarshal(text, &k); err != nil {
		t.Fatal(err)
	}
	return k
}

func TestPyTorchSaysTheSame(t *testing.T) {
	for i, c := range readKnown(t).Cases {
		close := func(what string, got []float32, want []float64) {
			if len(got) != len(want) {
				t.Fatalf("case %d: %d values for %s, want %d", i, len(got), what, len(want))
			}
			for j := range got {
				if math.Abs(float64(got[j])-want[j]) > 2e-6*(1+math.Abs(want[j])) {
					t.Errorf("case %d: %s %d is %v, want %v", i, what, j, got[j], want[j])
				}
			}
		}
		n, b := start(t, c.Shape, 5), Batch{c.X, c.Y}
		out, g := make([]float32, len(c.Y)), make([]float32, c.Shape.Weights())
		n.Outputs(out, c.Weights, c.X)
		close("output", out, c.Expected.Outputs)
		if loss := n.Gradient(g, c.Weights, b); math.Abs(loss-c.Expected.Loss) > 1e-5 {
			t.Errorf("case %d: loss %v, want %v", i, loss, c.Expected.Loss)
		}
		close("derivative", g, c.Expected.Gradient)
		norms := func(units []int) []float32 {
			all, narrow := make([]float64, len(units)), make([]float32, len(units))
			n.Norms(all, c.Weights, b, units)
			for j, v := range all {
				narrow[j] = float32(v)
			}
			return narrow
		}
		close("norm of row", norms(slices.Repeat([]int{1}, len(c.Expected.Rows))), c.Expected.Rows)
		close("norm of unit", norms(c.Units), c.Expected.Units)
	}
}

func TestInitialWeightsAreKnown(t *testing.T) {
	for _, c := range readKnown(t).Initial {
		if got := c.Initial(digest.Of([]byte(c.Seed))); !slices.Equal(got, c.Weights) {
			t.Errorf("seed %q: weights %v, want %v", c.Seed, got, c.Weights)
		}
	}
}
