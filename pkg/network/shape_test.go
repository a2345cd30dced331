package network

import (
	"math"
	"strings"
	"testing"

	"samband/pkg/digest"
)

func TestShapesAreRefused(t *testing.T) {
	good := Shape{Inputs: 4, Hidden: []int{3}, Outputs: 2, Activation: ReLU, Loss: Softmax}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*Shape){
		"no activation":     func(s *Shape) { s.Activation = "gelu" },
		"no loss":           func(s *Shape) { s.Loss = "hinge" },
		"2 outputs":         func(s *Shape) { s.Outputs = 1 },
		"-1 units":          func(s *Shape) { s.Hidden = []int{-1} },
		"0 units":           func(s *Shape) { s.Inputs = 0 },
		"33 hidden layers":  func(s *Shape) { s.Hidden = make([]int, 33) },
		"4194305 units":     func(s *Shape) { s.Hidden = []int{MaxWeights + 1} },
		"more than":         func(s *Shape) { s.Inputs, s.Hidden = 2048, []int{2048} },
		"more than 4194304": func(s *Shape) { s.Hidden = []int{MaxWeights, MaxWeights} },
	} {
		s := good
		change(&s)
		if err := s.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want a refusal about %q, got %v", want, err)
		}
		if n, err := New(s, 8); n != nil || err == nil {
			t.Errorf("%q: a network of a bad shape", want)
		}
	}
	if n, err := New(good, 0); n != nil || err == nil {
		t.Error("a network without rows")
	}
}

func TestInitialWeights(t *testing.T) {
	s := Shape{Inputs: 100, Hidden: []int{50, 20}, Outputs: 1, Activation: ReLU, Loss: Logistic}
	weights := s.Initial(digest.Of([]byte("seed")))
	if len(weights) != s.Weights() || s.Weights() != 101*50+51*20+21 {
		t.Fatalf("%d weights, %d expected", len(weights), s.Weights())
	}
	bounds := []float64{math.Sqrt(6.0 / 100), math.Sqrt(6.0 / 50), math.Sqrt(6.0 / 21)}
	for i, l := range s.layers() {
		mean, square := 0.0, 0.0
		for _, v := range l.slopes(weights) {
			if math.Abs(float64(v)) > bounds[i] {
				t.Fatalf("layer %d: weight %v beyond %v", i, v, bounds[i])
			}
			mean += float64(v)
			square += float64(v) * float64(v)
		}
		n := float64(l.in * l.out)
		if off := math.Abs(mean/n) / (bounds[i] / math.Sqrt(3*n)); off > 4 {
			t.Errorf("layer %d: the mean is %.1f standard errors from 0", i, off)
		}
		if ratio := square / n / (bounds[i] * bounds[i] / 3); math.Abs(ratio-1) > 4*math.Sqrt(0.8/n) {
			t.Errorf("layer %d: variance %.3f of what it should be", i, ratio)
		}
		for _, v := range l.biases(weights) {
			if v != 0 {
				t.Errorf("layer %d: bias %v", i, v)
			}
		}
	}
}

// What a penalty is for and the biases are all weights, each once.
func TestBiasesAreNotPenalised(t *testing.T) {
	s := Shape{Inputs: 3, Hidden: []int{4, 2}, Outputs: 2, Activation: Tanh, Loss: Softmax}
	seen := make([]int, s.Weights())
	for _, part := range s.Penalised() {
		for i := part.First; i < part.End; i++ {
			seen[i]++
		}
	}
	for _, l := range s.layers() {
		for i := range l.out {
			seen[l.first+l.in*l.out+i]++
		}
	}
	for i, n := range seen {
		if n != 1 {
			t.Errorf("weight %d is counted %d times", i, n)
		}
	}
}
