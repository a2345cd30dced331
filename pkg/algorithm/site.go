package algorithm

import (
	"cmp"
	"crypto/rand"
	"io"
	"math"
	"slices"

	"samband/pkg/agreement"
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
	held        *data.Table   // training rows that are held back to stop by
	here        []model.Fault // warnings about this site's rows alone
	left        int           // training and test rows left out, of units with more than count
	units       int           // that brought something to the last contribution under noise, and
	random      io.Reader     // of noise in an objective
	drawn       []float64     // the contribution with such noise
	clipped     int           // how many of them were clipped
	state       state
	made        struct { // by training in a round
		round int
		trained
	}
	progress Progress
}

func newSite(p *plan.Plan, here Local) (*site, error) {
	s, err := setupOf(p)
	if err != nil {
		return nil, err
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
	held := &data.Table{Columns: s.features}
	if s.patience > 0 {
		train, held = train.HoldBack(s.hold, here.ID)
	}
	left := 0
	if s.noise != nil {
		var more int
		train, left = s.noise.unitsOf(train)
		test, more = s.noise.unitsOf(test)
		left += more
	}
	if train.Len() == 0 {
		return nil, phrase.Errorf("learn.no-training-rows", "no training rows: this site cannot contribute")
	}
	n := &site{setup: s, id: here.ID, train: train, test: test, held: held, left: left, random: cmp.Or[io.Reader](here.Random, rand.Reader), state: s.beginning()}
	if p := train.Positives(); p == 0 || p == train.Len() {
		n.here = append(n.here, model.Fault{
			Cause: model.OneOutcome, What: phrase.New("learn.one-outcome-here", "the outcome is the same in all %d training rows of this site", train.Len()),
			Remedy: phrase.New("learn.one-outcome-remedy", "nothing if that is so here, the other sites' rows can make up for it; otherwise look at the outcome's column and its rule"),
		})
		n.progress.Warnings = n.here
	}
	return n, nil
}

// beginning is the state that learning starts with: where no moments are summed,
// there is nothing to wait for.
func (s setup) beginning() state {
	if s.noise != nil && s.noise.unit == agreement.Participant {
		return state{Phase: s.learning, Weights: s.start()}
	}
	return state{Phase: plan.Moments}
}

func (n *site) Warnings() []model.Fault { return slices.Concat(n.here, n.state.Warnings) }

func (n *site) Progress() Progress { return n.progress }

func (n *site) Contribution(phase string) ([]float64, error) {
	if phase != n.state.Phase {
		return nil, phrase.Errorf("learn.not-due", "phase %s is due, not %s", n.state.Phase, phase)
	}
	var values []float64
	var err error
	switch {
	case n.noise != nil:
		values, err = n.noisy(phase)
	case phase == plan.Moments:
		values = n.moments()
	case phase == plan.Newton:
		values = n.derivatives()
	case phase == n.learning:
		values, err = n.localTraining()
	case phase == plan.Evaluate:
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

// due gives the parts by name of the sum that a phase has, if it is the one that
// is due and its sum one that can be applied.
func due(phase, want string, layout vector.Layout, sum Sum) (map[string][]float64, error) {
	if phase != want || phase == plan.Done {
		return nil, phrase.Errorf("learn.not-due", "phase %s is due, not %s", want, phase)
	}
	if sum.Contributors < 1 {
		return nil, phrase.Errorf("learn.no-contributor", "phase %s: a sum needs a contributor", phase)
	}
	if err := finite(phase, sum.Values); err != nil {
		return nil, err
	}
	parts := make(map[string][]float64)
	for _, s := range layout.Segments {
		part, err := vector.Part(layout, sum.Values, s.Name)
		if err != nil {
			return nil, phrase.Errorf("learn.phase", "phase %s: %w", phase, err)
		}
		parts[s.Name] = part
	}
	return parts, nil
}

func (n *site) Apply(phase string, sum Sum) (string, error) {
	parts, err := due(phase, n.state.Phase, n.layouts[phase], sum)
	if err != nil {
		return "", err
	}
	var next state
	var progress Progress
	switch {
	case n.noise != nil:
		next, progress, err = n.applyNoisy(phase, parts, sum.Contributors)
	case phase == plan.Moments:
		next, progress, err = n.standardise(parts, sum.Contributors)
	case phase == plan.Newton:
		next, progress, err = n.newton(parts, sum.Contributors)
	case phase == n.learning:
		next, progress, err = n.average(parts, sum)
	case phase == plan.Evaluate:
		next, progress, err = n.evaluate(parts)
	}
	if err != nil {
		return "", err
	}
	progress.Phase, progress.Sites, progress.Network = phase, sum.Contributors, !n.linear()
	progress.Warnings = next.Warnings[len(n.state.Warnings):]
	n.state, n.progress, n.drawn = next, progress, nil
	return next.Phase, nil
}

// scale is the agreed standardisation: by the rows of all sites, or by the own.
func (n *site) scale() model.Scale {
	if n.bySite {
		return model.ScaleOf(n.train)
	}
	return model.Scale{Mean: n.state.Mean, SD: n.state.SD}
}

func (n *site) Model() *model.Model {
	if n.state.Phase != plan.Evaluate && n.state.Phase != plan.Done {
		return nil
	}
	return n.now()
}

// now is the model that the weights are, learnt or not.
func (n *site) now() *model.Model {
	scale := n.scale()
	m := &model.Model{
		Agreement: n.agreement, Schema: n.schema, Features: n.features, Ranges: n.ranges,
		Mean: scale.Mean, SD: scale.SD, Ridge: n.ridge,
	}
	m.Noised, m.Noise = n.noise != nil, n.state.Noise
	n.fill(m, n.state.Weights)
	return m
}

// grid rounds to a multiple of 2^-40, about 10^-12: see the package comment.
func grid(v float64) float64 {
	const steps = 1 << 40
	return math.RoundToEven(v*steps) / steps
}
