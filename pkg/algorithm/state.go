package algorithm

import (
	"bytes"
	"encoding/json"

	"samband/pkg/model"
	"samband/pkg/phrase"
	"samband/pkg/plan"
)

// state is what one Apply leaves for the next. Values in it are never changed
// in place.
type state struct {
	Phase      string        `json:"phase"` // that is due
	Round      int           `json:"round"` // learning rounds applied
	Rows       float64       `json:"rows"`  // training rows of all sites
	Mean       []float64     `json:"mean"`
	SD         []float64     `json:"sd"`
	Weights    []float64     `json:"weights"` // where the learning round starts, and at last the model's
	Before     *point        `json:"before"`  // the last weights from which a step was made
	Rises      int           `json:"rises"`   // of the objective, in rounds of averaging
	Start      float64       `json:"start"`   // objective a row of the first round of averaging
	Memory     memory        `json:"memory"`  // of the rule
	Variates   *variates     `json:"variates"`
	Best       *best         `json:"best"`      // on the rows held back
	HeldLoss   float64       `json:"held_loss"` // mean on these, at the weights that the last round began with
	Waited     int           `json:"waited"`    // rounds since the best
	Evaluation *Evaluation   `json:"evaluation"`
	Warnings   []model.Fault `json:"warnings"`        // about the result
	Began      float64       `json:"began,omitempty"` // deviation, for noise, of the intercept that learning began with
	Rough      []float64     `json:"rough,omitempty"` // deviation, for noise, of each column's variance, as a share of it
	Noise      *model.Noise  `json:"noise,omitempty"` // of the model's weights
}

type point struct {
	Weights      []float64 `json:"weights"`
	Objective    float64   `json:"objective"` // for averaging, a row
	Decrement    float64   `json:"decrement"` // of the Newton step made there
	Contributors int       `json:"contributors"`
}

const stateVersion = 2

type savedState struct {
	Version  int      `json:"version"`
	State    state    `json:"state"`
	Progress Progress `json:"progress"`
}

func (n *site) MarshalState() ([]byte, error) {
	return json.Marshal(savedState{stateVersion, n.state, n.progress})
}

func (n *site) restore(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	var saved savedState
	if err := d.Decode(&saved); err != nil {
		return err
	}
	if saved.Version != stateVersion {
		return phrase.Errorf("learn.state-version", "version %d, this program reads version %d", saved.Version, stateVersion)
	}
	s := saved.State
	switch s.Phase {
	case plan.Moments:
	case n.learning, plan.Evaluate, plan.Done:
		if !s.fits(n.pooledColumns(), len(n.start())) || (s.Variates != nil) != (n.scaffold && s.Phase == n.learning) {
			return phrase.Errorf("learn.state-columns", "it has another number of columns than the agreement: start the run anew")
		}
	default:
		return phrase.Errorf("learn.state-phase", "phase %.40q is not known", s.Phase)
	}
	n.state, n.progress = s, saved.Progress
	return nil
}

// fits tells whether s is about that many columns and weights.
func (s *state) fits(columns, weights int) bool {
	ok := len(s.Mean) == columns && len(s.SD) == columns && len(s.Weights) == weights
	if s.Before != nil {
		ok = ok && len(s.Before.Weights) == weights
	}
	if s.Variates != nil {
		ok = ok && len(s.Variates.Common) == weights && len(s.Variates.Own) == weights
	}
	ok = ok && (s.Rough == nil || len(s.Rough) == columns)
	if s.Noise != nil {
		ok = ok && len(s.Noise.Deviations) == weights
	}
	if s.Best != nil {
		ok = ok && len(s.Best.Weights) == weights
	}
	for _, kept := range [][]float64{s.Memory.First, s.Memory.Second} {
		ok = ok && (kept == nil || len(kept) == weights)
	}
	return ok
}
