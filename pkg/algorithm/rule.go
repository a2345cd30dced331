package algorithm

import "math"

// rule makes the next common weights from those before and the average of the
// sites', weighted by rows, and keeps what it remembers. It changes none of its
// arguments.
//
// Every participant applies it to the same numbers and must come to the same
// bits. Rules therefore use nothing but sums, differences, products, quotients
// and square roots of float64, each of which IEEE 754 defines to the last bit,
// and convert every product, which the language forbids to fuse with a sum. So
// a rule may divide and take roots without the grid that other shared numbers
// lie on; the weights are put on it none the less.
type rule interface {
	next(weights, average []float64, m memory) ([]float64, memory)
}

// memory is what a rule keeps from round to round, a number for each weight;
// nil before the first, and where the rule keeps none.
type memory struct {
	First  []float64 `json:"first,omitempty"`  // mean of changes, or their sum
	Second []float64 `json:"second,omitempty"` // mean of squares of changes, or their sum
}

// averaging takes the average (McMahan, Moore, Ramage, Hampson and Agüera y
// Arcas, AISTATS 2017, algorithm 1).
type averaging struct{}

func (averaging) next(_, average []float64, m memory) ([]float64, memory) { return average, m }

// momentum goes on in the direction of the rounds before: v ← βv + Δ,
// w ← w + ηv, where Δ is the average minus w (FedAvgM: Hsu, Qi and Brown,
// Measuring the effects of non-identical data distribution for federated visual
// classification, 2019, section 4.3, with the server's rate of Reddi et al.).
type momentum struct{ rate, beta float64 }

func (r momentum) next(weights, average []float64, m memory) ([]float64, memory) {
	next, first := make([]float64, len(weights)), make([]float64, len(weights))
	for j, w := range weights {
		change := average[j] - w
		if m.First != nil {
			change += float64(r.beta * m.First[j])
		}
		first[j] = change
		next[j] = w + float64(r.rate*change)
	}
	return next, memory{First: first}
}

// adaptive divides a mean of changes by the root of what squared changes came
// to, for each weight: m ← β₁m + (1 − β₁)Δ, w ← w + ηm/(√v + τ) (Reddi,
// Charles, Zaheer, Garrett, Rush, Konečný, Kumar and McMahan, Adaptive federated
// optimization, ICLR 2021, algorithm 2). m begins at 0 and v at τ².
type adaptive struct {
	squares            squares
	rate, beta1, beta2 float64
	adaptivity         float64 // τ
}

// squares is how v follows from the v before and Δ².
type squares func(before, squared, beta2 float64) float64

func adagrad(before, squared, _ float64) float64 { return before + squared }

func yogi(before, squared, beta2 float64) float64 {
	switch change := float64((1 - beta2) * squared); {
	case before > squared:
		return before - change
	case before < squared:
		return before + change
	}
	return before
}

func adam(before, squared, beta2 float64) float64 {
	return float64(beta2*before) + float64((1-beta2)*squared)
}

func (r adaptive) next(weights, average []float64, m memory) ([]float64, memory) {
	n := len(weights)
	next, first, second := make([]float64, n), make([]float64, n), make([]float64, n)
	for j, w := range weights {
		change := average[j] - w
		before, squared := 0.0, float64(r.adaptivity*r.adaptivity)
		if m.First != nil {
			before = m.First[j]
		}
		if m.Second != nil {
			squared = m.Second[j]
		}
		first[j] = float64(r.beta1*before) + float64((1-r.beta1)*change)
		second[j] = r.squares(squared, float64(change*change), r.beta2)
		next[j] = w + float64(r.rate*first[j])/(math.Sqrt(second[j])+r.adaptivity)
	}
	return next, memory{First: first, Second: second}
}
