package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"samband/pkg/agreement"
	"samband/pkg/cli"
	"samband/pkg/evidence"
	"samband/pkg/identity"
	"samband/pkg/journal"
	"samband/pkg/lang"
	"samband/pkg/ledger"
	"samband/pkg/phrase"
	"samband/pkg/plan"
	"samband/pkg/protocol"
	"samband/pkg/report"
)

// Closing says what close deletes in the directory of a run of one program.
type Closing struct {
	Program string
	Dir     string // of the example in the help
	Deletes []Deleted
	Rests   []string // what lies there, all of it, while a run can be taken up again
	// Keeps says why what the directory of a run holds should not be deleted yet;
	// nil for no reason.
	Keeps func(a *agreement.Agreement, run string) error
}

// Deleted is a file or folder in the directory of a run.
type Deleted struct {
	Name string
	What string // as the ledger calls it
	Rare bool   // few runs have it: nothing is recorded where there is none
}

// kept are the files that close leaves, in the order in which it says why.
func kept() []string {
	return []string{report.LedgerFile, journal.ConnectionsFile, journal.BoundFile, "account.jsonl", journal.AboutFile, agreement.File,
		"model.json", "model.safetensors", "personal.json", "outcome.json", "sums.jsonl", evidence.TestsFile}
}

// closed is what close prints with --json.
type closed struct {
	Directory string   `json:"directory"`
	Rehearsal bool     `json:"rehearsal"`
	Deleted   []string `json:"deleted"`
	Remains   []string `json:"remains"`
	Torn      bool     `json:"torn_line"` // the ledger ended within a line, which was removed
}

// Close deletes what is left of a run's secrets after a crash or an early end,
// and records it.
func Close(app *cli.App, what Closing) *cobra.Command {
	var dir string
	var rehearsal, asJSON, giveUp bool
	c := &cobra.Command{
		Use:   "close AGREEMENT",
		Short: "Delete what is left of a run's secrets, and record that in the ledger",
		Long: "A run deletes its secrets itself when it is complete. After a crash, or while it rests\n" +
			"because somebody was missing, they are still there, and the run goes on where it stood\n" +
			"when all start it again. close gives it up: it deletes them, signs the event into the\n" +
			"ledger, and says what remains and why; of a run that rests with --give-up. It refuses while the run's program is still\n" +
			"running. Whether the agreement may be run again is as before.",
		Example: "  " + what.Program + " close agreement.yaml --dir " + what.Dir + "\n" +
			"  " + what.Program + " close agreement.yaml --dir " + what.Dir + " --give-up --json",
		Args: cli.Arguments("AGREEMENT"),
		RunE: func(_ *cobra.Command, arguments []string) error {
			a, err := ReadAgreement(arguments[0])
			if err != nil {
				return err
			}
			mode := protocol.Real
			if rehearsal {
				mode = protocol.Rehearsal
			}
			done, err := closeRun(app.Lang(), a, dir, mode, what, giveUp)
			if err != nil {
				return err
			}
			tellClosed(app, a, done)
			if asJSON {
				return JSON(app.Out, done)
			}
			_, err = fmt.Fprintln(app.Out, done.Directory)
			return err
		},
	}
	c.Flags().StringVar(&dir, "dir", ".", "directory of this party")
	c.Flags().BoolVar(&rehearsal, "rehearse", false, "close the rehearsal of the agreement, not its real run")
	c.Flags().BoolVar(&giveUp, "give-up", false, "also close a run that could go on when all start it again")
	c.Flags().BoolVar(&asJSON, "json", false, "print the result as one JSON object")
	return c
}

