package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"samband/coordinator/server"
	"samband/pkg/cli"
	"samband/pkg/command"
	"samband/pkg/lang"
	"samband/pkg/ledger"
	"samband/pkg/report"
)

func status(app *cli.App) *cobra.Command {
	var dir, out string
	var others []string
	var json, full bool
	c := &cobra.Command{
		Use:   "status",
		Short: "Say what the directory of the coordinator knows of its runs",
		Long: "Reads the ledgers of all runs in the coordinator's directory, the latest first, and says\n" +
			"for each: agreement, how far it came, rounds, the last event, bytes, refusals. It can\n" +
			"be used while a run is under way: events are there once they are signed.\n\n" +
			"With --out it also writes documents about the latest run for analysts and lawyers, in\n" +
			"Swedish and English, as HTML, Markdown and JSON. With --with the ledgers of the other\n" +
			"parties are compared too, and more is measured by both ends.",
		Example: "  coordinator status --dir hub\n" +
			"  coordinator status --dir hub --full\n" +
			"  coordinator status --dir hub --out report/\n" +
			"  coordinator status --dir hub --json",
		Args: cli.Arguments(),
		RunE: func(*cobra.Command, []string) error {
			s := runs{Runs: []*report.Facts{}}
			all, err := report.All(dir)
			for _, r := range all {
				facts, fault := r.Facts()
				if fault != nil {
					err = errors.Join(err, fault)
					continue
				}
				s.Runs = append(s.Runs, facts)
			}
			if out != "" {
				err = errors.Join(err, documents(app, out, all, others))
			}
			if json {
				return errors.Join(command.JSON(app.Out, s), err)
			}
			if len(s.Runs) == 0 && err == nil {
				fmt.Fprintln(app.Out, app.Lang().Text(lang.NoRuns, dir))
			}
			t := report.NewText(app.Out, app.Lang())
			for i, f := range s.Runs {
				if i > 0 {
					t.Line("")
				}
				f.Who(t)
				if full {
					f.Moved(t)
				} else {
					brief(t, f)
				}
				f.Refused(t)
				if full {
					f.Seen(t)
					f.Record(t)
				}
			}
			return errors.Join(t.Err(), err)
		},
	}
	c.Flags().StringVar(&dir, "dir", ".", "directory of the coordinator")
	c.Flags().BoolVar(&full, "full", false, "also every kind of message, who could see what, and what is not shown")
	c.Flags().StringVar(&out, "out", "", "write documents about the latest run into this directory")
	c.Flags().StringArrayVar(&others, "with", nil, "ledger of another party of the latest run, for the documents; may be repeated")
	c.Flags().BoolVar(&json, "json", false, "print one JSON object instead of text")
	return c
}

// documents writes those of the latest run.
func documents(app *cli.App, dir string, all []*report.Run, others []string) error {
	if len(all) == 0 {
		return nil
	}
	in, err := command.OfRun(all[0], others)
	if err != nil {
		return err
	}
	return command.Documents(app, dir, in)
}

// runs is what status prints with --json.
type runs struct {
	Runs []*report.Facts `json:"runs"` // the latest first
}

// brief is one line on traffic and one on the last event.
func brief(t *report.Text, f *report.Facts) {
	_, sent := f.Total(ledger.Sent)
	_, received := f.Total(ledger.Received)
	t.Say(lang.SentReceived, t.Lang.Bytes(int64(sent)), t.Lang.Bytes(int64(received)))
	if f.LastEvent != "" {
		t.Say(lang.LastEvent, f.LastEvent)
	}
}

// closing is what close deletes and leaves at the coordinator.
func closing(app *cli.App) *cobra.Command {
	return command.Close(app, command.Closing{
		Program: "coordinator", Dir: "hub", Rests: []string{server.WitnessFile, server.JournalFile},
		Deletes: []command.Deleted{
			{Name: server.SpoolFolder, What: ledger.Bodies},
			{Name: server.JournalFile, What: ledger.MessageJournal},
			{Name: server.WitnessFile, What: ledger.MessageJournal},
		},
	})
}
