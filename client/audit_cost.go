package main

import (
	"time"

	"samband/pkg/plan"
)

// Shadow models that are trained where nobody says how many: as many as fit into
// the time, on cores of the kind that the costs below were measured on. They
// follow from the agreement and the number of rows alone, so that two audits of a
// run are equal.
const (
	usualShadows  = 64
	fewestShadows = 16
	shadowTime    = 90 * time.Second
	shadowCores   = 2
)

// What training costs for each row and step: for the row itself, and for each
// weight, or each pair of weights in Newton's method. Measured on 10,000 rows of
// 50 columns (BenchmarkAudit of pkg/attack/assess) on a server's core of 2023.
const (
	rowCost    = 150 * time.Nanosecond
	weightCost = time.Nanosecond
)

// newtonSteps is how many a fit usually takes.
const newtonSteps = 8

// shadowCost is how long one core trains one shadow model on half of the rows.
func shadowCost(p *plan.Plan, rows int) time.Duration {
	a := p.Agreement.Algorithm
	weights, steps, batch := float64(p.Parameters()), float64(newtonSteps), float64(rows)/2
	if a.Averages() {
		steps = float64(a.Rounds) * float64(max(1, a.Steps))
		if a.Batch > 0 {
			batch = min(batch, float64(a.Batch))
		}
	} else {
		weights *= (weights + 1) / 2
	}
	// In float64: an agreement may ask for more than there are nanoseconds.
	cost := steps * batch * (float64(rowCost) + weights*float64(weightCost))
	return time.Duration(min(cost, float64(24*time.Hour)))
}

// affordable is how many shadow models fit into the time.
func affordable(each time.Duration) int {
	return max(fewestShadows, min(usualShadows, int(shadowCores*shadowTime/max(1, each))))
}
