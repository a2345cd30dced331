package main

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"samband/client/participant"
	"samband/pkg/attack/assess"
	"samband/pkg/cli"
	"samband/pkg/evidence"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/model"
	"samband/pkg/plan"
)

// audit measures what the model of a finished run tells about this party's rows.
func audit(app *cli.App) *cobra.Command {
	var dir, run, table string
	var asJSON bool
	var shadows int
	var seed uint64
	c := &cobra.Command{
		Use:   "audit",
		Short: "Measure what the model of a finished run tells about this organisation's rows",
		Long: "Attacks the model of the latest run (or of the one that --run names) with this\n" +
			"organisation's own table as the truth: which rows the model was trained on, and which\n" +
			"were held back. It measures how well these can be told apart (membership inference,\n" +
			"by likelihood ratios against shadow models and by the loss), how many rows a gradient\n" +
			"of this architecture gives away, how often one value of a row is guessed by who knows the\n" +
			"rest, and, where the run kept its sums (client run --keep-sums), the models after each\n" +
			"round, what the contributions tell in numbers and which small groups the sums show. With\n" +
			"the same rows it measures what the joint model is worth here: beside a model of these\n" +
			"rows alone, and for groups of them.\n\n" +
			"Each figure has its interval; what too few rows cannot tell is in [brackets]; beside it\n" +
			"stands the bound that noise gives, where there is noise. What is not covered is said\n" +
			"at the end. Nothing is sent. The result is written to " + evidence.TestsFile + " in the directory of\n" +
			"the run: it has numbers of rows and the small groups that were found, and no rows. 'client\n" +
			"report' and 'client bundle' take the numbers from there, and not which groups they are.\n" +
			"docs/attacks.md says how it is measured.",
		Example: "  client audit --dir north --data north.csv\n" +
			"  client audit --dir north --data north.csv --lang sv\n" +
			"  client audit --run north/runs/1a2b3c4d-real --data north.csv --shadows 128 --json",
		Args: cli.Arguments(),
		RunE: func(c *cobra.Command, _ []string) error {
			began := time.Now()
			r, err := latest(app.Lang(), dir, run)
			if err != nil {
				return err
			}
			in, err := assessed(app, r, table)
			if err != nil {
				return err
			}
			in.Shadows, in.Seed = shadows, seed
			if !c.Flags().Changed("shadows") {
				in.Shadows = fitting(app, in)
			}
			var now *cli.Stage
			in.Stage = func(name string, steps int) func() {
				if now != nil {
					now.Done("")
				}
				now = app.Progress().Stage(app.Lang().Named(lang.AuditStage, name), steps)
				return func() { now.Add(1) }
			}
			result, err := assess.Run(c.Context(), in)
			if err != nil {
				return cli.Exit(cli.Failure, err, "")
			}
			if now != nil {
				now.Done("")
			}
			path := filepath.Join(r.run.Path, evidence.TestsFile)
			text, err := result.Marshal()
			if err != nil {
				return err
			}
			if err := whole(path, func(w io.Writer) error { _, err := w.Write(text); return err }); err != nil {
				return err
			}
			app.Progress().Line(app.Lang().Text(lang.AuditDone, app.Lang().Duration(time.Since(began).Round(100*time.Millisecond))))
			app.Progress().Line(app.Lang().Text(lang.WrittenTo, path))
			if asJSON {
				_, err := io.Copy(app.Out, bytes.NewReader(text))
				return err
			}
			return printAudit(app, in.Plan, result, r.Rehearsal)
		},
	}
	c.Flags().StringVar(&dir, "dir", ".", "directory of this party")
	c.Flags().StringVar(&run, "run", "", "directory of one run (default: the latest in --dir)")
	c.Flags().StringVar(&table, "data", "", "the table that this organisation took part with, a CSV file; not after a rehearsal")
	c.Flags().IntVar(&shadows, "shadows", usualShadows, "models to compare with; where it is not given and training takes long, fewer, and it says so")
	c.Flags().Uint64Var(&seed, "seed", 1, "of everything that is drawn; it is recorded")
	c.Flags().BoolVar(&asJSON, "json", false, "print the JSON of "+evidence.TestsFile+" instead of text")
	return c
}

// fitting is how many shadow models an audit has that was not told, and says so
// where they are fewer than usual.
func fitting(app *cli.App, in assess.Input) int {
	if in.Train == nil || in.Test == nil {
		return usualShadows
	}
	each := shadowCost(in.Plan, in.Train.Len()+in.Test.Len())
	n := affordable(each)
	if n < usualShadows {
		l := app.Lang()
		app.Progress().Line(l.Text(lang.AuditFewer, l.Count(n), l.Count(usualShadows),
			l.Duration(max(time.Second, (time.Duration(n)*each/shadowCores).Round(time.Second))), l.Duration((usualShadows * each / shadowCores).Round(time.Second))))
	}
	return n
}

// assessed gathers what the run left and the rows that it was trained on.
func assessed(app *cli.App, r *participantReport, table string) (in assess.Input, err error) {
	l := app.Lang()
	if r.Outcome == nil {
		return in, cli.Exit(cli.Failure, errors.New(l.Text(lang.AuditNoModel, r.run.Path)), l.Text(lang.AuditNoModelTip))
	}
	if !r.Outcome.External() && r.Rehearsal != (table == "") {
		return in, cli.Exit(cli.Usage, errors.New(l.Text(lang.AuditData)), "")
	}
	p, err := plan.New(r.run.Agreement)
	if err != nil {
		return in, err
	}
	in = assess.Input{Plan: p, Self: identity.ID(r.Party)}
	if !r.Outcome.External() {
		if in.Model, err = model.Load(r.ModelFile); err != nil {
			return in, err
		}
		rows, err := read(app, p, in.Self, table)
		if err != nil {
			return in, err
		}
		if in.Train, in.Test = rows.train, rows.test; !r.rows.Are(in.Train, in.Test) {
			return in, cli.Exit(cli.Failure, errors.New(l.Text(lang.AuditOtherRows, r.run.Path)), l.Text(lang.AuditOtherRowsTip))
		}
	}
	kept, err := participant.ReadKept(r.run.Path)
	for _, k := range kept {
		in.Sums = append(in.Sums, assess.Sum{Round: k.Round, Phase: k.Phase, Set: k.Set, Own: k.Own, Sum: k.Sum})
	}
	return in, err
}
