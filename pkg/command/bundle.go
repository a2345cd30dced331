package command

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/spf13/cobra"

	"samband/pkg/agreement"
	"samband/pkg/bundle"
	"samband/pkg/cli"
	"samband/pkg/evidence"
	"samband/pkg/identity"
	"samband/pkg/journal"
	"samband/pkg/lang"
	"samband/pkg/phrase"
	"samband/pkg/plan"
	"samband/pkg/protocol"
)

// bundled is what bundle prints with --json.
type bundled struct {
	Bundle    string        `json:"bundle"`    // directory
	Agreement string        `json:"agreement"` // hash
	Rehearsal bool          `json:"rehearsal"`
	Parties   []identity.ID `json:"parties"` // whose parts are in it
	Missing   []identity.ID `json:"missing"` // whose are not
	Files     int           `json:"files"`
}

// Bundle collects what an outsider needs to check a run. told gives what a party
// measured or declares, from the directory of its run: nil for nothing.
func Bundle(app *cli.App, program string, told func(run string, self identity.ID) (*evidence.Account, error)) *cobra.Command {
	var dir, out string
	var rehearsal, asJSON bool
	c := &cobra.Command{
		Use:   "bundle AGREEMENT [BUNDLE...]",
		Short: "Put a run's evidence into one directory that others can check",
		Long: "With --dir, collects this party's part of the run: its ledger, what was measured of its\n" +
			"connections, and what came of the run, without weights, rows or keys; a list of these files is signed with the party's key. The parts that others made\n" +
			"in the same way are named after the agreement and put beside it, as they are. Whoever\n" +
			"gets the whole needs no secret and nobody's help to check it: verify BUNDLE.\n\n" +
			"The addresses from which the parties connected are in it.",
		Example: "  " + program + " bundle agreement.yaml --dir " + directoryOf(program) + " --out " + directoryOf(program) + "-part\n" +
			"  " + program + " bundle agreement.yaml north-part south-part hub-part --out bundle",
		Args: func(c *cobra.Command, arguments []string) error {
			if len(arguments) == 0 {
				return cli.Arguments("AGREEMENT")(c, nil)
			}
			return nil
		},
		RunE: func(c *cobra.Command, arguments []string) error {
			if dir == "" && len(arguments) == 1 {
				err := errors.New(app.Lang().Text(lang.BundleNothing))
				return cli.Advise(cli.Usage, err, phrase.New("hint.help", "see %s --help", c.CommandPath()))
			}
			made, err := collect(arguments[0], arguments[1:], dir, out, rehearsal, told)
			if err != nil {
				return err
			}
			if len(made.Missing) > 0 {
				app.Progress().Line(app.Lang().Text(lang.BundleMissing, app.Lang().List(words(made.Missing))))
			}
			if asJSON {
				return JSON(app.Out, made)
			}
			_, err = fmt.Fprintln(app.Out, made.Bundle)
			return err
		},
	}
	c.Flags().StringVar(&dir, "dir", "", "directory of this party, whose part is collected (default: none)")
	c.Flags().StringVar(&out, "out", "bundle", "the directory to make; it must not exist")
	c.Flags().BoolVar(&rehearsal, "rehearse", false, "collect the rehearsal of the agreement, not its real run")
	c.Flags().BoolVar(&asJSON, "json", false, "print the result as one JSON object")
	return c
}

func collect(path string, others []string, dir, out string, rehearsal bool, told func(string, identity.ID) (*evidence.Account, error)) (*bundled, error) {
	a, err := ReadAgreement(path)
	if err != nil {
		return nil, err
	}
	w, err := bundle.Create(out, path, a, rehearsal)
	if err != nil {
		return nil, cli.Exit(cli.Refused, err, "")
	}
	defer w.Abort()
	if dir != "" {
		if err := own(w, a, dir, rehearsal, told); err != nil {
			return nil, err
		}
	}
	for _, other := range others {
		b, err := bundle.Open(other)
		if err == nil {
			err = w.Add(b)
		}
		if err != nil {
			return nil, cli.Exit(cli.Verification, err, "")
		}
	}
	m, err := w.Close()
	if err != nil {
		return nil, err
	}
	b, err := bundle.Open(out)
	if err != nil {
		return nil, err
	}
	made := &bundled{out, m.Agreement.String(), rehearsal, []identity.ID{}, append([]identity.ID{}, b.Missing...), b.Files}
	for _, p := range b.Parts {
		made.Parties = append(made.Parties, p.Party)
	}
	return made, nil
}

// own adds this party's part.
func own(w *bundle.Writer, a *agreement.Agreement, dir string, rehearsal bool, told func(string, identity.ID) (*evidence.Account, error)) error {
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
	mode := protocol.Real
	if rehearsal {
		mode = protocol.Rehearsal
	}
	run := RunDir(dir, p, mode)
	about, err := journal.ReadAbout(run)
	if errors.Is(err, fs.ErrNotExist) {
		err := phrase.Errorf("bundle.no-run", "%s has no run of this agreement (%s, %s)", dir, p.Hash.Short(), mode)
		return cli.Advise(cli.Refused, err, phrase.New("hint.bundle-run", "name this party's directory with --dir, the agreement that the run followed, and --rehearse for a rehearsal"))
	}
	if err != nil {
		return err
	}
	if about.Party != self {
		return phrase.Errorf("bundle.not-own", "%s is the run of %s, the key in %s is that of %s", run, about.Party, filepath.Join(dir, KeyFile), self)
	}
	release, err := journal.Hold(run)
	if err != nil {
		return Explain(err, self)
	}
	defer release()
	account, err := told(run, self)
	if err != nil {
		return err
	}
	return w.Own(self, key, run, account)
}
