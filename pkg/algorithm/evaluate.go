package algorithm

import (
	"math"

	"samband/pkg/model"
	"samband/pkg/phrase"
	"samband/pkg/plan"
)

// Evaluation is the quality of the joint model on the test rows of all sites.
// What is undefined is nil.
type Evaluation struct {
	Rows      int      `json:"rows"`
	Positives int      `json:"positives"`
	LogLoss   *float64 `json:"log_loss"` // mean
	// AUC from the summed histogram counts pairs in the same bin ½. The exact
	// AUC lies between Low (all of them in the wrong order) and High.
	AUC  *float64 `json:"auc"`
	Low  *float64 `json:"auc_low"`
	High *float64 `json:"auc_high"`
	// Loss is the mean, as the sites' own programs measure it; nil of models that
	// this program knows.
	Loss *float64 `json:"loss,omitempty"`

	// Under noise all numbers are estimates, Rows and Positives are 0 where they
	// cannot be told from the noise, Low to High is an interval that holds
	// the AUC 95 times in 100, for noise and for the rows at hand, and so is
	// LossLow to LossHigh for the log-loss, which is that of the middles of bins.
	Noised   bool     `json:"noised,omitempty"`
	LossLow  *float64 `json:"log_loss_low,omitempty"`
	LossHigh *float64 `json:"log_loss_high,omitempty"`
}

// edge bounds the histogram of linear predictors, as the plan lays it out: bins
// are uniform on [−edge, edge], the outer two open.
const edge = 4.0

// histogram counts this site's test rows by outcome and linear predictor, and
// gives their summed loss and their number.
func (n *site) histogram() ([]float64, error) {
	bins := n.bins()
	values := make([]float64, 2*bins+2)
	scores, err := n.Model().Scores(n.test)
	if err != nil {
		return nil, err
	}
	for i, score := range scores {
		at := min(max(int(math.Floor((score+edge)/(2*edge)*float64(bins))), 0), bins-1)
		if n.test.Y[i] == 0 {
			at += bins
		}
		values[at]++
		values[2*bins] += model.Loss(score, n.test.Y[i])
	}
	values[2*bins+1] = float64(n.test.Len())
	return values, nil
}

func (n *site) bins() int { return (n.layouts[plan.Evaluate].Values() - 2) / 2 }

func (n *site) evaluate(sum map[string][]float64) (state, Progress, error) {
	e := &Evaluation{Rows: int(math.Round(sum["rows"][0]))}
	var sure, tied, positives, negatives float64 // pairs, rows
	for b, v := range sum["positive"] {
		pos, neg := math.Round(v), math.Round(sum["negative"][b])
		if pos < 0 || neg < 0 {
			return state{}, Progress{}, phrase.Errorf("learn.negative-bin", "evaluate: bin %d of the summed histogram is negative", b)
		}
		sure += pos * negatives
		tied += pos * neg
		positives += pos
		negatives += neg
	}
	if positives+negatives != float64(e.Rows) {
		return state{}, Progress{}, phrase.Errorf("learn.histogram-rows", "evaluate: the summed histogram holds %v rows, the sites say %d", positives+negatives, e.Rows)
	}
	e.Positives = int(positives)
	if e.Rows > 0 {
		loss := sum["loss"][0] / float64(e.Rows)
		e.LogLoss = &loss
	}
	if pairs := positives * negatives; pairs > 0 {
		low, auc, high := sure/pairs, (sure+tied/2)/pairs, (sure+tied)/pairs
		e.Low, e.AUC, e.High = &low, &auc, &high
	}
	next := n.state
	next.Phase, next.Evaluation = plan.Done, e
	return next, Progress{Rows: e.Rows, Evaluation: e}, nil
}

func (n *site) Evaluation() *Evaluation { return n.state.Evaluation }
