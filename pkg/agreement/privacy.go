package agreement

import (
	"time"

	"samband/pkg/phrase"
)

func (c *checker) privacy() {
	p := c.a.Privacy
	if p.RowsPerPatient != 0 && p.Unit != Patient {
		c.add("privacy.rows_per_patient", phrase.New("agreement.rows-per-patient", "the unit is %s: remove the key or write unit: patient", p.Unit))
	}
	if p.Unit == Patient && c.a.Schema.PatientID == "" && p.RowsPerPatient != 1 {
		c.add("privacy.unit", phrase.New("agreement.patients-unknown", "rows of a patient cannot be recognised without schema.patient_id: name that column, or write rows_per_patient: 1 if no patient has two rows"))
	}
	if p.Insiders >= len(c.a.Parties) {
		c.add("privacy.insiders", phrase.New("agreement.insiders", "%d insiders among %d participants leave nobody to protect: write at most %d", p.Insiders, len(c.a.Parties), len(c.a.Parties)-1))
	}
	c.inspection()
	if p.Noised() {
		c.noise()
	} else {
		c.noNoise()
	}
}

// inspection checks that what is to be opened later can be made a second time.
func (c *checker) inspection() {
	until := c.a.InspectionUntil
	if until == "" {
		return
	}
	if _, err := time.Parse(time.DateOnly, until); err != nil {
		c.add("inspection_until", phrase.New("agreement.inspection-day", "%s is no day: write year, month and day, such as 2030-12-31", until))
	}
	switch c.a.Aggregation.Scheme {
	case OneTimeHE:
	case Plaintext:
		c.add("inspection_until", phrase.New("agreement.inspection-plain", "under %s contributions travel readable, and there is nothing to open: remove the key", Plaintext))
	default:
		c.add("inspection_until", phrase.New("agreement.inspection-scheme", "what is sent under %s cannot be made a second time from what one participant may keep: write scheme: %s, or remove the key", c.a.Aggregation.Scheme, OneTimeHE))
	}
}

func (c *checker) noNoise() {
	p := c.a.Privacy
	if p.Epsilon != 0 || p.Delta != 0 || p.Clip != 0 {
		c.add("privacy.noise", phrase.New("agreement.noise-none", "epsilon, delta and clip belong to noise, and noise is none: remove them, or write noise: %s", DiscreteGaussian))
	}
	if c.a.Algorithm.Name == Perturbation {
		c.add("algorithm.name", phrase.New("agreement.perturbation-noise", "%s is learning with noise, and noise is none: write name: %s, or privacy.noise: %s", Perturbation, Newton, DiscreteGaussian))
	}
}

// noise checks that what is promised can be kept: that a bound on what one unit
// brings is a bound, and that the noise of those who are honest is there.
func (c *checker) noise() {
	a, p, l := c.a, c.a.Privacy, c.a.Algorithm
	for _, k := range []struct {
		key, example string
		given        bool
	}{{"epsilon", "1", p.Epsilon != 0}, {"delta", "1e-6", p.Delta != 0}, {"clip", "1", p.Clip != 0}} {
		if !k.given {
			c.add("privacy."+k.key, phrase.New("agreement.needed", "%s needs it: write for example %s: %s", p.Noise, k.key, k.example))
		}
	}
	if p.Unit == Patient && p.RowsPerPatient == 0 {
		c.add("privacy.rows_per_patient", phrase.New("agreement.needed", "%s needs it: write for example %s: %s", p.Noise, "rows_per_patient", "3"))
	}
	if most := a.Aggregation.MinContributors - 1; p.Insiders > most && p.Insiders < len(a.Parties) {
		c.add("privacy.insiders", phrase.New("agreement.insiders-noise", "a sum may have %d contributors, of whom %d insiders leave nobody whose noise counts: write at most %d, or a higher aggregation.min_contributors", most+1, p.Insiders, most))
	}
	if l.Name == Perturbation {
		c.perturbation()
	}
	if l.Validation != 0 {
		c.add("algorithm.validation", phrase.New("agreement.validation-noise", "early stopping would open a further number in every round, for which this version has no part of the privacy budget: remove validation and patience"))
	}
	if p.Unit == Participant {
		c.wholeUpdates()
		return
	}
	switch {
	case a.Model == External:
		c.add("privacy.unit", phrase.New("agreement.external-unit", "what one %s brings to an update cannot be bounded where the site's own program trains: write unit: %s, or noise: %s", p.Unit, Participant, NoNoise))
	case l.Name == FedProx || l.Name == Scaffold:
		c.add("algorithm.name", phrase.New("agreement.noise-drift", "with noise for each %s a round is one gradient step, which does not drift: write name: %s", p.Unit, FedAvg))
	case l.Averages() && l.Steps > 1:
		c.add("algorithm.steps", phrase.New("agreement.noise-steps", "what one %s brings can be bounded for one gradient step only: write steps: 1 and more rounds", p.Unit))
	case l.Batch != 0:
		c.add("algorithm.batch", phrase.New("agreement.noise-batch", "with noise for each %s a step is over all rows: remove the key", p.Unit))
	case l.BySite():
		c.add("algorithm.standardise", phrase.New("agreement.noise-standardise", "one %s would move the scale of all rows of its site: write standardise: %s", p.Unit, Pooled))
	}
}

// wholeUpdates checks noise for whole participants: a site sends nothing but an
// update, whose norm is bounded.
func (c *checker) wholeUpdates() {
	a := c.a
	switch {
	case !a.Algorithm.Averages():
		c.add("algorithm.name", phrase.New("agreement.unit-averages", "with unit: %s the update of a site is bounded as a whole, which %s has not: write name: %s", Participant, a.Algorithm.Name, FedAvg))
	case a.Algorithm.Name == Scaffold:
		c.add("algorithm.name", phrase.New("agreement.unit-scaffold", "with unit: %s a site sends one update, and %s sends two: write name: %s", Participant, Scaffold, FedAvg))
	case a.Model != External && !a.Algorithm.BySite():
		c.add("algorithm.standardise", phrase.New("agreement.unit-standardise", "with unit: %s no sums of columns are opened: write standardise: %s", Participant, BySite))
	}
}

// perturbation checks what learning by one objective with noise in it asks for.
func (c *checker) perturbation() {
	l := c.a.Algorithm
	if l.Rounds != 1 {
		c.add("algorithm.rounds", phrase.New("agreement.perturbation-rounds", "%s has one learning round: write rounds: 1", Perturbation))
	}
	if l.Ridge == 0 {
		c.add("algorithm.ridge", phrase.New("agreement.perturbation-ridge", "without a penalty one row can move the model without bound: write for example ridge: 30"))
	}
	if c.a.Privacy.RowsPerPatient > 1 {
		c.add("privacy.rows_per_patient", phrase.New("agreement.perturbation-rows", "what %s promises is worked out for one row of each patient: write rows_per_patient: 1, or name: %s", Perturbation, FedAvg))
	}
}
