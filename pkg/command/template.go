package command

import (
	"embed"
	"errors"
	"text/template"

	"github.com/spf13/cobra"

	"samband/pkg/agreement"
	"samband/pkg/cli"
	"samband/pkg/lang"
)

// templates are the agreements to fill in, one for each language.
//
//go:embed templates
var templates embed.FS

// Most and fewest participants of an agreement.
const (
	fewestParticipants = 2
	mostParticipants   = 1000
)

// defaults are what an agreement has that leaves these keys out, by the number
// of participants.
func defaults() template.FuncMap {
	return template.FuncMap{
		"committee": agreement.DefaultCommittee,
		"threshold": agreement.DefaultThreshold,
		"least":     func(n int) int { return agreement.LeastContributors(n, agreement.DefaultThreshold(n)) },
	}
}

// Template prints an agreement to fill in. That of the programs differs in
// nothing: whoever drafts the agreement takes either.
func Template(app *cli.App, program string) *cobra.Command {
	participants := 3
	c := &cobra.Command{
		Use:   "template",
		Short: "Print an agreement to fill in, with every key explained",
		Long: "Prints an agreement in YAML with comments: every key that is needed, and those that\n" +
			"may be left out. Words in <angle brackets> and the example schema are yours to\n" +
			"replace, and the parties' lines with what each party's init prints; then check and\n" +
			"sign read it. docs/agreement.md has every key with its rule and default.\n\n" +
			"One party drafts it, and all sign the same text.",
		Example: "  " + program + " template > agreement.yaml\n" +
			"  " + program + " template --participants 2 --lang sv > agreement.yaml",
		Args: cli.Arguments(),
		RunE: func(*cobra.Command, []string) error {
			if participants < fewestParticipants || participants > mostParticipants {
				return cli.Exit(cli.Usage, errors.New(app.Lang().Text(lang.TemplateParticipants, participants, fewestParticipants, mostParticipants)), "")
			}
			name := app.Lang().Tag() + ".yaml"
			t, err := template.New(name).Funcs(defaults()).ParseFS(templates, "templates/"+name)
			if err != nil {
				return err
			}
			numbers := make([]int, participants)
			for i := range numbers {
				numbers[i] = i + 1
			}
			return t.Execute(app.Out, numbers)
		},
	}
	c.Flags().IntVar(&participants, "participants", participants, "how many organisations bring rows")
	return c
}
