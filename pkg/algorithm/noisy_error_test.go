package algorithm

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/model"
)

// Coefficients and predictions under noise differ from those without by about
// what the model says, 95 times in 100 by less than its intervals, at any ε. With
// Newton's method, without is the fit; with gradient steps, as many steps. What
// noise hides is named.
func TestStandardErrorsHold(t *testing.T) {
	const trials = 30
	for _, c := range []struct {
		name   string
		rounds int
	}{{agreement.Newton, 4}, {agreement.FedAvg, 10}, {agreement.FedAvgM, 6}} {
		for _, epsilon := range []float64{0.05, 1, 4, 16} {
			change := noised(epsilon, 1.5, c.name, c.rounds)
			p, parts, still := hospitals(t, change)
			silent(hushed{t}, p, still)
			want := still[0].Model()
			var off, told, within, hidden, rows, inside float64
			for trial := range trials {
				_, _, sites := hospitals(t, change)
				withNoise(hushed{t}, p, sites, fmt.Sprint(c, epsilon, trial))
				m := sites[0].Model()
				var unknown []string
				for j, name := range m.Features {
					d := m.Noise.Deviations[j+1]
					if d == nil {
						unknown = append(unknown, name)
						continue
					}
					// On the scale of the columns: noise is in the standardisation too.
					errors := (m.Coefficients[j]/m.SD[j] - want.Coefficients[j]/want.SD[j]) * m.SD[j] / *d
					off += errors * errors
					if told++; math.Abs(errors) < model.Within95 {
						within++
					}
				}
				hidden += float64(len(unknown))
				warned := slices.ContainsFunc(sites[0].Warnings(), func(f model.Fault) bool { return f.Cause == model.Noisy && slices.Equal(f.Columns, unknown) })
				if len(unknown) > 0 && !warned {
					t.Errorf("%v at ε %v hides %v without a warning: %v", c, epsilon, unknown, sites[0].Warnings())
				}
				test := parts[0].test
				scores, err := m.Scores(test)
				if err != nil {
					t.Fatal(err)
				}
				without, err := want.Scores(test)
				if err != nil {
					t.Fatal(err)
				}
				for i, score := range scores {
					if d, ok := m.Deviation(test.Row(i)); ok {
						if rows++; math.Abs(score-without[i]) < model.Within95*d {
							inside++
						}
					}
				}
			}
			t.Logf("%s, ε %v: mean square %.2f standard errors, %.3f of coefficients and %.3f of predictions within; hidden %v of %v", c.name, epsilon, off/told, within/told, inside/rows, hidden, hidden+told)
			if told > 0 && within/told < 0.9 || rows > 0 && inside/rows < 0.95 {
				t.Errorf("%v at ε %v: intervals hold %v of coefficients and %v of predictions", c, epsilon, within/told, inside/rows)
			}
			if all := hidden + told; epsilon < 0.1 && hidden < all/2 || epsilon > 10 && hidden > 0 {
				t.Errorf("%v at ε %v: %v of %v coefficients are hidden", c, epsilon, hidden, all)
			}
		}
	}
}

// Rules that do not follow the average leave nothing to work errors out from, and
// the model says so; so do models of whole participants and objectives with noise.
func TestErrorsThatCannotBeTold(t *testing.T) {
	for name, change := range map[string]func(*agreement.Agreement){
		"adam":      noised(4, 1.5, agreement.FedAdam, 4),
		"objective": perturbed(4, 2.5, 30),
	} {
		p, _, sites := hospitals(t, change)
		withNoise(hushed{t}, p, sites, name)
		if m := sites[0].Model(); !m.Noised || m.Noise != nil {
			t.Errorf("%s: %+v", name, m.Noise)
		}
	}
	_, _, sites := hospitals(t, func(*agreement.Agreement) {})
	p, _, _ := hospitals(t, func(*agreement.Agreement) {})
	if _, err := learn(hushed{t}, layoutsOf(t, p), sites); err != nil || sites[0].Model().Noised {
		t.Errorf("%v; without noise, the model says that there was", err)
	}
}

// The gain of a rule is what noise in its rounds makes of a weight that no slope
// brings back.
func TestGain(t *testing.T) {
	for name, r := range map[string]rule{"averaging": averaging{}, "momentum": momentum{0.7, 0.9}} {
		const rounds = 6
		square := 0.0
		for at := range rounds { // one round's noise, and what comes of it
			w, m := []float64{0}, memory{}
			for k := range rounds {
				average := w[0]
				if k == at {
					average++
				}
				w, m = r.next(w, []float64{average}, m)
			}
			square += w[0] * w[0]
		}
		if gain, ok := gainOf(r, rounds); !ok || math.Abs(gain-math.Sqrt(square)) > 1e-12 {
			t.Errorf("%s: %v, want %v", name, gain, math.Sqrt(square))
		}
	}
}

func TestThreeDigits(t *testing.T) {
	for v, want := range map[float64]float64{0: 0, 0.123456: 0.123, 98765: 98800, 9.996: 10, 1.0049e-7: 1e-7} {
		if got := digits(v); math.Abs(got-want) > 1e-12*want {
			t.Errorf("%v: %v, want %v", v, got, want)
		}
	}
}

// A column whose deviation may be all noise hides its coefficient, and leaves a
// state that can be saved.
func TestHiddenColumnIsNoNumber(t *testing.T) {
	n := &site{}
	n.predictor, n.rule, n.rounds = logistic(2), averaging{}, 3
	n.state.Weights = make([]float64, 3)
	next := state{Weights: []float64{0.1, 0.2, 0.3}, Rough: []float64{1, 0.1}}
	s, ok := n.stepSpread(&next, 0.05)
	if !ok || !math.IsNaN(s.each[1]) || math.IsNaN(s.each[2]) || !(s.widest > 0 && s.widest < 1) {
		t.Fatalf("%+v, %v", s, ok)
	}
	n.features = []string{"a", "b"}
	n.tell(&next, s, 10)
	n.state = next
	if _, err := n.MarshalState(); err != nil {
		t.Error(err)
	}
}
