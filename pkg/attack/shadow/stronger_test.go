package shadow

import (
	"math/rand/v2"
	"testing"

	"samband/pkg/attack/membership"
)

// A participant tests with shadows of its own rows. Somebody who has all rows of the
// other site as well, as the other participant of two has, trains shadows that are
// more like the target, and finds more. (The same of the network of TestFigures, in
// four minutes: AUC 0.743 and 0.804, at 0.1 % false alarms 1.6 and 4.0 %.)
func TestOtherSitesRowsTellMore(t *testing.T) {
	if testing.Short() {
		t.Skip("trains 158 models")
	}
	const own = 600 // of the rows; the rest is the other site's
	train := logistic(rows())
	models := func(share float64, others bool, count int, seed uint64) []membership.Shadow {
		var all []membership.Shadow
		for k := range count {
			m := membership.Shadow{In: make([]bool, own)}
			for _, row := range rand.New(rand.NewPCG(seed, uint64(k))).Perm(own)[:int(share*own)] {
				m.In[row] = true
			}
			var from []int
			for row := range pool {
				if row < own && m.In[row] || row >= own && others {
					from = append(from, row)
				}
			}
			stages, err := train(from)
			if err != nil {
				t.Fatal(err)
			}
			m.Confidence = stages[0][:own]
			all = append(all, m)
		}
		return all
	}
	targets := models(0.75, true, 30, 1)
	area := func(shadows []membership.Shadow) float64 {
		var guesses []membership.Guess
		for _, m := range targets {
			guesses = append(guesses, membership.ByUnit(membership.Online(m.Confidence, shadows), m.In, nil)...)
		}
		return membership.Measure(guesses, 0.95).AUC.Value
	}
	alone, informed := area(models(0.5, false, 64, 7)), area(models(0.5, true, 64, 7))
	t.Logf("AUC with shadows of halves of the own rows %.3f, with all rows of the other site in each %.3f", alone, informed)
	if alone < 0.52 || informed < alone+0.02 {
		t.Errorf("%.3f and %.3f", alone, informed)
	}
}
