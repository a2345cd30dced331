package plan

import "math"

// Shares of the privacy budget of the training rows.
const momentsShare = 0.2

// noised lists the segments of a phase under noise: no exact number is among
// them. k is how many rows of one unit count. Columns are scaled to [0, 1] by
// their declared ranges in moments; what a unit brings to a gradient is clipped
// to what the agreement says.
func (p *Plan) noised(phase string) []noised {
	a := p.Agreement
	if !a.Privacy.Noised() {
		return nil
	}
	if p.external() {
		return p.externalNoised()
	}
	d, k := len(p.columns), float64(max(1, a.Privacy.RowsPerPatient))
	each := (1 - momentsShare) / float64(a.Algorithm.Rounds)
	switch phase {
	case Moments:
		wide := k * math.Sqrt(float64(d))
		return []noised{
			{"rows", 1, k, momentsShare / 4}, {"positives", 1, k, momentsShare / 4},
			{"sum", d, wide, momentsShare / 4}, {"square", d, wide, momentsShare / 4},
		}
	case Evaluate:
		return []noised{{"positive", Bins, k, 0.5}, {"negative", Bins, k, 0.5}}
	}
	return []noised{{"gradient", d + 1, a.Privacy.Clip, each}}
}
