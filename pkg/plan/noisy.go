package plan

import (
	"math"

	"samband/pkg/agreement"
	"samband/pkg/schema"
)

// Shares of the privacy budget, found on the tables of bench/README.md and not
// sharp: half or twice as much costs next to nothing.
const (
	momentsShare = 0.3 // of what training units have, for standardisation; the rounds have the rest alike
	countsShare  = 0.2 // of that: numbers of rows and outcomes; sums and squares have the rest alike
	hessianShare = 0.2 // of a Newton round; the gradient has the rest
)

// NoisyBins is how many bins the histogram has for each outcome under noise:
// few, since each of them is off by as much.
const NoisyBins = 10

// noised lists the segments of a phase under noise: no exact number is among
// them. k is how many rows of one unit count, d the number of columns.
//
//	moments   counts 2 (rows; outcomes less ½), sum d, square q   of columns scaled
//	          to [−½, ½]; squares less ⅛, of the q columns that are numbers:
//	          of a column of zeros and ones the sum says it all
//	newton    gradient d + 1, hessian (d + 1)(d + 2)/2     of standardised columns
//	others    gradient, a value for each parameter
//	evaluate  histogram 20 (positive outcomes first)
//
// In moments nothing is clipped: a scaled row cannot be longer. What a unit brings
// to a gradient is clipped to what the agreement says; to a Hessian to that of a
// row of average length, (d + 1)/4 with each product of two columns once. The
// counts of a unit are clipped to √k: k rows in different bins count in full.
func (p *Plan) noised(phase string) []noised {
	a := p.Agreement
	if !a.Privacy.Noised() {
		return nil
	}
	if p.whole() {
		return p.updates()
	}
	d, q, k := len(p.columns), p.numbers(), float64(max(1, a.Privacy.RowsPerPatient))
	each := (1 - momentsShare) / float64(a.Algorithm.Rounds)
	switch phase {
	case Moments:
		rest := momentsShare * (1 - countsShare)
		if q == 0 {
			return []noised{{"counts", 2, k * math.Sqrt(1.25), momentsShare * countsShare, 0}, {"sum", d, k * math.Sqrt(float64(d)) / 2, rest, 0}}
		}
		return []noised{
			{"counts", 2, k * math.Sqrt(1.25), momentsShare * countsShare, 0},
			{"sum", d, k * math.Sqrt(float64(d)) / 2, rest / 2, 0},
			{"square", q, k * math.Sqrt(float64(q)) / 8, rest / 2, 0},
		}
	case Evaluate:
		return []noised{{"histogram", 2 * NoisyBins, math.Sqrt(k), 1, 0}}
	}
	switch a.Algorithm.Name {
	case agreement.Perturbation:
		return p.fitted()
	case agreement.Newton:
		return []noised{
			{"gradient", d + 1, a.Privacy.Clip, each * (1 - hessianShare), 0},
			{"hessian", (d + 1) * (d + 2) / 2, float64(d+1) / 4 / math.Sqrt2, each * hessianShare, 0},
		}
	}
	return []noised{{"gradient", p.Parameters(), a.Privacy.Clip, each, 0}}
}

// numbers counts the columns that are not zeros and ones.
func (p *Plan) numbers() int {
	count := 0
	for _, c := range p.columns {
		if p.Agreement.Schema.Features[c.Feature].Type == schema.Number {
			count++
		}
	}
	return count
}

// whole tells whether noise is for whole participants: then nothing but updates
// leaves a site, not even what standardisation or evaluation would need.
func (p *Plan) whole() bool {
	return p.Agreement.Privacy.Noised() && p.Agreement.Privacy.Unit == agreement.Participant
}

// updates are the segments of a learning round for whole participants: the
// change of the parameters, bounded as a whole, which every site brings with equal
// weight.
func (p *Plan) updates() []noised {
	a := p.Agreement
	return []noised{{"update", p.Parameters(), a.Privacy.Clip, 1 / float64(a.Algorithm.Rounds), 0}}
}
