package network

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/digest"
)

// sample draws a shape, weights of any sign with biases that are not 0, and a
// batch.
func sample(t *rapid.T) (Shape, []float32, Batch) {
	s := Shape{
		Inputs:     rapid.IntRange(1, 9).Draw(t, "inputs"),
		Hidden:     rapid.SliceOfN(rapid.IntRange(1, 9), 0, 4).Draw(t, "hidden"),
		Outputs:    rapid.IntRange(1, 5).Draw(t, "outputs"),
		Activation: rapid.SampledFrom([]Activation{ReLU, Tanh}).Draw(t, "activation"),
		Loss:       rapid.SampledFrom([]Loss{Logistic, Softmax, Squared}).Draw(t, "loss"),
	}
	if s.Loss == Softmax {
		s.Outputs = max(s.Outputs, 2)
	}
	seed := digest.Of([]byte{rapid.Byte().Draw(t, "seed")})
	weights := s.Initial(seed)
	value := rapid.Float32Range(-2, 2)
	for _, l := range s.layers() {
		for j := range l.biases(weights) {
			l.biases(weights)[j] = value.Draw(t, "bias") / 4
		}
	}
	var b Batch
	for range rapid.IntRange(0, 20).Draw(t, "rows") {
		for range s.Inputs {
			b.X = append(b.X, value.Draw(t, "x"))
		}
		y := make([]float32, s.Outputs)
		switch s.Loss {
		case Softmax:
			y[rapid.IntRange(0, s.Outputs-1).Draw(t, "class")] = 1
		case Logistic:
			for j := range y {
				y[j] = float32(rapid.IntRange(0, 1).Draw(t, "outcome"))
			}
		case Squared:
			for j := range y {
				y[j] = value.Draw(t, "y")
			}
		}
		b.Y = append(b.Y, y...)
	}
	return s, weights, b
}

func start(t interface{ Fatal(...any) }, s Shape, rows int) *Network {
	n, err := New(s, rows)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestReferenceEqualsFiniteDifferences(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, small, b := sample(t)
		r, weights := reference{s}, wide(small)
		for i := range len(b.X) / s.Inputs {
			x, y := wide(b.X[i*s.Inputs:(i+1)*s.Inputs]), wide(b.Y[i*s.Outputs:(i+1)*s.Outputs])
			const step = 1e-5
			if _, kink := r.layersOf(weights, x); s.Activation == ReLU && kink < 1e-3 {
				continue // differences across a kink are no derivatives
			}
			got := r.gradient(weights, x, y)
			for k := range weights {
				at := slices.Clone(weights)
				at[k] = weights[k] + step
				up := r.loss(at, x, y)
				at[k] = weights[k] - step
				down := r.loss(at, x, y)
				if want := (up - down) / (2 * step); math.Abs(got[k]-want) > 1e-6*(1+math.Abs(want)) {
					t.Fatalf("weight %d, row %d: derivative %v, by differences %v", k, i, got[k], want)
				}
			}
		}
	})
}

func TestGradientEqualsTheReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, weights, b := sample(t)
		n := start(t, s, rapid.IntRange(1, 8).Draw(t, "block"))
		got := make([]float32, s.Weights())
		loss := n.Gradient(got, weights, b)
		want, wantLoss, size := make([]float64, len(got)), 0.0, 1.0
		for i := range len(b.X) / s.Inputs {
			x, y := wide(b.X[i*s.Inputs:(i+1)*s.Inputs]), wide(b.Y[i*s.Outputs:(i+1)*s.Outputs])
			if _, kink := (reference{s}).layersOf(wide(weights), x); s.Activation == ReLU && kink < 1e-5 {
				t.Skip("rounding decides on which side of a kink a unit is")
			}
			wantLoss += reference{s}.loss(wide(weights), x, y)
			g := reference{s}.gradient(wide(weights), x, y)
			for k, v := range g {
				want[k] += v
			}
			size += norm(g)
		}
		if math.Abs(loss-wantLoss) > 1e-5*(1+wantLoss) || n.Loss(weights, b) != loss {
			t.Fatalf("loss %v, alone %v, want %v", loss, n.Loss(weights, b), wantLoss)
		}
		for k := range want {
			if math.Abs(float64(got[k])-want[k]) > 1e-5*size {
				t.Fatalf("weight %d: derivative %v, want %v", k, got[k], want[k])
			}
		}
	})
}

// Nothing of a row's result depends on the rows beside it, on its place in the
// batch, or on where slices lie in memory.
func TestFloatsDoNotDependOnNeighbours(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, weights, b := sample(t)
		rows := len(b.X) / s.Inputs
		n, other := start(t, s, 7), start(t, s, 64)
		together := make([]float32, rows*s.Outputs)
		n.Outputs(together, weights, b.X)
		for i := range rows {
			moved := append(make([]float32, 1+i%5), b.X[i*s.Inputs:(i+1)*s.Inputs]...)[1+i%5:]
			heavy := append(make([]float32, 1+i%3), weights...)[1+i%3:]
			alone := make([]float32, s.Outputs)
			other.Outputs(alone, heavy, moved)
			if want := together[i*s.Outputs : (i+1)*s.Outputs]; !slices.Equal(alone, want) {
				t.Fatalf("row %d: outputs %v alone, %v among others", i, alone, want)
			}
		}
		first, second := make([]float32, s.Weights()), append(make([]float32, 1), make([]float32, s.Weights())...)[1:]
		if n.Gradient(first, weights, b) != n.Gradient(second, weights, b) || !slices.Equal(first, second) {
			t.Fatal("two calls gave two gradients")
		}
	})
}

// A product of several panels in each direction is one product.
func TestPanels(t *testing.T) {
	s := Shape{Inputs: 150, Hidden: []int{401, 130}, Outputs: 3, Activation: Tanh, Loss: Softmax}
	weights := s.Initial(digest.Of(nil))
	x, y := make([]float32, 150), []float32{0, 0, 1}
	copy(x, s.Initial(digest.Of([]byte{1})))
	got := make([]float32, s.Weights())
	start(t, s, 64).Gradient(got, weights, Batch{x, y})
	for k, want := range (reference{s}).gradient(wide(weights), wide(x), wide(y)) {
		if math.Abs(float64(got[k])-want) > 1e-6 {
			t.Fatalf("weight %d: derivative %v, want %v", k, got[k], want)
		}
	}
}

func TestNothingIsAllocated(t *testing.T) {
	s := Shape{Inputs: 784, Hidden: []int{300}, Outputs: 10, Activation: ReLU, Loss: Softmax}
	n, weights, b := start(t, s, 64), s.Initial(digest.Of(nil)), digits(100)
	g, norms, units := make([]float32, s.Weights()), make([]float64, 100), slices.Repeat([]int{1}, 100)
	if allocated := testing.AllocsPerRun(3, func() {
		n.Gradient(g, weights, b)
		n.Norms(norms, weights, b, units)
		n.Clipped(g, weights, b, units, 1)
		n.Loss(weights, b)
	}); allocated != 0 {
		t.Errorf("%v allocations", allocated)
	}
}

// digits are as many rows of 784 made-up pixels, of ten classes.
func digits(rows int) Batch {
	b := Batch{make([]float32, rows*784), make([]float32, rows*10)}
	stream := digest.Of([]byte("digits")).Expand()
	pixels := make([]byte, 784)
	for i := range rows {
		stream.Read(pixels)
		for j, p := range pixels {
			b.X[i*784+j] = float32(p) / 255
		}
		b.Y[i*10+i%10] = 1
	}
	return b
}
