// Command trainer runs four sites on one machine that each train with a program
// of their own: plain_trainer.py, torch_trainer.py, or whatever -trainer says. The
// rows are what those programs make up.
package main

import (
	"context"
	"flag"
	"os"
	"os/signal"
	"path/filepath"

	"samband/examples/local"
	"samband/pkg/agreement"
	"samband/pkg/schema"
)

// settings are the flags.
type settings struct {
	out, lang, trainer string
	parameters, rounds int
	start              float64
	scheme             string
}

func main() {
	var s settings
	flag.StringVar(&s.out, "out", "out/trainer", "directory for everything that the run leaves")
	flag.StringVar(&s.lang, "lang", "en", "language of the output: en or sv")
	flag.StringVar(&s.trainer, "trainer", "", "command of the training program (default: python3 with plain_trainer.py)")
	flag.IntVar(&s.parameters, "parameters", 20, "numbers in the model")
	flag.IntVar(&s.rounds, "rounds", 5, "learning rounds")
	flag.Float64Var(&s.start, "start", 0, "size of the numbers that learning begins with")
	flag.StringVar(&s.scheme, "scheme", agreement.OneTimeHE, "how updates are added")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second interrupt kills
	os.Exit(local.Report(ctx, s.lang, run(ctx, s)))
}

func run(ctx context.Context, s settings) error {
	f, err := s.federation()
	if err != nil {
		return err
	}
	f.Screen = os.Stdout
	r, err := f.Run(ctx)
	if err != nil {
		return err
	}
	t, err := r.Trained()
	if err != nil {
		return err
	}
	return r.PrintTrained(t)
}

// federation is four sites that all use the same program.
func (s settings) federation() (*local.Federation, error) {
	if s.trainer == "" {
		root, err := local.Root()
		if err != nil {
			return nil, err
		}
		s.trainer = `python3 "` + filepath.Join(root, "examples", "trainer", "plain_trainer.py") + `"`
	}
	f := &local.Federation{
		Title:     "SYNTHETIC: four sites with training programs of their own",
		Purpose:   "Show how sites train a model together that only their own programs know.",
		Schema:    schema.Schema{Outcome: schema.Outcome{Name: "class", Column: "class", Positive: "> 0"}, Features: []schema.Feature{{Name: "signal", Type: schema.Number, Unit: "1", Min: -100, Max: 100}}},
		Split:     agreement.Split{Seed: "1", Dataset: "made-up", Test: 0.2},
		Algorithm: agreement.Algorithm{Name: agreement.FedAvg, Rounds: s.rounds, MaxRows: 1024, Tolerance: 1e-8},
		External:  &agreement.Trainer{Parameters: s.parameters, Start: s.start},
		Scheme:    s.scheme, Out: s.out, Lang: s.lang, Synthetic: true,
	}
	if word := agreement.AckOf(s.scheme); word != "" {
		f.Acknowledge = append(f.Acknowledge, word)
	}
	for _, h := range []local.Hospital{{ID: "north", Name: "Hospital North"}, {ID: "south", Name: "Hospital South"}, {ID: "east", Name: "Hospital East"}, {ID: "west", Name: "Hospital West"}} {
		h.Trainer = s.trainer
		f.Hospitals = append(f.Hospitals, h)
	}
	return f, nil
}
