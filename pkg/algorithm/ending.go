package algorithm

import (
	"slices"

	"samband/pkg/data"
	"samband/pkg/model"
	"samband/pkg/phrase"
	"samband/pkg/plan"
)

// When rounds of averaging end, and what is said of how they ended.

const (
	// jump is how much, relative to it, the objective may rise in a round
	// before the round counts as a rise. Drifting towards the sites' own optima
	// raises it by less, and ever less; a rate that is too large by more.
	jump = 0.01
	// rises is how many such rounds there may be.
	rises = 2
	// unsettled is the change of a weight in the last agreed round above which
	// the model comes with a warning.
	unsettled = 0.01
	// coarse is how far rounding at the sites may put an average off, above
	// which a model that no longer changes comes with a warning: gradients that
	// are smaller than that no longer show.
	coarse = 1e-4
)

// best is the point with the smallest loss on the rows held back at the sites.
type best struct {
	Round   int       `json:"round"` // before which the weights stood; 1 for those that learning began with
	Loss    float64   `json:"loss"`  // mean
	Weights []float64 `json:"weights"`
}

// lossOf is the loss of some weights on rows of this site, summed.
func (n *site) lossOf(rows *data.Table, weights []float64) float64 {
	loss := 0.0
	for i, score := range n.scores(rows, n.scale(), weights) {
		loss += model.Loss(score, rows.Y[i])
	}
	return loss
}

// judge compares the weights that a round began with to the best before them, by
// their loss on the rows held back at the sites.
func (n *site) judge(next *state, loss, rows float64) error {
	if rows < 1 || !(loss >= 0) {
		return phrase.Errorf("learn.nothing-held", "%v rows are held back at the sites of this round, with a loss of %v: agree on a larger algorithm.validation, or remove it with algorithm.patience", rows, loss)
	}
	if mean := loss / rows; next.Best == nil || mean < next.Best.Loss {
		next.Best, next.Waited = &best{Round: next.Round, Loss: mean, Weights: next.Weights}, 0
	} else {
		next.Waited++
	}
	next.HeldLoss = loss / rows
	return nil
}

// ending tells whether the round was the last, and why.
func (n *site) ending(next *state, largest float64) Event {
	switch {
	case n.patience > 0 && next.Waited >= n.patience:
		return Stopped
	case largest < n.tolerance:
		return Converged
	case next.Round >= n.rounds:
		return Last
	}
	return Ordinary
}

// conclude makes the state after the last round. Where rows are held back, the
// weights are the best of those that they were asked about; the last step is not
// among these.
func (n *site) conclude(next *state, p Progress, contributors int) {
	next.Phase, next.Before, next.Memory = plan.Evaluate, nil, memory{}
	next.Variates = nil
	warn := func(what, remedy phrase.Phrase) {
		next.Warnings = append(slices.Clip(next.Warnings), model.Fault{Cause: model.NotConverged, What: what, Remedy: remedy})
	}
	if next.Best != nil {
		next.Weights = next.Best.Weights
	}
	off := float64(contributors) * n.segment("weights").Step() / 2 / float64(p.Rows)
	if p.Event == Converged && off > coarse {
		warn(phrase.New("learn.rounded", "averages are rounded by up to %.1g, which may be why they no longer change", off),
			phrase.New("learn.more-bits", "agree on more aggregation.bits or a lower aggregation.clip"))
	}
	if p.Change > unsettled && next.Best == nil && n.linear() {
		warn(phrase.New("learn.unsettled", "a coefficient still changed by %.2g in the last of the agreed %d rounds", p.Change, n.rounds),
			phrase.New("learn.more-rounds-or-lower", "agree on more rounds, or on a lower rate if the loss did not fall steadily; the model is usable but not what more rounds would give"))
	}
	if !n.steady() && p.Loss > next.Start && next.Best == nil {
		warn(phrase.New("learn.loss-above", "the loss is %.4g a row, above the %.4g that it began with", p.Loss, next.Start), n.slower())
	}
}

// steady tells whether the objective should fall from round to round: it has one
// minimum, the rule follows the average, and every round is over all rows of all
// sites.
func (n *site) steady() bool {
	_, plain := n.rule.(averaging)
	return n.linear() && plain && n.batch == 0 && !n.samples
}

// rising counts rounds in which the objective a row rose, and gives the fault of
// a rate that is too large: repeated rises, or an objective above that of the
// first round.
func (n *site) rising(next *state, objective float64, contributors int) *model.Fault {
	if !n.steady() {
		return nil
	}
	var what phrase.Phrase
	before := next.Before
	if before != nil && before.Contributors == contributors && objective > before.Objective*(1+jump) {
		next.Rises++
	}
	switch {
	case objective > next.Start*(1+rise):
		what = phrase.New("learn.loss-above", "the loss is %.4g a row, above the %.4g that it began with", objective, next.Start)
	case next.Rises >= rises:
		what = phrase.New("learn.loss-rose", "the loss rose again, to %.4g a row", objective)
	default:
		return nil
	}
	return &model.Fault{Cause: model.Diverged, What: what, Remedy: n.slower()}
}

// diverged is the fault of weight j, which is beyond the agreed clip.
func (n *site) diverged(j int, w float64) *model.Fault {
	f := &model.Fault{Cause: model.Diverged}
	name := phrase.New("learn.weight", "weight %d", j)
	if n.linear() {
		f.Columns = model.Names(n.features, []int{j})
		name = phrase.New("learn.intercept", "the intercept")
		if j > 0 {
			name = phrase.New("learn.coefficient", "the coefficient of %s", n.features[j-1])
		}
	}
	f.What = phrase.New("learn.beyond-clip", "training took %s to %.3g, beyond the agreed clip of %g", name, w, n.clip)
	f.Remedy = phrase.New("learn.slower-or-clip", "%s, on a higher ridge or, if such a value can be right, on a higher aggregation.clip", n.slower())
	return f
}

// slower says what to agree on instead of a rate that is too large.
func (n *site) slower() phrase.Phrase {
	said := phrase.New("learn.lower-rate", "agree on a rate below %g, for example %.2g", n.rate, n.rate/4)
	if n.steps > 1 {
		said = phrase.New("learn.fewer-steps", "%s, on fewer steps than %d", said, n.steps)
	}
	return said
}
