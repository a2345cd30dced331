package command

import (
	"os"
	"path/filepath"

	"samband/pkg/audit"
	"samband/pkg/bundle"
	"samband/pkg/cli"
	"samband/pkg/document"
	"samband/pkg/evidence"
	"samband/pkg/export"
	"samband/pkg/lang"
	"samband/pkg/phrase"
	"samband/pkg/plan"
	"samband/pkg/report"
)

// Documents answers every question of an analyst from what is at hand, writes
// the documents and exports into dir and says which files they are.
func Documents(app *cli.App, dir string, in evidence.Input) error {
	if err := bundle.KeepOut(dir); err != nil {
		return cli.Exit(cli.Usage, err, "")
	}
	r, err := evidence.Of(in)
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, document.JSONFile)); err == nil {
		app.Progress().Line(app.Lang().Text(lang.Replaced, dir))
	}
	files, err := document.Write(dir, r)
	if err != nil {
		return err
	}
	more, err := export.Write(dir, r)
	if err != nil {
		return err
	}
	for _, path := range append(files, filepath.Dir(more[0])) {
		app.Progress().Line(app.Lang().Text(lang.WrittenTo, path))
	}
	return nil
}

// documentsOf writes the documents of a bundle.
func documentsOf(app *cli.App, dir, path string, beside beside) error {
	in, err := OfBundle(path, beside.flows, beside.replay)
	if err != nil {
		return err
	}
	return Documents(app, dir, in)
}

// OfBundle is what documents about a bundle come from; counted is a file of what
// somebody outside counted, rehearsal the bundle of one: empty if there is none.
func OfBundle(path, counted, rehearsal string) (evidence.Input, error) {
	var in evidence.Input
	b, err := bundle.Open(path)
	if err != nil {
		return in, cli.Exit(cli.Verification, err, "")
	}
	if in.Plan, err = plan.New(b.Agreement); err != nil {
		return in, cli.Exit(cli.Verification, err, "")
	}
	for _, file := range b.Ledgers() {
		l, err := audit.VerifyFile(file, b.Agreement.Keys(), b.Hash)
		if err != nil {
			return in, cli.Exit(cli.Verification, err, "")
		}
		if l.Foreign || l.Meta.Party == "" {
			in.Faults = append(in.Faults, phrase.New("documents.foreign", "%s is not a ledger of this run", file))
			continue
		}
		in.Ledgers = append(in.Ledgers, l)
	}
	if !b.Rehearsal {
		in.Faults = append(in.Faults, b.Unsigned...)
	}
	for _, all := range [][]bundle.Problem{b.Problems, b.Account(in.Ledgers).Problems, b.Contradictions(in.Ledgers)} {
		for _, p := range all {
			in.Faults = append(in.Faults, p.Phrase())
		}
	}
	for _, p := range b.Parts {
		if p.Account != nil {
			in.Accounts = append(in.Accounts, *p.Account)
		}
	}
	if rehearsal != "" {
		if in.Replay, err = replayed(b, rehearsal); err != nil {
			return in, err
		}
	}
	if counted == "" {
		return in, nil
	}
	seen, err := readFlows(b, counted)
	if err != nil {
		return in, err
	}
	in.Faults = append(in.Faults, seen.Faults()...)
	if !seen.Nothing { // else nobody counted this run
		in.Outside = &evidence.Outside{By: filepath.Base(counted)}
		in.Outside.Explained, in.Outside.Connections = seen.Explained()
		in.Outside.Within = seen.Within()
	}
	return in, nil
}

// OfRun is what documents about a run of this party come from: its own ledger,
// and those that others handed over.
func OfRun(r *report.Run, others []string, accounts ...evidence.Account) (evidence.Input, error) {
	p, err := plan.New(r.Agreement)
	if err != nil {
		return evidence.Input{}, err
	}
	in := evidence.Input{Plan: p, Ledgers: []*audit.Result{r.Ledger}, Accounts: accounts}
	for _, file := range others {
		l, err := audit.VerifyFile(file, r.Agreement.Keys(), p.Hash)
		if err != nil {
			return in, cli.Exit(cli.Failure, err, "")
		}
		if l.Foreign || l.Meta.Rehearsal != r.Rehearsal {
			return in, cli.Exit(cli.Refused, phrase.Errorf("documents.foreign", "%s is not a ledger of this run", file), "")
		}
		in.Ledgers = append(in.Ledgers, l)
	}
	groups, err := audit.Sessions(in.Ledgers...)
	if err != nil {
		return in, cli.Exit(cli.Refused, err, "")
	}
	if len(groups) > 1 {
		return in, cli.Exit(cli.Refused, phrase.Errorf("documents.sessions", "the ledgers are of several sessions: give those of one"), "")
	}
	return in, nil
}
