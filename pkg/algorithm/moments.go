package algorithm

import (
	"math"
	"strings"

	"samband/pkg/model"
	"samband/pkg/phrase"
)

// moments are the number of rows and of positive outcomes and, for each column
// scaled to [0, 1] by its declared range, the sum and the sum of squares, unless
// sites standardise by their own rows.
func (n *site) moments() []float64 {
	d := n.pooledColumns()
	values := make([]float64, 2+2*d)
	values[0], values[1] = float64(n.train.Len()), float64(n.train.Positives())
	if n.bySite {
		return values
	}
	for i := range n.train.Len() {
		for j, v := range n.train.Row(i) {
			c := n.ranges[j]
			z := (v - c.Min) / (c.Max - c.Min)
			values[2+j] += z
			values[2+d+j] += z * z
		}
	}
	return values
}

// constant is the variance, of a column scaled to [0, 1], below which it counts
// as constant. A single 1 among 100 million zeros is ten times above it,
// rounding in the sums far below.
const constant = 1e-9

// standardise works out the pooled means and standard deviations.
func (n *site) standardise(sum map[string][]float64, contributors int) (state, Progress, error) {
	rows := math.Round(sum["rows"][0])
	if rows < float64(contributors) || rows > float64(contributors)*float64(n.maxRows) {
		return state{}, Progress{}, phrase.Errorf("learn.moments-rows", "moments: %v rows in all is no sum of 1 to %d rows at %d sites", rows, n.maxRows, contributors)
	}
	positives := math.Round(sum["positives"][0])
	if positives < 0 || positives > rows {
		return state{}, Progress{}, phrase.Errorf("learn.moments-positives", "moments: %v positive outcomes in %v rows", positives, rows)
	}
	if positives == 0 || positives == rows {
		return state{}, Progress{}, phrase.Errorf("learn.moments", "moments, over all sites: %w", model.NoContrast(rows))
	}
	next := state{Phase: n.learning, Rows: rows, Weights: n.start()}
	if n.scaffold {
		next.Variates = &variates{make([]float64, len(next.Weights)), make([]float64, len(next.Weights))}
	}
	if n.bySite {
		return next, Progress{Rows: int(rows)}, nil
	}
	var same []string
	for j, c := range n.ranges {
		mean := sum["sum"][j] / rows
		variance := sum["square"][j]/rows - mean*mean
		if variance < constant {
			same = append(same, n.features[j])
			continue
		}
		// The conversions keep products from being fused with sums.
		width := c.Max - c.Min
		next.Mean = append(next.Mean, c.Min+float64(width*grid(mean)))
		next.SD = append(next.SD, width*grid(math.Sqrt(variance)))
	}
	if len(same) > 0 {
		return state{}, Progress{}, phrase.Errorf("learn.moments", "moments, over all sites: %w", &model.Fault{
			Cause: model.Constant, Columns: same,
			What:   phrase.New("learn.constant", "constant over all training rows, or nearly so against the declared range: %s", strings.Join(same, ", ")),
			Remedy: phrase.New("learn.narrower", "agree on a schema without it, with fewer levels or a narrower range"),
		})
	}
	return next, Progress{Rows: int(rows)}, nil
}
