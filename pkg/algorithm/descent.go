package algorithm

import (
	"slices"

	"samband/pkg/data"
	"samband/pkg/digest"
	"samband/pkg/model"
)

// descent trains by gradient steps on this site's rows.
type descent struct {
	predictor
	rows  *data.Table
	scale model.Scale
	steps int
	rate  float64 // of a step on the mean loss
	ridge float64 // of the penalty, for each row
	batch int     // rows in a step; 0: all
	seed  string  // of the agreement, and
	id    string  // of the participant: from these and the round follows the order of rows
}

func (d *descent) train(round int, from []float64, correct correction) (trained, error) {
	weights, rows := slices.Clone(from), d.rows.Len()
	gradient := make([]float64, len(weights))
	made := trained{weights: weights, rows: float64(rows)}
	whole := d.batch == 0 || d.batch >= rows
	var batches *order
	if !whole {
		made.loss = d.slope(d.rows, d.scale, weights, nil, gradient)
		batches = newOrder(digest.New("samband order of rows").Text(d.seed).Text(d.id).Count(round).Sum(), rows)
	}
	for step := range d.steps {
		clear(gradient)
		var loss, taken float64
		if whole {
			loss, taken = d.slope(d.rows, d.scale, weights, nil, gradient), float64(rows)
		} else {
			batch := batches.next(d.batch)
			loss, taken = d.slope(d.rows, d.scale, weights, batch, gradient), float64(len(batch))
		}
		if step == 0 && whole {
			made.loss = loss
		}
		for j := range gradient {
			gradient[j] /= taken
		}
		d.shrink(weights, d.ridge, gradient)
		if correct != nil {
			correct(gradient, weights)
		}
		for j, g := range gradient {
			weights[j] -= d.rate * g
		}
	}
	return made, nil
}

// order goes through the rows of a table again and again, each time in another
// order.
type order struct {
	stream *digest.Stream
	rows   []int
	at     int
}

func newOrder(seed digest.Digest, rows int) *order {
	o := &order{stream: seed.Expand(), rows: make([]int, rows), at: rows}
	for i := range o.rows {
		o.rows[i] = i
	}
	return o
}

// next gives up to that many rows; fewer at the end of a pass over the table.
func (o *order) next(batch int) []int {
	if o.at == len(o.rows) {
		for i := len(o.rows) - 1; i > 0; i-- { // Fisher and Yates
			j := o.stream.Below(i + 1)
			o.rows[i], o.rows[j] = o.rows[j], o.rows[i]
		}
		o.at = 0
	}
	from := o.at
	o.at = min(from+batch, len(o.rows))
	return o.rows[from:o.at]
}