func closeRun(l *lang.Lang, a *agreement.Agreement, dir string, mode protocol.Mode, what Closing, giveUp bool) (*closed, error) {
	key, err := LoadKey(dir)
	if err != nil {
		return nil, err
	}
	self, err := Own(a, key.Public())
	if err != nil {
		return nil, err
	}
	p, err := plan.New(a)
	if err != nil {
		return nil, cli.Exit(cli.Refused, err, "")
	}
	path := RunDir(dir, p, mode)
	about, err := journal.ReadAbout(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, cli.Exit(cli.Refused, errors.New(l.Text(lang.CloseNoRun, dir, p.Hash.Short(), string(mode))), l.Text(lang.CloseNoRunHint))
	}
	if err != nil {
		return nil, err
	}
	if about.Party != self || about.Agreement != p.Hash || about.Mode != string(mode) {
		return nil, cli.Exit(cli.Refused, errors.New(l.Text(lang.CloseOther, path, string(about.Party), about.Agreement.Short(), about.Mode)), l.Text(lang.CloseNoRunHint))
	}
	release, err := journal.Hold(path)
	if err != nil {
		if held := (*journal.HeldError)(nil); errors.As(err, &held) {
			return nil, cli.Exit(cli.Refused, err, "")
		}
		return nil, err
	}
	defer release()
	if !giveUp && what.rests(path) {
		err := phrase.Errorf("run.rests", "%s: this run is not over: it goes on where it stood when all start it again", path)
		return nil, cli.Advise(cli.Refused, err, phrase.New("hint.give-up", "tell the other parties first: without this one they may wait in vain; then add --give-up"))
	}
	if !giveUp && what.Keeps != nil {
		if err := what.Keeps(a, path); err != nil {
			return nil, err
		}
	}
	meta := ledger.Meta{Party: self, Agreement: p.Hash, Key: key.Public(), Rehearsal: mode == protocol.Rehearsal}
	w, torn, err := ledger.Reopen(filepath.Join(path, report.LedgerFile), meta, key)
	if err != nil {
		return nil, cli.Exit(cli.Verification, err, l.Text(lang.CloseFaulty))
	}
	done := &closed{Directory: path, Rehearsal: meta.Rehearsal, Deleted: []string{}, Remains: []string{}, Torn: torn}
	return done, errors.Join(done.destroy(w, meta, what.Deletes), w.Close())
}

func (c Closing) rests(dir string) bool { return Rests(dir, c.Rests...) }

// Rests tells whether a run could be taken up again from its directory: all of
// what it would need is there.
func Rests(dir string, names ...string) bool {
	for _, name := range names {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() == 0 {
			return false
		}
	}
	return true
}

// destroy deletes what is there and writes an event for each.
func (c *closed) destroy(w *ledger.Writer, meta ledger.Meta, deletes []Deleted) error {
	if err := w.Append(ledger.Reopening(meta.Party, time.Now(), c.Torn)); err != nil {
		return err
	}
	recorded := make(map[string]bool)
	for _, d := range deletes {
		path := filepath.Join(c.Directory, d.Name)
		if _, err := os.Lstat(path); err == nil {
			c.Deleted = append(c.Deleted, d.Name)
		} else if d.Rare {
			continue
		}
		if err := os.RemoveAll(path); err != nil {
			return err
		}
		if recorded[d.What] {
			continue
		}
		recorded[d.What] = true
		if err := w.Append(ledger.Disposal(meta.Party, time.Now(), d.What)); err != nil {
			return err
		}
	}
	for _, name := range kept() {
		if _, err := os.Lstat(filepath.Join(c.Directory, name)); err == nil {
			c.Remains = append(c.Remains, name)
		}
	}
	return journal.SyncDir(c.Directory)
}

// Dispose deletes what is to be gone from the directory of a run that is over,
// and records it in the ledger.
func Dispose(run string, meta ledger.Meta, key *identity.PrivateKey, what ...Deleted) error {
	release, err := journal.Hold(run)
	if err != nil {
		return Explain(err, meta.Party)
	}
	defer release()
	w, torn, err := ledger.Reopen(filepath.Join(run, report.LedgerFile), meta, key)
	if err != nil {
		return cli.Exit(cli.Verification, err, "")
	}
	done := &closed{Directory: run, Torn: torn}
	return errors.Join(done.destroy(w, meta, what), w.Close())
}

// tellClosed says to people what is gone and what is not.
func tellClosed(app *cli.App, a *agreement.Agreement, c *closed) {
	l := app.Lang()
	say := func(text string) { app.Progress().Line(cli.Printable(text)) }
	if c.Rehearsal {
		say(l.Text(lang.Rehearsal))
	}
	for _, name := range c.Deleted {
		say(l.Text(lang.CloseDeleted, filepath.Join(c.Directory, name)))
	}
	if len(c.Deleted) == 0 {
		say(l.Text(lang.CloseNothing, c.Directory))
	}
	if c.Torn {
		say(l.Text(lang.CloseTorn))
	}
	say(l.Text(lang.CloseRemains))
	for _, name := range c.Remains {
		say("  " + name + ": " + l.Named(lang.Remains, name))
	}
	say(l.Text(lang.DeclaredRetention, a.Retention))
	say(l.Text(lang.CloseDisk))
}
