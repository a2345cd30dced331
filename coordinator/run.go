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
	"samband/pkg/plan"
	"samband/pkg/protocol"
)

func run(app *cli.App) *cobra.Command {
	var dir, listen, announce string
	c := &cobra.Command{
		Use:   "run AGREEMENT",
		Short: "Wait for the participants of a signed agreement and run it once",
		Example: "  coordinator run agreement.yaml --dir hub --listen :7443\n" +
			"  coordinator run agreement.yaml --dir hub --listen 127.0.0.1:0 --announce hub/address",
		Args: cli.Arguments("AGREEMENT"),
		RunE: func(c *cobra.Command, arguments []string) error {
			a, err := command.Signed(arguments[0])
			if err != nil {
				return err
			}
			key, err := command.LoadKey(dir)
			if err != nil {
				return err
			}
			self, err := command.Own(a, key.Public())
			if err != nil {
				return err
			}
			if self != a.Coordinator.ID {
				return cli.Exit(cli.Refused, fmt.Errorf("the key in %s is that of participant %s, not the coordinator's", dir, self), "participants use the client program")
			}
			p, err := plan.New(a)
			if err != nil {
				return cli.Exit(cli.Refused, err, "")
			}
			command.Describe(app, p)
			listener, err := net.Listen("tcp", listen)
			if err != nil {
				return cli.Exit(cli.Failure, err, "choose another address with --listen HOST:PORT, or stop the program that uses this one")
			}
			app.Progress().Line(app.Lang().Text(lang.Listening, listener.Addr()))
			if announce != "" {
				if err := os.WriteFile(announce, []byte(listener.Addr().String()+"\n"), 0o644); err != nil {
					return err
				}
			}
			began := time.Now()
			runDir := command.RunDir(dir, p, protocol.Real)
			follow, rounds := command.NewFollow(app, a), uint32(0)
			err = server.Run(c.Context(), server.Config{
				Agreement: a, Key: key, Dir: runDir, Mode: protocol.Real, Log: app.Logger(), Linger: 2 * time.Second,
				Notify: func(n protocol.Notice) { follow.Notice(n, ""); rounds = n.Round },
			}, listener)
			if err != nil {
				return command.Explain(err, self)
			}
			app.Progress().Line(app.Lang().Text(lang.Finished, int(rounds), app.Lang().Duration(time.Since(began))))
			fmt.Fprintln(app.Out, filepath.Join(runDir, server.LedgerFile))
			return nil
		},
	}
	c.Flags().StringVar(&dir, "dir", ".", "directory of the coordinator")
	c.Flags().StringVar(&listen, "listen", ":7443", "address to listen on")
	c.Flags().StringVar(&announce, "announce", "", "write the address that is listened on to this file, for scripts")
	return c
}
