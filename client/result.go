package main

import (
	"fmt"
	"path/filepath"
	"time"

	"samband/client/participant"
	"samband/pkg/cli"
	"samband/pkg/command"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/plan"
)

// result is what run prints with --json when the model is there.
type result struct {
	Agreement string              `json:"agreement"` // hash
	Party     identity.ID         `json:"party"`
	Rehearsal bool                `json:"rehearsal"`
	Directory string              `json:"directory"` // of the run
	Model     string              `json:"model"`     // its file
	Ledger    string              `json:"ledger"`    // its file
	Outcome   *participant.Record `json:"outcome"`
}

func newResult(p *plan.Plan, self identity.ID, o *participant.Outcome, runDir string) *result {
	return &result{
		Agreement: p.Hash.String(), Party: self, Rehearsal: o.Rehearsal, Directory: runDir,
		Model: filepath.Join(runDir, o.File), Ledger: filepath.Join(runDir, participant.LedgerFile),
		Outcome: o.Record(),
	}
}

// finish says what the run brought and where it lies.
func finish(app *cli.App, r *result, began time.Time, json bool) error {
	l := app.Lang()
	line := func(key lang.Key, arguments ...any) { app.Progress().Line(l.Text(key, arguments...)) }
	clipped, values := 0, 0
	for _, c := range r.Outcome.Clipped {
		clipped, values = clipped+c.Clipped, values+c.Values
	}
	line(lang.Clipped, clipped, values, l.Text(lang.AllRounds))
	if s := r.Outcome.Privacy; s != nil {
		line(lang.PromiseSpent, l.Short(s.Epsilon), l.Small(s.Delta), l.Short(s.Agreed))
	}
	line(lang.Finished, r.Outcome.Rounds, l.Duration(time.Since(began)))
	if r.Rehearsal {
		line(lang.RehearsalModel)
	}
	line(lang.ModelSaved, r.Model)
	if p := r.Outcome.Personal; p != nil {
		line(lang.PersonalHead, p.Rows, p.Positives)
		for _, said := range personally(l, p) {
			app.Progress().Line("  " + said)
		}
		if p.Personal != nil {
			line(lang.PersonalSaved, filepath.Join(r.Directory, participant.PersonalFile))
		}
	}
	if json {
		return command.JSON(app.Out, r)
	}
	_, err := fmt.Fprintln(app.Out, r.Model)
	return err
}
