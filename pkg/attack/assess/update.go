package assess

import (
	"fmt"
	"math"
	"slices"

	"samband/pkg/agreement"
	"samband/pkg/attack/inversion"
	"samband/pkg/attack/subtract"
	"samband/pkg/data"
	"samband/pkg/evidence"
	"samband/pkg/network"
	"samband/pkg/plan"
)

// trials of each batch size.
const trials = 100

// closedForm tries on made-up rows how many of a batch the gradient of the run's
// own architecture gives away.
func (s *assessment) closedForm() error {
	a := s.Plan.Agreement
	shape := network.Binary(len(s.Plan.Columns()), nil, network.ReLU, network.Logistic)
	if n := a.Network; n != nil {
		shape = network.Binary(len(s.Plan.Columns()), n.Hidden, network.Activation(n.Activation), network.Loss(n.Loss))
	}
	points, err := inversion.Curve(shape, inversion.Batches(), trials, s.Seed)
	if err != nil {
		return err
	}
	found := evidence.Attack{Kind: evidence.Gradient, Seat: s.reader(), Target: string(s.Self)}
	for _, p := range points {
		found.Found = append(found.Found, evidence.Figure{Name: fmt.Sprintf("%s%d", evidence.FigureRecords, p.Batch), Interval: evidence.Interval(p.Share)})
	}
	s.add(found)
	return nil
}

// givenAway reads this participant's own contributions as one would who has them
// without noise: numbers about its rows, and how far they are from what the rows
// say. Nothing of the numbers themselves is kept.
func (s *assessment) givenAway() error {
	if len(s.Sums) == 0 || s.Plan.Learning() != plan.Newton || s.Plan.Agreement.Privacy.Noised() || s.Plan.Agreement.Algorithm.Standardise == agreement.BySite {
		return nil
	}
	var rounds []subtract.Round
	values := 0
	for _, k := range s.Sums {
		if k.Own == nil {
			return nil
		}
		rounds = append(rounds, subtract.Round{Phase: k.Phase, Own: make([]float64, len(k.Own)), Sum: k.Own})
		values += len(k.Own)
	}
	facts, err := subtract.Facts(s.Plan, rounds, s.Model.Mean, s.Model.SD)
	if err != nil {
		return err
	}
	worst := 0.0
	for _, f := range facts {
		is := truth(s.Train, f)
		worst = max(worst, math.Abs(f.Value-is)/(1+math.Abs(is)))
	}
	small := subtract.Small(subtract.Cells(s.Plan, facts), s.Plan.Agreement.Privacy.MinCell.Count)
	s.add(evidence.Attack{Kind: evidence.Moments, Seat: s.reader(), Target: string(s.Self), Found: []evidence.Figure{
		exactly(evidence.FigureValues, float64(values)), exactly(evidence.FigureFacts, float64(len(facts))),
		exactly(evidence.FigureError, worst), exactly(evidence.FigureSmall, float64(len(small))),
	}})
	return nil
}

// exactly is a figure that is no estimate.
func exactly(name string, v float64) evidence.Figure {
	return evidence.Figure{Name: name, Interval: evidence.Interval{Value: v, Low: v, High: v}}
}

// truth is what a fact says of the rows of a table.
func truth(t *data.Table, f subtract.Fact) float64 {
	switch f.Name {
	case subtract.Rows:
		return float64(t.Len())
	case subtract.Positives:
		return float64(t.Positives())
	}
	total := 0.0
	for i := range t.Len() {
		product := 1.0
		for _, name := range f.Columns {
			product *= t.Row(i)[slices.Index(t.Columns, name)]
		}
		if f.Name == subtract.Outcomes {
			product *= t.Y[i]
		}
		total += product
	}
	if f.Name == subtract.Mean {
		return total / float64(t.Len())
	}
	return total
}
