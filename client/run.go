package main

import (
	"errors"
	"net"
	"time"

	"github.com/spf13/cobra"

	"samband/client/participant"
	"samband/pkg/agreement"
	"samband/pkg/algorithm"
	"samband/pkg/cli"
	"samband/pkg/command"
	"samband/pkg/data"
	"samband/pkg/data/rehearsal"
	"samband/pkg/evidence"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/phrase"
	"samband/pkg/plan"
	"samband/pkg/profile"
	"samband/pkg/protocol"
)

func run(app *cli.App) *cobra.Command {
	var flags command.RunFlags
	var table, coordinator, own string
	var keep bool
	c := &cobra.Command{
		Use:   "run AGREEMENT",
		Short: "Take part in a signed agreement with this organisation's table",
		Long: "Reads the table, checks it against the schema of the agreement, connects to the\n" +
			"coordinator and takes part until the model is there. What leaves this building and\n" +
			"in what form is in the ledger of the run. Where the agreed model is external,\n" +
			"--trainer names this organisation's own training program, which reads its own data:\n" +
			"what it does with them is outside of what the ledger shows (docs/trainer.md).\n\n" + command.RehearsalHelp,
		Example: "  client run agreement.yaml --dir north --data north.csv --coordinator hub.example:7443\n" +
			"  client run agreement.yaml --dir north --trainer \"python3 trainer.py\" --coordinator hub.example:7443\n" +
			"  client run agreement.yaml --dir north --rehearse --coordinator hub.example:7443",
		Args: cli.Arguments("AGREEMENT"),
		RunE: func(c *cobra.Command, arguments []string) error {
			if own == "" && flags.Rehearse == (table != "") {
				return cli.Advise(cli.Usage, errors.New(app.Lang().Text(lang.DataOrRehearse)), phrase.New("hint.help", "see %s --help", c.CommandPath()))
			}
			if _, _, err := net.SplitHostPort(coordinator); err != nil {
				err := phrase.Errorf("use.coordinator", "--coordinator %q is not the address of a coordinator, HOST:PORT", coordinator)
				return cli.Advise(cli.Usage, err, phrase.New("hint.coordinator-help", "such as --coordinator hub.example:7443; see %s --help", c.CommandPath()))
			}
			a, err := flags.Agreement(app, arguments[0])
			if err != nil {
				return err
			}
			if err := fits(app, a, flags.Mode(), table, own); err != nil {
				return err
			}
			key, err := command.LoadKey(flags.Dir)
			if err != nil {
				return err
			}
			self, err := command.Own(a, key.Public())
			if err != nil {
				return err
			}
			if err := participates(a, self, flags.Dir); err != nil {
				return err
			}
			p, err := plan.New(a)
			if err != nil {
				return cli.Exit(cli.Refused, err, "")
			}
			command.Remind(app, p)
			runDir := command.RunDir(flags.Dir, p, flags.Mode())
			if !flags.Rehearse {
				if err := complete(runDir); err != nil {
					return err
				}
				if err := command.LookAgain(app, flags.Dir, p, spent); err != nil {
					return err
				}
			}
			var rows tables
			var trainer participant.Trainer
			if a.Model == agreement.External {
				var end func()
				if trainer, end, err = program(app, p, self, flags.Mode(), own); err != nil {
					return err
				}
				defer end()
			} else if rows, err = read(app, p, self, table); err != nil {
				return err
			}
			inspected, err := inspection(a, flags.Dir)
			if err != nil {
				return err
			}
			figures, err := flags.Serve(c.Context(), app, true)
			if err != nil {
				return err
			}
			app.Progress().Line(app.Lang().Text(lang.Connecting, coordinator))
			follow, began := command.NewFollow(app, a, self), time.Now()
			outcome, err := participant.Run(c.Context(), participant.Config{
				Agreement: a, Self: self, Key: key, Dir: runDir, Train: rows.train, Test: rows.test, Table: rows.told, Trainer: trainer,
				Program:     command.Program("client"),
				Coordinator: coordinator, Mode: flags.Mode(), Log: app.Logger(),
				Notify: func(n protocol.Notice, learnt algorithm.Progress) { follow.Notice(n, describe(app.Lang(), learnt)) }, Metrics: figures,
				Connected: connection(app), KeepSums: keep, Inspection: inspected,
			})
			if err != nil {
				return command.Explain(err, self)
			}
			return finish(app, newResult(p, self, outcome, runDir), began, flags.JSON)
		},
	}
	flags.Add(c, "this party")
	c.Flags().StringVar(&table, "data", "", "this organisation's table, a CSV file; not in a rehearsal")
	c.Flags().BoolVar(&keep, "keep-sums", false, "keep every sum, beside what was sent, in sums.jsonl in the directory of the run: from it others' contributions may be derived")
	c.Flags().StringVar(&own, "trainer", "", "command of this organisation's own training program, where the agreed model is external; see docs/trainer.md")
	c.Flags().StringVar(&coordinator, "coordinator", "", "address of the coordinator, HOST:PORT")
	return c
}

