package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"samband/client/participant"
	"samband/pkg/agreement"
	"samband/pkg/cli"
	"samband/pkg/command"
	"samband/pkg/data"
	"samband/pkg/earlier"
	"samband/pkg/evidence"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/phrase"
	"samband/pkg/plan"
	"samband/pkg/profile"
)

// check shows what would leave this building, before anybody signs.
func check(app *cli.App) *cobra.Command {
	var dir, table, out string
	var asJSON bool
	c := &cobra.Command{
		Use:   "check AGREEMENT",
		Short: "Show what would leave this building, and whether the table fits, before signing",
		Long: "Reads the agreement, signed or not, and this organisation's table, and prints what\n" +
			"would leave this building, in what form, to whom, under which limits, what the others\n" +
			"could see or derive, and what the table is like: rows that would be left out, columns\n" +
			"that point at persons, groups so small that a sum should not show them. Nothing\n" +
			"leaves this machine, and nothing is written without --out.\n\n" +
			"Refused, with exit code 3, are tables that the agreement's schema does not allow,\n" +
			"columns that look like personal identity numbers, free text or nearly unique values\n" +
			"unless the agreement says why it needs them, more rows than agreed, and small groups\n" +
			"if the agreement's min_cell says refuse. If it says merge, levels to merge are\n" +
			"proposed. 'client run' refuses the same, and 'client sign' where it is given --data.\n" +
			"Refused by all three is an agreement that together with sums of earlier ones, as far\n" +
			"as this party's directory knows them, would show what few participants contributed,\n" +
			"unless it acknowledges dropout-derivable.\n\n" +
			"The output has counts of this organisation's own rows: it is not for the others. What\n" +
			"--out writes, documents about the plan for analysts and lawyers, has none.",
		Example: "  client check agreement.yaml --dir north --data north.csv\n" +
			"  client check agreement.yaml --dir north --data north.csv --lang sv\n" +
			"  client check agreement.yaml --dir north --data north.csv --json > check.json\n" +
			"  client check agreement.yaml --dir north\n" +
			"  client check agreement.yaml --dir north --out plan/",
		Args: cli.Arguments("AGREEMENT"),
		RunE: func(_ *cobra.Command, arguments []string) error {
			r, p, err := profiled(arguments[0], dir, table)
			if err != nil {
				return err
			}
			if _, err := os.Stat(table); table != "" && !asJSON && errors.Is(err, fs.ErrNotExist) {
				return refusal(app, r, "") // a name mistyped needs no page of text
			}
			look, err := earlier.At(dir, p, spent)
			if err != nil {
				return cli.Exit(cli.Refused, err, "")
			}
			if asJSON {
				e := json.NewEncoder(app.Out)
				e.SetIndent("", "  ")
				err = e.Encode(checked{r, look})
			} else {
				err = printCheck(app, r, look, out)
			}
			if err != nil {
				return err
			}
			if out != "" {
				if err := command.Documents(app, out, evidence.Input{Plan: p}); err != nil {
					return err
				}
			}
			if err := command.Refuse(app, look); err != nil {
				return err
			}
			return refusal(app, r, "")
		},
	}
	c.Flags().StringVar(&dir, "dir", ".", "directory of this party")
	c.Flags().StringVar(&table, "data", "", "this organisation's table, a CSV file; without it only the agreement is looked at")
	c.Flags().StringVar(&out, "out", "", "write documents about the plan into this directory")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON for a machine, in the words of the agreement")
	return c
}

// checked is what check prints with --json.
type checked struct {
	*profile.Report
	Earlier *earlier.Look `json:"earlier"`
}

// printCheck prints what check says, for people; out is where it will write
// documents, if it does.
func printCheck(app *cli.App, r *profile.Report, look *earlier.Look, out string) error {
	var text bytes.Buffer
	l := app.Lang()
	if err := r.WriteAgreement(&text, l); err != nil {
		return err
	}
	fmt.Fprintf(&text, "\n%s\n", l.Text(lang.EarlierHead))
	for _, line := range look.Known(l) {
		fmt.Fprintf(&text, "  %s\n", line)
	}
	for _, line := range look.Found(l) {
		fmt.Fprintf(&text, "  ! %s\n", line)
	}
	if err := r.WriteTable(&text, l); err != nil {
		return err
	}
	last := lang.CheckNothingLeft
	if out != "" {
		last = lang.CheckOnlyPlan
	}
	fmt.Fprintln(&text, l.Text(last))
	_, err := fmt.Fprint(app.Out, wrapped(cli.Printable(text.String())))
	return err
}

