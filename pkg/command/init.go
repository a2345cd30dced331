package command

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"samband/pkg/agreement"
	"samband/pkg/cli"
	"samband/pkg/committee"
	"samband/pkg/earlier"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/phrase"
	"samband/pkg/plan"
)

// Init makes a party's identity key. entry prints its lines for the agreement.
func Init(app *cli.App, program, example string, entry func(id identity.ID, name string, key identity.PublicKey) string) *cobra.Command {
	var dir, name, id string
	var show, asJSON bool
	c := &cobra.Command{
		Use:   "init",
		Short: "Make this party's identity key and print its lines for the agreement",
		Long: "Makes the key by which the other parties recognise this one, in a file that only its\n" +
			"owner may read, and prints the lines that the agreement needs. The key is made once;\n" +
			"tell the others its fingerprint over another way than the agreement takes. With --show\n" +
			"the lines and the fingerprint of the key that is there are printed, and nothing changes.",
		Example: "  " + program + " " + example + "\n  " + program + " " + example + " --json\n  " + program + " " + example + " --show",
		Args:    cli.Arguments(),
		RunE: func(*cobra.Command, []string) error {
			if dir == "" {
				return cli.Exit(cli.Usage, errors.New(app.Lang().Text(lang.InitDir)), app.Lang().Text(lang.InitDirHint))
			}
			if id == "" {
				absolute, err := filepath.Abs(dir)
				if err != nil {
					return err
				}
				id = filepath.Base(absolute)
			}
			party, err := identity.ParseID(id)
			if err != nil {
				return cli.Advise(cli.Usage, err, phrase.New("hint.id", "give an id with --id"))
			}
			switch {
			case name == "" && show:
				name = app.Lang().Text(lang.InitName) // the key's file does not hold it
			case name == "":
				name = id
			}
			key, err := identityIn(app, dir, show)
			if err != nil {
				return err
			}
			say := func(key lang.Key, arguments ...any) {
				app.Progress().Line(cli.Printable(app.Lang().Text(key, arguments...)))
			}
			say(lang.InitPrint, string(party), key.Public().Fingerprint())
			say(lang.InitCompare)
			if asJSON {
				return JSON(app.Out, made{party, name, key.Public().String(), key.Public().Fingerprint(), filepath.Join(dir, KeyFile)})
			}
			_, err = fmt.Fprint(app.Out, entry(party, name, key.Public()))
			return err
		},
	}
	c.Flags().StringVar(&dir, "dir", "", "directory of this party: its key and its runs")
	c.Flags().BoolVar(&show, "show", false, "print the lines and the fingerprint of the key that is there once more")
	c.Flags().StringVar(&name, "name", "", "name of the organisation, for people")
	c.Flags().StringVar(&id, "id", "", "id in the agreement (default: the directory's name)")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object instead of lines for the agreement")
	return c
}

// identityIn is the key in the directory, or one that is made there.
func identityIn(app *cli.App, dir string, show bool) (*identity.PrivateKey, error) {
	if show {
		return LoadKey(dir)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	key, err := identity.Generate()
	if err != nil {
		return nil, err
	}
	if err := key.Save(filepath.Join(dir, KeyFile)); err != nil {
		return nil, cli.Exit(cli.Refused, err, app.Lang().Text(lang.InitExists))
	}
	return key, nil
}

// made is what init prints with --json.
type made struct {
	ID          identity.ID `json:"id"`
	Name        string      `json:"name"`
	Key         string      `json:"key"` // public
	Fingerprint string      `json:"fingerprint"`
	File        string      `json:"file"` // of the private key
}

// signed is what sign prints with --json.
type signed struct {
	Agreement string      `json:"agreement"` // hash
	Party     identity.ID `json:"party"`
	Signature string      `json:"signature"` // file
	Warnings  []warning   `json:"warnings"`  // of the plan
	committee.Committee
	Earlier *earlier.Look `json:"earlier"`
}

// warning is one of a plan's, in both languages.
type warning struct {
	Code string `json:"code"`
	En   string `json:"en"`
	Sv   string `json:"sv"`
}

// Quote writes a name as YAML.
func Quote(s string) string { return strconv.Quote(s) }

// Sign signs an agreement as the party whose key lies in the directory, after
// printing what it means. The account is that of earlier runs; the coordinator has
// none.
func Sign(app *cli.App, program string, account earlier.Account) *cobra.Command {
	var dir string
	var asJSON bool
	c := &cobra.Command{
		Use:   "sign AGREEMENT",
		Short: "Sign an agreement, after reading it",
		Long: "Checks the agreement, prints who takes part, whom that asks to trust and what the\n" +
			"parties can derive, and writes this party's signature beside it. Send the\n" +
			"signature file to the others; every party needs all of them to run.\n\n" +
			"Refused, with exit code 3, is an agreement that together with sums of earlier ones\n" +
			"would show what few participants contributed, unless it acknowledges\n" +
			"dropout-derivable. Earlier sums are those that this party's directory knows of.",
		Example: "  " + program + " sign agreement.yaml --dir " + directoryOf(program),
		Args:    cli.Arguments("AGREEMENT"),
		RunE: func(_ *cobra.Command, arguments []string) error {
			path := arguments[0]
			a, err := ReadAgreement(path)
			if err != nil {
				return err
			}
			key, err := LoadKey(dir)
			if err != nil {
				return err
			}
			self, err := Own(a, key.Public())
			if err != nil {
				return err
			}
			p, err := plan.New(a)
			if err != nil {
				return cli.Exit(cli.Refused, err, "")
			}
			Describe(app, p)
			app.Progress().Line(app.Lang().Text(lang.WholeHash, p.Hash.Groups()))
			look, err := LookBack(app, dir, p, account)
			if err != nil {
				return err
			}
			written, err := agreement.Sign(path, self, key)
			if err != nil {
				return err
			}
			if asJSON {
				r := signed{Agreement: p.Hash.String(), Party: self, Signature: written, Warnings: []warning{}, Committee: committee.Of(p), Earlier: look}
				for _, w := range p.Warnings() {
					r.Warnings = append(r.Warnings, warning(w))
				}
				return JSON(app.Out, r)
			}
			_, err = fmt.Fprintln(app.Out, written)
			return err
		},
	}
	c.Flags().StringVar(&dir, "dir", ".", "directory of this party")
	c.Flags().BoolVar(&asJSON, "json", false, "print the result as one JSON object")
	return c
}

func directoryOf(program string) string {
	if program == "coordinator" {
		return "hub"
	}
	return "north"
}
