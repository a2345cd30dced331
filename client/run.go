package main

import (
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"samband/client/participant"
	"samband/pkg/agreement"
	"samband/pkg/cli"
	"samband/pkg/command"
	"samband/pkg/data"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/plan"
	"samband/pkg/protocol"
)

func run(app *cli.App) *cobra.Command {
	var dir, table, coordinator string
	c := &cobra.Command{
		Use:   "run AGREEMENT",
		Short: "Take part in a signed agreement with this organisation's table",
		Long: "Reads the table, checks it against the schema of the agreement, connects to the\n" +
			"coordinator and takes part until the model is there. What leaves this building and\n" +
			"in what form is in the ledger of the run.",
		Example: "  client run agreement.yaml --dir north --data north.csv --coordinator hub.example:7443",
		Args:    cli.Arguments("AGREEMENT"),
		RunE: func(c *cobra.Command, arguments []string) error {
			a, err := command.Signed(arguments[0])
			if err != nil {
				return err
			}
			key, err := command.LoadKey(dir)
			if err != nil {
				return err
			}
			self, err := command.Own(a, key.Public())
			if err != nil {
				return err
			}
			if self == a.Coordinator.ID {
				return cli.Exit(cli.Refused, fmt.Errorf("the key in %s is the coordinator's", dir), "the coordinator uses the coordinator program")
			}
			p, err := plan.New(a)
			if err != nil {
				return cli.Exit(cli.Refused, err, "")
			}
			command.Describe(app, p)
			train, test, err := read(app, a, self, table)
			if err != nil {
				return err
			}
			app.Progress().Line(app.Lang().Text(lang.Connecting, coordinator))
			follow, began := command.NewFollow(app, a), time.Now()
			runDir := command.RunDir(dir, p, protocol.Real)
			outcome, err := participant.Run(c.Context(), participant.Config{
				Agreement: a, Self: self, Key: key, Dir: runDir, Train: train, Test: test,
				Coordinator: coordinator, Mode: protocol.Real, Log: app.Logger(), Notify: follow.Notice,
			})
			if err != nil {
				return command.Explain(err, self)
			}
			finish(app, outcome, runDir, began)
			return nil
		},
	}
	c.Flags().StringVar(&dir, "dir", ".", "directory of this party")
	c.Flags().StringVar(&table, "data", "", "this organisation's table, a CSV file")
	c.Flags().StringVar(&coordinator, "coordinator", "", "address of the coordinator, HOST:PORT")
	for _, required := range []string{"data", "coordinator"} {
		if err := c.MarkFlagRequired(required); err != nil {
			panic(err) // a flag that was not declared above
		}
	}
	return c
}

// read reads the table and splits it as the agreement says.
func read(app *cli.App, a *agreement.Agreement, self identity.ID, path string) (train, test *data.Table, err error) {
	t, err := data.ReadCSV(path, a.Schema)
	if err != nil {
		return nil, nil, cli.Exit(cli.Refused, err, "")
	}
	app.Progress().Line(app.Lang().Text(lang.RowsRead, t.Len(), path))
	if t.Dropped > 0 {
		app.Progress().Line(app.Lang().Text(lang.RowsDropped, t.Dropped))
	}
	train, test = t.Split(data.Split{Seed: a.Split.Seed, Dataset: a.Split.Dataset, Test: a.Split.Test}, string(self))
	return train, test, nil
}

// finish says what the run brought and where it lies.
func finish(app *cli.App, o *participant.Outcome, runDir string, began time.Time) {
	l := app.Lang()
	line := func(key lang.Key, arguments ...any) { app.Progress().Line(l.Text(key, arguments...)) }
	clipped, values := 0, 0
	for _, c := range o.Clipped {
		clipped, values = clipped+c.Clipped, values+c.Values
	}
	line(lang.Clipped, clipped, values, "all rounds")
	line(lang.Finished, o.Rounds, l.Duration(time.Since(began)))
	line(lang.ModelSaved, filepath.Join(runDir, participant.ModelFile))
	fmt.Fprintln(app.Out, filepath.Join(runDir, participant.ModelFile))
}
