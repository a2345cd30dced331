// Package assess runs the leakage tests on a finished run, with one
// participant's own rows as the truth: which of them the joint model was trained
// on, and which it was not. With the same rows it measures what the model is
// worth there, beside the site's own and for groups of rows.
//
// It measures what these attacks find. Another attack, or somebody who knows more
// than shadow models of similar rows, may find more.
package assess

import (
	"context"
	"slices"

	"samband/pkg/agreement"
	"samband/pkg/algorithm"
	"samband/pkg/data"
	"samband/pkg/evidence"
	"samband/pkg/exposure"
	"samband/pkg/identity"
	"samband/pkg/model"
	"samband/pkg/phrase"
	"samband/pkg/plan"
)

// Sum is what a participant kept of a round: what it sent and what was opened.
type Sum struct {
	Round uint32
	Phase string
	Set   []identity.ID // whose contributions are in it
	Own   []float64     // nil if the participant's is not
	Sum   []float64
}

// Input is a finished run, as one participant has it.
type Input struct {
	Plan        *plan.Plan
	Self        identity.ID
	Train, Test *data.Table // of the participant, split as agreed
	Model       *model.Model
	Sums        []Sum // as kept, in order; nil: none were
	Shadows     int   // models to compare with
	Seed        uint64

	// Stage tells people that so many steps of a kind begin; what it returns is
	// called after each, from one goroutine at a time. nil: nobody is told.
	Stage func(name string, steps int) func()
}

// Stages.
const (
	TrainingShadows = "shadows"
	Comparing       = "comparing"
)

// begin checks the input and makes what all tests need.
func begin(in Input) (*assessment, error) {
	a := in.Plan.Agreement
	if a.Model == agreement.External || in.Model == nil {
		return nil, phrase.Errorf("assess.external", "only the sites' own programs know the model: its tests need them")
	}
	if in.Shadows < fewest || in.Shadows > most {
		return nil, phrase.Errorf("assess.shadows", "%d shadow models; between %d and %d are of use", in.Shadows, fewest, most)
	}
	for _, t := range []*data.Table{in.Train, in.Test} {
		if !slices.Equal(t.Columns, in.Model.Features) {
			return nil, phrase.Errorf("assess.columns", "the model has other columns than the rows: name the rows of its run")
		}
	}
	train := in.Train
	if v := a.Algorithm.Validation; v > 0 { // as learning holds them back: neither inside nor outside
		train, _ = train.HoldBack(data.Split{Seed: a.Split.Seed, Dataset: a.Split.Dataset, Test: v}, string(in.Self))
	}
	if train.Len() < fewestRows || in.Test.Len() < fewestRows {
		return nil, phrase.Errorf("assess.rows", "%d training and %d test rows here: too few to measure anything; %d of each are needed", train.Len(), in.Test.Len(), fewestRows)
	}
	s := &assessment{Input: in, result: &evidence.Tests{Version: evidence.TestsVersion, Party: in.Self, Agreement: in.Plan.Hash, Seed: in.Seed, Shadows: in.Shadows}}
	var err error
	if s.result.Model, err = in.Model.Digest(); err != nil {
		return nil, err
	}
	s.pool(train)
	return s, nil
}

// Bounds.
const (
	fewest     = 8
	most       = 1024
	fewestRows = 20
)

type assessment struct {
	Input
	result  *evidence.Tests
	trained *data.Table // the training rows but those that learning held back
	all     *data.Table // those, then test rows
	units   []int       // by row
	in      []bool      // by row
	rarely  bool        // a feature has values too rare to be told of
}

// pool puts all rows into one table, with numbers of units that go on.
func (s *assessment) pool(train *data.Table) {
	s.trained, s.all = train, &data.Table{Columns: train.Columns}
	offset := 0
	for i, t := range []*data.Table{train, s.Test} {
		s.all.Append(t)
		for row := range t.Len() {
			unit := row
			if t.Units != nil {
				unit = t.Units[row]
			}
			s.units, s.in = append(s.units, offset+unit), append(s.in, i == 0)
		}
		offset = slices.Max(s.units) + 1
	}
	s.result.Rows = [2]int{train.Len(), s.Test.Len()}
	s.result.ByPatient = train.Units != nil
}

// Run runs all tests. The same input gives the same result on the same kind of
// machine.
func Run(ctx context.Context, in Input) (*evidence.Tests, error) {
	s, err := begin(in)
	if err != nil {
		return nil, err
	}
	if err := s.closedForm(); err != nil {
		return nil, err
	}
	if err := s.givenAway(); err != nil {
		return nil, err
	}
	if err := s.sums(); err != nil {
		return nil, err
	}
	if err := s.attributes(); err != nil {
		return nil, err
	}
	if err := s.worth(); err != nil {
		return nil, err
	}
	if err := s.membership(ctx); err != nil {
		return nil, err
	}
	s.limits()
	return s.result, nil
}

// add keeps what an attack found.
func (s *assessment) add(a evidence.Attack) { s.result.Attacks = append(s.result.Attacks, a) }

// stage tells people of one.
func (s *assessment) stage(name string, steps int) func() {
	if s.Stage == nil {
		return func() {}
	}
	return s.Stage(name, steps)
}

// reader is who, alone, can read this participant's contribution to a sum: the
// other one of two, a coordinator that adds plaintext; nobody, and then what it
// tells is what somebody would know who could.
func (s *assessment) reader() string {
	views, err := s.Plan.Exposure()
	if err != nil {
		return evidence.AnyReader
	}
	hub := string(s.Plan.Agreement.Coordinator.ID)
	for _, id := range append([]string{hub}, texts(s.Plan.Participants)...) {
		if id == string(s.Self) {
			continue
		}
		for _, v := range views {
			if l := v.Seen[exposure.IndividualUpdate]; v.Party == id && (l == exposure.Plain || l == exposure.Derivable) {
				return id
			}
		}
	}
	return evidence.AnyReader
}

func texts(ids []identity.ID) []string {
	var all []string
	for _, id := range ids {
		all = append(all, string(id))
	}
	return all
}

// rounds are the models after the learning rounds that are in the kept sums.
func (s *assessment) rounds() ([]*model.Model, error) {
	if len(s.Sums) == 0 {
		return nil, nil
	}
	l, err := algorithm.New(s.Plan, algorithm.Local{ID: string(s.Self), Train: s.Train, Test: s.Test})
	if err != nil {
		return nil, err
	}
	var all []*model.Model
	for _, k := range s.Sums {
		if _, err := l.Apply(k.Phase, algorithm.Sum{Values: k.Sum, Contributors: len(k.Set), Own: slices.Contains(k.Set, s.Self)}); err != nil {
			return nil, phrase.Errorf("assess.sums", "the kept sum of round %d: %w", k.Round, err)
		}
		if k.Phase == s.Plan.Learning() {
			all = append(all, algorithm.Current(l))
		}
	}
	if m := l.Model(); m == nil || !slices.Equal(m.Parameters(), s.Model.Parameters()) {
		return nil, phrase.Errorf("assess.other-sums", "the kept sums do not lead to the model of the run: use both as the run left them")
	}
	return all, nil
}
