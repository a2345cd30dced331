package command

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"samband/pkg/agreement"
	"samband/pkg/audit"
	"samband/pkg/cli"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/ledger"
	"samband/pkg/report"
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
	var list, asJSON bool
	c := &cobra.Command{
		Use:   "verify LEDGER [LEDGER...]",
		Short: "Check one party's ledger, or several parties' against each other, offline",
		Long: "Checks chain, checkpoints and signatures of each ledger. With several, matches both\n" +
			"ends of every message by kind, round, attempt, size and digest; what one side says\n" +
			"and the other does not is listed with its line. Real runs and rehearsals are matched\n" +
			"apart.",
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
			var each func(ledger.Event)
			if list && !asJSON {
				each = func(e ledger.Event) { fmt.Fprintln(app.Out, e.Line()) }
			}
			v, bad, err := verify(a, files, each)
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
				return cli.Exit(cli.Verification, fmt.Errorf("%d problems in the ledgers", bad), "keep the files as they are; they are evidence of what happened")
			}
			return nil
		},
	}
	c.Flags().StringVar(&path, "agreement", "agreement.yaml", "the agreement that the run followed")
	c.Flags().BoolVar(&list, "list", false, "print every event, one line each; not with --json")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object instead of text")
	return c
}

// verified is what verify prints with --json.
type verified struct {
	Verified bool          `json:"verified"` // no problem in any file and nothing unexplained between them
	Ledgers  []ledgerCheck `json:"ledgers"`
	Compared []comparison  `json:"compared"` // real runs and rehearsals apart; none for a single ledger
}

type ledgerCheck struct {
	File        string      `json:"file"`
	Party       identity.ID `json:"party"`
	Rehearsal   bool        `json:"rehearsal"`
	Events      int         `json:"events"`
	Checkpoints int         `json:"checkpoints"`
	Problems    []string    `json:"problems"`
	More        int         `json:"more_problems"` // beyond those listed
}

type comparison struct {
	Rehearsal   bool     `json:"rehearsal"`
	Events      int      `json:"events"`
	Matched     int      `json:"matched"`
	Unexplained int      `json:"unexplained"`
	Differences []string `json:"differences"`
	Problems    []string `json:"problems"`
}

// verify checks each file, then the files of real runs against each other, and
// those of rehearsals. list is where events go, nil for nowhere.
func verify(a *agreement.Agreement, files []string, list func(ledger.Event)) (*verified, int, error) {
	v := &verified{Ledgers: []ledgerCheck{}, Compared: []comparison{}}
	results := make(map[bool][]*audit.Result) // by whether it is a rehearsal's
	bad := 0
	for _, file := range files {
		r, err := audit.VerifyFile(file, Keys(a), a.Hash())
		if err != nil {
			return nil, 0, cli.Exit(cli.Failure, err, "")
		}
		results[r.Meta.Rehearsal] = append(results[r.Meta.Rehearsal], r)
		if list != nil {
			for _, e := range r.Events {
				list(e.Event)
			}
		}
		l := ledgerCheck{file, r.Meta.Party, r.Meta.Rehearsal, len(r.Events), r.Checkpoints, []string{}, r.More}
		for _, p := range r.Problems {
			l.Problems = append(l.Problems, p.String())
		}
		v.Ledgers = append(v.Ledgers, l)
		bad += len(r.Problems) + r.More
	}
	for _, rehearsal := range []bool{false, true} {
		if len(results[rehearsal]) < 2 {
			continue
		}
		compared := audit.Compare(results[rehearsal]...)
		c := comparison{rehearsal, compared.Events, compared.Matched, compared.Unexplained, []string{}, compared.Problems}
		for _, d := range compared.Differences {
			c.Differences = append(c.Differences, d.String())
		}
		if c.Problems == nil {
			c.Problems = []string{}
		}
		v.Compared = append(v.Compared, c)
		bad += compared.Unexplained + len(compared.Problems)
	}
	v.Verified = bad == 0
	return v, bad, nil
}

// text prints what was found for people.
func (v *verified) text(app *cli.App) error {
	l, t := app.Lang(), report.NewText(app.Out, app.Lang())
	stamp := func(rehearsal bool) string {
		if rehearsal {
			return " (" + l.Text(lang.RehearsalStamp) + ")"
		}
		return ""
	}
	for _, f := range v.Ledgers {
		if len(f.Problems) == 0 {
			t.Line(l.Text(lang.Verified, f.File, f.Events, f.Checkpoints) + stamp(f.Rehearsal))
			continue
		}
		t.Line(l.Text(lang.NotVerified, f.File, len(f.Problems)+f.More) + stamp(f.Rehearsal))
		for _, p := range f.Problems {
			t.Line("  " + p)
		}
	}
	for _, c := range v.Compared {
		t.Line(l.Text(lang.EventsMatched, c.Events, c.Unexplained) + stamp(c.Rehearsal))
		for _, d := range slices.Concat(c.Differences, c.Problems) {
			t.Line("  " + d)
		}
	}
	return t.Err()
}
