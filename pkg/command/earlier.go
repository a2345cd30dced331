package command

import (
	"errors"

	"samband/pkg/cli"
	"samband/pkg/earlier"
	"samband/pkg/lang"
	"samband/pkg/plan"
)

// LookBack looks across agreements before one is signed: it prints which sums
// this party's directory knows from earlier and what they and the new agreement
// would give together, and refuses one that would show what few contributed.
func LookBack(app *cli.App, dir string, p *plan.Plan, account earlier.Account) (*earlier.Look, error) {
	look, err := earlier.At(dir, p, account)
	if err != nil {
		return nil, cli.Exit(cli.Refused, err, "")
	}
	l := app.Lang()
	if len(look.Sums) > 0 {
		lines(app, "", l.Text(lang.EarlierHead))
		for _, s := range look.Known(l) {
			lines(app, "  ", s)
		}
		for _, s := range look.Found(l) {
			lines(app, "  ! ", s)
		}
	}
	return look, Refuse(app, look)
}

// LookAgain is LookBack before a run, where the agreement may have been signed on
// another machine: it prints only what is found against it.
func LookAgain(app *cli.App, dir string, p *plan.Plan, account earlier.Account) error {
	look, err := earlier.At(dir, p, account)
	if err != nil {
		return cli.Exit(cli.Refused, err, "")
	}
	if len(look.Small) > 0 || look.Missing > 0 || look.Undone {
		for _, s := range look.Found(app.Lang()) {
			lines(app, "  ! ", s)
		}
	}
	return Refuse(app, look)
}

// Refuse is the error that ends the program because of earlier sums; nil if they
// are no reason.
func Refuse(app *cli.App, look *earlier.Look) error {
	why, do := look.Refusal(app.Lang())
	if why == "" {
		return nil
	}
	return cli.Exit(cli.Refused, errors.New(why), do)
}
