package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"samband/pkg/cli"
	"samband/pkg/command"
	"samband/pkg/identity"
)

func root(app *cli.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "coordinator",
		Short: "Adds encrypted model updates of participants; holds no key that could read them",
		Long: "The coordinator of a federated run: participants connect to it, it adds what they\n" +
			"send and hands the sum back. It holds no key that could read an update or the sum.\n\n" +
			"Start with:\n" +
			"  coordinator init --dir hub                     make its identity\n" +
			"  coordinator template > agreement.yaml          an agreement to fill in; see docs/agreement.md\n" +
			"  coordinator sign agreement.yaml --dir hub      after reading it\n" +
			"  coordinator run agreement.yaml --dir hub       wait for the participants\n\n" +
			"Exit codes: 0 done, 1 failure, 2 wrong use, 3 refused by the agreement or a check,\n" +
			"4 another party failed or never came, 5 a ledger does not verify, 130 interrupted.",
	}
	c.AddCommand(command.Init(app, "coordinator", `init --dir hub --name "Neutral operator"`, entry), command.Template(app, "coordinator"), command.Sign(app, "coordinator", nil), run(app), status(app), command.Bundle(app, "coordinator", command.Ran), command.Verify(app, "coordinator"), closing(app))
	command.AddVersion(app, c)
	return c
}

// entry is what init prints for the agreement.
func entry(id identity.ID, name string, key identity.PublicKey) string {
	return fmt.Sprintf("coordinator:\n  id: %s\n  name: %s\n  operated_by: %s\n  key: %s\n", id, command.Quote(name), command.Quote(name), key)
}
