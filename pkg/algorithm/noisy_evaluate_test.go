package algorithm

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/model"
	"samband/pkg/plan"
)

// Intervals under noise hold the truth about as often as they say, for AUC and
// log-loss, with much noise and with hardly any.
func TestIntervalsUnderNoiseHold(t *testing.T) {
	const trials = 600
	random := rand.New(rand.NewPCG(1, 2))
	places := places{-4, 4, 10}
	score := func(y int) float64 { return random.NormFloat64() + float64(2*y-1)*0.9 }
	// The truth is that of very many rows, binned.
	draw := func(rows int, noise float64) tally {
		made := tally{positive: make([]float64, 10), negative: make([]float64, 10), noise: noise, places: places}
		for i := range rows {
			if i%3 == 0 {
				made.positive[places.of(score(1))]++
			} else {
				made.negative[places.of(score(0))]++
			}
		}
		for b := range 10 {
			made.positive[b] += noise * random.NormFloat64()
			made.negative[b] += noise * random.NormFloat64()
		}
		return made
	}
	truth := draw(2_000_000, 0).evaluation()
	for _, c := range []struct {
		rows  int
		noise float64
	}{{200, 0.1}, {200, 3}, {1000, 10}, {5000, 20}} {
		auc, loss, silent := 0, 0, 0
		for range trials {
			e := draw(c.rows, c.noise).evaluation()
			if e.AUC == nil || e.LogLoss == nil {
				silent++
				continue
			}
			if *e.Low <= *truth.AUC && *truth.AUC <= *e.High {
				auc++
			}
			if *e.LossLow <= *truth.LogLoss && *truth.LogLoss <= *e.LossHigh {
				loss++
			}
		}
		said := float64(trials - silent)
		t.Logf("%d rows, noise %v: AUC held %.3f, log-loss %.3f, nothing said %d times", c.rows, c.noise, float64(auc)/said, float64(loss)/said, silent)
		if said < trials/2 || math.Abs(float64(auc)/said-0.95) > 0.045 || math.Abs(float64(loss)/said-0.95) > 0.045 {
			t.Errorf("%d rows, noise %v: AUC in its interval %d times of %v, log-loss %d times", c.rows, c.noise, auc, said, loss)
		}
	}
}

// What cannot be told from the noise is not said.
func TestNothingIsSaidOfNoiseAlone(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	said := 0
	for range 200 {
		made := tally{positive: make([]float64, 10), negative: make([]float64, 10), noise: 20, places: places{-4, 4, 10}}
		for b := range 10 {
			made.positive[b], made.negative[b] = 20*random.NormFloat64(), 20*random.NormFloat64()
		}
		if e := made.evaluation(); e.AUC != nil {
			said++
		}
	}
	if said > 4 {
		t.Errorf("an AUC of no rows, %d times of 200", said)
	}
}

// Without noise the loss of the histogram is that of the middles of its bins.
func TestLossOfMiddles(t *testing.T) {
	made := tally{positive: make([]float64, 10), negative: make([]float64, 10), places: places{-5, 5, 10}}
	made.positive[7], made.negative[1] = 3, 5 // middles 2.5 and −3.5
	want := (3*model.Loss(2.5, 1) + 5*model.Loss(-3.5, 0)) / 8
	if e := made.evaluation(); e.Rows != 8 || e.Positives != 3 || math.Abs(*e.LogLoss-want) > 1e-12 || *e.AUC != 1 {
		t.Errorf("%+v, want log-loss %v", e, want)
	}
}

// A number of rows that noise alone could have made is not said.
func TestNumbersOfRowsUnderNoise(t *testing.T) {
	p, _, sites := hospitals(t, noised(0.01, 1.5, agreement.Newton, 1))
	layout, err := p.Layout(plan.Moments)
	if err != nil {
		t.Fatal(err)
	}
	n := sites[0].(*site)
	off, most := n.noise.deviation(plan.Moments, "counts", len(sites)), float64(len(sites)*n.maxRows)
	for rows, told := range map[float64]bool{-50: false, 1.9 * off: false, most + 1: false, 2.1 * off: 2.1*off < most} {
		sum := make([]float64, layout.Values())
		sum[0] = rows
		_, _, fresh := hospitals(t, noised(0.01, 1.5, agreement.Newton, 1))
		if _, err := fresh[0].Apply(plan.Moments, Sum{sum, len(sites), true}); err != nil {
			t.Fatal(err)
		}
		if got := fresh[0].Progress(); (got.Rows > 0) != told || strings.Contains(got.String(), "an unknown number of") == told {
			t.Errorf("%v rows with noise of deviation %v: %s", rows, off, got)
		}
	}
	made := tally{positive: make([]float64, 10), negative: make([]float64, 10), noise: 20, places: places{-4, 4, 10}}
	made.positive[3], made.negative[2] = 100, 60
	if e := made.evaluation(); e.Rows != 0 || e.Positives != 0 || e.LogLoss != nil {
		t.Errorf("%+v of noise that adds up to 89", e)
	}
}
