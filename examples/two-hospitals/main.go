// Command two-hospitals runs the pilot on one machine: two care providers train
// one model on a synthetic heart-failure cohort, through a coordinator that can
// read neither their updates nor the sum.
package main

import (
	"context"
	"flag"
	"os"
	"os/signal"
	"path/filepath"

	"samband/examples/local"
	"samband/pkg/agreement"
	"samband/pkg/data/cohort"
)

func main() {
	out := flag.String("out", "out", "directory for everything that the run leaves")
	lang := flag.String("lang", "en", "language of the output: en or sv")
	scheme := flag.String("scheme", agreement.OneTimeHE, "how updates are added: one-time-he, pairwise-masks, direct-bgv, direct-ckks or plaintext")
	epsilon := flag.Float64("dp", 0, "run a second time with noise for each patient, at this ε, and compare")
	seed := flag.Uint64("seed", 1, "of the synthetic cohort")
	only := flag.String("tables", "", "write nothing but the two synthetic tables, into this directory")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second interrupt kills
	if *only != "" {
		_, err := tables(*only, *seed)
		os.Exit(local.Report(ctx, *lang, err))
	}
	// No noise is not ε = 0, which would be noise without end.
	withNoise := false
	flag.Visit(func(f *flag.Flag) { withNoise = withNoise || f.Name == "dp" })
	if !withNoise {
		epsilon = nil
	}
	os.Exit(local.Report(ctx, *lang, run(ctx, *out, *lang, *scheme, epsilon, *seed)))
}

func run(ctx context.Context, out, lang, scheme string, epsilon *float64, seed uint64) error {
	if err := local.CheckScheme(scheme); err != nil {
		return err
	}
	f := &local.Federation{
		Schema:    cohort.Schema(),
		Split:     agreement.Split{Seed: "20240101", Dataset: "synthetic-heart-failure", Test: 0.25},
		Algorithm: agreement.Algorithm{Name: agreement.Newton, Rounds: 8, Ridge: 1, MaxRows: 4096, Tolerance: 1e-8},
		Scheme:    scheme,
		// With two participants each can derive the other's contribution. The
		// parties say that they know.
		Acknowledge: []string{agreement.AckTwoParties},
		Out:         out,
		Lang:        lang,
		Screen:      os.Stdout,
		Synthetic:   true,
		KeepSums:    true, // to show what each has of the other
		Test:        true,
		Rehearse:    true,
	}
	f.Title = f.Say("SYNTHETIC: readmission within 30 days after heart failure", "SYNTETISKT: återinläggning inom 30 dagar efter hjärtsvikt")
	f.Purpose = f.Say("Show on synthetic data how two care providers train one model without sharing rows.",
		"Visa med syntetiska data hur två vårdgivare tränar en modell utan att dela rader.")
	f.Hospitals = []local.Hospital{
		{ID: "north", Name: f.Say(cohort.University().Name, "Universitetssjukhuset (syntetiskt)")},
		{ID: "south", Name: f.Say(cohort.County().Name, "Länssjukhuset (syntetiskt)")},
	}
	if word := agreement.AckOf(scheme); word != "" {
		f.Acknowledge = append(f.Acknowledge, word)
	}
	paths, err := tables(out, seed)
	if err != nil {
		return err
	}
	for i := range f.Hospitals {
		f.Hospitals[i].Data = paths[i]
	}
	if epsilon != nil {
		return noised(ctx, f, *epsilon)
	}
	r, err := f.Run(ctx)
	if err != nil {
		return err
	}
	s, err := r.Summarise()
	if err != nil {
		return err
	}
	return r.Print(s)
}

// tables makes both hospitals' synthetic tables in dir, north's first.
func tables(dir string, seed uint64) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	paths := []string{filepath.Join(dir, cohort.FileName("north")), filepath.Join(dir, cohort.FileName("south"))}
	for i, site := range []cohort.Site{cohort.University(), cohort.County()} {
		if err := write(paths[i], site, seed); err != nil {
			return nil, err
		}
	}
	return paths, nil
}

// write makes one hospital's synthetic table.
func write(path string, site cohort.Site, seed uint64) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := cohort.WriteCSV(f, site, seed); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
