package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

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
	var path, out string
	var beside beside
	var list, asJSON bool
	c := &cobra.Command{
		Use:   "verify BUNDLE | LEDGER [LEDGER...]",
		Short: "Check a bundle, or ledgers of one party or several, offline",
		Long: "Checks chain, checkpoints and signatures of each ledger. With several, matches both\n" +
			"ends of every message by kind, round, attempt, size and digest; what one side says\n" +
			"and the other does not is listed with its line. Real runs and rehearsals are matched\n" +
			"apart, and so are the sessions of one agreement; of each party one ledger of a\n" +
			"session is needed. Ledgers of another agreement are named and not checked.\n\n" +
			"One ledger alone cannot show that its end was cut off: the others' show that.\n\n" +
			"A bundle, which the command bundle makes, brings its agreement. Of it are checked\n" +
			"besides: that every file is the one that its party signed, who signed the agreement, who\n" +
			"cosigned the coordinator's ledger and how far, and whether the bytes in the ledgers are\n" +
			"those that the transport counted on each connection. With --flows also whether they are\n" +
			"those that a firewall or router in between counted: a CSV file with the columns time,\n" +
			"source, destination, port, bytes_out and bytes_in, or as nfdump -o csv writes it. With\n" +
			"--replay also whether in each round of each phase a rehearsal of the same agreement,\n" +
			"which makes up its rows, sent as many messages of the same kinds, forms and sizes. How\n" +
			"many rounds there are may depend on the rows, and what the numbers in a message hold\n" +
			"is not compared.\n" +
			"docs/evidence.md says what of this finds what, and what nothing finds.\n\n" +
			"With --out the bundle's documents for analysts and lawyers are written too: every\n" +
			"question with its answer and how it is known, whatever verify finds.",
		Example: "  " + program + " verify bundle\n" +
			"  " + program + " verify bundle --flows firewall.csv\n" +
			"  " + program + " verify bundle --replay rehearsal-bundle\n" +
			"  " + program + " verify bundle --out report/\n" +
			"  " + program + " verify --agreement agreement.yaml north/runs/1a2b3c4d-real/ledger.jsonl\n" +
			"  " + program + " verify --agreement agreement.yaml north.jsonl south.jsonl hub.jsonl",
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, files []string) error {
			if len(files) == 0 {
				return cli.Arguments("LEDGER")(c, nil)
			}
			for _, file := range files {
				if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
					return cli.Exit(cli.Failure, phrase.Errorf("verify.absent", "no such file or folder: %s", file), "")
				}
			}
			var each func(ledger.Event)
			if list && !asJSON {
				each = func(e ledger.Event) { fmt.Fprintln(app.Out, e.Line()) }
			}
			if len(files) == 1 && isDirectory(files[0]) {
				agreed := ""
				if c.Flags().Changed("agreement") {
					agreed = path
				}
				if out != "" {
					if err := documentsOf(app, out, files[0], beside); err != nil {
						return err
					}
				}
				return verifyBundle(app, files[0], agreed, beside, each, asJSON)
			}
			if beside.flows != "" || beside.replay != "" || out != "" {
				err := errors.New(app.Lang().Text(lang.FlowsBundle))
				return cli.Advise(cli.Usage, err, phrase.New("hint.help", "see %s --help", c.CommandPath()))
			}
			a, err := agreement.Read(path)
			if err != nil {
				return cli.Advise(cli.Refused, err, phrase.New("hint.run-agreement", "name the run's agreement with --agreement"))
			}
			v, _, bad, err := verify(app.Lang(), a, files, each)
			if err != nil {
				return err
			}
			return v.tell(app, bad, asJSON)
		},
	}
	c.Flags().StringVar(&beside.flows, "flows", "", "bytes that a firewall or router counted, a CSV file; only with a bundle")
	c.Flags().StringVar(&beside.replay, "replay", "", "bundle of a rehearsal of the same agreement, to compare sizes with; only with a bundle")
	c.Flags().StringVar(&out, "out", "", "write documents about the bundle into this directory; only with a bundle")
	c.Flags().StringVar(&path, "agreement", "agreement.yaml", "the agreement that the run followed")
	c.Flags().BoolVar(&list, "list", false, "print every event, one line each; not with --json")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object instead of text")
	return c
}

// beside are files that a bundle is compared with; empty for none.
type beside struct{ flows, replay string }

func isDirectory(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// verify checks each file, all at once, then the files of each session against
// each other. list is where events go, nil for nowhere.
func verify(l *lang.Lang, a *agreement.Agreement, files []string, list func(ledger.Event)) (*verified, []*audit.Result, int, error) {
	v := &verified{Ledgers: []ledgerCheck{}, Compared: []comparison{}, Others: []otherLedger{}, Apart: []apartLedger{}}
	found, faults := make([]*audit.Result, len(files)), make([]error, len(files))
	var checks sync.WaitGroup
	for i, file := range files {
		checks.Go(func() { found[i], faults[i] = audit.VerifyFile(file, a.Keys(), a.Hash()) })
	}
	checks.Wait()
	var results []*audit.Result
	bad := 0
	for i, file := range files {
		r, err := found[i], faults[i]
		if err != nil {
			return nil, nil, 0, cli.Exit(cli.Failure, err, "")
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
		return nil, nil, 0, cli.Exit(cli.Usage, errors.New(l.Text(lang.NoneOfAgreement, v.Others[0].File, v.Others[0].Agreement[:8], a.Hash().Short())), l.Text(lang.NoneOfAgreementHint))
	}
	groups, err := audit.Sessions(results...)
	if twice := (*audit.TwiceError)(nil); errors.As(err, &twice) {
		return nil, nil, 0, cli.Exit(cli.Usage, errors.New(l.Text(lang.LedgerTwice, twice.First, twice.Second, string(twice.Party))), l.Text(lang.LedgerTwiceHint))
	}
	if err != nil {
		return nil, nil, 0, err
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
	return v, results, bad, nil
}
