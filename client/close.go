package main

import (
	"github.com/spf13/cobra"

	"samband/client/participant"
	"samband/pkg/cli"
	"samband/pkg/command"
	"samband/pkg/ledger"
)

// closing is close at a participant.
func closing(app *cli.App) *cobra.Command {
	c := command.Closing{Program: "client", Dir: "north", Rests: []string{participant.SessionFile, participant.JournalFile}}
	for _, name := range participant.Secrets() {
		c.Deletes = append(c.Deletes, command.Deleted{Name: name, What: ledger.RoundSecrets})
	}
	c.Deletes = append(c.Deletes, command.Deleted{Name: participant.FirstFile, What: ledger.RoundSecrets})
	c.Deletes = append(c.Deletes, command.Deleted{Name: participant.JournalFile, What: ledger.MessageJournal})
	return command.Close(app, c)
}
