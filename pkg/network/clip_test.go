package network

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestNormsAndClippedSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, weights, b := sample(t)
		const block = 6
		var units []int
		for left := len(b.X) / s.Inputs; left > 0; {
			u := rapid.IntRange(1, min(block, left)).Draw(t, "unit")
			units, left = append(units, u), left-u
		}
		clip := rapid.Float64Range(0.01, 5).Draw(t, "clip")

		want, shortened, row := make([]float64, s.Weights()), 0, 0
		var wantNorms []float64
		for _, u := range units {
			unit := make([]float64, s.Weights())
			for range u {
				x, y := wide(b.X[row*s.Inputs:(row+1)*s.Inputs]), wide(b.Y[row*s.Outputs:(row+1)*s.Outputs])
				if _, kink := (reference{s}).layersOf(wide(weights), x); s.Activation == ReLU && kink < 1e-5 {
					t.Skip("rounding decides on which side of a kink a unit is")
				}
				for k, v := range (reference{s}).gradient(wide(weights), x, y) {
					unit[k] += v
				}
				row++
			}
			length := norm(unit)
			wantNorms = append(wantNorms, length)
			if math.Abs(length-clip) < 1e-4 {
				t.Skip("rounding decides whether it is clipped")
			}
			scale := 1.0
			if length > clip {
				scale, shortened = clip/length, shortened+1
			}
			for k, v := range unit {
				want[k] += scale * v
			}
		}

		n := start(t, s, block)
		norms := make([]float64, len(units))
		n.Norms(norms, weights, b, units)
		for i, v := range norms {
			// The inner products cancel where the gradients of rows do.
			if math.Abs(v-wantNorms[i]) > 3e-3 {
				t.Fatalf("unit %d: norm %v, want %v", i, v, wantNorms[i])
			}
		}
		got := make([]float32, s.Weights())
		loss, clipped := n.Clipped(got, weights, b, units, clip)
		if clipped != shortened || loss != n.Loss(weights, b) && math.Abs(loss-n.Loss(weights, b)) > 1e-9*loss {
			t.Fatalf("%d units clipped, want %d; loss %v, want %v", clipped, shortened, loss, n.Loss(weights, b))
		}
		for k := range want {
			if math.Abs(float64(got[k])-want[k]) > 1e-4*(1+float64(len(units))) {
				t.Fatalf("weight %d: %v, want %v", k, got[k], want[k])
			}
		}
		if length := norm(wide(got)); length > clip*float64(len(units))*(1+1e-5) {
			t.Fatalf("the sum of %d units clipped at %v has the norm %v", len(units), clip, length)
		}
	})
}

// Copies of a row in one unit weigh as one, if the clip is below both norms.
func TestCopiesInOneUnitCountOnce(t *testing.T) {
	s := Shape{Inputs: 2, Hidden: []int{3}, Outputs: 1, Activation: Tanh, Loss: Logistic}
	weights := s.Initial([32]byte{1})
	x, y := []float32{1, -2}, []float32{1}
	once, twice := make([]float32, s.Weights()), make([]float32, s.Weights())
	n := start(t, s, 4)
	n.Clipped(once, weights, Batch{x, y}, []int{1}, 0.1)
	n.Clipped(twice, weights, Batch{append(x, x...), append(y, y...)}, []int{2}, 0.1)
	for k, v := range twice {
		if math.Abs(float64(v-once[k])) > 1e-7 {
			t.Errorf("weight %d: %v for two copies, %v for one", k, v, once[k])
		}
	}
	if length := norm(wide(twice)); math.Abs(length-0.1) > 1e-6 {
		t.Errorf("norm %v, want 0.1", length)
	}
}
