package budget

import (
	"math"
	"testing"
)

// With one column the density of the minimum is known, and its Rényi divergence
// is an integral: never above the bound, and not far below it where λ is large.
func TestObjectiveBoundsTheDivergence(t *testing.T) {
	probability := func(s float64) float64 { return 1 / (1 + math.Exp(-s)) }
	// density is that of the minimum for rows of one column with their outcomes.
	density := func(o Objective, xs, ys []float64) func(theta float64) float64 {
		return func(theta float64) float64 {
			b, slope := -o.Ridge*theta, o.Ridge
			for i, x := range xs {
				p := probability(x * theta)
				b -= (p - ys[i]) * x
				slope += p * (1 - p) * x * x
			}
			return math.Exp(-b*b/(2*o.Deviation*o.Deviation)) / math.Sqrt(2*math.Pi) / o.Deviation * slope
		}
	}
	divergence := func(p, q func(float64) float64, order, width float64) float64 {
		const parts = 10_000
		sum := 0.0
		for i := range parts {
			theta := width * (2*(float64(i)+0.5)/parts - 1)
			sum += math.Exp(order*math.Log(p(theta))-(order-1)*math.Log(q(theta))) * 2 * width / parts
		}
		return math.Log(sum) / (order - 1)
	}
	closest := 0.0
	for _, o := range []Objective{{1, 2, 1}, {1, 2, 100}, {2, 1, 0.5}, {1, 20, 50}, {3, 4, 10}, {1, 0.7, 1000}} {
		for _, others := range [][]float64{nil, {1, -1, 0.5}, {1, 1, 1, 1}} {
			ys := make([]float64, len(others))
			for i := range ys {
				ys[i] = float64(i % 2)
			}
			for _, x := range []float64{o.Norm, -o.Norm, o.Norm / 3} {
				for _, y := range []float64{0, 1} {
					without, with := density(o, others, ys), density(o, append([]float64{x}, others...), append([]float64{y}, ys...))
					width := (12*o.Deviation + o.Norm + 4) / o.Ridge
					for _, order := range []float64{1.1, 2, 4} {
						bound := o.renyi(order)
						for _, got := range []float64{divergence(with, without, order, width), divergence(without, with, order, width)} {
							if !(got <= bound*(1+1e-9)) {
								t.Errorf("%+v, row %v of outcome %v, order %v: divergence %v, bound %v", o, x, y, order, got, bound)
							}
							closest = max(closest, got/bound)
						}
					}
				}
			}
		}
	}
	// A logistic slope is ½ at 0, and the bound allows for 1.
	if closest < 0.1 {
		t.Errorf("the bound is never nearer than %v", closest)
	}
	t.Logf("largest divergence is %.2f of its bound", closest)
}

// Of a Gaussian release the bound for attackers by Rényi divergence is above the
// exact one, and not by much where few are found by mistake.
func TestFoundIsAboveTheGaussianRate(t *testing.T) {
	for _, z := range []float64{0.5, 1, 4, 20} {
		releases := []Release{{Variance: uint64(1e12 * z * z), Sites: 1, Sensitivity: 1e6, Values: 1, Times: 1}}
		for _, fpr := range []float64{1e-4, 1e-2, 0.1} {
			exact, bound := TPR(1/z, fpr), Found(DiscreteGaussian, releases, fpr)
			if !(bound >= exact && bound <= 1 && bound < 6*exact) {
				t.Errorf("z %v: %v at %v, exactly %v", z, bound, fpr, exact)
			}
		}
	}
}

func TestObjectiveNeedsNoiseAndPenalty(t *testing.T) {
	for _, o := range []Objective{{}, {Norm: 1, Deviation: 1}, {Norm: 1, Ridge: 1}, {Deviation: math.NaN(), Norm: 1, Ridge: 1}} {
		if e, _ := Epsilon(DiscreteGaussian, nil, 1e-6, o); !math.IsInf(e, 1) {
			t.Errorf("%+v costs ε %v", o, e)
		}
	}
	small, _ := Epsilon(DiscreteGaussian, nil, 1e-6, Objective{1, 20, 100})
	large, _ := Epsilon(DiscreteGaussian, nil, 1e-6, Objective{1, 20, 1})
	gaussian, _ := Epsilon(DiscreteGaussian, []Release{{Variance: 400 << 40, Sites: 1, Sensitivity: 1 << 20, Values: 1, Times: 1}}, 1e-6)
	if !(gaussian < small && small < large && small < gaussian*1.3) {
		t.Errorf("ε %v at λ 100, %v at λ 1, of a Gaussian release %v", small, large, gaussian)
	}
}
