package assess

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"

	"samband/pkg/algorithm"
	"samband/pkg/attack/membership"
	"samband/pkg/data"
	"samband/pkg/evidence"
	"samband/pkg/model"
	"samband/pkg/schema"
)

// leastGroup is of how many test rows a group is told, if the agreed minimum is
// not larger.
const leastGroup = 20

// worth measures the joint model on this site's test rows: beside the model that
// the site has alone, and for groups of the rows.
func (s *assessment) worth() error {
	joint, err := s.Model.Scores(s.Test)
	if err != nil {
		return err
	}
	s.groups(joint)
	a := *s.Plan.Agreement
	p, err := aloneUnder(&a)
	if err != nil {
		return err
	}
	own, err := algorithm.Alone(p, algorithm.Local{ID: string(s.Self), Train: s.Train, Test: s.Test})
	if err != nil {
		return nil // such as where all outcomes are the same: then there is nothing to compare with
	}
	alone, err := own.Scores(s.Test)
	if err != nil {
		return err
	}
	site, y := string(s.Self), s.Test.Y
	gains := make([]float64, len(y))
	for i := range y {
		gains[i] = model.Loss(alone[i], y[i]) - model.Loss(joint[i], y[i])
	}
	s.result.Comparison = &evidence.Comparison{
		Local: map[string]evidence.Quality{site: quality(alone, y)},
		Joint: map[string]evidence.Quality{site: quality(joint, y)},
		Gain:  map[string]evidence.Interval{site: mean(gains)},
	}
	return nil
}

func quality(scores, y []float64) evidence.Quality {
	q := evidence.Quality{Rows: len(y)}
	if auc, ok := model.AUC(scores, y); ok {
		q.AUC = &auc
	}
	if loss, ok := model.LogLoss(scores, y); ok {
		q.LogLoss = &loss
	}
	return q
}

// mean has the interval of a mean of values that are independent.
func mean(values []float64) evidence.Interval {
	n := float64(len(values))
	m, squares := 0.0, 0.0
	for _, v := range values {
		m += v / n
	}
	for _, v := range values {
		squares += (v - m) * (v - m)
	}
	half := mathext.NormalQuantile((1+confidence)/2) * math.Sqrt(squares/max(n-1, 1)/n)
	return evidence.Interval{Value: m, Low: m - half, High: m + half}
}

// group is a part of the test rows.
type group struct {
	evidence.Group
	rows []int
}

// groups measures the joint model for each level of a feature, and for the thirds
// of the agreed range of a number. Where all but one of these are empty or small,
// its parts are those below the mean and from there on, which is in the model.
func (s *assessment) groups(scores []float64) {
	for i, f := range s.Plan.Agreement.Schema.Features {
		var told []group
		var hidden int
		if f.Type == schema.Number {
			column := slices.IndexFunc(s.Plan.Columns(), func(c schema.Column) bool { return c.Feature == i })
			told, hidden = s.split(bands(f, f.Min+(f.Max-f.Min)/3, f.Min+2*(f.Max-f.Min)/3), column)
			if len(told) < 2 && len(s.Model.Mean) > column {
				step := (f.Max - f.Min) / 100
				told, hidden = s.split(bands(f, f.Min+step*math.Round((s.Model.Mean[column]-f.Min)/step)), column)
			}
		} else {
			told, hidden = s.levels(i, f)
		}
		s.result.Hidden += hidden
		for _, g := range told {
			g.Rows = len(g.rows)
			g.AUC, g.Excess = measured(g.rows, scores, s.Test.Y)
			s.result.Groups = append(s.result.Groups, g.Group)
		}
	}
}

// levels are the groups of a feature that has them.
func (s *assessment) levels(feature int, f schema.Feature) (told []group, hidden int) {
	values := f.Levels
	if f.Type == schema.Binary {
		values = []string{"0", "1"}
	}
	var all []group
	for _, v := range values {
		all = append(all, group{Group: evidence.Group{Feature: f.Name, Value: v}})
	}
	for row := range s.Test.Len() {
		level, at := 0, 0
		for j, c := range s.Plan.Columns() {
			if c.Feature == feature {
				if at++; s.Test.Row(row)[j] == 1 {
					level = at
				}
			}
		}
		all[level].rows = append(all[level].rows, row)
	}
	return keep(all, s.Test, s.Plan.Agreement.Privacy.MinCell.Count)
}

// bands are the parts of a number's agreed range between bounds.
func bands(f schema.Feature, bounds ...float64) []group {
	var all []group
	ends := append(append([]float64{f.Min}, bounds...), f.Max)
	for i := range len(ends) - 1 {
		all = append(all, group{Group: evidence.Group{Feature: f.Name, From: &ends[i], To: &ends[i+1]}})
	}
	return all
}

// split puts the test rows into bands.
func (s *assessment) split(all []group, column int) (told []group, hidden int) {
	for row := range s.Test.Len() {
		at := 0
		for at < len(all)-1 && s.Test.Row(row)[column] >= *all[at].To {
			at++
		}
		all[at].rows = append(all[at].rows, row)
	}
	return keep(all, s.Test, s.Plan.Agreement.Privacy.MinCell.Count)
}

// keep tells the groups of a feature, and keeps those back that have few rows of either
// outcome and, so that their size does not follow from the others', the next
// smallest ones until those kept back have enough rows together.
func keep(all []group, t *data.Table, cell int) (told []group, hidden int) {
	least, held := max(cell, leastGroup), 0
	for _, g := range all {
		positives := 0
		for _, row := range g.rows {
			positives += int(t.Y[row])
		}
		switch {
		case len(g.rows) == 0: // nobody is in it
		case len(g.rows) < least || positives < cell || len(g.rows)-positives < cell:
			hidden, held = hidden+1, held+len(g.rows)
		default:
			told = append(told, g)
		}
	}
	for held > 0 && held < least && len(told) > 0 {
		at := 0
		for i, g := range told {
			if len(g.rows) < len(told[at].rows) {
				at = i
			}
		}
		hidden, held = hidden+1, held+len(told[at].rows)
		told = slices.Delete(told, at, at+1)
	}
	return told, hidden
}

// measured is how well scores of some rows order their outcomes, and by how much
// the probabilities are too high, in the mean.
func measured(rows []int, scores, y []float64) (auc, excess *evidence.Interval) {
	var guesses []membership.Guess
	var off []float64
	for _, i := range rows {
		guesses = append(guesses, membership.Guess{Score: scores[i], In: y[i] == 1})
		off = append(off, model.Probability(scores[i])-y[i])
	}
	area := evidence.Interval(membership.Measure(guesses, confidence).AUC)
	over := mean(off)
	over.Low, over.High = max(over.Low, -1), min(over.High, 1)
	return &area, &over
}
