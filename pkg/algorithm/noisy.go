package algorithm

import (
	"math"
	"slices"

	"samband/pkg/agreement"
	"samband/pkg/data"
	"samband/pkg/dp"
	"samband/pkg/phrase"
	"samband/pkg/plan"
	"samband/pkg/schema"
	"samband/pkg/vector"
)

// Learning under noise. Each phase is a sum over units, a patient or a row, of
// vectors whose L2 norms are bounded, so that one unit moves the sum by no more;
// noise is added after this package, on the integers. What comes back is off by
// a noise whose deviation the plan tells. So nothing here counts on a sum being
// possible: numbers of rows are held within what can be, variances below their
// own noise are raised to it, and no sum of any values stops learning, since
// all participants have to go on alike.
//
// All rounds that are agreed take place: to stop when weights settle would tell
// nothing, as noise never does.

// noise is what the agreement fixes for it.
type noise struct {
	unit      string                  // of the agreement
	rows      int                     // of one unit that count
	numbers   []int                   // the columns that are numbers
	units     map[string][]dp.Segment // by phase: what one unit may bring to each segment
	objective plan.Perturbation
	site      map[string]map[string]float64 // by phase and segment: deviation of what one site adds to a value
}

// noiseOf is nil for a plan without noise.
func noiseOf(p *plan.Plan, layouts map[string]vector.Layout) *noise {
	if !p.Agreement.Privacy.Noised() {
		return nil
	}
	o := &noise{
		unit: p.Agreement.Privacy.Unit, rows: max(1, p.Agreement.Privacy.RowsPerPatient), objective: p.Perturbation(),
		units: make(map[string][]dp.Segment), site: make(map[string]map[string]float64),
	}
	for j, c := range p.Columns() {
		if p.Agreement.Schema.Features[c.Feature].Type == schema.Number {
			o.numbers = append(o.numbers, j)
		}
	}
	for phase, l := range layouts {
		o.site[phase] = make(map[string]float64)
		for i, s := range p.Noise(phase) {
			g := l.Segments[i]
			o.units[phase] = append(o.units[phase], dp.Segment{Length: g.Length, Unit: s.Unit})
			o.site[phase][g.Name] = math.Sqrt(float64(s.Variance)) * g.Step()
		}
	}
	return o
}

// deviation is that of the noise on each value of a segment, summed over
// contributors.
func (o *noise) deviation(phase, segment string, contributors int) float64 {
	return o.site[phase][segment] * math.Sqrt(float64(contributors))
}

// unit adds to a vector for each segment what the given rows, all of one unit,
// bring.
type unit func(rows []int, segments [][]float64)

// bounded sums over the units of a table what each brings, clipped. It remembers,
// for people at this site, how many were.
func (n *site) bounded(phase string, t *data.Table, bring unit) ([]float64, error) {
	sum, err := dp.NewSum(n.noise.units[phase])
	if err != nil {
		return nil, err
	}
	defer sum.Wipe()
	var segments [][]float64
	for _, s := range n.noise.units[phase] {
		segments = append(segments, make([]float64, s.Length))
	}
	for _, rows := range rowsOf(t) {
		for _, s := range segments {
			clear(s)
		}
		bring(rows, segments)
		if err := sum.Add(segments...); err != nil {
			return nil, err
		}
	}
	n.units, n.clipped = sum.Units(), sum.Clipped()
	return sum.Values(), nil
}

// unitsOf is a table of which every unit has no more rows than count, and how
// many were left out.
func (o *noise) unitsOf(t *data.Table) (*data.Table, int) {
	switch o.unit {
	case agreement.Patient:
		return t.AtMost(o.rows)
	case agreement.Record: // also of a patient with several
		records := *t
		records.Units = nil
		return &records, 0
	}
	return t, 0
}

// rowsOf are the rows of each unit of a table.
func rowsOf(t *data.Table) [][]int {
	all, units := make([]int, t.Len()), 0
	for i := range all {
		all[i] = i
		if t.Units != nil {
			units = max(units, t.Units[i]+1)
		}
	}
	if t.Units == nil {
		each := make([][]int, t.Len())
		for i := range each {
			each[i] = all[i : i+1]
		}
		return each
	}
	rows := make([][]int, units)
	for i, u := range t.Units {
		rows[u] = append(rows[u], i)
	}
	return slices.DeleteFunc(rows, func(r []int) bool { return r == nil }) // which would stand for all rows
}

// noisy is this site's contribution under noise.
func (n *site) noisy(phase string) ([]float64, error) {
	if n.noise.unit == agreement.Participant {
		return n.update()
	}
	switch phase {
	case plan.Moments:
		return n.bounded(phase, n.train, n.scaled)
	case plan.Newton:
		return n.bounded(phase, n.train, n.curved)
	case agreement.Perturbation:
		return n.fitted()
	case n.learning:
		return n.bounded(phase, n.train, n.sloped)
	case plan.Evaluate:
		return n.noisyHistogram()
	}
	return nil, phrase.Errorf("learn.no-contribution", "phase %s has no contribution", phase)
}

// applyNoisy takes a sum with noise.
func (n *site) applyNoisy(phase string, sum map[string][]float64, contributors int) (next state, progress Progress, err error) {
	switch {
	case n.noise.unit == agreement.Participant:
		next, progress = n.takeUpdates(sum, contributors)
	case phase == plan.Moments:
		next, progress = n.noisyStandardise(sum, contributors)
	case phase == plan.Newton:
		next, progress, err = n.noisyNewton(sum, contributors)
	case phase == agreement.Perturbation:
		next, progress = n.takeFitted(sum, contributors)
	case phase == n.learning:
		next, progress = n.noisyStep(sum, contributors)
	case phase == plan.Evaluate:
		next, progress = n.noisyEvaluation(sum, contributors)
	}
	progress.Noised, progress.Units, progress.Clipped = true, n.units, n.clipped
	return next, progress, err
}

// within holds a value between two others; what is no number becomes low.
func within(low, v, high float64) float64 {
	if !(v >= low) {
		return low
	}
	return min(v, high)
}
