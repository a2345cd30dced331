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

// replayed are the ledgers of the bundle of a rehearsal, which must be of an
// agreement and have no fault.
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
		l, err := audit.VerifyFile(file, b.Agreement.Keys(), b.Hash)
		if err != nil {
			return nil, cli.Exit(cli.Verification, err, "")
		}
		if l.Foreign || len(l.Problems) > 0 {
			return nil, cli.Exit(cli.Verification, phrase.Errorf("replay.faulty", "%s is faulty: verify %s", file, path), "")
		}
		all = append(all, l)
	}
	return all, nil
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
