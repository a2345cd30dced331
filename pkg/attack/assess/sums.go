package assess

import (
	"cmp"
	"slices"

	"samband/pkg/agreement"
	"samband/pkg/attack/subtract"
	"samband/pkg/evidence"
	"samband/pkg/identity"
	"samband/pkg/plan"
)

// mostCells is how many small cells are listed.
const mostCells = 200

// sums looks at what this participant reads in the sums, as every other one does:
// the small groups among the rows of all and, by subtracting what it sent, among
// those of the others. Of two participants that is the other one's contribution.
func (s *assessment) sums() error {
	if len(s.Sums) == 0 {
		return nil
	}
	s.subtracted()
	if s.Plan.Agreement.Privacy.Noised() || s.Plan.Agreement.Algorithm.Standardise == agreement.BySite {
		return nil // no number in them is exact, or none is of a group
	}
	least, found := s.Plan.Agreement.Privacy.MinCell.Count, &evidence.Cells{}
	for _, of := range []string{evidence.AllRows, evidence.OthersRows} {
		cells, err := s.cells(of)
		if err != nil {
			return err
		}
		small := subtract.Small(cells, least)
		if of == evidence.AllRows {
			found.Seen, found.Sum = len(cells), len(small)
		} else {
			found.Others = len(small)
		}
		slices.SortStableFunc(small, func(a, b subtract.Cell) int { return cmp.Compare(a.Rows, b.Rows) })
		for _, c := range small[:min(len(small), mostCells)] {
			one := evidence.SmallCell{Of: of, Rows: c.Rows}
			for _, p := range c.Where {
				if p.Column == subtract.Bin {
					p.Column = evidence.ScoreBin
				}
				one.Where = append(one.Where, evidence.Place(p))
			}
			s.result.SmallCells = append(s.result.SmallCells, one)
		}
	}
	s.result.Cells = found
	return nil
}

// cells are the groups whose size the sums tell.
func (s *assessment) cells(of string) ([]subtract.Cell, error) {
	rounds := s.parts(of)
	facts, err := subtract.Facts(s.Plan, rounds, s.Model.Mean, s.Model.SD)
	if err != nil {
		return nil, err
	}
	cells := subtract.Cells(s.Plan, facts)
	for _, r := range rounds {
		if r.Phase == plan.Evaluate {
			scored, err := subtract.Scored(s.Plan, r)
			if err != nil {
				return nil, err
			}
			cells = append(cells, scored...)
		}
	}
	return cells, nil
}

// parts are the sums as they are or, of the others, without what this participant
// sent.
func (s *assessment) parts(of string) []subtract.Round {
	var rounds []subtract.Round
	for _, k := range s.Sums {
		own := k.Own
		if of == evidence.AllRows || own == nil {
			own = make([]float64, len(k.Sum))
		}
		rounds = append(rounds, subtract.Round{Phase: k.Phase, Own: own, Sum: k.Sum})
	}
	return rounds
}

// subtracted says what this participant has of the other one of two: how many
// values, and how many numbers follow. None of them is kept.
func (s *assessment) subtracted() {
	var other identity.ID
	values := 0
	for _, k := range s.Sums {
		if len(k.Set) != 2 || k.Own == nil {
			return
		}
		other = k.Set[0]
		if other == s.Self {
			other = k.Set[1]
		}
		values += len(k.Sum)
	}
	found := []evidence.Figure{exactly(evidence.FigureValues, float64(values))}
	if facts, err := subtract.Facts(s.Plan, s.parts(evidence.OthersRows), s.Model.Mean, s.Model.SD); err == nil {
		found = append(found, exactly(evidence.FigureFacts, float64(len(facts))))
	}
	s.add(evidence.Attack{Kind: evidence.Subtraction, Seat: string(s.Self), Target: string(other), Found: found})
}
