package algorithm

import (
	"encoding/json"
	"math"
	"math/big"
	"os"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// ruled is a run of an update rule as testdata/rules.py computed it.
type ruled struct {
	Name                           string
	Rate, Beta1, Beta2, Adaptivity string
	Averages, Weights              [][]float64
}

func (c ruled) rule(t *testing.T) rule {
	t.Helper()
	var v [4]float64
	for i, text := range []string{c.Rate, c.Beta1, c.Beta2, c.Adaptivity} {
		var err error
		if v[i], err = strconv.ParseFloat(text, 64); err != nil {
			t.Fatal(err)
		}
	}
	if c.Name == "fedavgm" {
		return momentum{v[0], v[1]}
	}
	return adaptive{map[string]squares{"fedadam": adam, "fedyogi": yogi, "fedadagrad": adagrad}[c.Name], v[0], v[1], v[2], v[3]}
}

// Every rule takes the steps that its paper gives.
func TestRulesEqualKnownAnswers(t *testing.T) {
	text, err := os.ReadFile("testdata/rules.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []ruled
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	largest := 0.0
	for i, c := range all {
		r, w, m := c.rule(t), make([]float64, 3), memory{}
		for round, average := range c.Averages {
			w, m = r.next(w, average, m)
			for j := range w {
				off := math.Abs(w[j]-c.Weights[round][j]) / (1 + math.Abs(c.Weights[round][j]))
				if largest = max(largest, off); !(off <= 1e-13) {
					t.Errorf("case %d, %s, round %d, weight %d: %v, want %v", i, c.Name, round+1, j, w[j], c.Weights[round][j])
				}
			}
		}
	}
	if t.Logf("%d runs, largest relative difference %.1e", len(all), largest); len(all) != 32 {
		t.Errorf("%d runs", len(all))
	}
}

// FedAdam by hand: from 0, with Δ = 0.5, rate 0.1, β₁ 0.9, β₂ 0.99, τ 0.001:
// m = 0.05, v = 0.99·10⁻⁶ + 0.0025 = 0.00250099, w = 0.005/(√v + 0.001).
func TestFirstStepOfFedAdamByHand(t *testing.T) {
	w, m := adaptive{adam, 0.1, 0.9, 0.99, 0.001}.next([]float64{0}, []float64{0.5}, memory{})
	if math.Abs(w[0]-0.098019) > 1e-5 || math.Abs(m.First[0]-0.05) > 1e-15 || math.Abs(m.Second[0]-0.00250099) > 1e-15 {
		t.Errorf("w %v after m %v, v %v", w, m.First, m.Second)
	}
}

// exactly computes with one rounding to 53 bits an operation, as IEEE 754 asks:
// what any processor must come to, fused or not.
type exactly struct{}

func (exactly) do(op func(z, a, b *big.Float) *big.Float, a, b float64) float64 {
	v, _ := op(new(big.Float).SetPrec(53), big.NewFloat(a), big.NewFloat(b)).Float64()
	return v
}
func (e exactly) add(a, b float64) float64 { return e.do((*big.Float).Add, a, b) }
func (e exactly) sub(a, b float64) float64 { return e.do((*big.Float).Sub, a, b) }
func (e exactly) mul(a, b float64) float64 { return e.do((*big.Float).Mul, a, b) }
func (e exactly) quo(a, b float64) float64 { return e.do((*big.Float).Quo, a, b) }
func (e exactly) root(a float64) float64 {
	v, _ := new(big.Float).SetPrec(53).Sqrt(big.NewFloat(a)).Float64()
	return v
}

// The bits of a rule are those of its operations rounded one by one. On a
// processor whose compiler fuses a product with a sum, a missing conversion
// fails here.
func TestRulesHaveTheSameBitsEverywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var e exactly
		number := func(name string) float64 { return rapid.Float64Range(-2, 2).Draw(t, name) }
		part := func(name string) float64 { return rapid.Float64Range(0.001, 0.999).Draw(t, name) }
		rate, beta1, beta2, tau := part("rate"), part("beta1"), part("beta2"), part("tau")
		w, average, first, second := number("weight"), number("average"), number("first"), part("second")
		change := e.sub(average, w)
		m := memory{[]float64{first}, []float64{second}}

		moved := e.add(change, e.mul(beta1, first))
		next, kept := momentum{rate, beta1}.next([]float64{w}, []float64{average}, m)
		if want := e.add(w, e.mul(rate, moved)); next[0] != want || kept.First[0] != moved {
			t.Fatalf("momentum: %v after %v, want %v after %v", next, kept, want, moved)
		}

		mean, squared := e.add(e.mul(beta1, first), e.mul(e.sub(1, beta1), change)), e.mul(change, change)
		part2 := e.mul(e.sub(1, beta2), squared)
		signed := e.add(second, part2)
		if second > squared {
			signed = e.sub(second, part2)
		} else if second == squared {
			signed = second
		}
		for name, c := range map[string]struct {
			squares squares
			v       float64
		}{"adagrad": {adagrad, e.add(second, squared)}, "yogi": {yogi, signed}, "adam": {adam, e.add(e.mul(beta2, second), part2)}} {
			next, kept := adaptive{c.squares, rate, beta1, beta2, tau}.next([]float64{w}, []float64{average}, m)
			want := e.add(w, e.quo(e.mul(rate, mean), e.add(e.root(c.v), tau)))
			if next[0] != want || kept.First[0] != mean || kept.Second[0] != c.v {
				t.Fatalf("%s: %v after %v, want %v after %v and %v", name, next, kept, want, mean, c.v)
			}
		}
	})
}
