package algorithm

import (
	"math"
	"slices"

	"samband/pkg/data"
	"samband/pkg/model"
	"samband/pkg/phrase"
	"samband/pkg/plan"
	"samband/pkg/vector"
)

// site is one participant's learner. The algorithms share everything but their
// learning rounds.
type site struct {
	setup
	id          string
	train, test *data.Table
	here        []model.Fault // warnings about this site's rows alone
	state       state
	progress    Progress
}

// setup is what the agreement fixes.
type setup struct {
	features          []string
	ranges            []model.Range            // declared, of each feature
	layouts           map[string]vector.Layout // of each phase
	learning          string                   // the phase of the learning rounds, named like the algorithm
	ridge             float64
	tolerance         float64 // largest change of a weight at which learning stops
	rounds            int     // most learning rounds
	predictor                 // what is learnt
	rule                      // makes the next common weights; nil for Newton
	steps             int     // gradient steps of a site in a round
	rate              float64 // of a gradient step
	clip              float64 // largest size of a weight of a site
	maxRows           int
	agreement, schema string // hashes, kept in the model
}

func newSite(p *plan.Plan, here Local) (*site, error) {
	a := p.Agreement
	s := setup{
		layouts: make(map[string]vector.Layout), learning: p.Learning(),
		ridge: a.Algorithm.Ridge, tolerance: a.Algorithm.Tolerance,
		rounds: a.Algorithm.Rounds, maxRows: a.Algorithm.MaxRows,
		steps: a.Algorithm.Steps, rate: a.Algorithm.Rate, clip: a.Aggregation.Clip,
		agreement: p.Hash.String(), schema: model.SchemaHash(a.Schema),
	}
	s.predictor = logistic(len(p.Columns()))
	if s.learning != plan.Newton {
		s.rule = averaging{}
	}
	for _, c := range p.Columns() {
		s.features = append(s.features, c.Name)
		s.ranges = append(s.ranges, model.Range{Min: c.Min, Max: c.Max})
	}
	for _, phase := range p.Phases() {
		layout, err := p.Layout(phase)
		if err != nil {
			return nil, err
		}
		s.layouts[phase] = layout
	}
	return s.begin(here)
}

func (s setup) begin(here Local) (*site, error) {
	train, test := here.Train, here.Test
	for i, t := range []*data.Table{train, test} {
		name := [...]phrase.Phrase{phrase.New("learn.training", "training"), phrase.New("learn.test", "test")}[i]
		if t.Len() > s.maxRows {
			return nil, phrase.Errorf("learn.max-rows", "%d %s rows, the agreement allows max_rows %d: agree on a higher max_rows", t.Len(), name, s.maxRows)
		}
		if !slices.Equal(t.Columns, s.features) {
			return nil, phrase.Errorf("learn.other-columns", "the %s rows have the columns %q, the agreement makes %q: read them with its schema", name, t.Columns, s.features)
		}
	}
	if train.Len() == 0 {
		return nil, phrase.Errorf("learn.no-training-rows", "no training rows: this site cannot contribute")
	}
	n := &site{setup: s, id: here.ID, train: train, test: test, state: state{Phase: plan.Moments}}
	if p := train.Positives(); p == 0 || p == train.Len() {
		n.here = append(n.here, model.Fault{
			Cause: model.OneOutcome, What: phrase.New("learn.one-outcome-here", "the outcome is the same in all %d training rows of this site", train.Len()),
			Remedy: phrase.New("learn.one-outcome-remedy", "nothing if that is so here, the other sites' rows can make up for it; otherwise look at the outcome's column and its rule"),
		})
		n.progress.Warnings = n.here
	}
	return n, nil
}

func (n *site) Warnings() []model.Fault { return slices.Concat(n.here, n.state.Warnings) }

func (n *site) Progress() Progress { return n.progress }

func (n *site) Contribution(phase string) ([]float64, error) {
	if phase != n.state.Phase {
		return nil, phrase.Errorf("learn.not-due", "phase %s is due, not %s", n.state.Phase, phase)
	}
	var values []float64
	var err error
	switch phase {
	case plan.Moments:
		values = n.moments()
	case plan.Newton:
		values = n.derivatives()
	case n.learning:
		values, err = n.localTraining()
	case plan.Evaluate:
		values, err = n.histogram()
	default:
		return nil, phrase.Errorf("learn.no-contribution", "phase %s has no contribution", phase)
	}
	if err != nil {
		return nil, err
	}
	if want := n.layouts[phase].Values(); len(values) != want {
		return nil, phrase.Errorf("learn.values", "phase %s: %d values, the plan has %d", phase, len(values), want)
	}
	return values, finite(phase, values)
}

// finite names the first value that is not: nothing of that kind may leave a
// site.
func finite(phase string, values []float64) error {
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return phrase.Errorf("learn.not-finite", "phase %s: value %d is %v: look for extreme values among the rows", phase, i, v)
		}
	}
	return nil
}

func (n *site) Apply(phase string, sum Sum) (string, error) {
	if phase != n.state.Phase || phase == plan.Done {
		return "", phrase.Errorf("learn.not-due", "phase %s is due, not %s", n.state.Phase, phase)
	}
	if sum.Contributors < 1 {
		return "", phrase.Errorf("learn.no-contributor", "phase %s: a sum needs a contributor", phase)
	}
	if err := finite(phase, sum.Values); err != nil {
		return "", err
	}
	parts := make(map[string][]float64)
	for _, s := range n.layouts[phase].Segments {
		part, err := vector.Part(n.layouts[phase], sum.Values, s.Name)
		if err != nil {
			return "", phrase.Errorf("learn.phase", "phase %s: %w", phase, err)
		}
		parts[s.Name] = part
	}
	var next state
	var progress Progress
	var err error
	switch phase {
	case plan.Moments:
		next, progress, err = n.standardise(parts, sum.Contributors)
	case plan.Newton:
		next, progress, err = n.newton(parts, sum.Contributors)
	case n.learning:
		next, progress, err = n.average(parts, sum)
	case plan.Evaluate:
		next, progress, err = n.evaluate(parts)
	}
	if err != nil {
		return "", err
	}
	progress.Phase, progress.Sites = phase, sum.Contributors
	progress.Warnings = next.Warnings[len(n.state.Warnings):]
	n.state, n.progress = next, progress
	return next.Phase, nil
}

func (n *site) scale() model.Scale { return model.Scale{Mean: n.state.Mean, SD: n.state.SD} }

func (n *site) Model() *model.Model {
	if n.state.Phase != plan.Evaluate && n.state.Phase != plan.Done {
		return nil
	}
	return &model.Model{
		Agreement: n.agreement, Schema: n.schema, Features: n.features, Ranges: n.ranges,
		Mean: n.state.Mean, SD: n.state.SD, Ridge: n.ridge,
		Intercept: n.state.Weights[0], Coefficients: n.state.Weights[1:],
	}
}

// step is the distance between quantised values of a segment.
func (s setup) step(phase, segment string) float64 {
	for _, g := range s.layouts[phase].Segments {
		if g.Name == segment {
			return g.Step()
		}
	}
	return 0
}

// grid rounds to a multiple of 2^-40, about 10^-12: see the package comment.
func grid(v float64) float64 {
	const steps = 1 << 40
	return math.RoundToEven(v*steps) / steps
}
