package algorithm

import (
	"strings"

	"samband/pkg/model"
	"samband/pkg/phrase"
	"samband/pkg/plan"
)

// Newton's method learns logistic regression exactly, with a ridge penalty or,
// at ridge 0, by maximum likelihood: one sum of loss, gradient and Hessian for
// every step. The result is that of Newton's method on the pooled rows, up to
// rounding. (Wu et al., GLORE, Journal of the American Medical Informatics
// Association 2012;19:758, for the decomposition.)

// rise is how much, relative to it, the objective may rise in a step without
// the step being halved: above what rounding in sums and weights can do, far
// below what a step that overshoots does.
const rise = 1e-7

// derivatives are this site's share of loss, gradient and Hessian.
func (n *site) derivatives() []float64 {
	d := model.Derive(n.train, n.scale(), n.state.Weights)
	return append(append(d.Gradient, d.Hessian...), d.Loss)
}

// newton takes the derivatives at the current weights. If the objective rose
// since the weights before, the way between them is halved and tried again;
// otherwise the next Newton step is made, and learning ends once a full one is
// below the tolerance.
func (n *site) newton(sum map[string][]float64, contributors int) (state, Progress, error) {
	next := n.state
	next.Round++
	fail := func(err error) (state, Progress, error) {
		return state{}, Progress{}, phrase.Errorf("learn.newton-round", "newton round %d, over all sites: %w", next.Round, err)
	}
	now := model.Derivatives{Loss: sum["loss"][0], Gradient: sum["gradient"], Hessian: sum["hessian"]}
	objective := now.Objective(next.Weights, n.ridge)
	perRow := objective / next.Rows
	// Objectives of different sets of sites cannot be compared.
	before := next.Before
	if before != nil && before.Contributors == contributors && objective > before.Objective+rise*(1+before.Objective) {
		next.Weights = make([]float64, len(before.Weights))
		for j, w := range before.Weights {
			next.Weights[j] = grid((w + n.state.Weights[j]) / 2)
		}
		if next.Round >= n.rounds {
			return fail(n.unfinished(nil, false))
		}
		return next, Progress{Round: next.Round, Rows: int(next.Rows), Loss: perRow, Event: Halved}, nil
	}
	if next.Round == 1 {
		warnings, err := n.collinear(now, contributors)
		if err != nil {
			return fail(err)
		}
		next.Warnings = append(next.Warnings, warnings...)
	}
	decrement := 0.0
	if before != nil {
		decrement = before.Decrement
	}
	change, err := now.Step(next.Weights, n.ridge)
	if n.ridge == 0 {
		if cause, columns := now.Separation(next.Weights, change, n.widths(), decrement); cause != "" {
			return fail(model.SeparatingColumns(n.features, cause, columns))
		}
	}
	if err != nil {
		return fail(err)
	}
	next.Before = &point{Weights: next.Weights, Objective: objective, Decrement: now.Decrement(change), Contributors: contributors}
	next.Weights = model.Add(next.Weights, change)
	for j := range change {
		next.Weights[j] = grid(next.Weights[j])
		change[j] = grid(change[j])
	}
	if err := finite(plan.Newton, next.Weights); err != nil {
		return state{}, Progress{}, err
	}
	largest := model.Largest(change)
	progress := Progress{Round: next.Round, Rows: int(next.Rows), Loss: perRow, Change: largest}
	if largest < n.tolerance {
		next.Phase, next.Before = plan.Evaluate, nil
		progress.Event = Converged
		return next, progress, nil
	}
	if next.Round >= n.rounds {
		return fail(n.unfinished(change, now.Steady(change, decrement)))
	}
	return next, progress, nil
}

// collinear looks at the first Hessian, which is a quarter of X'X, for columns
// that determine each other. With a penalty that is a warning: the fit exists.
func (n *site) collinear(now model.Derivatives, contributors int) ([]model.Fault, error) {
	noise := float64(contributors) * n.segment("hessian").Step() / 2 // each site rounds by up to half a step
	if all := now.Dependences(n.ridge, noise); len(all) > 0 {
		return nil, model.CollinearColumns(n.features, all, false)
	}
	all := now.Dependences(0, noise)
	if len(all) == 0 {
		return nil, nil
	}
	return []model.Fault{*model.CollinearColumns(n.features, all, true)}, nil
}

// widths are the declared ranges of the columns in standard deviations.
func (n *site) widths() []float64 {
	all, scale := make([]float64, len(n.ranges)), n.scale()
	for j, r := range n.ranges {
		all[j] = (r.Max - r.Min) / scale.SD[j]
	}
	return all
}

// unfinished is the fault of the last agreed round, which changed the weights
// by change, or halved a step if that is nil. steady tells that the step came
// no closer to an optimum than the one before.
func (n *site) unfinished(change []float64, steady bool) *model.Fault {
	f := &model.Fault{Cause: model.NotConverged,
		What:   phrase.New("learn.no-convergence", "no convergence within the agreed %d rounds (largest change %.1e, tolerance %.1e)", n.rounds, model.Largest(change), n.tolerance),
		Remedy: phrase.New("learn.more-rounds", "agree on more rounds or a higher ridge")}
	if n.ridge == 0 && steady {
		f.Columns = model.Names(n.features, model.Leading(change, n.widths()))
		f.What = phrase.New("learn.still-growing", "%s; coefficients still grow as they do, without end, where columns determine the outcome of some rows: %s", f.What, strings.Join(f.Columns, ", "))
		f.Remedy = phrase.New("learn.ridge-or-rounds", "agree on a ridge above 0, such as 1, or on more rounds to be certain")
	}
	return f
}
