package algorithm

import (
	"fmt"
	"math"
	"slices"

	"samband/pkg/data"
	"samband/pkg/model"
	"samband/pkg/plan"
	"samband/pkg/vector"
)

// newton learns ridge logistic regression exactly: one sum of moments for the
// standardisation, then one sum of loss, gradient and Hessian for every step of
// Newton's method, then one sum for the evaluation. The result is that of
// Newton's method on the pooled rows, up to rounding. (Wu et al., GLORE,
// Journal of the American Medical Informatics Association 2012;19:758, for the
// decomposition.)
type newton struct {
	setup
	train, test *data.Table
	state       state
	progress    string
}

// setup is what the agreement fixes.
type setup struct {
	features          []string
	ranges            []model.Range            // declared, of each feature
	layouts           map[string]vector.Layout // of each phase
	ridge             float64
	tolerance         float64 // largest change of a weight at which learning stops
	rounds            int     // most Newton rounds
	maxRows           int
	agreement, schema string // hashes, kept in the model
}

func newNewton(p *plan.Plan, train, test *data.Table) (*newton, error) {
	a := p.Agreement
	s := setup{
		layouts: make(map[string]vector.Layout),
		ridge:   a.Algorithm.Ridge, tolerance: a.Algorithm.Tolerance,
		rounds: a.Algorithm.Rounds, maxRows: a.Algorithm.MaxRows,
		agreement: p.Hash.String(), schema: model.SchemaHash(a.Schema),
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
	return s.begin(train, test)
}

func (s setup) begin(train, test *data.Table) (*newton, error) {
	for i, t := range []*data.Table{train, test} {
		name := [...]string{"training", "test"}[i]
		if t.Len() > s.maxRows {
			return nil, fmt.Errorf("%d %s rows, the agreement allows max_rows %d: agree on a higher max_rows", t.Len(), name, s.maxRows)
		}
		if !slices.Equal(t.Columns, s.features) {
			return nil, fmt.Errorf("the %s rows have the columns %q, the agreement makes %q: read them with its schema", name, t.Columns, s.features)
		}
	}
	if train.Len() == 0 {
		return nil, fmt.Errorf("no training rows: this site cannot contribute")
	}
	return &newton{setup: s, train: train, test: test, state: state{Phase: plan.Moments}, progress: "not begun"}, nil
}

func (n *newton) Progress() string { return n.progress }

func (n *newton) Contribution(phase string) ([]float64, error) {
	if phase != n.state.Phase {
		return nil, fmt.Errorf("phase %s is due, not %s", n.state.Phase, phase)
	}
	var values []float64
	var err error
	switch phase {
	case plan.Moments:
		values = n.moments()
	case plan.Newton:
		d := model.Derive(n.train, n.scale(), n.state.Weights)
		values = append(append(d.Gradient, d.Hessian...), d.Loss)
	case plan.Evaluate:
		values, err = n.histogram()
	default:
		return nil, fmt.Errorf("phase %s has no contribution", phase)
	}
	if err != nil {
		return nil, err
	}
	if want := n.layouts[phase].Values(); len(values) != want {
		return nil, fmt.Errorf("phase %s: %d values, the plan has %d", phase, len(values), want)
	}
	return values, finite(phase, values)
}

// finite names the first value that is not: nothing of that kind may leave a
// site.
func finite(phase string, values []float64) error {
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("phase %s: value %d is %v: look for extreme values among the rows", phase, i, v)
		}
	}
	return nil
}

func (n *newton) Apply(phase string, sum []float64, contributors int) (string, error) {
	if phase != n.state.Phase || phase == plan.Done {
		return "", fmt.Errorf("phase %s is due, not %s", n.state.Phase, phase)
	}
	if contributors < 1 {
		return "", fmt.Errorf("phase %s: a sum needs a contributor", phase)
	}
	if err := finite(phase, sum); err != nil {
		return "", err
	}
	parts := make(map[string][]float64)
	for _, s := range n.layouts[phase].Segments {
		part, err := vector.Part(n.layouts[phase], sum, s.Name)
		if err != nil {
			return "", fmt.Errorf("phase %s: %w", phase, err)
		}
		parts[s.Name] = part
	}
	var next state
	var progress string
	var err error
	switch phase {
	case plan.Moments:
		next, progress, err = n.standardise(parts, contributors)
	case plan.Newton:
		next, progress, err = n.step(parts, contributors)
	case plan.Evaluate:
		next, progress, err = n.evaluate(parts, contributors)
	}
	if err != nil {
		return "", err
	}
	n.state, n.progress = next, progress
	return next.Phase, nil
}

func (n *newton) scale() model.Scale { return model.Scale{Mean: n.state.Mean, SD: n.state.SD} }

func (n *newton) Model() *model.Model {
	if n.state.Phase != plan.Evaluate && n.state.Phase != plan.Done {
		return nil
	}
	return &model.Model{
		Agreement: n.agreement, Schema: n.schema, Features: n.features, Ranges: n.ranges,
		Mean: n.state.Mean, SD: n.state.SD, Ridge: n.ridge,
		Intercept: n.state.Weights[0], Coefficients: n.state.Weights[1:],
	}
}

// grid rounds to a multiple of 2^-40, about 10^-12: see the package comment.
func grid(v float64) float64 {
	const steps = 1 << 40
	return math.RoundToEven(v*steps) / steps
}
