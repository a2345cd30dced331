package command

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"samband/pkg/agreement"
	"samband/pkg/audit"
	"samband/pkg/cli"
	"samband/pkg/lang"
	"samband/pkg/ledger"
	"samband/pkg/phrase"
)

// Verify checks ledgers offline: each by itself, and against each other.
func Verify(app *cli.App, program string) *cobra.Command {
	var path string
	var list, asJSON bool
	c := &cobra.Command{
		Use:   "verify LEDGER [LEDGER...]",
		Short: "Check one party's ledger, or several parties' against each other, offline",
		Long: "Checks chain, checkpoints and signatures of each ledger. With several, matches both\n" +
			"ends of every message by kind, round, attempt, size and digest; what one side says\n" +
			"and the other does not is listed with its line. Real runs and rehearsals are matched\n" +
			"apart, and so are the sessions of one agreement; of each party one ledger of a\n" +
			"session is needed. Ledgers of another agreement are named and not checked.\n\n" +
			"One ledger alone cannot show that its end was cut off: the others' show that.",
		Example: "  " + program + " verify --agreement agreement.yaml north/runs/1a2b3c4d-real/ledger.jsonl\n" +
			"  " + program + " verify --agreement agreement.yaml north.jsonl south.jsonl hub.jsonl",
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, files []string) error {
			if len(files) == 0 {
				return cli.Arguments("LEDGER")(c, nil)
			}
			a, err := agreement.Read(path)
			if err != nil {
				return cli.Advise(cli.Refused, err, phrase.New("hint.run-agreement", "name the run's agreement with --agreement"))
			}
			var each func(ledger.Event)
			if list && !asJSON {
				each = func(e ledger.Event) { fmt.Fprintln(app.Out, e.Line()) }
			}
			v, bad, err := verify(app.Lang(), a, files, each)
			if err != nil {
				return err
			}
			write := v.text
			if asJSON {
				write = func(app *cli.App) error { return JSON(app.Out, v) }
			}
			if err := write(app); err != nil {
				return err
			}
			if bad > 0 {
				return cli.Exit(cli.Verification, errors.New(app.Lang().Text(lang.LedgerProblems, bad)), app.Lang().Text(lang.LedgerEvidence))
			}
			return nil
		},
	}
	c.Flags().StringVar(&path, "agreement", "agreement.yaml", "the agreement that the run followed")
	c.Flags().BoolVar(&list, "list", false, "print every event, one line each; not with --json")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object instead of text")
	return c
}

// verify checks each file, then the files of each session against each other.
// list is where events go, nil for nowhere.
func verify(l *lang.Lang, a *agreement.Agreement, files []string, list func(ledger.Event)) (*verified, int, error) {
	v := &verified{Ledgers: []ledgerCheck{}, Compared: []comparison{}, Others: []otherLedger{}, Apart: []apartLedger{}}
	var results []*audit.Result
	bad := 0
	for _, file := range files {
		r, err := audit.VerifyFile(file, a.Keys(), a.Hash())
		if err != nil {
			return nil, 0, cli.Exit(cli.Failure, err, "")
		}
		if r.Foreign {
			v.Others = append(v.Others, otherLedger{file, r.Meta.Party, r.Meta.Agreement.String()})
			continue
		}
		results = append(results, r)
		if list != nil {
			for _, e := range r.Events {
				list(e.Event)
			}
		}
		v.ledger(r)
		bad += len(r.Problems) + r.More
	}
	if len(results) == 0 {
		return nil, 0, cli.Exit(cli.Usage, errors.New(l.Text(lang.NoneOfAgreement, v.Others[0].File, v.Others[0].Agreement[:8], a.Hash().Short())), l.Text(lang.NoneOfAgreementHint))
	}
	groups, err := audit.Sessions(results...)
	if twice := (*audit.TwiceError)(nil); errors.As(err, &twice) {
		return nil, 0, cli.Exit(cli.Usage, errors.New(l.Text(lang.LedgerTwice, twice.First, twice.Second, string(twice.Party))), l.Text(lang.LedgerTwiceHint))
	}
	if err != nil {
		return nil, 0, err
	}
	for _, g := range groups {
		bad += v.compare(g)
	}
	for _, rehearsal := range []bool{false, true} {
		apart := audit.Apart(groups, rehearsal)
		for _, r := range apart {
			v.Apart = append(v.Apart, apartLedger{r.Name, r.Meta.Party, rehearsal, session(r.Session())})
		}
		bad += len(apart)
	}
	v.Verified = bad == 0
	return v, bad, nil
}