// connection says how it stands with the connection to the coordinator. A
// connection that comes back before anybody was told is not mentioned.
func connection(app *cli.App) func(participant.Connection) {
	lost := false
	return func(c participant.Connection) {
		l, text := app.Lang(), ""
		switch {
		case c.Why != nil && c.First:
			text = l.Text(lang.NotConnected, l.Error(c.Why), l.Moment(c.Until))
		case c.Why != nil:
			text, lost = l.Text(lang.Disconnected, l.Error(c.Why), l.Moment(c.Until)), true
		case c.First:
			text = l.Text(lang.ConnectedFirst)
		case lost:
			text, lost = l.Text(lang.ConnectedAgain), false
		default:
			return
		}
		for _, line := range cli.Wrap(cli.Printable(text), 90) {
			app.Progress().Line(line)
		}
	}
}

// splitRule says by which rule rows are held back for evaluation.
func splitRule(app *cli.App, a *agreement.Agreement) {
	for _, line := range cli.Wrap(profile.SplitRule(app.Lang(), a), 90) {
		app.Progress().Line(line)
	}
}

// tables are the rows to learn from and to evaluate on, and what of the table may
// be told to others.
type tables struct {
	train, test *data.Table
	told        *evidence.Table // nil in a rehearsal
}

// read reads the table, or makes rows for a rehearsal, and splits it as the
// agreement says.
func read(app *cli.App, p *plan.Plan, self identity.ID, path string) (t tables, err error) {
	a := p.Agreement
	if path == "" {
		made, err := rehearsal.Table(a.Schema, p.Hash, string(self), rehearsal.Rows(a.Schema, a.Algorithm.MaxRows))
		if err != nil {
			return t, cli.Exit(cli.Refused, err, "")
		}
		app.Progress().Line(app.Lang().Text(lang.RehearsalRows, made.Len()))
		splitRule(app, a)
		t.train, t.test = made.Split(profile.Split(a), string(self))
		return t, nil
	}
	r, err := profile.Read(p, self, path)
	if err != nil {
		return t, err
	}
	if err := refuse(app, r); err != nil {
		return t, err
	}
	app.Progress().Line(app.Lang().Text(lang.RowsRead, r.Table.Kept, path))
	if r.Table.Dropped > 0 {
		app.Progress().Line(app.Lang().Text(lang.RowsDropped, r.Table.Dropped))
	}
	splitRule(app, a)
	return tables{&r.Train, &r.Test, numbers(&r.Table)}, nil
}

// numbers are those of a table that others may know: of columns, rows and groups,
// and not which they are.
func numbers(t *profile.Table) *evidence.Table {
	told := &evidence.Table{Unused: len(t.Unused), Dropped: t.Dropped}
	for _, c := range t.Small {
		if len(c.Where) == 1 {
			told.Small++
		} else {
			told.Pairs++
		}
	}
	return told
}
