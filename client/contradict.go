package main

import (
	"samband/pkg/digest"
	"samband/pkg/lang"
	"samband/pkg/model"
	"samband/pkg/report"
	"samband/pkg/tensor"
)

// contradiction is where the files of one run do not say the same.
type contradiction struct {
	Code string `json:"code"`
	En   string `json:"en"`
	Sv   string `json:"sv"`

	key       lang.Key
	arguments []any
}

// hold holds the ledger, the outcome and the model of a run against each
// other, and takes the coefficients from the model that the outcome names.
func (r *participantReport) hold() error {
	if r.Outcome == nil {
		if r.State != report.Done {
			return nil
		}
		return r.contradict("end-without-outcome", lang.EndNoOutcome)
	}
	var err error
	switch {
	case r.State != report.Done:
		err = r.contradict("outcome-without-end", lang.OutcomeUnended, r.Outcome.Rounds, r.Rounds)
	case r.Outcome.Rounds != r.Rounds:
		err = r.contradict("rounds", lang.RoundsDiffer, r.Outcome.Rounds, r.Rounds)
	}
	if err != nil {
		return err
	}
	var m *model.Model
	var d digest.Digest
	if r.Outcome.External() {
		d, err = parameters(r.ModelFile)
	} else if m, err = model.Load(r.ModelFile); err == nil {
		d, err = m.Digest()
	}
	if err != nil {
		return r.contradict("model-missing", lang.ModelMissing, r.ModelFile)
	}
	if d != r.Outcome.Model {
		return r.contradict("model", lang.ModelDiffers, r.ModelFile, d.Short(), r.Outcome.Model.Short())
	}
	if m != nil {
		r.describe(m)
	}
	return nil
}

// parameters gives the digest of a model that only the sites' own programs know.
func parameters(path string) (digest.Digest, error) {
	f, err := tensor.Load(path)
	if err != nil {
		return digest.Digest{}, err
	}
	return f.Digest()
}

func (r *participantReport) contradict(code string, key lang.Key, arguments ...any) error {
	c := contradiction{Code: code, key: key, arguments: arguments}
	for tag, into := range map[string]*string{"en": &c.En, "sv": &c.Sv} {
		l, err := lang.New(tag)
		if err != nil {
			return err
		}
		*into = l.Text(key, arguments...)
	}
	r.Contradictions = append(r.Contradictions, c)
	return nil
}

// contradicted writes the contradictions, before anything that they put in
// doubt.
func (r *participantReport) contradicted(t *report.Text) {
	if len(r.Contradictions) > 0 {
		t.Line("")
	}
	for _, c := range r.Contradictions {
		t.Line("! " + t.Lang.Text(c.key, c.arguments...))
	}
}
