package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"samband/client/participant"
	"samband/pkg/cli"
	"samband/pkg/command"
	"samband/pkg/evidence"
	"samband/pkg/identity"
	"samband/pkg/model"
)

func root(app *cli.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "client",
		Short: "Takes part in training a joint model; the rows stay here",
		Long: "The program of a participant: it reads this organisation's table, sends encrypted\n" +
			"contributions through the coordinator and ends with the joint model. Rows stay here;\n" +
			"everything that leaves is listed in the ledger of the run.\n\n" +
			"Start with:\n" +
			"  client init --dir north --name \"Region North\"     make this party's identity\n" +
			"  client template > agreement.yaml                  an agreement to fill in; see docs/agreement.md\n" +
			"  client check agreement.yaml --dir north --data north.csv    what would leave this building\n" +
			"  client sign agreement.yaml --dir north            after reading it\n" +
			"  client run agreement.yaml --dir north --data north.csv --coordinator hub.example:7443\n\n" +
			"Exit codes: 0 done, 1 failure, 2 wrong use, 3 refused by the agreement or a check,\n" +
			"4 another party failed or never came, 5 a ledger does not verify, 130 interrupted.",
	}
	c.AddCommand(command.Init(app, "client", `init --dir north --name "Region North"`, entry), command.Template(app, "client"), check(app), withTable(app, command.Sign(app, "client", spent)), run(app), predict(app), reports(app), audit(app), command.Bundle(app, "client", told), command.Verify(app, "client"), opening(app), closing(app))
	command.AddVersion(app, c, command.Format{Name: "model", Version: model.Version})
	return c
}

// told is what a participant puts into its part of a bundle beside its ledger.
func told(run string, self identity.ID) (*evidence.Account, error) {
	account, err := participant.Account(run, self)
	return &account, err
}

// entry is what init prints for the agreement.
func entry(id identity.ID, name string, key identity.PublicKey) string {
	return fmt.Sprintf("  - id: %s\n    name: %s\n    role: controller\n    key: %s\n", id, command.Quote(name), key)
}
