package command

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"samband/pkg/agreement"
	"samband/pkg/audit"
	"samband/pkg/cli"
	"samband/pkg/identity"
	"samband/pkg/lang"
)

// Keys are the keys of all parties of an agreement, the coordinator's too.
func Keys(a *agreement.Agreement) map[identity.ID]identity.PublicKey {
	keys := map[identity.ID]identity.PublicKey{a.Coordinator.ID: a.Coordinator.Key}
	for _, p := range a.Parties {
		keys[p.ID] = p.Key
	}
	return keys
}

// Verify checks ledgers offline: each by itself, and against each other.
func Verify(app *cli.App, program string) *cobra.Command {
	var path string
	var list bool
	c := &cobra.Command{
		Use:   "verify LEDGER [LEDGER...]",
		Short: "Check one party's ledger, or several parties' against each other, offline",
		Long: "Checks chain, checkpoints and signatures of each ledger. With several, matches both\n" +
			"ends of every message by kind, round, attempt, size and digest; what one side says\n" +
			"and the other does not is listed with its line.",
		Example: "  " + program + " verify --agreement agreement.yaml north/runs/1a2b3c4d-real/ledger.jsonl\n" +
			"  " + program + " verify --agreement agreement.yaml north.jsonl south.jsonl hub.jsonl",
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, files []string) error {
			if len(files) == 0 {
				return errors.Join(c.Help(), cli.Exit(cli.Usage, errors.New("missing: LEDGER"), "see "+c.CommandPath()+" --help"))
			}
			a, err := agreement.Read(path)
			if err != nil {
				return cli.Exit(cli.Refused, err, "name the run's agreement with --agreement")
			}
			return verify(app, a, files, list)
		},
	}
	c.Flags().StringVar(&path, "agreement", "agreement.yaml", "the agreement that the run followed")
	c.Flags().BoolVar(&list, "list", false, "print every event, one line each")
	return c
}

func verify(app *cli.App, a *agreement.Agreement, files []string, list bool) error {
	l := app.Lang()
	var results []*audit.Result
	bad := 0
	for _, file := range files {
		r, err := audit.VerifyFile(file, Keys(a), a.Hash())
		if err != nil {
			return cli.Exit(cli.Failure, err, "")
		}
		results = append(results, r)
		if list {
			for _, e := range r.Events {
				fmt.Fprintln(app.Out, e.Event.Line())
			}
		}
		if len(r.Problems) == 0 {
			fmt.Fprintln(app.Out, l.Text(lang.Verified, file, len(r.Events), r.Checkpoints))
			continue
		}
		bad += len(r.Problems) + r.More
		fmt.Fprintln(app.Out, l.Text(lang.NotVerified, file, len(r.Problems)+r.More))
		for _, p := range r.Problems {
			fmt.Fprintln(app.Out, "  "+cli.Printable(p.String()))
		}
	}
	if len(results) > 1 {
		compared := audit.Compare(results...)
		fmt.Fprintln(app.Out, l.Text(lang.EventsMatched, compared.Events, compared.Unexplained))
		for _, d := range compared.Differences {
			fmt.Fprintln(app.Out, "  "+cli.Printable(d.String()))
		}
		for _, p := range compared.Problems {
			fmt.Fprintln(app.Out, "  "+cli.Printable(p))
		}
		bad += compared.Unexplained + len(compared.Problems)
	}
	if bad > 0 {
		return cli.Exit(cli.Verification, fmt.Errorf("%d problems in the ledgers", bad), "keep the files as they are; they are evidence of what happened")
	}
	return nil
}
