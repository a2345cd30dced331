package main

import (
	"context"
	"path/filepath"

	"samband/examples/local"
	"samband/pkg/agreement"
	"samband/pkg/cli"
	"samband/pkg/lang"
	"samband/pkg/phrase"
)

// mostEpsilon is the largest that agreements take.
const mostEpsilon = 100

// delta is far below one over the number of patients.
const delta = 1e-6

// noised runs the pilot without noise and then with it, and shows what noise
// costs, what it promises and what each hospital has of the other by
// subtraction.
func noised(ctx context.Context, f *local.Federation, epsilon float64) error {
	if !(epsilon > 0 && epsilon <= mostEpsilon) {
		return cli.Exit(cli.Usage, phrase.Errorf("use.dp", "-dp %v is no ε; write one above 0 and up to %d, such as -dp 4", epsilon, mostEpsilon), "")
	}
	l, err := lang.New(f.Lang)
	if err != nil {
		return err
	}
	without, with := *f, *f
	without.Out = filepath.Join(f.Out, "without-noise")
	with.Algorithm.Rounds = 1 // from zero, where a Newton step goes nearly all the way
	with.Privacy = &agreement.Privacy{
		Unit: agreement.Patient, RowsPerPatient: 1, // a row is a patient
		Noise: agreement.DiscreteGaussian, Epsilon: epsilon, Delta: delta, Clip: 4, // the gradient of a patient with 18 standardised columns
		MinCell: agreement.MinCell{Count: 5, Action: agreement.MergeCells},
	}
	var outcomes []*local.Outcome
	for _, f := range []*local.Federation{&without, &with} {
		r, err := f.Run(ctx)
		if err != nil {
			return err
		}
		o, err := r.Outcome()
		if err != nil {
			return err
		}
		outcomes = append(outcomes, o)
	}
	return local.PrintNoise(l, outcomes[0], outcomes[1])
}
