package algorithm

import (
	"math"
	"slices"
	"strings"

	"samband/pkg/model"
	"samband/pkg/phrase"
)

// scaled is what rows bring to moments: see plan.Layout.
func (n *site) scaled(rows []int, to [][]float64) {
	for _, i := range rows {
		to[0][0]++
		to[0][1] += n.train.Y[i] - 0.5
		row := n.train.Row(i)
		for j, v := range row {
			to[1][j] += n.centred(j, v)
		}
		for q, j := range n.noise.numbers {
			z := n.centred(j, row[j])
			to[2][q] += z*z - 0.125
		}
	}
}

// centred scales a value of column j to [−½, ½] by the column's declared range.
func (n *site) centred(j int, v float64) float64 {
	c := n.ranges[j]
	return (v-c.Min)/(c.Max-c.Min) - 0.5
}

// Least variances of a column scaled to a width of 1: where noise is small, a
// column is not made to vary more than these.
const (
	leastNumber = 1.0 / 1600 // a deviation of a fortieth of the declared range
	leastLevel  = 1e-4       // a level that one row in 10,000 has
)

// noisyStandardise works out means and standard deviations that are no more
// certain than the sums. A variance below its own noise is raised to that: the
// column then counts for less, instead of being blown up. Learning begins with
// the intercept of the outcome's share, so that no round is spent on it.
func (n *site) noisyStandardise(sum map[string][]float64, contributors int) (state, Progress) {
	off := func(segment string) float64 { return n.noise.deviation(n.state.Phase, segment, contributors) }
	most := float64(contributors) * float64(n.maxRows)
	rows := grid(within(min(max(float64(contributors), off("counts")), most), sum["counts"][0], most))
	least := grid(min(0.5, max(1, off("counts"))/rows))
	share := within(least, 0.5+sum["counts"][1]/rows, 1-least)
	next := state{Phase: n.learning, Rows: rows, Weights: startAt(n.predictor, share)}
	next.Began = coarsely(off("counts") / rows / (share * (1 - share)))
	number := make(map[int]int)
	for q, j := range n.noise.numbers {
		number[j] = q
	}
	var unclear []string
	for j, c := range n.ranges {
		mean := grid(within(-0.5, sum["sum"][j]/rows, 0.5))
		variance, noise, floor := 0.25-float64(mean*mean), off("sum")/rows, leastLevel
		if q, ok := number[j]; ok {
			variance = sum["square"][q]/rows + 0.125 - float64(mean*mean)
			noise, floor = math.Sqrt(float64(off("square")*off("square"))+float64(4*mean*mean*off("sum")*off("sum")))/rows, leastNumber
		}
		if variance < noise {
			unclear = append(unclear, n.features[j])
		}
		variance = within(max(noise, floor), variance, 0.25)
		next.Rough = append(next.Rough, coarsely(min(1, noise/variance)))
		width := c.Max - c.Min
		next.Mean = append(next.Mean, c.Min+float64(width*(mean+0.5)))
		next.SD = append(next.SD, float64(width*grid(math.Sqrt(min(variance, 0.25)))))
	}
	if len(unclear) > 0 {
		next.Warnings = append(slices.Clip(n.state.Warnings), model.Fault{Cause: model.Noisy, Columns: unclear,
			What:   phrase.New("learn.noisy-columns", "how much some columns vary cannot be told from the noise, so they count for less: %s", strings.Join(unclear, ", ")),
			Remedy: phrase.New("learn.noisy-columns-remedy", "agree on narrower ranges of numbers, on fewer columns, or on a higher epsilon")})
	}
	progress := Progress{LeftOut: n.left}
	if told := sum["counts"][0]; told >= enough*off("counts") && told <= most {
		progress.Rows = int(math.Round(rows))
	}
	return next, progress
}

// startAt are weights under which every row has the positive outcome with the
// given probability, where the kind of model has such; otherwise the usual ones.
func startAt(p predictor, share float64) []float64 {
	weights := p.start()
	if _, ok := p.(logistic); ok {
		weights[0] = grid(math.Log(share / (1 - share)))
	}
	return weights
}
