package algorithm

import (
	"encoding/binary"
	"math"

	"samband/pkg/agreement"
	"samband/pkg/digest"
	"samband/pkg/dp"
	"samband/pkg/model"
	"samband/pkg/phrase"
	"samband/pkg/plan"
	program "samband/pkg/trainer"
	"samband/pkg/vector"
)

// Program is a site's own training program, which alone sees rows and knows what
// the parameters mean.
type Program interface {
	Train(round int, parameters []float32) (program.Update, error)
	Evaluate(round int, part program.Part, parameters []float32) (program.Evaluation, error)
}

// External is the learner of a model that only the sites' own programs know.
type External interface {
	Learner
	// Parameters is the joint model, nil until the last learning round is
	// applied.
	Parameters() []float32
}

// external is the FedAvg family over the parameters of a site's own program. The
// common parameters are float32 after every round, so that the program is handed
// exactly what all go on from.
type external struct {
	program   Program
	layouts   map[string]vector.Layout // of each phase
	learning  string                   // the phase of the learning rounds
	phases    []string
	rule      rule
	rounds    int     // most learning rounds
	tolerance float64 // largest change of a parameter at which learning stops
	patience  int     // rounds without a better loss on the rows held back; 0: none are
	maxRows   int
	clip      float64 // largest size of a parameter
	unit      float64 // L2 norm to which a site's update is clipped; 0: there is no noise
	state     externalState
	progress  Progress
}

func newExternal(p *plan.Plan, here Local) (*external, error) {
	a, l := p.Agreement, p.Agreement.Algorithm
	if here.Program == nil {
		return nil, phrase.Errorf("learn.no-program", "the model is %s, and no training program is at hand: name it with --trainer", agreement.External)
	}
	n := &external{
		program: here.Program, layouts: make(map[string]vector.Layout), learning: p.Learning(), phases: p.Phases(),
		rule: ruleOf(l), rounds: l.Rounds, tolerance: l.Tolerance, patience: l.Patience,
		maxRows: l.MaxRows, clip: a.Aggregation.Clip,
	}
	for _, phase := range n.phases {
		layout, err := p.Layout(phase)
		if err != nil {
			return nil, err
		}
		n.layouts[phase] = layout
	}
	if noise := p.Noise(n.learning); len(noise) > 0 {
		n.unit = noise[0].Unit
	}
	n.state = externalState{Phase: n.learning, Weights: start(a.Split, a.Trainer.Parameters, a.Trainer.Start)}
	return n, nil
}

// start draws what learning begins with, the same at every site: numbers between
// −size and size, evenly. What decides them is the split, so that a run can be
// repeated under another agreement.
func start(s agreement.Split, count int, size float64) []float64 {
	values := make([]float64, count)
	if size == 0 {
		return values
	}
	stream := digest.New("samband/trainer/start/1").Text(s.Seed).Text(s.Dataset).Sum().Expand()
	piece := make([]byte, 1<<12)
	for done := 0; done < count; {
		stream.Read(piece)
		for b := piece; len(b) > 0 && done < count; b = b[4:] {
			drawn := int32(binary.LittleEndian.Uint32(b))
			values[done] = float64(float32(math.Ldexp(float64(drawn), -31) * size))
			done++
		}
	}
	return values
}

func (n *external) Model() *model.Model { return nil }

func (n *external) Parameters() []float32 {
	if n.state.Phase == n.learning {
		return nil
	}
	return n.common()
}

// common is what all sites go on from.
func (n *external) common() []float32 {
	values := make([]float32, len(n.state.Weights))
	for j, w := range n.state.Weights {
		values[j] = float32(w)
	}
	return values
}

func (n *external) Evaluation() *Evaluation { return n.state.Evaluation }

func (n *external) Warnings() []model.Fault { return nil }

func (n *external) Progress() Progress { return n.progress }

func (n *external) Contribution(phase string) ([]float64, error) {
	if phase != n.state.Phase {
		return nil, phrase.Errorf("learn.not-due", "phase %s is due, not %s", n.state.Phase, phase)
	}
	var parts map[string][]float64
	var err error
	switch phase {
	case n.learning:
		parts, err = n.train()
	case plan.Evaluate:
		parts, err = n.test()
	default:
		return nil, phrase.Errorf("learn.no-contribution", "phase %s has no contribution", phase)
	}
	if err != nil {
		return nil, err
	}
	values := make([]float64, 0, n.layouts[phase].Values())
	for _, s := range n.layouts[phase].Segments {
		values = append(values, parts[s.Name]...)
	}
	if want := n.layouts[phase].Values(); len(values) != want {
		return nil, phrase.Errorf("learn.values", "phase %s: %d values, the plan has %d", phase, len(values), want)
	}
	return values, finite(phase, values)
}

// train is the contribution to a learning round.
func (n *external) train() (map[string][]float64, error) {
	round, from := n.state.Round+1, n.common()
	u, err := n.program.Train(round, from)
	if err != nil {
		return nil, err
	}
	if n.unit > 0 {
		return n.bounded(u.Parameters)
	}
	rows, weights := float64(u.Rows), make([]float64, len(u.Parameters))
	for j, w := range u.Parameters {
		weights[j] = rows * float64(w)
	}
	parts := map[string][]float64{"rows": {rows}, "weights": weights, "loss": {rows * u.Loss}}
	if n.patience > 0 {
		e, err := n.program.Evaluate(round, program.Validation, from)
		if err != nil {
			return nil, err
		}
		parts["held-loss"], parts["held-rows"] = []float64{float64(e.Rows) * e.Loss}, []float64{float64(e.Rows)}
	}
	return parts, nil
}

// bounded is the contribution under noise: by how much this site's training
// moves the parameters, as a whole no further than the unit. Every site has the
// same weight: its number of rows is not among what noise hides.
func (n *external) bounded(trained []float32) (map[string][]float64, error) {
	change := make([]float64, len(trained))
	for j, w := range trained {
		change[j] = float64(w) - n.state.Weights[j]
	}
	sum, err := dp.NewSum([]dp.Segment{{Length: len(change), Unit: n.unit}})
	if err != nil {
		return nil, err
	}
	defer sum.Wipe()
	if err := sum.Add(change); err != nil {
		return nil, err
	}
	return map[string][]float64{"update": sum.Values()}, nil
}

// test is the contribution to the evaluation.
func (n *external) test() (map[string][]float64, error) {
	e, err := n.program.Evaluate(n.state.Round, program.Test, n.common())
	if err != nil {
		return nil, err
	}
	return map[string][]float64{"loss": {float64(e.Rows) * e.Loss}, "rows": {float64(e.Rows)}}, nil
}
