package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"samband/coordinator/server"
	"samband/pkg/cli"
	"samband/pkg/command"
	"samband/pkg/lang"
	"samband/pkg/phrase"
	"samband/pkg/plan"
	"samband/pkg/protocol"
	"samband/pkg/transport"
)

// result is what run prints with --json when the participants are done.
type result struct {
	Agreement string `json:"agreement"` // hash
	Rehearsal bool   `json:"rehearsal"`
	Rounds    int    `json:"rounds"`
	Directory string `json:"directory"` // of the run
	Ledger    string `json:"ledger"`    // its file
}

func run(app *cli.App) *cobra.Command {
	var flags command.RunFlags
	var listen, announce string
	c := &cobra.Command{
		Use:   "run AGREEMENT",
		Short: "Wait for the participants of a signed agreement and run it once",
		Long: "Waits for the participants to connect, adds what they send and hands the sums back,\n" +
			"until the participants say that they are done.\n\n" + command.RehearsalHelp,
		Example: "  coordinator run agreement.yaml --dir hub --listen :7443\n" +
			"  coordinator run agreement.yaml --dir hub --listen 127.0.0.1:0 --announce hub/address\n" +
			"  coordinator run agreement.yaml --dir hub --rehearse",
		Args: cli.Arguments("AGREEMENT"),
		RunE: func(c *cobra.Command, arguments []string) error {
			if _, _, err := net.SplitHostPort(listen); err != nil {
				err := phrase.Errorf("use.listen", "--listen %q is not an address to listen on, HOST:PORT", listen)
				return cli.Advise(cli.Usage, err, phrase.New("hint.listen-help", "such as --listen :7443; see %s --help", c.CommandPath()))
			}
			a, err := flags.Agreement(app, arguments[0])
			if err != nil {
				return err
			}
			key, err := command.LoadKey(flags.Dir)
			if err != nil {
				return err
			}
			self, err := command.Own(a, key.Public())
			if err != nil {
				return err
			}
			if self != a.Coordinator.ID {
				return cli.Advise(cli.Refused, phrase.Errorf("key.participant", "the key in %s is that of participant %s, not the coordinator's", flags.Dir, self), phrase.New("hint.client", "participants use the client program"))
			}
			p, err := plan.New(a)
			if err != nil {
				return cli.Exit(cli.Refused, err, "")
			}
			command.Remind(app, p)
			if !flags.Rehearse {
				if err := command.LookAgain(app, flags.Dir, p, nil); err != nil {
					return err
				}
			}
			figures, err := flags.Serve(c.Context(), app, false)
			if err != nil {
				return err
			}
			listener, err := transport.Listen(listen)
			if err != nil {
				return cli.Advise(cli.Failure, err, phrase.New("hint.listen", "the address is the one of --listen HOST:PORT"))
			}
			app.Progress().Line(app.Lang().Text(lang.Listening, listener.Addr()))
			if announce != "" {
				if err := os.WriteFile(announce, []byte(listener.Addr().String()+"\n"), 0o644); err != nil {
					return err
				}
			}
			began := time.Now()
			runDir := command.RunDir(flags.Dir, p, flags.Mode())
			follow, rounds := command.NewFollow(app, a, self), uint32(0)
			err = server.Run(c.Context(), server.Config{
				Agreement: a, Key: key, Dir: runDir, Mode: flags.Mode(), Log: app.Logger(), Linger: 2 * time.Second, Metrics: figures,
				Notify: func(n protocol.Notice) { follow.Notice(n, ""); rounds = n.Round },
			}, listener)
			if err != nil {
				return command.Explain(err, self)
			}
			if err := command.LeaveProgram(runDir, "coordinator"); err != nil {
				return err
			}
			app.Progress().Line(app.Lang().Text(lang.Finished, int(rounds), app.Lang().Duration(time.Since(began))))
			r := result{
				Agreement: p.Hash.String(), Rehearsal: flags.Rehearse, Rounds: int(rounds),
				Directory: runDir, Ledger: filepath.Join(runDir, server.LedgerFile),
			}
			if flags.JSON {
				return command.JSON(app.Out, r)
			}
			_, err = fmt.Fprintln(app.Out, r.Ledger)
			return err
		},
	}
	flags.Add(c, "the coordinator")
	c.Flags().StringVar(&listen, "listen", ":7443", "address to listen on")
	c.Flags().StringVar(&announce, "announce", "", "write the address that is listened on to this file, for scripts")
	return c
}
