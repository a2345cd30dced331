package algorithm

import (
	"math"
	"testing"

	"samband/pkg/agreement"
)

// At the four hospitals, averages of ten steps stay away from the pooled fit
// however long they go on; with control variates they arrive at it.
func TestDriftAtFourHospitals(t *testing.T) {
	for _, c := range []struct {
		agreement.Algorithm
		least, most float64 // largest difference of a coefficient from the reference
	}{
		{agreement.Algorithm{Name: agreement.FedAvg, Steps: 10, Rate: 0.5}, 0.02, 0.4},
		{agreement.Algorithm{Name: agreement.FedProx, Steps: 10, Rate: 0.5, Proximal: 0.5}, 0.005, 0.4},
		{agreement.Algorithm{Name: agreement.Scaffold, Steps: 10, Rate: 0.5}, 0, 1e-4},
		{agreement.Algorithm{Name: agreement.FedAvgM, Steps: 1, Rate: 0.5, Momentum: 0.9, ServerRate: 1}, 0, 1e-3},
	} {
		p, _, sites := hospitals(t, func(a *agreement.Agreement) {
			c.Rounds, c.Ridge, c.MaxRows, c.Tolerance = 300, 1, 1000, 1e-12
			a.Algorithm, a.Aggregation.Bits = c.Algorithm, 24
		})
		if _, err := learn(hushed{t}, layoutsOf(t, p), sites); err != nil {
			t.Fatalf("%s: %v", c.Name, err)
		}
		off := 0.0
		for i, row := range reference(t, "reference_coefficients.csv") {
			off = max(off, math.Abs(sites[0].Model().Weights()[i]-number(t, row[3])))
		}
		if t.Logf("%-8s %d steps: largest difference of a coefficient from the pooled fit %.1e", c.Name, c.Steps, off); !(off >= c.least && off <= c.most) {
			t.Errorf("%s: off by %v, want %v to %v", c.Name, off, c.least, c.most)
		}
	}
}
