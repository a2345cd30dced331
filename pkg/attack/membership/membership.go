// Package membership measures how well one who holds a model can tell whose rows
// it was trained on: membership inference, by likelihood ratios against shadow
// models (LiRA: Carlini, Chien, Nasr, Song, Terzis, Tramèr, Membership Inference
// Attacks From First Principles, IEEE S&P 2022) and, as a smoke test, by a
// threshold on the loss (Yeom, Giacomelli, Fredrikson, Jha, CSF 2018).
//
// It knows nothing of models: callers give, for each model and row, the model's
// confidence in the row's true outcome. What an attack finds is a lower bound on
// what can be found: a better attack may exist.
package membership

import (
	"math"
	"slices"
)

// Confidence is what the attacks look at: the log-odds that a model gives to the
// outcome y, 0 or 1, that the row has. It is log(p/(1−p)) of the p given to that
// outcome (Carlini et al., section IV-C), and falls as the loss rises.
func Confidence(logOdds, y float64) float64 {
	if y > 0.5 {
		return logOdds
	}
	return -logOdds
}

// Shadow is a model that the attacker trained itself, and whose rows it knows.
type Shadow struct {
	In         []bool    // by row: it was trained on it
	Confidence []float64 // by row
}

// Online scores each row by the logarithm of the likelihood ratio between the
// target's confidence under models that had the row and under models that had
// not (Carlini et al., algorithm 1), both taken as normal. The higher, the
// likelier in. A row that fewer than two shadows had, or had not, scores 0.
func Online(target []float64, shadows []Shadow) []float64 {
	in, out := fit(len(target), shadows)
	scores := make([]float64, len(target))
	for i, c := range target {
		if in[i].n >= 2 && out[i].n >= 2 {
			scores[i] = in[i].log(c) - out[i].log(c)
		}
	}
	return scores
}

// Offline needs no models that had the row: how many deviations the target's
// confidence lies above that of models that had not (Carlini et al., section
// VI-B). A row that fewer than two shadows had not scores 0.
func Offline(target []float64, shadows []Shadow) []float64 {
	_, out := fit(len(target), shadows)
	scores := make([]float64, len(target))
	for i, c := range target {
		if out[i].n >= 2 {
			scores[i] = (c - out[i].mean) / out[i].deviation
		}
	}
	return scores
}

// Loss scores each row by how small its loss is.
func Loss(target []float64) []float64 { return slices.Clone(target) }

// normal is a fitted distribution.
type normal struct {
	n               int
	mean, deviation float64
}

// log is the logarithm of the density, without its constant.
func (d normal) log(x float64) float64 {
	z := (x - d.mean) / d.deviation
	return -z*z/2 - math.Log(d.deviation)
}

// Weight that a row's variance has over that of all rows together: as much as so
// many shadows.
const prior = 16

// fit fits, for each row, the confidences of models with and without it. With few
// shadows a variance of one row alone is a bad guess, and that of all rows a
// better one (Carlini et al., section VI-C take the one or the other); here the
// two are weighed by how many shadows speak for the row's own.
func fit(rows int, shadows []Shadow) (in, out []normal) {
	in, out = make([]normal, rows), make([]normal, rows)
	for _, side := range []struct {
		all []normal
		in  bool
	}{{in, true}, {out, false}} {
		squares := make([]float64, rows)
		total, count := 0.0, 0
		for i := range side.all {
			d := &side.all[i]
			for _, s := range shadows {
				if s.In[i] == side.in {
					d.n++
					d.mean += s.Confidence[i]
				}
			}
			d.mean /= math.Max(1, float64(d.n))
			for _, s := range shadows {
				if s.In[i] == side.in {
					squares[i] += (s.Confidence[i] - d.mean) * (s.Confidence[i] - d.mean)
				}
			}
			if d.n >= 2 {
				total, count = total+squares[i], count+d.n-1
			}
		}
		pooled := total / math.Max(1, float64(count))
		for i := range side.all {
			d := &side.all[i]
			variance := (squares[i] + prior*pooled) / (prior + math.Max(0, float64(d.n-1)))
			d.deviation = math.Max(math.Sqrt(variance), 1e-9)
		}
	}
	return in, out
}
