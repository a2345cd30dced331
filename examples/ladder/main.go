// Command ladder runs one small training under four agreements, from one that
// resembles the pilot's published code to one with noise, and shows side by side
// who could see what, what was measured, and what each step changes and does not.
package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"

	"samband/examples/local"
	"samband/pkg/agreement"
	"samband/pkg/cli"
	"samband/pkg/data/cohort"
	"samband/pkg/evidence"
	"samband/pkg/exposure"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/plan"
)

const (
	epsilon = 4
	delta   = 1e-6 // far below one over the number of patients
)

// Who attacks, and whom.
const (
	north identity.ID = "north"
	south identity.ID = "south"
)

// step is one of the agreements, and what came of it.
type step struct {
	Name    string          `json:"step"` // a to d
	Summary *local.Summary  `json:"summary"`
	Tests   *evidence.Tests `json:"tests"` // by north

	Breaches []exposure.Breach `json:"breaches"` // smallest groups that can have another's update
	noised   bool
}

func main() {
	out := flag.String("out", "out/ladder", "directory for everything that the runs leave")
	tag := flag.String("lang", "en", "language of the output: en or sv")
	seed := flag.Uint64("seed", 1, "of the synthetic cohort")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second interrupt kills
	os.Exit(local.Report(ctx, *tag, run(ctx, os.Stdout, *out, *tag, *seed)))
}

func run(ctx context.Context, out io.Writer, dir, tag string, seed uint64) error {
	l, err := lang.New(tag)
	if err != nil {
		return cli.Exit(cli.Usage, err, "")
	}
	sites, err := tables(dir, seed)
	if err != nil {
		return err
	}
	p := screen{out}
	p.head(l.Text(lang.LadderHead))
	p.say(l.Text(lang.SyntheticData))
	var steps []*step
	for _, name := range []string{"a", "b", "c", "d"} {
		p.say(l.Text(lang.LadderRunning, name, l.Named(lang.LadderStep, name)))
		f := federation(name, sites)
		f.Out, f.Lang = filepath.Join(dir, name), tag
		s := &step{Name: name, noised: f.Privacy != nil}
		r, err := f.Run(ctx)
		if err != nil {
			return err
		}
		if s.Summary, err = r.Summarise(); err != nil {
			return err
		}
		if s.Tests, err = r.Tests(ctx, north); err != nil {
			return err
		}
		if s.Breaches, err = breaches(r); err != nil {
			return err
		}
		steps = append(steps, s)
	}
	(&writer{p, l, steps}).write()
	if err := keep(dir, steps); err != nil {
		return err
	}
	p.say(l.Text(lang.WrittenTo, filepath.Join(dir, "ladder.{json,en.md,sv.md}")))
	return nil
}

// breaches are the smallest groups that can have another's update after a run in
// which everybody contributed to every sum, as here.
func breaches(r *local.Run) ([]exposure.Breach, error) {
	p, err := plan.New(r.Agreement)
	if err != nil {
		return nil, err
	}
	all, complete, err := p.Run([][]identity.ID{p.Participants}, true).Breaches()
	if err == nil && !complete {
		err = errors.New("not all groups were looked at")
	}
	return all, err
}

// federation is what the agreement of a step fixes.
func federation(name string, sites []local.Hospital) *local.Federation {
	f := &local.Federation{
		Title:     "SYNTHETIC: readmission within 30 days after heart failure, step " + name,
		Purpose:   "Show on synthetic data what each of four agreements changes.",
		Hospitals: slices.Clone(sites),
		Schema:    cohort.Schema(),
		Split:     agreement.Split{Seed: "20240101", Dataset: "synthetic-heart-failure", Test: 0.25},
		Algorithm: agreement.Algorithm{Name: agreement.Newton, Rounds: 8, Ridge: 1, MaxRows: 4096, Tolerance: 1e-8},
		Scheme:    agreement.OneTimeHE,
		Screen:    io.Discard,
		Synthetic: true,
		KeepSums:  true,
	}
	switch name {
	case "a":
		f.Scheme, f.Acknowledge = agreement.Plaintext, []string{agreement.AckPlaintext}
		fallthrough
	case "b":
		f.Hospitals, f.Operator = f.Hospitals[:2], north
		f.Acknowledge = append(f.Acknowledge, agreement.AckTwoParties)
	case "d":
		f.Algorithm.Rounds = 1 // from zero, where a Newton step goes nearly all the way
		f.Privacy = &agreement.Privacy{
			Unit: agreement.Patient, RowsPerPatient: 1, // a row is a patient
			Noise: agreement.DiscreteGaussian, Epsilon: epsilon, Delta: delta, Clip: 4,
			MinCell: agreement.MinCell{Count: 5, Action: agreement.MergeCells},
		}
	}
	return f
}

// tables makes the sites' synthetic tables in dir.
func tables(dir string, seed uint64) ([]local.Hospital, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	var all []local.Hospital
	for i, id := range []identity.ID{north, south, "west"} {
		site := cohort.County()
		if id == north {
			site = cohort.University()
		}
		path := filepath.Join(dir, cohort.FileName(string(id)))
		f, err := os.Create(path)
		if err != nil {
			return nil, err
		}
		if err := cohort.WriteCSV(f, site, seed+uint64(i)); err != nil {
			f.Close()
			return nil, err
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
		all = append(all, local.Hospital{ID: id, Name: string(id) + " (synthetic)", Data: path})
	}
	return all, nil
}
