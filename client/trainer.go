package main

import (
	"encoding/binary"
	"errors"
	"strings"
	"time"

	"samband/client/participant"
	"samband/pkg/agreement"
	"samband/pkg/cli"
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/plan"
	"samband/pkg/protocol"
	"samband/pkg/trainer"
)

// fits refuses what of --data and --trainer the agreed model has no use for.
func fits(app *cli.App, a *agreement.Agreement, mode protocol.Mode, table, command string) error {
	refuse := func(key lang.Key) error {
		return cli.Exit(cli.Usage, errors.New(app.Lang().Text(key, a.Model)), "")
	}
	switch {
	case a.Model != agreement.External && command != "":
		return refuse(lang.TrainerNoUse)
	case a.Model == agreement.External && table != "":
		return refuse(lang.DataNoUse)
	case a.Model == agreement.External && command == "" && mode == protocol.Real:
		return refuse(lang.TrainerMissing)
	}
	return nil
}

// program is the site's own training program; in a rehearsal without one, what
// stands in for it. It gives what ends it.
func program(app *cli.App, p *plan.Plan, self identity.ID, mode protocol.Mode, command string) (participant.Trainer, func(), error) {
	a := p.Agreement
	if command == "" {
		app.Progress().Line(app.Lang().Text(lang.TrainerStandIn))
		return trainer.StandIn{MaxRows: a.Algorithm.MaxRows, Clip: a.Aggregation.Clip}, func() {}, nil
	}
	words, err := trainer.Words(command)
	if err != nil {
		return nil, nil, cli.Exit(cli.Usage, err, "")
	}
	t, err := trainer.New(trainer.Config{
		Command: words, Clip: a.Aggregation.Clip, Limit: time.Duration(a.Trainer.Seconds) * time.Second, Log: app.Logger(),
		Hello: trainer.Hello{
			Parameters: a.Trainer.Parameters, Agreement: p.Hash.Short(), Mode: string(mode), Site: string(self),
			Rounds: a.Algorithm.Rounds, MaxRows: a.Algorithm.MaxRows, Seed: seed(a.Split),
			Test: a.Split.Test, Validation: a.Algorithm.Validation,
		},
	})
	if err != nil {
		return nil, nil, cli.Exit(cli.Usage, err, "")
	}
	for _, line := range cli.Wrap(cli.Printable(app.Lang().Text(lang.TrainerOutside, strings.Join(words, " "))), 90) {
		app.Progress().Line(line)
	}
	return t, t.Close, nil
}

// seed is what programs at all sites may draw from alike.
func seed(s agreement.Split) uint32 {
	d := digest.New("samband/trainer/seed/1").Text(s.Seed).Text(s.Dataset).Sum()
	return binary.LittleEndian.Uint32(d[:])
}
