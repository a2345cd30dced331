package membership

import (
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"gonum.org/v1/gonum/mathext"
	"pgregory.net/rapid"
)

// Scores of two normal distributions a shift apart have the closed form's curve.
func TestGaussianShift(t *testing.T) {
	text, err := os.ReadFile("../../../../shared/vectors/roc_gaussian_shift.json")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no ../shared/vectors/roc_gaussian_shift.json beside the repository")
	}
	if err != nil {
		t.Fatal(err)
	}
	var v struct {
		Cases []struct {
			Mu, AUC float64
			TPR     float64 `json:"tpr_at_fpr_0.001"`
		}
	}
	if err := json.Unmarshal(text, &v); err != nil || len(v.Cases) == 0 {
		t.Fatal(err)
	}
	for _, c := range v.Cases {
		curve := Measure(shifted(100_000, c.Mu), 0.95)
		if math.Abs(curve.AUC.Value-c.AUC) > 2e-4 || math.Abs(curve.Rates[2].Value-c.TPR) > 2e-4 {
			t.Errorf("shift %v: AUC %.4f, TPR %.4f, want %v and %v", c.Mu, curve.AUC.Value, curve.Rates[2].Value, c.AUC, c.TPR)
		}
		if !curve.Rates[2].Resolved || !curve.Rates[3].Resolved {
			t.Errorf("%+v: 100,000 units resolve every cell", curve.Rates)
		}
	}
}

// shifted has quantiles of a normal distribution as scores of those outside, and
// the same moved up of those inside.
func shifted(n int, mu float64) []Guess {
	var all []Guess
	for i := range n {
		x := mathext.NormalQuantile((float64(i) + 0.5) / float64(n))
		all = append(all, Guess{x, false}, Guess{x + mu, true})
	}
	return all
}

// The interval of a share holds it, and is the known one.
func TestClopperPearson(t *testing.T) {
	for _, c := range []struct {
		k, n      int
		low, high float64
	}{ // by the closed forms at 0 and n, and symmetry
		{0, 10, 0, 1 - math.Pow(0.025, 0.1)},
		{10, 10, math.Pow(0.025, 0.1), 1},
		{0, 0, 0, 1},
		{5, 10, 0.1870860284, 0.8129139716},
		{1, 100, 0.0002531460, 0.0544594},
	} {
		i := ClopperPearson(c.k, c.n, 0.95)
		if math.Abs(i.Low-c.low) > 1e-6 || math.Abs(i.High-c.high) > 1e-6 {
			t.Errorf("%d of %d: %+v, want %v to %v", c.k, c.n, i, c.low, c.high)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5000).Draw(t, "n")
		k := rapid.IntRange(0, n).Draw(t, "k")
		i := ClopperPearson(k, n, 0.95)
		if !(0 <= i.Low && i.Low <= i.Value && i.Value <= i.High && i.High <= 1) {
			t.Fatalf("%+v", i)
		}
	})
}

// A curve is what counting says, ties included.
func TestMeasureByHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []Guess
		for range rapid.IntRange(2, 60).Draw(t, "units") {
			all = append(all, Guess{float64(rapid.IntRange(0, 8).Draw(t, "score")), rapid.Bool().Draw(t, "in")})
		}
		c := Measure(all, 0.95)
		pairs, wins := 0.0, 0.0
		for _, a := range all {
			for _, b := range all {
				if a.In && !b.In {
					pairs++
					if a.Score > b.Score {
						wins++
					} else if a.Score == b.Score {
						wins += 0.5
					}
				}
			}
		}
		if pairs > 0 && math.Abs(c.AUC.Value-wins/pairs) > 1e-12 {
			t.Fatalf("AUC %v, want %v", c.AUC.Value, wins/pairs)
		}
		for _, r := range c.Rates {
			best := 0
			for threshold := -1.0; threshold <= 8; threshold++ {
				hits, alarms := 0, 0
				for _, g := range all {
					if g.Score > threshold && g.In {
						hits++
					} else if g.Score > threshold {
						alarms++
					}
				}
				if float64(alarms) <= r.False*float64(c.Outside)+1e-9 {
					best = max(best, hits)
				}
			}
			if c.Outside > 0 && r.Hits != best {
				t.Fatalf("at %v: %d hits, want %d", r.False, r.Hits, best)
			}
		}
	})
}

// Where members' confidences are drawn from one normal distribution and others'
// from another, the likelihood ratio finds what the closed form says.
func TestKnownShift(t *testing.T) {
	const rows, models, mu = 400, 80, 1.0
	r := rand.New(rand.NewPCG(3, 1))
	center := make([]float64, rows)
	for i := range center {
		center[i] = 5 * r.NormFloat64() // as different as rows are; the loss alone sees little else
	}
	draw := func() Shadow {
		s := Shadow{make([]bool, rows), make([]float64, rows)}
		for i := range rows {
			s.In[i] = r.IntN(2) == 1
			s.Confidence[i] = center[i] + r.NormFloat64()
			if s.In[i] {
				s.Confidence[i] += mu
			}
		}
		return s
	}
	var shadows []Shadow
	for range models {
		shadows = append(shadows, draw())
	}
	var online, offline, loss []Guess
	for range 40 {
		target := draw()
		online = append(online, ByUnit(Online(target.Confidence, shadows), target.In, nil)...)
		offline = append(offline, ByUnit(Offline(target.Confidence, shadows), target.In, nil)...)
		loss = append(loss, ByUnit(Loss(target.Confidence), target.In, nil)...)
	}
	want := 0.76 // Φ(1/√2)
	if a := Measure(online, 0.95).AUC; math.Abs(a.Value-want) > 0.03 {
		t.Errorf("online: %+v, want %v", a, want)
	}
	if a := Measure(offline, 0.95).AUC; math.Abs(a.Value-want) > 0.03 {
		t.Errorf("offline: %+v, want %v", a, want)
	}
	if a := Measure(loss, 0.95).AUC; a.Value > 0.6 {
		t.Errorf("the loss alone finds %+v", a)
	}
}

func TestByUnit(t *testing.T) {
	got := ByUnit([]float64{1, 2, 3, 4}, []bool{true, true, false, false}, []int{7, 7, 3, 2})
	want := []Guess{{3, true}, {3, false}, {4, false}}
	for i := range want {
		if len(got) != len(want) || got[i] != want[i] {
			t.Fatalf("%v, want %v", got, want)
		}
	}
	if c := Measure(nil, 0.95); c.AUC.Value != 0.5 || c.Rates[0].Resolved {
		t.Errorf("of nobody: %+v", c)
	}
	if s := Online([]float64{1, 2}, []Shadow{{[]bool{true, true}, []float64{1, 1}}}); s[0] != 0 || s[1] != 0 {
		t.Errorf("one shadow tells %v", s)
	}
}
