package command

import (
	"context"
	"encoding/json"
	"io"

	"github.com/spf13/cobra"

	"samband/pkg/agreement"
	"samband/pkg/cli"
	"samband/pkg/lang"
	"samband/pkg/metrics"
	"samband/pkg/protocol"
)

// RunFlags are the flags that run has in both programs.
type RunFlags struct {
	Dir      string
	Rehearse bool
	JSON     bool
	Metrics  string
}

// Add declares the flags on c; whose says whose directory it is.
func (f *RunFlags) Add(c *cobra.Command, whose string) {
	c.Flags().StringVar(&f.Dir, "dir", ".", "directory of "+whose)
	c.Flags().BoolVar(&f.Rehearse, "rehearse", false, "rehearse: same agreement, keys and network, generated rows, no signatures needed")
	c.Flags().BoolVar(&f.JSON, "json", false, "print the result as one JSON object")
	c.Flags().StringVar(&f.Metrics, "metrics", "", "offer figures for Prometheus at http://ADDRESS/metrics (HOST:PORT; :9464 means this machine only); off without it")
}

// RehearsalHelp says what a rehearsal is, in the help of run.
const RehearsalHelp = "With --rehearse the parties try network, firewalls and procedures before any approval:\n" +
	"the agreement must be one that all would sign, but nobody needs to have signed it,\n" +
	"because no row of anybody is read: rows are generated from the schema. A rehearsal\n" +
	"meets only rehearsals, may be repeated, keeps its files apart and stands in the way of\n" +
	"no real run. Whatever it writes says that it is a rehearsal."

// Mode is that of the run.
func (f *RunFlags) Mode() protocol.Mode {
	if f.Rehearse {
		return protocol.Rehearsal
	}
	return protocol.Real
}

// Agreement reads the agreement. For a real run all must have signed it; in a
// rehearsal it is said who has not.
func (f *RunFlags) Agreement(app *cli.App, path string) (*agreement.Agreement, error) {
	if !f.Rehearse {
		return Signed(path)
	}
	a, err := ReadAgreement(path)
	if err != nil {
		return nil, err
	}
	app.Progress().Line(app.Lang().Text(lang.Rehearsal))
	if err := agreement.VerifySignatures(path, a); err != nil {
		app.Progress().Line(app.Lang().Text(lang.RehearsalUnsigned))
		app.Progress().Line(cli.Printable(app.Lang().Error(err)))
	}
	return a, nil
}

// Serve offers the figures of the run where --metrics says, until ctx ends;
// without it, there are none.
func (f *RunFlags) Serve(ctx context.Context, app *cli.App, participant bool) (*metrics.Run, error) {
	if f.Metrics == "" {
		return nil, nil
	}
	run := metrics.New(participant)
	address, err := run.Serve(ctx, f.Metrics)
	if err != nil {
		return nil, cli.Exit(cli.Failure, err, "")
	}
	app.Progress().Line(app.Lang().Text(lang.MetricsAt, "http://"+address.String()+"/metrics"))
	return run, nil
}

// JSON writes v as the one object that a command with --json prints.
func JSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
