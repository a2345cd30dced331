package algorithm

import (
	"samband/pkg/agreement"
	"samband/pkg/data"
	"samband/pkg/model"
	"samband/pkg/plan"
	"samband/pkg/vector"
)

// setup is what the agreement fixes.
type setup struct {
	features          []string
	ranges            []model.Range            // declared, of each feature
	layouts           map[string]vector.Layout // of each phase
	learning          string                   // the phase of the learning rounds, named like the algorithm
	ridge             float64
	tolerance         float64 // largest change of a weight at which learning stops
	rounds            int     // most learning rounds
	maxRows           int
	agreement, schema string // hashes, kept in the model

	predictor        // what is learnt
	averages         // how, where rounds are averages
	bySite    bool   // each site standardises by its own rows
	noise     *noise // nil without
}

// averages is what the agreement fixes for the FedAvg family.
type averages struct {
	rule     rule    // makes the next common weights; nil for Newton
	steps    int     // gradient steps of a site in a round
	rate     float64 // of a gradient step
	batch    int     // rows in a step; 0: all
	seed     string  // of the order of rows
	clip     float64 // largest size of a weight of a site
	proximal float64 // µ of FedProx
	scaffold bool
	samples  bool       // rounds take some of the participants
	patience int        // rounds without a better loss on the rows held back; 0: none are
	hold     data.Split // which these are
}

func setupOf(p *plan.Plan) (setup, error) {
	a, l := p.Agreement, p.Agreement.Algorithm
	s := setup{
		layouts: make(map[string]vector.Layout), learning: p.Learning(),
		ridge: l.Ridge, tolerance: l.Tolerance, rounds: l.Rounds, maxRows: l.MaxRows,
		agreement: p.Hash.String(), schema: model.SchemaHash(a.Schema),
		predictor: logistic(len(p.Columns())), bySite: l.BySite(),
	}
	if a.Network != nil {
		var err error
		if s.predictor, err = newPerceptron(len(p.Columns()), *a.Network, a.Split.Seed); err != nil {
			return setup{}, err
		}
	}
	if l.Averages() {
		s.averages = averages{
			rule: ruleOf(l), steps: l.Steps, rate: l.Rate, batch: l.Batch, seed: a.Split.Seed,
			clip: a.Aggregation.Clip, proximal: l.Proximal, scaffold: l.Name == agreement.Scaffold,
			samples: l.Sample != 0, patience: l.Patience,
			hold: data.Split{Seed: a.Split.Seed, Dataset: a.Split.Dataset, Test: l.Validation},
		}
	}
	for _, c := range p.Columns() {
		s.features = append(s.features, c.Name)
		s.ranges = append(s.ranges, model.Range{Min: c.Min, Max: c.Max})
	}
	for _, phase := range p.Phases() {
		layout, err := p.Layout(phase)
		if err != nil {
			return setup{}, err
		}
		s.layouts[phase] = layout
	}
	s.noise = noiseOf(p, s.layouts)
	return s, nil
}

// ruleOf is the update rule of an algorithm that averages.
func ruleOf(l agreement.Algorithm) rule {
	adaptiveBy := func(v squares) rule { return adaptive{v, l.ServerRate, l.Beta1, l.Beta2, l.Adaptivity} }
	switch l.Name {
	case agreement.FedAvgM:
		return momentum{l.ServerRate, l.Momentum}
	case agreement.FedAdam:
		return adaptiveBy(adam)
	case agreement.FedYogi:
		return adaptiveBy(yogi)
	case agreement.FedAdagrad:
		return adaptiveBy(adagrad)
	}
	return averaging{}
}

// linear tells whether logistic regression is learnt: its loss has one minimum,
// and its weights have names.
func (s setup) linear() bool {
	_, ok := s.predictor.(logistic)
	return ok
}

// segment is a segment of the learning rounds; nothing if they have none of the
// name.
func (s setup) segment(name string) vector.Segment {
	for _, g := range s.layouts[s.learning].Segments {
		if g.Name == name {
			return g
		}
	}
	return vector.Segment{Bits: vector.MinBits, Clip: 1}
}

// pooledColumns counts the columns that are standardised by the rows of all
// sites.
func (s setup) pooledColumns() int {
	if s.bySite {
		return 0
	}
	return len(s.features)
}
