package network

import (
	"math"
	"math/rand/v2"
	"testing"

	"samband/pkg/digest"
)

func descend(t *testing.T, s Shape, b Batch, steps int, rate float32) (*Network, []float32) {
	n := start(t, s, 64)
	weights, g := s.Initial(digest.Of([]byte("learn"))), make([]float32, s.Weights())
	rows := float32(n.countBoth(b))
	for range steps {
		n.Gradient(g, weights, b)
		for k, v := range g {
			weights[k] -= rate / rows * v
		}
	}
	return n, weights
}

func TestXOR(t *testing.T) {
	x := []float32{0, 0, 0, 1, 1, 0, 1, 1}
	for name, c := range map[string]struct {
		s Shape
		y []float32
	}{
		"logistic": {Shape{2, []int{8}, 1, Tanh, Logistic}, []float32{0, 1, 1, 0}},
		"softmax":  {Shape{2, []int{8}, 2, ReLU, Softmax}, []float32{1, 0, 0, 1, 0, 1, 1, 0}},
		"squared":  {Shape{2, []int{8, 8}, 1, Tanh, Squared}, []float32{0, 1, 1, 0}},
	} {
		b := Batch{x, c.y}
		n, weights := descend(t, c.s, b, 2000, 0.5)
		if loss := n.Loss(weights, b) / 4; loss > 0.02 {
			t.Errorf("%s: loss %v a row after 2,000 steps", name, loss)
		}
	}
}

// Two moons: half circles that no line tells apart.
func TestTwoMoons(t *testing.T) {
	moons := func(rows int, seed uint64) Batch {
		r := rand.New(rand.NewPCG(seed, 0))
		var b Batch
		for i := range rows {
			angle, side := math.Pi*r.Float64(), float64(i%2)
			sign := 1 - 2*side
			b.X = append(b.X, float32(sign*math.Cos(angle)+side+0.1*r.NormFloat64()), float32(sign*math.Sin(angle)+side/2+0.1*r.NormFloat64()))
			b.Y = append(b.Y, float32(side))
		}
		return b
	}
	train, test := moons(400, 1), moons(400, 2)
	right := func(hidden ...int) float64 {
		n, weights := descend(t, Shape{2, hidden, 1, ReLU, Logistic}, train, 600, 0.5)
		out := make([]float32, len(test.Y))
		n.Outputs(out, weights, test.X)
		sum := 0.0
		for i, o := range out {
			if (o > 0) == (test.Y[i] == 1) {
				sum++
			}
		}
		return sum / float64(len(out))
	}
	if linear := right(); linear > 0.93 {
		t.Errorf("a line tells %v of the rows apart: the test is too easy", linear)
	}
	if deep := right(16, 16); deep < 0.97 {
		t.Errorf("a network tells %v of the rows apart", deep)
	}
}
