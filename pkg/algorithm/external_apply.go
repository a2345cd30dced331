package algorithm

import (
	"math"

	"samband/pkg/phrase"
	"samband/pkg/plan"
)

func (n *external) Apply(phase string, sum Sum) (string, error) {
	parts, err := due(phase, n.state.Phase, n.layouts[phase], sum)
	if err != nil {
		return "", err
	}
	next, progress := n.state, Progress{}
	if phase == n.learning {
		progress, err = n.average(&next, parts, sum.Contributors)
	} else {
		progress, err = n.evaluate(&next, parts, sum.Contributors)
	}
	if err != nil {
		return "", err
	}
	progress.Phase, progress.Sites, progress.External = phase, sum.Contributors, true
	n.state, n.progress = next, progress
	return next.Phase, nil
}

// average takes the sums of a round to the next common parameters.
func (n *external) average(next *externalState, parts map[string][]float64, contributors int) (Progress, error) {
	next.Round++
	fail := func(err error) (Progress, error) {
		return Progress{}, phrase.Errorf("learn.averaging-round", "%s round %d, over all sites: %w", n.learning, next.Round, err)
	}
	if n.unit > 0 {
		return n.moved(next, parts["update"], contributors)
	}
	rows := math.Round(parts["rows"][0])
	if rows < float64(contributors) || rows > float64(contributors)*float64(n.maxRows) {
		return fail(phrase.Errorf("learn.rows", "%v rows in all is no sum of 1 to %d rows at %d sites", rows, n.maxRows, contributors))
	}
	if n.patience > 0 {
		held := math.Round(parts["held-rows"][0])
		if held < 1 {
			return fail(phrase.Errorf("learn.nothing-held", "%v rows are held back at the sites of this round, with a loss of %v: agree on a larger algorithm.validation, or remove it with algorithm.patience", held, parts["held-loss"][0]))
		}
		next.judge(parts["held-loss"][0] / held)
	}
	average := make([]float64, len(next.Weights))
	for j, w := range parts["weights"] {
		average[j] = w / rows
		if !(math.Abs(average[j]) <= n.clip) {
			return fail(phrase.Errorf("learn.no-average", "weight %d is %v, which is no average of weights within the agreed clip of %g", j, average[j], n.clip))
		}
	}
	largest, err := n.step(next, average)
	if err != nil {
		return fail(err)
	}
	progress := Progress{Round: next.Round, Rows: int(rows), Loss: parts["loss"][0] / rows, Held: next.HeldLoss, Change: largest}
	if progress.Event = n.ending(next, largest); progress.Event != Ordinary {
		progress.keeps(next.Best)
	}
	return progress, nil
}

// moved takes the noised sum of the sites' updates to the next common parameters,
// where each site has the same weight.
func (n *external) moved(next *externalState, update []float64, contributors int) (Progress, error) {
	average := make([]float64, len(update))
	for j, u := range update {
		average[j] = next.Weights[j] + u/float64(contributors)
	}
	largest, err := n.step(next, average)
	if err != nil {
		return Progress{}, phrase.Errorf("learn.averaging-round", "%s round %d, over all sites: %w", n.learning, next.Round, err)
	}
	return Progress{Round: next.Round, Change: largest, Event: n.ending(next, largest)}, nil
}

// ending tells whether the round was the last, and why; if so, it makes the
// state after it.
func (n *external) ending(next *externalState, largest float64) Event {
	event := Ordinary
	switch {
	case n.patience > 0 && next.Waited >= n.patience:
		event = Stopped
	case largest < n.tolerance && n.unit == 0: // noise does not settle; all rounds take place
		event = Converged
	case next.Round >= n.rounds:
		event = Last
	}
	if event != Ordinary {
		n.conclude(next)
	}
	return event
}

// step makes the next common parameters, and gives the largest change of one.
// Noise may take some of them anywhere; with it, what lies beyond the clip is
// cut to it.
func (n *external) step(next *externalState, average []float64) (float64, error) {
	weights, memory := n.rule.next(next.Weights, average, next.Memory)
	largest := 0.0
	for j, w := range weights {
		if n.unit > 0 {
			w = max(-n.clip, min(n.clip, w))
		}
		if !(math.Abs(w) <= n.clip) {
			return 0, phrase.Errorf("learn.rule-beyond", "the step on the average takes parameter %d to %.3g, beyond the agreed clip of %g: agree on a lower algorithm.server_rate or, if such a value can be right, on a higher aggregation.clip", j, w, n.clip)
		}
		weights[j] = float64(float32(w))
		largest = max(largest, math.Abs(weights[j]-next.Weights[j]))
	}
	next.Weights, next.Memory = weights, memory
	return largest, nil
}

// judge compares the parameters that a round began with to the best before them,
// by their loss on the rows held back at the sites.
func (s *externalState) judge(loss float64) {
	s.HeldLoss = loss
	if s.Best == nil || loss < s.Best.Loss {
		s.Best, s.Waited = &best{Round: s.Round, Loss: loss, Weights: s.Weights}, 0
		return
	}
	s.Waited++
}

// conclude makes the state after the last round. Where rows are held back, the
// model is the best of those that they were asked about.
func (n *external) conclude(next *externalState) {
	next.Memory = memory{}
	if next.Best != nil {
		next.Weights = next.Best.Weights
	}
	next.Phase = n.phases[len(n.phases)-1]
	if next.Phase == n.learning { // nothing comes after it
		next.Phase = plan.Done
	}
}

func (n *external) evaluate(next *externalState, parts map[string][]float64, contributors int) (Progress, error) {
	rows := math.Round(parts["rows"][0])
	if rows < 0 || rows > float64(contributors)*float64(n.maxRows) {
		return Progress{}, phrase.Errorf("learn.rows", "%v rows in all is no sum of 1 to %d rows at %d sites", rows, n.maxRows, contributors)
	}
	e := &Evaluation{Rows: int(rows)}
	if rows > 0 {
		loss := parts["loss"][0] / rows
		e.Loss = &loss
	}
	next.Phase, next.Evaluation = plan.Done, e
	return Progress{Rows: e.Rows, Evaluation: e}, nil
}
