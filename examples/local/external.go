package local

import (
	"fmt"
	"path/filepath"

	"samband/client/participant"
	"samband/pkg/command"
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/plan"
	"samband/pkg/protocol"
	"samband/pkg/tensor"
)

// Trained is what a run leaves whose model only the sites' own programs know.
type Trained struct {
	Summary    *Summary      // of bytes, ledgers and visibility; no model and no metrics
	Parameters []float32     // the joint model
	File       string        // one of the files that hold it
	Digest     digest.Digest // of that file, the same at every site
	Rows       int           // test rows of all sites
	Loss       *float64      // mean over them, as the programs measure it
}

// Trained reads what the parties left behind, and checks that all have the same
// model.
func (r *Run) Trained() (*Trained, error) {
	p, err := plan.New(r.Agreement)
	if err != nil {
		return nil, err
	}
	t := &Trained{Summary: &Summary{
		Agreement: p.Hash.String(), Algorithm: r.Agreement.Algorithm.Name, Scheme: r.Agreement.Aggregation.Scheme,
		Participants: p.Participants, Processes: r.Processes,
		Bytes: Bytes{Participants: make(map[identity.ID]Traffic), BreakEven: p.BreakEven()},
	}}
	for _, h := range r.Hospitals {
		dir := command.RunDir(r.dir(h.ID), p, protocol.Real)
		record, err := participant.ReadRecord(dir)
		if err != nil {
			return nil, err
		}
		f, err := tensor.Load(filepath.Join(dir, participant.ParametersFile))
		if err != nil {
			return nil, err
		}
		d, err := f.Digest()
		if err != nil {
			return nil, err
		}
		if d != record.Model || t.File != "" && d != t.Digest {
			return nil, fmt.Errorf("%s has the model %s, its outcome says %s, the site before it has %s", h.ID, d.Short(), record.Model.Short(), t.Digest.Short())
		}
		t.Parameters, t.File, t.Digest = f.Parameters, filepath.Join(dir, participant.ParametersFile), d
		if e := record.Evaluation; e != nil {
			t.Rows, t.Loss = e.Rows, e.Loss
		}
	}
	return t, r.readLedgers(p, t.Summary)
}

// PrintTrained shows it to a person.
func (r *Run) PrintTrained(t *Trained) error {
	l, err := lang.New(r.Lang)
	if err != nil {
		return err
	}
	r.say("")
	if t.Loss != nil {
		r.say("%s", l.Text(lang.ExternalHead, t.Rows))
		r.say("  %s", l.Text(lang.ExternalLoss, l.Number(*t.Loss, 4)))
	}
	r.say("%s", l.Text(lang.ModelLine, t.Digest.Short(), t.File))
	r.say("")
	r.printBytes(l, t.Summary)
	r.say("%s", l.Text(lang.BytesNote, t.Summary.Bytes.Values, t.Summary.Rounds))
	r.say("")
	r.printVisibility(l, t.Summary)
	r.say("%s", l.Text(lang.SeenAs))
	r.say("%s", l.Text("warned.external"))
	r.say("")
	r.say("%s", l.Text(lang.EventsMatched, t.Summary.Ledger.Events, t.Summary.Ledger.Unexplained))
	r.say("%s", l.Text(lang.NotReviewed))
	return nil
}
