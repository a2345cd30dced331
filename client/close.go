package main

import (
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"samband/client/participant"
	"samband/pkg/agreement"
	"samband/pkg/cli"
	"samband/pkg/command"
	"samband/pkg/ledger"
	"samband/pkg/phrase"
)

// closing is close at a participant.
func closing(app *cli.App) *cobra.Command {
	c := command.Closing{Program: "client", Dir: "north", Rests: []string{participant.SessionFile, participant.JournalFile}}
	for _, name := range participant.Secrets() {
		c.Deletes = append(c.Deletes, command.Deleted{Name: name, What: ledger.RoundSecrets})
	}
	c.Deletes = append(c.Deletes, command.Deleted{Name: participant.FirstFile, What: ledger.RoundSecrets})
	c.Deletes = append(c.Deletes, command.Deleted{Name: participant.JournalFile, What: ledger.MessageJournal})
	c.Deletes = append(c.Deletes, kept())
	c.Keeps = func(a *agreement.Agreement, run string) error {
		if _, err := os.Lstat(filepath.Join(run, participant.InspectionFolder)); err != nil || over(a, time.Now()) {
			return nil
		}
		err := phrase.Errorf("inspection.until", "%s keeps for an inspector what contributions were made of, as agreed, until %s", run, a.InspectionUntil)
		return cli.Advise(cli.Refused, err, phrase.New("hint.inspection-give-up", "to delete it all the same, and with it the proof, add --give-up"))
	}
	return command.Close(app, c)
}

// kept is what is kept for an inspector until the agreed day.
func kept() command.Deleted {
	return command.Deleted{Name: participant.InspectionFolder, What: ledger.Inspection, Rare: true}
}
