// Package promise says what the noise of an agreement promises about one unit,
// such as a patient, in numbers for programs and in words for people: ε, δ, unit,
// who may be insiders, and how well an attacker can do at best.
package promise

import (
	"math"

	"samband/pkg/agreement"
	"samband/pkg/lang"
	"samband/pkg/plan"
)

// Promise is what follows from an agreement, as --json prints it. Without noise
// all but Unit and Noise is left out.
type Promise struct {
	Unit      string             `json:"unit"`
	Noise     string             `json:"noise"`
	Rows      int                `json:"rows_per_unit,omitempty"` // of one unit that count
	Clear     bool               `json:"plaintext,omitempty"`     // the coordinator reads each contribution by itself
	Epsilon   float64            `json:"epsilon,omitempty"`       // agreed
	Delta     float64            `json:"delta,omitempty"`
	Planned   float64            `json:"planned_epsilon,omitempty"` // of all rounds, by Rényi accounting
	Mu        float64            `json:"mu,omitempty"`              // of Gaussian differential privacy
	Objective *plan.Perturbation `json:"objective,omitempty"`       // of objective-perturbation
	Insiders  int                `json:"insiders,omitempty"`        // who may subtract what is their own
	Honest    int                `json:"honest,omitempty"`          // contributors to every sum besides, whose noise is enough
	Attack    []Rate             `json:"attack,omitempty"`
	Phases    []Phase            `json:"phases,omitempty"`
}

// Rate is how many of those who took part an attacker finds at most, where so
// many of those who did not are taken for them.
type Rate struct {
	False float64 `json:"false_positive_rate"`
	True  float64 `json:"true_positive_rate"`
}

// Phase is the noise of one kind of round.
type Phase struct {
	Phase    string    `json:"phase"`
	Rounds   int       `json:"rounds"` // at most
	Segments []Segment `json:"segments"`
}

// Segment is the noise on values of one kind, in the units of the values.
type Segment struct {
	Name   string  `json:"name"`
	Values int     `json:"values"`
	Clip   float64 `json:"clip"`           // L2 norm of what one unit brings
	Site   float64 `json:"sigma_site"`     // deviation of what one site adds
	Sum    float64 `json:"sigma_sum"`      // of the sum over all participants
	Facing float64 `json:"sigma_insiders"` // of the sum without what the insiders know
}

// rates are the shares of false alarms that attacks are reported at.
func rates() []float64 { return []float64{0.01, 0.001} }

// Of works it out.
func Of(p *plan.Plan) Promise {
	privacy := p.Agreement.Privacy
	r := Promise{Unit: privacy.Unit, Noise: privacy.Noise}
	if !privacy.Noised() {
		return r
	}
	r.Clear = p.Scheme().Bare()
	times := p.Most()
	r.Rows, r.Epsilon, r.Delta, r.Planned, r.Mu = privacy.RowsPerPatient, privacy.Epsilon, privacy.Delta, p.Spent(times), p.Mu(times)
	r.Insiders, r.Honest = privacy.Insiders, p.MinContributors-privacy.Insiders
	if r.Unit == agreement.Record {
		r.Rows = 1
	}
	if o := p.Perturbation(); o.Deviation > 0 {
		r.Objective = &o
	}
	for _, f := range rates() {
		r.Attack = append(r.Attack, Rate{f, p.Found(times, f)})
	}
	for _, name := range p.Phases() {
		noise := p.Noise(name)
		layout, err := p.Layout(name)
		if err != nil || noise == nil {
			continue // the plan laid every phase out when it was made
		}
		phase := Phase{Phase: name, Rounds: times[name]}
		for i, s := range layout.Segments {
			site := math.Sqrt(float64(noise[i].Variance)) * s.Step()
			phase.Segments = append(phase.Segments, Segment{s.Name, s.Length, noise[i].Unit, site,
				site * math.Sqrt(float64(len(p.Participants))), site * math.Sqrt(float64(r.Honest))})
		}
		r.Phases = append(r.Phases, phase)
	}
	return r
}

// Words are the sentences for people: one that there is none where there is no
// noise.
func (r Promise) Words(l *lang.Lang) []string {
	if r.Noise == agreement.NoNoise {
		return []string{l.Text(lang.PromiseNone)}
	}
	said := []string{
		l.Text(lang.PromiseNoise, l.Named(lang.Noise, r.Noise), l.Named(lang.PromiseUnit, r.Unit), l.Short(r.Epsilon), l.Small(r.Delta)),
	}
	switch r.Unit {
	case agreement.Patient:
		said = append(said, l.Text(lang.PromiseRows, r.Rows))
	case agreement.Record:
		said = append(said, l.Text(lang.PromiseRecord))
	}
	said = append(said, l.Text(lang.PromiseInsiders, r.Insiders, r.Honest))
	if o := r.Objective; o != nil {
		said = append(said, l.Text(lang.PromiseObjective, l.Short(o.Norm), l.Short(o.Deviation)))
	}
	if len(r.Attack) == 2 {
		a, b := r.Attack[0], r.Attack[1]
		said = append(said, l.Text(lang.PromiseAttack, l.Percent(a.True, 1), l.Percent(a.False, 1), l.Percent(b.True, 1), l.Percent(b.False, 1)))
	}
	if r.Unit != agreement.Participant {
		said = append(said, l.Text(lang.PromiseUpdate))
	}
	if r.Clear && r.Honest > 1 {
		said = append(said, l.Text(lang.PromisePlain))
	}
	return append(said, l.Text(lang.PromiseCompose))
}
