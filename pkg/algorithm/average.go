package algorithm

import (
	"math"

	"samband/pkg/model"
	"samband/pkg/phrase"
)

// The learning round of the FedAvg family. Every site trains on its own rows from
// the common weights; what it sends is its weights times its rows, its rows, and
// its loss before training, and only their sums are seen. The next common
// weights follow from the average of the sites' weights, weighted by rows.
//
// With more than one step a round plain averages are not those of the pooled
// rows: sites whose rows differ pull the average away. (Li et al., On the
// convergence of FedAvg on non-IID data, ICLR 2020.)

// localTraining is what this site contributes in a round.
func (n *site) localTraining() ([]float64, error) {
	own, err := n.trained()
	if err != nil {
		return nil, err
	}
	values := make([]float64, 0, n.layouts[n.learning].Values())
	values = append(values, own.rows)
	for _, w := range own.weights {
		values = append(values, own.rows*w)
	}
	values = append(values, own.loss)
	if v := n.state.Variates; v != nil {
		for _, c := range n.changeOf(v, own) {
			values = append(values, own.rows*c)
		}
	}
	if n.patience > 0 {
		values = append(values, n.lossOf(n.held, n.state.Weights), float64(n.held.Len()))
	}
	return values, nil
}

// trained is this site's training in the round that is due.
func (n *site) trained() (trained, error) {
	round := n.state.Round + 1
	if n.made.round == round {
		return n.made.trained, nil
	}
	own, err := n.trainer().train(round, n.state.Weights, n.correction())
	if err != nil {
		return trained{}, err
	}
	for j, w := range own.weights {
		if !(math.Abs(w) <= n.clip) { // also what is not a number
			return trained{}, phrase.Errorf("learn.averaging-here", "%s round %d, at this site: %w", n.learning, round, n.diverged(j, w))
		}
	}
	if n.state.Variates != nil { // asked for again when the sum is there
		n.made.round, n.made.trained = round, own
	}
	return own, nil
}

// trainer is what trains at this site, once the rows of all sites are known.
func (n *site) trainer() trainer {
	rows := n.state.Rows
	if rows == 0 { // no moments told it: each site's penalty is by its own
		rows = float64(n.train.Len())
	}
	return &descent{
		predictor: n.predictor, rows: n.train, scale: n.scale(),
		steps: n.steps, rate: n.rate, ridge: n.ridge / rows,
		batch: n.batch, seed: n.seed, id: n.id,
	}
}

// changeOf is the change of this site's control variate, as far as the plan has
// room for it.
func (n *site) changeOf(v *variates, own trained) []float64 {
	most := n.segment("variates").Clip / float64(n.maxRows)
	return v.change(n.state.Weights, own.weights, float64(n.steps)*n.rate, most)
}

// average takes the sums of a round to the next common weights.
func (n *site) average(parts map[string][]float64, sum Sum) (state, Progress, error) {
	next := n.state
	next.Round++
	fail := func(err error) (state, Progress, error) {
		return state{}, Progress{}, phrase.Errorf("learn.averaging-round", "%s round %d, over all sites: %w", n.learning, next.Round, err)
	}
	rows := math.Round(parts["rows"][0])
	if rows < float64(sum.Contributors) || rows > float64(sum.Contributors)*float64(n.maxRows) {
		return fail(phrase.Errorf("learn.rows", "%v rows in all is no sum of 1 to %d rows at %d sites", rows, n.maxRows, sum.Contributors))
	}
	loss := parts["loss"][0]
	objective := loss + n.ridge*n.penalty(next.Weights)
	if next.Round == 1 {
		next.Start = objective / rows
	}
	if f := n.rising(&next, objective/rows, sum.Contributors); f != nil {
		return fail(f)
	}
	if n.ridge == 0 && rows == next.Rows && n.separates(loss) {
		return fail(model.SeparatingColumns(n.features, model.Separated, model.Leading(next.Weights, n.widths())))
	}
	if n.patience > 0 {
		if err := n.judge(&next, parts["held-loss"][0], math.Round(parts["held-rows"][0])); err != nil {
			return fail(err)
		}
	}
	next.Before = &point{Weights: next.Weights, Objective: objective / rows, Contributors: sum.Contributors}
	average := make([]float64, len(n.state.Weights))
	for j, w := range parts["weights"] {
		average[j] = grid(w / rows)
		if !(math.Abs(average[j]) <= n.clip) {
			return fail(phrase.Errorf("learn.no-average", "weight %d is %v, which is no average of weights within the agreed clip of %g", j, average[j], n.clip))
		}
	}
	next.Weights, next.Memory = n.rule.next(n.state.Weights, average, n.state.Memory)
	largest := 0.0
	for j, w := range next.Weights {
		next.Weights[j] = grid(w)
		if !(math.Abs(w) <= n.clip) {
			return fail(n.diverged(j, w))
		}
		largest = max(largest, math.Abs(next.Weights[j]-n.state.Weights[j]))
	}
	if err := n.vary(&next, parts["variates"], sum.Own); err != nil {
		return fail(err)
	}
	progress := Progress{Round: next.Round, Rows: int(rows), Loss: objective / rows, Held: next.HeldLoss, Change: largest}
	progress.Event = n.ending(&next, largest)
	if progress.Event != Ordinary {
		n.conclude(&next, progress, sum.Contributors)
		progress.keeps(next.Best)
	}
	return next, progress, nil
}

// vary adds the summed changes to the common control variate, and this site's
// change, if it is in the sum, to its own. Where another process made the vector,
// the training of the round is done again for that: it gives the same, and nothing
// need be on disk between the two.
func (n *site) vary(next *state, changes []float64, own bool) error {
	v := n.state.Variates
	if v == nil {
		return nil
	}
	varied := &variates{Common: make([]float64, len(v.Common)), Own: v.Own}
	for j, c := range changes {
		varied.Common[j] = v.Common[j] + c/n.state.Rows
	}
	if own {
		made, err := n.trained()
		if err != nil {
			return err
		}
		varied.Own = model.Add(v.Own, n.changeOf(v, made))
	}
	next.Variates = varied
	return nil
}
