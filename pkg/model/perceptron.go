package model

import (
	"math"

	"samband/pkg/data"
	"samband/pkg/digest"
	"samband/pkg/network"
)

// Perceptron computes with a network on tables, as Slope and Scores do with
// logistic regression. Its weights are the network's, kept in float64 because
// averages of them are; the network computes in float32. It is not safe for
// concurrent use.
type Perceptron struct {
	shape network.Shape
	*workspace
}

// workspace is what a network computes in: more than its weights. It is there
// from the first use on.
type workspace struct {
	network *network.Network

	weights, gradient []float32
	x, y, outputs     []float32 // of a block of rows
}

// block is how many rows a network computes with at a time.
const block = 64

// NewPerceptron makes one for tables of that many columns and an outcome that is
// 0 or 1.
func NewPerceptron(columns int, hidden []int, activation network.Activation, loss network.Loss) (*Perceptron, error) {
	s := network.Binary(columns, hidden, activation, loss)
	if err := s.Check(); err != nil {
		return nil, err
	}
	return &Perceptron{shape: s}, nil
}

// Rest gives the memory for computing back until it is needed again. It is for
// programs that hold many perceptrons and use few of them at a time.
func (p *Perceptron) Rest() { p.workspace = nil }

// Start are the weights to begin with, the same wherever the seed is.
func (p *Perceptron) Start(seed digest.Digest) []float64 {
	initial := p.shape.Initial(seed)
	weights := make([]float64, len(initial))
	for i, w := range initial {
		weights[i] = float64(w)
	}
	return weights
}

// AddSlope adds the gradient of the summed loss over rows of t, all of them if
// rows is nil, and gives their loss.
func (p *Perceptron) AddSlope(t *data.Table, s Scale, weights []float64, rows []int, gradient []float64) float64 {
	p.use(weights)
	loss := 0.0
	for count := range p.blocks(t, s, rows) {
		loss += p.network.Gradient(p.gradient, p.weights, p.batch(count))
		for i, g := range p.gradient {
			gradient[i] += float64(g)
		}
	}
	return loss
}

// Scores gives the log-odds of each row of t.
func (p *Perceptron) Scores(t *data.Table, s Scale, weights []float64) []float64 {
	p.use(weights)
	all := make([]float64, 0, t.Len())
	for count := range p.blocks(t, s, nil) {
		p.network.Outputs(p.outputs[:count*p.shape.Outputs], p.weights, p.x[:count*p.shape.Inputs])
		for i := range count {
			all = append(all, p.shape.LogOdds(p.outputs[i*p.shape.Outputs:(i+1)*p.shape.Outputs]))
		}
	}
	return all
}

// Norms gives the Euclidean norm of each unit's gradient. units are the rows of
// each, one or more.
func (p *Perceptron) Norms(t *data.Table, s Scale, weights []float64, units [][]int) []float64 {
	p.use(weights)
	norms := make([]float64, len(units))
	var rows, sizes []int // of units that are computed with together
	first := 0
	together := func(end int) {
		for count := range p.blocks(t, s, rows) {
			p.network.Norms(norms[first:end], p.weights, p.batch(count), sizes)
		}
		first, rows, sizes = end, rows[:0], sizes[:0]
	}
	for u, unit := range units {
		if len(rows)+len(unit) > block && len(rows) > 0 {
			together(u)
		}
		if len(unit) > block {
			gradient := make([]float64, len(weights))
			p.AddSlope(t, s, weights, unit, gradient)
			norms[u], first = math.Sqrt(dot(gradient, gradient)), u+1
			continue
		}
		rows, sizes = append(rows, unit...), append(sizes, len(unit))
	}
	if len(rows) > 0 {
		together(len(units))
	}
	return norms
}

// batch is the block of so many rows.
func (p *Perceptron) batch(count int) network.Batch {
	return network.Batch{X: p.x[:count*p.shape.Inputs], Y: p.y[:count*p.shape.Outputs]}
}

func (p *Perceptron) use(weights []float64) {
	if p.workspace == nil {
		n, err := network.New(p.shape, block)
		if err != nil {
			panic(err) // NewPerceptron has checked the shape
		}
		p.workspace = &workspace{
			network: n, weights: make([]float32, p.shape.Weights()), gradient: make([]float32, p.shape.Weights()),
			x: make([]float32, block*p.shape.Inputs), y: make([]float32, block*p.shape.Outputs), outputs: make([]float32, block*p.shape.Outputs),
		}
	}
	for i, w := range weights {
		p.weights[i] = float32(w)
	}
}

// blocks standardises rows block by block, and gives how many each has.
func (p *Perceptron) blocks(t *data.Table, s Scale, rows []int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		total := len(rows)
		if rows == nil {
			total = t.Len()
		}
		for at := 0; at < total; at += block {
			count := min(block, total-at)
			for i := range count {
				row := at + i
				if rows != nil {
					row = rows[row]
				}
				x := p.x[i*p.shape.Inputs : (i+1)*p.shape.Inputs]
				for j, v := range t.Row(row) {
					x[j] = float32((v - s.Mean[j]) / s.SD[j])
				}
				if len(t.Y) > 0 { // new rows have none
					p.shape.Targets(p.y[i*p.shape.Outputs:(i+1)*p.shape.Outputs], t.Y[row])
				}
			}
			if !yield(count) {
				return
			}
		}
	}
}

// AddShrink adds scale times the gradient of Penalty.
func (p *Perceptron) AddShrink(weights []float64, scale float64, gradient []float64) {
	for _, part := range p.shape.Penalised() {
		for i := part.First; i < part.End; i++ {
			gradient[i] += float64(scale * weights[i])
		}
	}
}

// Penalty is half the sum of squares of all weights but the biases. The
// conversion keeps the product from being fused with the sum, so that it is the
// same everywhere.
func (p *Perceptron) Penalty(weights []float64) float64 {
	sum := 0.0
	for _, part := range p.shape.Penalised() {
		for _, w := range weights[part.First:part.End] {
			sum += float64(w * w)
		}
	}
	return sum / 2
}
