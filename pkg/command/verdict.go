package command

import (
	"errors"
	"slices"

	"samband/pkg/cli"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/report"
)

// absent is how many events have their other end in a ledger that is not at hand,
// and whose ledgers these are.
func (v *verified) absent() (events int, missing []identity.ID) {
	for _, c := range v.Compared {
		events += c.Absent
		missing = append(missing, c.missing...)
	}
	slices.Sort(missing)
	return events, slices.Compact(missing)
}

// tell prints what was found, and makes an error of it if that is bad or is not
// all that a whole bundle would show.
func (v *verified) tell(app *cli.App, bad int, asJSON bool) error {
	events, missing := v.absent()
	v.Verified = bad == 0 && events == 0
	var err error
	if asJSON {
		err = JSON(app.Out, v)
	} else {
		err = v.text(app, bad)
	}
	l := app.Lang()
	switch {
	case err != nil:
		return err
	case bad > 0 && v.Bundle == nil:
		return cli.Exit(cli.Verification, errors.New(l.Text(lang.LedgerProblems, bad)), l.Text(lang.LedgerEvidence))
	case bad > 0:
		return cli.Exit(cli.Verification, errors.New(l.Text(v.found(), bad)), l.Text(lang.LedgerEvidence))
	case events > 0:
		return cli.Exit(cli.Verification, errors.New(l.Text(lang.LedgersAbsent, l.List(words(missing)))), l.Text(lang.LedgersAbsentHint))
	}
	return nil
}

// found is where the problems of a bundle are.
func (v *verified) found() lang.Key {
	if v.Flows == nil && v.Replay == nil {
		return lang.BundleProblems
	}
	return lang.BesideProblems
}

// verdict writes the one line about a bundle in which everything before it ends.
func (v *verified) verdict(t *report.Text, bad int) {
	events, missing := v.absent()
	switch {
	case bad > 0:
		t.Head(lang.VerdictBad, t.Lang.Text(v.found(), bad))
	case events > 0:
		t.Head(lang.VerdictPart, t.Lang.List(words(missing)), events)
	default:
		t.Head(lang.VerdictGood)
	}
}
