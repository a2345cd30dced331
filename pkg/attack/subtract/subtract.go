// Package subtract is what a participant of a sum of two has of the other by
// subtracting what it sent itself: the other's contribution to every round, and
// from that, by arithmetic alone, what it says about the other's rows.
package subtract

import (
	"fmt"
	"math"

	"samband/pkg/plan"
	"samband/pkg/schema"
	"samband/pkg/vector"
)

// Round is a sum of two, and what one of them sent.
type Round struct {
	Phase    string
	Own, Sum []float64 // in the order of the plan's layout
}

// Other is what the other one sent, exactly: own contributions and sums are
// multiples of the same steps, and below 2^53 of them.
func (r Round) Other() ([]float64, error) {
	if len(r.Own) != len(r.Sum) {
		return nil, fmt.Errorf("a sum of %d values, of which own are %d", len(r.Sum), len(r.Own))
	}
	other := make([]float64, len(r.Sum))
	for i, v := range r.Sum {
		other[i] = v - r.Own[i]
	}
	return other, nil
}

// Fact is a number about the other's training rows.
type Fact struct {
	Name    string // rows, positives, mean, count, outcomes
	Columns []string
	Value   float64
	Noise   float64 // standard deviation of the other's noise in Value; 0 without noise
}

// Names of facts.
const (
	Rows      = "rows"      // training rows
	Positives = "positives" // rows with a positive outcome
	Mean      = "mean"      // of a column, in its own units; of a column of zeros and ones, the share of ones
	Count     = "count"     // rows in which two columns are both 1
	Outcomes  = "outcomes"  // rows in which a column is 1 and the outcome positive
)

// Facts reads what the rounds of a run say about the other's rows. mean and sd
// are those that the joint model standardises by; the participant has them.
// Counts of pairs come from the first Newton round, in which all weights are 0
// and the Hessian is a quarter of the other's products of standardised columns;
// the gradient there has the outcomes, unless it was shortened for noise.
func Facts(p *plan.Plan, rounds []Round, mean, sd []float64) ([]Fact, error) {
	var f facts
	f.plan, f.mean, f.sd = p, mean, sd
	for _, r := range rounds {
		other, err := r.Other()
		if err != nil {
			return nil, err
		}
		layout, err := p.Layout(r.Phase)
		if err != nil {
			return nil, err
		}
		part := func(name string) ([]float64, error) { return vector.Part(layout, other, name) }
		switch {
		case r.Phase == plan.Moments:
			err = f.moments(part)
		case r.Phase == plan.Newton && !f.newton:
			f.newton = true
			if err = f.pairs(part); err == nil && !p.Agreement.Privacy.Noised() {
				err = f.outcomes(part)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("phase %s: %w", r.Phase, err)
		}
	}
	return f.all, nil
}

type facts struct {
	plan     *plan.Plan
	mean, sd []float64
	rows     float64
	positive float64
	sums     []float64 // of the columns, in their own units
	newton   bool
	all      []Fact
}

type parts func(name string) ([]float64, error)

// moments reads rows, outcomes and means.
func (f *facts) moments(part parts) error {
	sum, err := part("sum")
	if err != nil {
		return err
	}
	var positives, noise, each float64 // of a count, and of a scaled sum
	low := 0.0                         // of a scaled column
	if noised := f.plan.Agreement.Privacy.Noised(); noised {
		counts, err := part("counts")
		if err != nil {
			return err
		}
		f.rows, positives = counts[0], counts[1]+counts[0]/2
		low, noise, each = -0.5, f.deviation(plan.Moments, "counts"), f.deviation(plan.Moments, "sum")
	} else {
		rows, err := part("rows")
		if err != nil {
			return err
		}
		y, err := part("positives")
		if err != nil {
			return err
		}
		f.rows, positives = rows[0], y[0]
	}
	f.positive = positives
	f.add(Fact{Name: Rows, Value: f.rows, Noise: noise})
	f.add(Fact{Name: Positives, Value: positives, Noise: noise * math.Sqrt(1.25)})
	for j, c := range f.plan.Columns() {
		total := (sum[j]-low*f.rows)*(c.Max-c.Min) + c.Min*f.rows
		f.sums = append(f.sums, total)
		f.add(Fact{Name: Mean, Columns: []string{c.Name}, Value: total / f.rows, Noise: each * (c.Max - c.Min) / math.Abs(f.rows)})
	}
	return nil
}

// pairs reads how often two columns of zeros and ones are both 1.
func (f *facts) pairs(part parts) error {
	hessian, err := part("hessian")
	if err != nil {
		return err
	}
	columns := f.plan.Columns()
	if len(f.mean) != len(columns) || len(f.sd) != len(columns) || f.sums == nil {
		return fmt.Errorf("%d columns, and means of %d", len(columns), len(f.mean))
	}
	noise, at := f.deviation(plan.Newton, "hessian"), 0
	for i := range len(columns) + 1 {
		for k := i; k <= len(columns); k++ {
			h := hessian[at]
			at++
			a, b := i-1, k-1 // the intercept is column −1
			if a < 0 || a == b || !f.indicator(a) || !f.indicator(b) || columns[a].Feature == columns[b].Feature {
				continue
			}
			// Σ (x_a − m_a)(x_b − m_b) = 4·s_a·s_b·H_ab
			both := 4*f.sd[a]*f.sd[b]*h + f.mean[a]*f.sums[b] + f.mean[b]*f.sums[a] - f.rows*f.mean[a]*f.mean[b]
			f.add(Fact{Name: Count, Columns: []string{columns[a].Name, columns[b].Name}, Value: both, Noise: 4 * f.sd[a] * f.sd[b] * noise})
		}
	}
	return nil
}

// outcomes reads how often a column of zeros and ones is 1 and the outcome
// positive. At zero weights every probability is ½, and the gradient of a
// standardised column z is Σ z/2 − Σ z·y.
func (f *facts) outcomes(part parts) error {
	gradient, err := part("gradient")
	if err != nil {
		return err
	}
	if len(gradient) != len(f.mean)+1 { // the intercept is first
		return fmt.Errorf("a gradient of %d values for %d columns", len(gradient), len(f.mean))
	}
	for j, c := range f.plan.Columns() {
		if !f.indicator(j) {
			continue
		}
		z := (f.sums[j] - f.rows*f.mean[j]) / f.sd[j]
		f.add(Fact{Name: Outcomes, Columns: []string{c.Name}, Value: f.sd[j]*(z/2-gradient[j+1]) + f.mean[j]*f.positive})
	}
	return nil
}

func (f *facts) indicator(column int) bool {
	c := f.plan.Columns()[column]
	return f.plan.Agreement.Schema.Features[c.Feature].Type != schema.Number
}

func (f *facts) add(one Fact) { f.all = append(f.all, one) }

// deviation is that of one site's noise on a value of a segment, in the units of
// the value; 0 without noise.
func (f *facts) deviation(phase, segment string) float64 {
	layout, err := f.plan.Layout(phase)
	if err != nil {
		return 0
	}
	for i, n := range f.plan.Noise(phase) {
		if s := layout.Segments[i]; s.Name == segment {
			return math.Sqrt(float64(n.Variance)) * s.Step()
		}
	}
	return 0
}
