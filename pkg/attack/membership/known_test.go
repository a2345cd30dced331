package membership

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// Other programs say the same of the same numbers; testdata/known.py says which
// and how.
func TestKnown(t *testing.T) {
	text, err := os.ReadFile("testdata/known.json")
	if err != nil {
		t.Fatal(err)
	}
	var known struct {
		LiRA struct {
			Target, Online []float64
			Tail           []float64 `json:"offline_tail"`
			Had            [][]bool
			Confidence     [][]float64
		}
		Shares []struct {
			K, N                  int
			Confidence, Low, High float64
		}
		Curves []struct {
			Inside, Outside []float64
			AUC, Low, High  float64
			Points          []struct {
				F, Low, High float64
				Hits         int
			}
		}
	}
	if err := json.Unmarshal(text, &known); err != nil || len(known.LiRA.Online) == 0 || len(known.Shares) == 0 || len(known.Curves) == 0 {
		t.Fatal(err)
	}
	near := func(what string, got, want, within float64) {
		t.Helper()
		if !(math.Abs(got-want) <= within*(1+math.Abs(want))) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	var shadows []Shadow
	for k, c := range known.LiRA.Confidence {
		shadows = append(shadows, Shadow{known.LiRA.Had[k], c})
	}
	online, offline := Online(known.LiRA.Target, shadows), Offline(known.LiRA.Target, shadows)
	for i, want := range known.LiRA.Online {
		near("likelihood ratio", online[i], want, 1e-9)
		near("tail", math.Erfc(offline[i]/math.Sqrt2)/2, known.LiRA.Tail[i], 1e-9)
	}
	for _, s := range known.Shares {
		i := ClopperPearson(s.K, s.N, s.Confidence)
		near("share, low", i.Low, s.Low, 1e-9)
		near("share, high", i.High, s.High, 1e-9)
	}
	for _, c := range known.Curves {
		var guesses []Guess
		for _, v := range c.Inside {
			guesses = append(guesses, Guess{v, true})
		}
		for _, v := range c.Outside {
			guesses = append(guesses, Guess{v, false})
		}
		got := Measure(guesses, 0.95)
		near("area", got.AUC.Value, c.AUC, 1e-12)
		near("area, low", got.AUC.Low, c.Low, 1e-9)
		near("area, high", got.AUC.High, c.High, 1e-9)
		for i, p := range c.Points {
			r := got.Rates[i]
			if r.False != p.F || r.Hits != p.Hits {
				t.Errorf("at %v: %d hits, want %d at %v", r.False, r.Hits, p.Hits, p.F)
			}
			near("rate, low", r.Low, p.Low, 1e-9)
			near("rate, high", r.High, p.High, 1e-9)
		}
	}
}
