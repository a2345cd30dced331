package algorithm

import (
	"math"
	"slices"

	"samband/pkg/model"
	"samband/pkg/phrase"
	"samband/pkg/plan"
)

// The learning round of the FedAvg family. Every site trains on its own rows from
// the common weights; what it sends is its weights times its rows, its rows, and
// its loss before training, and only their sums are seen. The next common
// weights follow from the average of the sites' weights, weighted by rows.
//
// With more than one step a round plain averages are not those of the pooled
// rows: sites whose rows differ pull the average away. (Li et al., On the
// convergence of FedAvg on non-IID data, ICLR 2020.)

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

// localTraining is what this site contributes in a round.
func (n *site) localTraining() ([]float64, error) {
	round := n.state.Round + 1
	own, err := n.trainer().train(round, n.state.Weights, nil)
	if err != nil {
		return nil, err
	}
	values := []float64{own.rows}
	for j, w := range own.weights {
		if !(math.Abs(w) <= n.clip) { // also what is not a number
			return nil, phrase.Errorf("learn.averaging-here", "%s round %d, at this site: %w", n.learning, round, n.diverged(j, w))
		}
		values = append(values, own.rows*w)
	}
	return append(values, own.loss), nil
}

// trainer is what trains at this site, once the rows of all sites are known.
func (n *site) trainer() trainer {
	return &descent{predictor: n.predictor, rows: n.train, scale: n.scale(), steps: n.steps, rate: n.rate, ridge: n.ridge / n.state.Rows}
}

// diverged is the fault of weight j, which is beyond the agreed clip.
func (n *site) diverged(j int, w float64) *model.Fault {
	f := &model.Fault{Cause: model.Diverged, Columns: model.Names(n.features, []int{j})}
	name := phrase.New("learn.intercept", "the intercept")
	if j > 0 {
		name = phrase.New("learn.coefficient", "the coefficient of %s", n.features[j-1])
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

// average takes the sums of weights times rows and of rows, and checks that the
// objective at the weights before, known from the losses, is falling.
func (n *site) average(parts map[string][]float64, sum Sum) (state, Progress, error) {
	contributors := sum.Contributors
	next := n.state
	next.Round++
	fail := func(err error) (state, Progress, error) {
		return state{}, Progress{}, phrase.Errorf("learn.averaging-round", "%s round %d, over all sites: %w", n.learning, next.Round, err)
	}
	rows := math.Round(parts["rows"][0])
	if rows < float64(contributors) || rows > float64(contributors)*float64(n.maxRows) {
		return fail(phrase.Errorf("learn.rows", "%v rows in all is no sum of 1 to %d rows at %d sites", rows, n.maxRows, contributors))
	}
	loss := parts["loss"][0]
	objective := loss + n.ridge*n.penalty(next.Weights)
	perRow := objective / rows
	if f := n.falling(&next, objective, rows, contributors); f != nil {
		return fail(f)
	}
	if n.ridge == 0 && loss < math.Ln2 { // see model.Derivatives.Separation
		return fail(model.SeparatingColumns(n.features, model.Separated, model.Leading(next.Weights, n.widths())))
	}
	next.Before = &point{Weights: next.Weights, Objective: objective, Contributors: contributors}
	average := make([]float64, len(n.state.Weights))
	for j, w := range parts["weights"] {
		average[j] = grid(w / rows)
		if !(math.Abs(average[j]) <= n.clip) {
			return fail(phrase.Errorf("learn.no-average", "weight %d is %v, which is no average of weights within the agreed clip of %g", j, average[j], n.clip))
		}
	}
	next.Weights, next.Memory = n.next(n.state.Weights, average, n.state.Memory)
	largest := 0.0
	for j, w := range next.Weights {
		next.Weights[j] = grid(w)
		if !(math.Abs(w) <= n.clip) {
			return fail(n.diverged(j, w))
		}
		largest = max(largest, math.Abs(w-n.state.Weights[j]))
	}
	progress := Progress{Round: next.Round, Rows: int(rows), Loss: perRow, Change: largest, Event: Last}
	still := largest < n.tolerance
	if !still && next.Round < n.rounds {
		progress.Event = Ordinary
		return next, progress, nil
	}
	next.Phase, next.Before = plan.Evaluate, nil
	if off := float64(contributors) * n.step(n.learning, "weights") / 2 / rows; still && off > coarse {
		next.Warnings = append(slices.Clip(next.Warnings), model.Fault{Cause: model.NotConverged,
			What:   phrase.New("learn.rounded", "averages are rounded by up to %.1g, which may be why they no longer change", off),
			Remedy: phrase.New("learn.more-bits", "agree on more aggregation.bits or a lower aggregation.clip")})
	}
	if largest > unsettled {
		next.Warnings = append(slices.Clip(next.Warnings), model.Fault{Cause: model.NotConverged,
			What:   phrase.New("learn.unsettled", "a coefficient still changed by %.2g in the last of the agreed %d rounds", largest, n.rounds),
			Remedy: phrase.New("learn.more-rounds-or-lower", "agree on more rounds, or on a lower rate if the loss did not fall steadily; the model is usable but not what more rounds would give")})
	}
	if still {
		progress.Event = Converged
	}
	return next, progress, nil
}

// falling counts rounds in which the objective rose, and gives the fault of a
// rate that is too large: repeated rises, or an objective above that of the
// first round, in which all weights were zero and every probability ½.
func (n *site) falling(next *state, objective, rows float64, contributors int) *model.Fault {
	var what phrase.Phrase
	before := next.Before
	if before != nil && before.Contributors == contributors && objective > before.Objective*(1+jump) {
		next.Rises++
	}
	switch start := rows * math.Ln2; {
	case objective > start*(1+rise):
		what = phrase.New("learn.loss-above", "the loss is %.4g a row, above the %.4g that it began with", objective/rows, math.Ln2)
	case next.Rises >= rises:
		what = phrase.New("learn.loss-rose", "the loss rose again, to %.4g a row", objective/rows)
	default:
		return nil
	}
	return &model.Fault{Cause: model.Diverged, What: what, Remedy: n.slower()}
}
