package command

import (
	"samband/pkg/audit"
	"samband/pkg/bundle"
	"samband/pkg/cli"
	"samband/pkg/evidence"
	"samband/pkg/lang"
	"samband/pkg/phrase"
	"samband/pkg/plan"
	"samband/pkg/report"
)

// replayed are the ledgers of the bundle of a rehearsal, which must be of the same
// agreement and verify: another one says nothing of the run.
func replayed(of *bundle.Bundle, path string) ([]*audit.Result, error) {
	b, err := bundle.Open(path)
	if err != nil {
		return nil, cli.Exit(cli.Verification, err, "")
	}
	if b.Hash != of.Hash {
		return nil, cli.Exit(cli.Usage, phrase.Errorf("bundle.of-other", "%s is of agreement %s, this is %s", path, b.Hash.Short(), of.Hash.Short()), "")
	}
	if !b.Rehearsal || of.Rehearsal {
		return nil, cli.Exit(cli.Usage, phrase.Errorf("replay.mode", "a real run is compared with the bundle of a rehearsal (client bundle --rehearse): %s or %s is none", of.Path, path), "")
	}
	var all []*audit.Result
	for _, file := range b.Ledgers() {
		r, err := audit.VerifyFile(file, b.Agreement.Keys(), b.Hash)
		if err != nil {
			return nil, cli.Exit(cli.Verification, err, "")
		}
		all = append(all, r)
	}
	bad, err := faults(b, all)
	if err == nil && bad > 0 {
		err = phrase.Errorf("replay.faulty", "the bundle of the rehearsal, %s, does not verify (%d problems): nothing was compared with it", path, bad)
	}
	if err != nil {
		return nil, cli.Advise(cli.Verification, err, phrase.New("hint.replay", "that says nothing of the run: see with verify %s what is wrong, and ask for the bundle of the rehearsal anew", path))
	}
	return all, nil
}

// faults is how many problems the bundle of a rehearsal has, of which all ledgers
// are: events that nothing confirms are some, and so is a ledger of another session.
func faults(b *bundle.Bundle, ledgers []*audit.Result) (int, error) {
	bad := len(checkBundle(b, ledgers).Problems)
	var own []*audit.Result
	for _, r := range ledgers {
		bad += len(r.Problems) + r.More
		if r.Foreign || r.Meta.Party == "" {
			bad++
			continue
		}
		own = append(own, r)
	}
	groups, err := audit.Sessions(own...)
	if err != nil {
		return 0, err
	}
	for _, g := range groups {
		found := audit.Compare(g.Results...)
		bad += found.Unexplained + len(found.Problems)
	}
	return bad + len(audit.Apart(groups, true)), nil
}

// replay compares a bundle with that of a rehearsal.
func replay(b *bundle.Bundle, run []*audit.Result, path string) (*evidence.Replay, error) {
	rehearsed, err := replayed(b, path)
	if err != nil {
		return nil, err
	}
	p, err := plan.New(b.Agreement)
	if err != nil {
		return nil, cli.Exit(cli.Verification, err, "")
	}
	r := evidence.Compare(p, run, rehearsed)
	return &r, nil
}

// sayReplay writes how a rehearsal compares.
func sayReplay(t *report.Text, r *evidence.Replay) {
	t.Head(lang.ReplayHead)
	for i, line := range r.Words(t.Lang) {
		if i > 0 {
			line = "  ! " + line
		}
		t.Line("  " + line)
	}
}
