package network

import (
	"slices"
	"testing"

	"samband/pkg/digest"
)

// One step of gradient descent on 32 rows of a network 784-128-10:
// go test -bench Step -cpu 1 ./pkg/network
func BenchmarkStep(b *testing.B) {
	s := Shape{Inputs: 784, Hidden: []int{128}, Outputs: 10, Activation: ReLU, Loss: Softmax}
	n, err := New(s, 32)
	if err != nil {
		b.Fatal(err)
	}
	weights, g, rows := s.Initial(digest.Of(nil)), make([]float32, s.Weights()), digits(32)
	b.ReportAllocs()
	for b.Loop() {
		n.Gradient(g, weights, rows)
		for i, v := range g {
			weights[i] -= 0.01 / 32 * v
		}
	}
}

// The same step with every row's gradient clipped.
func BenchmarkClippedStep(b *testing.B) {
	s := Shape{Inputs: 784, Hidden: []int{128}, Outputs: 10, Activation: ReLU, Loss: Softmax}
	n, err := New(s, 32)
	if err != nil {
		b.Fatal(err)
	}
	weights, g, rows, units := s.Initial(digest.Of(nil)), make([]float32, s.Weights()), digits(32), slices.Repeat([]int{1}, 32)
	b.ReportAllocs()
	for b.Loop() {
		n.Clipped(g, weights, rows, units, 1)
		for i, v := range g {
			weights[i] -= 0.01 / 32 * v
		}
	}
}
