package earlier

import (
	"samband/pkg/agreement"
	"samband/pkg/digest"
	"samband/pkg/plan"
)

// Account tells what ε this party drew on the privacy budget of an agreement, out
// of the directory of a run; 0 if nothing is recorded there.
type Account func(directory string, p *plan.Plan) (epsilon float64, err error)

// Budget is what a run under an earlier agreement told of one unit at most.
type Budget struct {
	Agreement digest.Digest `json:"agreement"`
	Title     string        `json:"title"`
	Directory string        `json:"directory"` // of the run
	Noise     string        `json:"noise"`     // none: there is no bound
	Unit      string        `json:"unit"`
	Epsilon   float64       `json:"epsilon"`        // drawn at this site; where nothing is recorded, as agreed
	Agreed    float64       `json:"agreed_epsilon"` // 0 without noise
	Delta     float64       `json:"delta"`
}

// Total adds the budgets of earlier agreements with the new one's unit to what the
// new one allows. Releases of (ε, δ) and (ε', δ') together are one of at most
// (ε + ε', δ + δ') (Dwork et al. 2006); accounting by Rényi divergence would give
// less.
type Total struct {
	Unit    string  `json:"unit"`
	Epsilon float64 `json:"epsilon"`
	Delta   float64 `json:"delta"`
	Others  int     `json:"other_units"` // earlier budgets with noise for other units, not added
}

// spend lists the budget of an earlier run whose sums count.
func (l *Look) spend(r run, account Account) error {
	privacy := r.agreed.Privacy
	b := Budget{Agreement: r.agreed.Hash(), Title: r.agreed.Title, Directory: r.path, Noise: privacy.Noise, Unit: privacy.Unit}
	if privacy.Noised() {
		b.Epsilon, b.Agreed, b.Delta = privacy.Epsilon, privacy.Epsilon, privacy.Delta
		// An agreement that can no longer be planned counts as agreed, and so does a
		// sum without an account: it was drawn for, and the account is gone.
		if p, err := plan.New(r.agreed); err == nil && account != nil {
			drawn, err := account(r.path, p)
			if err != nil {
				return err
			}
			if drawn > 0 {
				b.Epsilon = drawn
			}
		}
	}
	l.Budgets = append(l.Budgets, b)
	return nil
}

// add works out the total, and whether what noise promises is lost beside sums
// without it.
func (l *Look) add(planned agreement.Privacy) {
	with, without := 0, 0
	l.Total = &Total{Unit: planned.Unit, Epsilon: planned.Epsilon, Delta: planned.Delta}
	for _, b := range l.Budgets {
		switch {
		case b.Noise == agreement.NoNoise:
			without++
		case planned.Noised() && b.Unit != planned.Unit:
			l.Total.Others++
			with++
		default:
			l.Total.Epsilon += b.Epsilon
			l.Total.Delta += b.Delta
			with++
		}
	}
	l.Undone = with > 0 && !planned.Noised() || without > 0 && planned.Noised()
	l.noised = planned.Noised()
	if !planned.Noised() || with == 0 || without > 0 {
		l.Total = nil // there is nothing to add, or no bound
	}
}
