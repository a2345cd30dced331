package participant

import (
	"samband/pkg/evidence"
	"samband/pkg/identity"
)

// Account is what party tells beside its ledger, from the directory of its run:
// no more than its party, what came of a run that finished, numbers about its table,
// and what client audit measured of its model, if it did.
func Account(dir string, party identity.ID) (evidence.Account, error) {
	r, err := ReadRecord(dir)
	if r == nil || err != nil {
		return evidence.Account{Party: party}, err
	}
	a := r.Account(party)
	measured, err := evidence.ReadTests(dir, r.Model)
	if measured != nil {
		measured.Tell(&a)
	}
	return a, err
}

// Account is what party tells of the outcome: it has no clipping by segment.
func (r *Record) Account(party identity.ID) evidence.Account {
	o := &evidence.Outcome{Rounds: r.Rounds, Model: r.Model}
	for _, c := range r.Clipped {
		o.Clipped, o.Values = o.Clipped+c.Clipped, o.Values+c.Values
	}
	if e := r.Evaluation; e != nil {
		o.Evaluation = &evidence.Quality{Rows: e.Rows, AUC: e.AUC, LogLoss: e.LogLoss}
		if e.Noised { // without noise, Low and High are of the bins
			q := o.Evaluation
			q.AUCLow, q.AUCHigh, q.LossLow, q.LossHigh = e.Low, e.High, e.LossLow, e.LossHigh
		}
	}
	if s := r.Privacy; s != nil {
		o.Spent = &evidence.Spent{Epsilon: s.Epsilon, Delta: s.Delta, Agreed: s.Agreed}
	}
	return evidence.Account{Party: party, Program: r.Program, Table: r.Table, Outcome: o}
}
