package algorithm

import (
	"math"
	"slices"

	"samband/pkg/model"
	"samband/pkg/phrase"
	"samband/pkg/plan"
)

// sloped is the gradient over the rows of one unit. It is clipped where it is
// added up. (Abadi, Chu, Goodfellow, McMahan, Mironov, Talwar and Zhang, Deep
// learning with differential privacy, CCS 2016, algorithm 1, without sampling of
// rows: who can know that a row took part gains nothing from chance.)
func (n *site) sloped(rows []int, to [][]float64) {
	n.slope(n.train, n.scale(), n.state.Weights, rows, to[0])
}

// noisyStep makes one step against the summed gradient. To the update rule it
// looks as if every site had made the step and sent its weights.
func (n *site) noisyStep(sum map[string][]float64, contributors int) (state, Progress) {
	next, gradient := n.state, slices.Clone(sum["gradient"])
	next.Round++
	n.shrink(next.Weights, n.ridge, gradient)
	stepped := make([]float64, len(gradient))
	for j, g := range gradient {
		stepped[j] = next.Weights[j] - float64(n.rate*grid(g/next.Rows))
	}
	next.Weights, next.Memory = n.rule.next(n.state.Weights, stepped, n.state.Memory)
	progress := n.moved(&next, n.clip)
	// Each round's noise moves a weight by rate·σ/rows; the rounds' add up.
	each := n.rate * n.noise.deviation(n.learning, "gradient", contributors) / next.Rows
	n.finish(&next, &progress, each*math.Sqrt(float64(n.rounds)), func() (spread, bool) { return n.stepSpread(&next, each) }, n.clip)
	return next, progress
}

// coarsely rounds to a multiple of 2^-26: far below the noise, and far above what
// processors may differ by in an eigenvector.
func coarsely(v float64) float64 {
	const steps = 1 << 26
	return math.RoundToEven(v*steps) / steps
}

// moved holds new weights within ±most and rounds them.
func (n *site) moved(next *state, most float64) Progress {
	largest := 0.0
	for j, w := range next.Weights {
		next.Weights[j] = coarsely(within(-most, w, most))
		largest = max(largest, math.Abs(next.Weights[j]-n.state.Weights[j]))
	}
	return Progress{Round: next.Round, Rows: int(math.Round(next.Rows)), Change: largest}
}

// drowned is how far noise may put a standardised coefficient off, as one
// deviation, before a model comes with a warning. Where it is a quarter, odds
// for one standard deviation of a column are off by a factor of up to 1.6 one
// time in 20.
const drowned = 0.25

// finish ends learning with the last agreed round. off is about how far noise has
// put each weight off, spread says more where it can, and most is the largest
// that a weight may be.
func (n *site) finish(next *state, progress *Progress, off float64, spread func() (spread, bool), most float64) {
	if next.Round < n.rounds {
		return
	}
	if s, ok := spread(); ok {
		n.tell(next, s, most)
		off = s.usual()
	}
	next.Phase, progress.Event = plan.Evaluate, Last
	if _, tested := n.layouts[plan.Evaluate]; !tested {
		next.Phase = plan.Done
	}
	n.doubt(next, off)
}

// doubt warns of a model that noise has put off by as much as it may say: by much
// for a coefficient, or by half of what its coefficients are. The second is what
// shows where noise is so large that a step is kept short for it.
func (n *site) doubt(next *state, off float64) {
	square := 0.0
	for _, w := range next.Weights[1:] {
		square += float64(w * w)
	}
	half := math.Sqrt(square/float64(max(1, len(next.Weights)-1))) / 2
	if (off > drowned || off > half) && n.linear() { // what a weight of a network is for, nobody can say
		next.Warnings = append(slices.Clip(next.Warnings), model.Fault{Cause: model.Noisy,
			What:   phrase.New("learn.drowned", "noise puts each coefficient off by about %.2g, which may be as much as it says", off),
			Remedy: phrase.New("learn.drowned-remedy", "hold it against what this site's own rows give alone; agree on a higher epsilon, or on more rows")})
	}
}
