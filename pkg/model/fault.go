package model

import (
	"strings"

	"samband/pkg/phrase"
)

// Cause names why learning stops, or what is wrong with its result.
type Cause string

// Causes.
const (
	OneOutcome     Cause = "one-outcome"     // every row has the same outcome
	Constant       Cause = "constant"        // a column does not vary
	Collinear      Cause = "collinear"       // columns determine each other
	Separated      Cause = "separated"       // columns tell the two outcomes apart without error
	QuasiSeparated Cause = "quasi-separated" // they do for some rows, and the others say nothing about it
	Diverged       Cause = "diverged"        // weights run away from the optimum
	NotConverged   Cause = "not-converged"   // the agreed rounds are over
	Noisy          Cause = "noisy"           // the noise is as large as what it is added to
)

// Fault is one of the causes as it was met. It is an error where learning
// cannot go on, and a warning where it can. Its texts speak about rows and
// columns of all sites together unless they say otherwise; like everything
// that is learnt they are for participants, never for the coordinator.
type Fault struct {
	Cause   Cause         `json:"cause"`
	Columns []string      `json:"columns"` // that it is about, the main ones first
	What    phrase.Phrase `json:"what"`
	Remedy  phrase.Phrase `json:"remedy"` // what to do
}

// Error is one line.
func (f *Fault) Error() string { return f.Phrase().String() }

// Phrase is the same line in other languages.
func (f *Fault) Phrase() phrase.Phrase { return phrase.New("model.fault", "%s: %s", f.What, f.Remedy) }

// NoContrast is the fault of so many rows that all have the same outcome.
func NoContrast(rows float64) *Fault {
	return &Fault{OneOutcome, nil, phrase.New("model.one-outcome", "the outcome is the same in all %.0f training rows, so nothing can be learnt", rows),
		phrase.New("model.look-at-outcome", "look at the outcome's column and its rule for what counts as positive")}
}

// Names picks the columns with the given weights; the intercept, weight 0, has
// none.
func Names(features []string, weights []int) []string {
	var names []string
	for _, w := range weights {
		if w > 0 {
			names = append(names, features[w-1])
		}
	}
	return names
}

// few writes the first five names.
func few(names []string) phrase.Phrase {
	const most = 5
	if len(names) > most {
		return phrase.New("model.names-and-more", "%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return phrase.New("model.names", "%s", strings.Join(names, ", "))
}
