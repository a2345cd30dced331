package assess

import (
	"slices"

	"samband/pkg/attack/attribute"
	"samband/pkg/attack/membership"
	"samband/pkg/data"
	"samband/pkg/evidence"
	"samband/pkg/exposure"
	"samband/pkg/schema"
)

// attributes guesses the level of each feature that has levels, of rows in the
// model and of rows held back. How common the levels are, the attacker knows.
func (s *assessment) attributes() error {
	for i, f := range s.Plan.Agreement.Schema.Features {
		if f.Type == schema.Number {
			continue
		}
		guess := attribute.Feature{Name: f.Name}
		for j, c := range s.Plan.Columns() {
			if c.Feature == i {
				guess.Columns = append(guess.Columns, j)
			}
		}
		shares := guess.Shares(s.trained)
		if s.rare(guess) {
			s.rarely = true
			continue
		}
		var right [2]membership.Interval
		var rows [2]int
		for k, t := range []*data.Table{s.trained, s.Test} {
			n, of, err := attribute.Right(s.Model.Scores, t, guess, shares)
			if err != nil {
				return err
			}
			right[k], rows[k] = membership.ClopperPearson(n, of, confidence), of
		}
		figure := func(name string, i membership.Interval) evidence.Figure {
			return evidence.Figure{Name: name, Interval: evidence.Interval(i)}
		}
		s.add(evidence.Attack{Kind: evidence.AttributeInf, Seat: exposure.Recipient, Target: string(exposure.FinalModel), Feature: f.Name, Inside: rows[0], Outside: rows[1], Found: []evidence.Figure{
			figure(evidence.FigureInside, right[0]), figure(evidence.FigureOutside, right[1]),
			exactly(evidence.FigureFrequent, slices.Max(shares)), figure(evidence.FigureAdvantage, attribute.Difference(right[0], right[1])),
		}})
	}
	return nil
}

// rare tells whether so few units have another value than the one that most have
// that the share of right guesses would count them.
func (s *assessment) rare(f attribute.Feature) bool {
	for _, t := range []*data.Table{s.trained, s.Test} {
		others, units := 1-slices.Max(f.Shares(t)), t.Len()
		if t.Units != nil {
			units = slices.Max(t.Units) + 1
		}
		if others*float64(units) < float64(s.Plan.Agreement.Privacy.MinCell.Count)-0.5 {
			return true
		}
	}
	return false
}
