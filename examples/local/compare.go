package local

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"

	"samband/client/participant"
	"samband/pkg/algorithm"
	"samband/pkg/command"
	"samband/pkg/data"
	"samband/pkg/identity"
	"samband/pkg/model"
	"samband/pkg/plan"
	"samband/pkg/profile"
	"samband/pkg/protocol"
)

// Score is a model's quality on some test rows; what is undefined is nil.
type Score struct {
	AUC     *float64 `json:"auc"`
	LogLoss *float64 `json:"log_loss"`
	Rows    int      `json:"rows"`
}

// Scores are by site, and "overall" for the test rows of all.
type Scores map[string]Score

// Metrics compares three ways to learn. Local holds, for each site, the model
// of that site alone on its own test rows; its "overall" is all test rows,
// each scored by its own site's model.
type Metrics struct {
	Local                 Scores   `json:"local"`
	Joint                 Scores   `json:"joint"`
	Pooled                Scores   `json:"pooled"`
	CoefficientDifference *float64 `json:"coefficient_difference"` // nil of a network: others predict the same
}

const overall = "overall"

// table is one site's rows.
type table struct {
	id          identity.ID
	train, test *data.Table
}

// Compare fits what the demonstration can fit because it owns all rows, and
// scores the joint model beside it. The joint model is read from every
// participant's own file: all must hold the same one.
func (r *Run) Compare(p *plan.Plan) (*model.Model, *Metrics, error) {
	joint, err := r.joint(p)
	if err != nil {
		return nil, nil, err
	}
	sites, err := r.tables()
	if err != nil {
		return nil, nil, err
	}
	pooledRows := *sites[0].train
	for _, s := range sites[1:] {
		pooledRows.Append(s.train)
	}
	pooled, err := alone(p, table{train: &pooledRows, test: sites[0].test})
	if err != nil {
		return nil, nil, fmt.Errorf("the pooled model: %w", err)
	}
	m := &Metrics{Local: make(Scores)}
	if joint.Network == nil {
		d := Difference(joint, pooled)
		m.CoefficientDifference = &d
	}
	if m.Joint, err = score(sites, func(table) *model.Model { return joint }); err != nil {
		return nil, nil, err
	}
	if m.Pooled, err = score(sites, func(table) *model.Model { return pooled }); err != nil {
		return nil, nil, err
	}
	own := make(map[identity.ID]*model.Model)
	for _, s := range sites {
		own[s.id], err = alone(p, s)
		if fault := (*model.Fault)(nil); errors.As(err, &fault) {
			r.say("%s: no model of its own: %v", s.id, fault)
		} else if err != nil {
			return nil, nil, fmt.Errorf("the model of %s alone: %w", s.id, err)
		}
	}
	m.Local, err = score(sites, func(s table) *model.Model { return own[s.id] })
	return joint, m, err
}

// alone learns from one table: logistic regression to its optimum, a network as
// the agreement says.
func alone(p *plan.Plan, s table) (*model.Model, error) {
	if p.Agreement.Network == nil {
		return model.Fit(s.train, p.Agreement.Algorithm.Ridge)
	}
	return algorithm.Alone(p, algorithm.Local{ID: string(s.id), Train: s.train, Test: s.test})
}

// joint reads the model that every participant saved.
func (r *Run) joint(p *plan.Plan) (*model.Model, error) {
	var joint *model.Model
	for _, h := range r.Hospitals {
		m, err := model.Load(filepath.Join(command.RunDir(r.dir(h.ID), p, protocol.Real), participant.ModelFile))
		if err != nil {
			return nil, err
		}
		if joint == nil {
			joint = m
		}
		if d := Difference(joint, m); d > 1e-9 {
			return nil, fmt.Errorf("the models of %s and %s differ by %g", r.Hospitals[0].ID, h.ID, d)
		}
	}
	return joint, nil
}

// tables reads every site's rows as its own program did.
func (r *Run) tables() ([]table, error) {
	rule := profile.Split(r.Agreement)
	var sites []table
	for _, h := range r.Hospitals {
		t, err := data.ReadCSV(h.Data, r.Agreement.Schema)
		if err != nil {
			return nil, err
		}
		train, test := t.Split(rule, string(h.ID))
		sites = append(sites, table{h.ID, train, test})
	}
	return sites, nil
}

// score rates each site's model on its test rows. Where a site has none its
// score is undefined, and so is the one of all together.
func score(sites []table, of func(table) *model.Model) (Scores, error) {
	all := make(Scores, len(sites)+1)
	var every, outcomes []float64
	complete := true
	for _, s := range sites {
		outcomes = append(outcomes, s.test.Y...)
		m := of(s)
		if m == nil {
			all[string(s.id)], complete = Score{Rows: s.test.Len()}, false
			continue
		}
		scores, err := m.Scores(s.test)
		if err != nil {
			return nil, err
		}
		all[string(s.id)] = rate(scores, s.test.Y)
		every = append(every, scores...)
	}
	all[overall] = Score{Rows: len(outcomes)}
	if complete {
		all[overall] = rate(every, outcomes)
	}
	return all, nil
}

func rate(scores, outcomes []float64) Score {
	s := Score{Rows: len(outcomes)}
	if auc, ok := model.AUC(scores, outcomes); ok {
		s.AUC = &auc
	}
	if loss, ok := model.LogLoss(scores, outcomes); ok {
		s.LogLoss = &loss
	}
	return s
}

// Difference is the largest difference between two models' weights.
func Difference(a, b *model.Model) float64 {
	x, y := a.Weights(), b.Weights()
	if len(x) != len(y) {
		return math.Inf(1)
	}
	most := 0.0
	for i := range x {
		most = max(most, math.Abs(x[i]-y[i]))
	}
	return most
}
