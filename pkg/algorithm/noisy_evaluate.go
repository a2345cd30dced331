package algorithm

import (
	"math"

	"samband/pkg/model"
	"samband/pkg/plan"
)

// places says in which bin of the histogram a row falls: bins are uniform between
// low and high, the outer two open. Under noise they lie about where the scores
// of the model must, since there are few.
type places struct {
	low, high float64
	bins      int
}

// places are those of the model that was learnt: standardised columns have mean 0
// and deviation 1, so scores of logistic regression lie about the intercept,
// with about the deviation that independent columns give.
func (n *site) places() places {
	p := places{-edge, edge, n.layouts[plan.Evaluate].Values() / 2}
	if _, ok := n.predictor.(logistic); ok {
		spread := 0.0
		for _, w := range n.state.Weights[1:] {
			spread += float64(w * w)
		}
		half := within(0.5, 2.5*math.Sqrt(spread), 2*edge)
		p.low, p.high = n.state.Weights[0]-half, n.state.Weights[0]+half
	}
	return p
}

func (p places) of(score float64) int {
	at := math.Floor((score - p.low) / (p.high - p.low) * float64(p.bins))
	return int(within(0, at, float64(p.bins-1)))
}

// middle is the score in the middle of a bin.
func (p places) middle(bin int) float64 {
	return p.low + (float64(bin)+0.5)*(p.high-p.low)/float64(p.bins)
}

// noisyHistogram counts this site's test rows by outcome and bin: nothing else of
// them is summed.
func (n *site) noisyHistogram() ([]float64, error) {
	scores, err := n.Model().Scores(n.test)
	if err != nil {
		return nil, err
	}
	places := n.places()
	return n.bounded(plan.Evaluate, n.test, func(rows []int, to [][]float64) {
		for _, i := range rows {
			at := places.of(scores[i])
			if n.test.Y[i] == 0 {
				at += places.bins
			}
			to[0][at]++
		}
	})
}

// noisyEvaluation estimates AUC and log-loss from counts with noise, and how
// uncertain that leaves them. Counts are taken as they are, below 0 too: to cut
// them would make sums too large.
func (n *site) noisyEvaluation(sum map[string][]float64, contributors int) (state, Progress) {
	places, counts := n.places(), sum["histogram"]
	t := tally{
		positive: counts[:places.bins], negative: counts[places.bins:],
		noise: n.noise.deviation(plan.Evaluate, "histogram", contributors), places: places,
	}
	e := t.evaluation()
	next := n.state
	next.Phase, next.Evaluation = plan.Done, e
	return next, Progress{Rows: e.Rows, Evaluation: e}
}

// tally is a summed histogram whose counts are each off by noise of one
// deviation.
type tally struct {
	positive, negative []float64
	noise              float64
	places             places
}

// enough is by how many deviations of its noise the number of rows of an outcome
// must be above 0 for anything to be said.
const enough = 2

func (t tally) evaluation() *Evaluation {
	positives, negatives := total(t.positive), total(t.negative)
	e := &Evaluation{Noised: true}
	least := max(1, enough*t.noise*math.Sqrt(float64(len(t.positive))))
	if positives >= least {
		e.Positives = int(math.Round(positives))
	}
	if rows := positives + negatives; rows >= least*math.Sqrt2 {
		e.Rows = int(math.Round(max(0, positives))) + int(math.Round(max(0, negatives)))
		loss, off := t.loss(rows)
		low, high := max(0, loss-off), loss+off
		e.LogLoss, e.LossLow, e.LossHigh = &loss, &low, &high
	}
	if positives >= least && negatives >= least {
		auc, off := t.auc(positives, negatives)
		low, high := max(0, auc-off), min(1, auc+off)
		e.AUC, e.Low, e.High = &auc, &low, &high
	}
	return e
}

// normal95 is how many deviations to either side hold 95 % of a normal
// distribution.
const normal95 = 1.96

// auc is the area under the curve through the bins' edges, and half the width of
// an interval that holds the area for all rows like these 95 times in 100: for
// the noise, by how each count enters, and for the rows at hand (Hanley and
// McNeil, Radiology 1982;143:29).
func (t tally) auc(positives, negatives float64) (auc, off float64) {
	pairs, below := 0.0, 0.0
	for b, p := range t.positive {
		pairs += float64(p * (below + t.negative[b]/2))
		below += t.negative[b]
	}
	auc = within(0, pairs/(positives*negatives), 1)
	square, over, under := 0.0, positives, 0.0
	for b, p := range t.positive {
		under += t.negative[b] / 2
		over -= p / 2
		square += math.Pow((under/negatives-auc)/positives, 2) + math.Pow((over/positives-auc)/negatives, 2)
		under += t.negative[b] / 2
		over -= p / 2
	}
	q1, q2 := auc/(2-auc), 2*auc*auc/(1+auc)
	rows := (auc*(1-auc) + (positives-1)*(q1-auc*auc) + (negatives-1)*(q2-auc*auc)) / (positives * negatives)
	return auc, normal95 * math.Sqrt(max(0, rows)+t.noise*t.noise*square)
}

// loss is the mean log-loss as if every row lay in the middle of its bin, and
// half the width of its interval, for noise and rows at hand.
func (t tally) loss(rows float64) (loss, off float64) {
	each := func(do func(count, loss float64)) {
		for b := range t.positive {
			score := t.places.middle(b)
			do(t.positive[b], model.Loss(score, 1))
			do(t.negative[b], model.Loss(score, 0))
		}
	}
	each(func(count, l float64) { loss += float64(count * l) })
	loss = max(0, loss/rows)
	var noise, spread float64
	each(func(count, l float64) {
		noise += (l - loss) * (l - loss)
		spread += max(0, count) * (l - loss) * (l - loss)
	})
	return loss, normal95 * math.Sqrt(spread+t.noise*t.noise*noise) / rows
}

func total(counts []float64) float64 {
	sum := 0.0
	for _, c := range counts {
		sum += c
	}
	return sum
}
