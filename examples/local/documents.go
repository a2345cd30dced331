package local

import (
	"path/filepath"

	"samband/client/participant"
	"samband/coordinator/server"
	"samband/pkg/audit"
	"samband/pkg/command"
	"samband/pkg/document"
	"samband/pkg/evidence"
	"samband/pkg/export"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/plan"
	"samband/pkg/protocol"
)

// demonstration is by whom the comparison of models is, and whether what a
// participant derived is what the other one sent: it owns all rows.
const demonstration = identity.ID("demonstration")

// documents writes what the run shows into Out, from every party's ledger and
// what the participants tell beside theirs.
func (r *Run) documents(p *plan.Plan, m *Metrics, s *Subtraction) error {
	in := evidence.Input{Plan: p}
	add := func(file string) error {
		result, err := audit.VerifyFile(file, r.Agreement.Keys(), p.Hash)
		in.Ledgers = append(in.Ledgers, result)
		return err
	}
	if err := add(filepath.Join(command.RunDir(r.dir(hub), p, protocol.Real), server.LedgerFile)); err != nil {
		return err
	}
	for _, h := range r.Hospitals {
		dir := command.RunDir(r.dir(h.ID), p, protocol.Real)
		if err := add(filepath.Join(dir, participant.LedgerFile)); err != nil {
			return err
		}
		told, err := participant.Account(dir, h.ID)
		if err != nil {
			return err
		}
		in.Accounts = append(in.Accounts, told)
	}
	if told, err := command.Ran(command.RunDir(r.dir(hub), p, protocol.Real), hub); err != nil {
		return err
	} else if told != nil {
		in.Accounts = append(in.Accounts, *told)
	}
	if m != nil {
		told := evidence.Account{Party: demonstration, Comparison: &evidence.Comparison{
			Local: qualities(m.Local), Joint: qualities(m.Joint), Pooled: qualities(m.Pooled), Difference: m.CoefficientDifference}}
		if s != nil {
			told.Attacks = append(told.Attacks, s.told())
		}
		in.Accounts = append(in.Accounts, told)
	}
	if r.Rehearse {
		again, err := command.OfBundle(filepath.Join(r.Out, bundleFolder), "", filepath.Join(r.Out, replayFolder))
		if err != nil {
			return err
		}
		in.Replay = again.Replay
	}
	report, err := evidence.Of(in)
	if err != nil {
		return err
	}
	files, err := document.Write(r.Out, report)
	if err != nil {
		return err
	}
	if _, err := export.Write(r.Out, report); err != nil {
		return err
	}
	l, err := lang.New(r.Lang)
	if err != nil {
		return err
	}
	for _, file := range files {
		if filepath.Base(file) == document.HTMLFile(l.Tag()) {
			r.say("%s", l.Text(lang.WrittenTo, file))
		}
	}
	return nil
}

func qualities(s Scores) map[string]evidence.Quality {
	all := make(map[string]evidence.Quality, len(s))
	for site, score := range s {
		all[site] = evidence.Quality{Rows: score.Rows, AUC: score.AUC, LogLoss: score.LogLoss}
	}
	return all
}