// wrapped breaks the long lines of text. What goes on is indented below what it
// goes on from.
func wrapped(text string) string {
	const width = 90
	var all []string
	for _, line := range strings.Split(text, "\n") {
		if utf8.RuneCountInString(line) <= width {
			all = append(all, line)
			continue
		}
		words := strings.TrimLeft(line, " !")
		first := line[:len(line)-len(words)]
		rest := strings.Repeat(" ", len(first))
		if !strings.Contains(first, "!") {
			rest += "  "
		}
		for _, part := range cli.Wrap(words, width-len(rest)) {
			all = append(all, first+part)
			first = rest
		}
	}
	return strings.Join(all, "\n")
}

// withTable has sign check a table first, if it is given one, and refuse what
// check refuses.
func withTable(app *cli.App, sign *cobra.Command) *cobra.Command {
	var table string
	sign.Flags().StringVar(&table, "data", "", "this organisation's table, a CSV file, to check before signing")
	sign.Example += "\n" + sign.Example + " --data north.csv"
	inner := sign.RunE
	sign.RunE = func(c *cobra.Command, arguments []string) error {
		if table != "" {
			r, _, err := profiled(arguments[0], c.Flag("dir").Value.String(), table)
			if err != nil {
				return err
			}
			if err := refuse(app, r); err != nil {
				return err
			}
		}
		return inner(c, arguments)
	}
	return sign
}

// profiled profiles a table as that of the party whose key lies in dir.
func profiled(path, dir, table string) (*profile.Report, *plan.Plan, error) {
	a, err := command.ReadAgreement(path)
	if err != nil {
		return nil, nil, err
	}
	key, err := command.LoadKey(dir)
	if err != nil {
		return nil, nil, err
	}
	self, err := command.Own(a, key.Public())
	if err != nil {
		return nil, nil, err
	}
	if err := participates(a, self, dir); err != nil {
		return nil, nil, err
	}
	p, err := plan.New(a)
	if err != nil {
		return nil, nil, cli.Exit(cli.Refused, err, "")
	}
	r, err := profile.Read(p, self, table)
	return r, p, err
}

// spent is what the account of an earlier run says was drawn.
func spent(dir string, p *plan.Plan) (float64, error) {
	s, err := participant.ReadSpent(dir, p)
	if s == nil || err != nil {
		return 0, err
	}
	return s.Epsilon, nil
}

// participates refuses the coordinator's key.
func participates(a *agreement.Agreement, self identity.ID, dir string) error {
	if self != a.Coordinator.ID {
		return nil
	}
	return cli.Advise(cli.Refused, phrase.Errorf("key.coordinator", "the key in %s is the coordinator's", dir), phrase.New("hint.coordinator", "the coordinator uses the coordinator program"))
}

// refuse prints why a table is refused and gives the error that ends the
// program; nil if it is not.
func refuse(app *cli.App, r *profile.Report) error {
	if reasons := r.Reasons(app.Lang()); len(reasons) > 1 {
		for _, line := range reasons {
			app.Progress().Line("  - " + cli.Printable(line))
		}
	}
	return refusal(app, r, app.Lang().Text(lang.CheckHint))
}

// refusal is the error that ends the program because of a report's refusals:
// the only one itself, or how many there are.
func refusal(app *cli.App, r *profile.Report, hint string) error {
	switch reasons := r.Reasons(app.Lang()); len(reasons) {
	case 0:
		return nil
	case 1:
		return cli.Exit(cli.Refused, errors.New(app.Lang().Text(lang.CheckRefusedOne, reasons[0])), hint)
	default:
		return cli.Exit(cli.Refused, errors.New(app.Lang().Text(lang.CheckRefused, len(reasons))), hint)
	}
}

// inWords puts what the reader of tables says into the person's language.
func inWords(app *cli.App, err error) error {
	if e := (*data.Error)(nil); errors.As(err, &e) {
		return cli.Exit(cli.Refused, errors.New(e.In(app.Lang().Table)), "")
	}
	return err
}
