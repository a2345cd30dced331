package participant

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"samband/pkg/algorithm"
	"samband/pkg/digest"
	"samband/pkg/evidence"
	"samband/pkg/model"
	"samband/pkg/tensor"
	"samband/pkg/vector"
)

// PersonalFile is the joint model as fitted to the rows of this site, beside the
// joint one.
const PersonalFile = "personal.json"

// OutcomeFile is what a finished run leaves for reports, beside the model.
const OutcomeFile = "outcome.json"

// Record is the content of OutcomeFile. It is for this participant: the clipped
// values tell about its rows.
type Record struct {
	Version    int                   `json:"version"`
	Program    string                `json:"program,omitempty"` // that ran
	Rehearsal  bool                  `json:"rehearsal,omitempty"`
	Rounds     int                   `json:"rounds"`
	Model      digest.Digest         `json:"model"`          // digest of the model
	File       string                `json:"file,omitempty"` // that holds it; model.json if none is said
	Evaluation *algorithm.Evaluation `json:"evaluation"`
	Clipped    []Clipped             `json:"clipped"`
	Privacy    *Spent                `json:"privacy,omitempty"` // nil without noise
	// Noise is how far noise may have put the model's weights off, as the model's file
	// says it too; nil without noise, and where it cannot be told.
	Noise *model.Noise `json:"noise,omitempty"`
	// Warnings are about the result; they are for this participant.
	Warnings []model.Fault `json:"warnings,omitempty"`
	// Personal is what the joint model, the site's own alone and its personal one
	// are worth on its own test rows; nil where the agreement asks for none.
	Personal *algorithm.Personal `json:"personal,omitempty"`
	// Table is what of the table may be told to others; nil in a rehearsal, and where
	// a program of the site's own read it.
	Table *evidence.Table `json:"table,omitempty"`
	// Rows are those that the run was of; nil where a program of the site's own read
	// them.
	Rows *Rows `json:"rows,omitempty"`
}

// Clipped counts values of this participant's contributions over all rounds.
type Clipped struct {
	Segment string `json:"segment"`
	Clipped int    `json:"clipped"`
	Values  int    `json:"values"`
}

// Total adds up the clippings of all rounds, a line for each segment in the
// order in which they first occur.
func Total(clippings []vector.Clipping) []Clipped {
	var total []Clipped
	at := make(map[string]int)
	for _, c := range clippings {
		i, seen := at[c.Segment]
		if !seen {
			i = len(total)
			at[c.Segment] = i
			total = append(total, Clipped{Segment: c.Segment})
		}
		total[i].Clipped += c.Clipped
		total[i].Values += c.Values
	}
	return total
}

// finish saves the model, and what came of the run.
func (p *participant) finish() error {
	p.outcome.Evaluation, p.outcome.Progress = p.learner.Evaluation(), p.learner.Progress()
	p.outcome.Warnings, p.outcome.Table, p.outcome.Program = p.learner.Warnings(), p.cfg.Table, p.cfg.Program
	keep := p.keepModel
	if _, external := p.learner.(algorithm.External); external {
		keep = p.keepParameters
	}
	err := keep()
	if err != nil {
		return err
	}
	if p.outcome.Spent, err = ReadSpent(p.dir.path, p.plan); err != nil {
		return err
	}
	record := p.outcome.Record()
	record.Rows = rowsOf(p.cfg.Train, p.cfg.Test)
	text, err := json.MarshalIndent(record, "", "  ")
	if err != nil {
		return err
	}
	return p.dir.write(OutcomeFile, append(text, '\n'))
}

// keepModel saves the model with what a later reader needs.
func (p *participant) keepModel() error {
	m := p.learner.Model()
	if m == nil {
		return errors.New("the run is done and the learning has no model")
	}
	declared := p.cfg.Agreement.Schema
	m.Declared, m.Rehearsal = &declared, p.outcome.Rehearsal
	p.outcome.Model, p.outcome.File = m, ModelFile
	err := m.Save(filepath.Join(p.dir.path, ModelFile))
	if err != nil {
		return err
	}
	if p.outcome.Digest, err = m.Digest(); err != nil {
		return err
	}
	return p.keepPersonal(m)
}

// keepPersonal makes what the agreement says of the joint model for this site
// alone, and saves the model if one came of it.
func (p *participant) keepPersonal(joint *model.Model) error {
	personal, err := algorithm.Personalise(p.plan, p.cfg.local(), joint)
	if err != nil || personal == nil {
		return err
	}
	p.outcome.Personal = personal
	if personal.Model == nil {
		return nil
	}
	return personal.Model.Save(filepath.Join(p.dir.path, PersonalFile))
}

// keepParameters saves a model that only the sites' own programs know.
func (p *participant) keepParameters() error {
	f := tensor.File{
		Metadata:   map[string]string{"agreement": p.plan.Hash.String(), "mode": string(p.cfg.Mode)},
		Parameters: p.learner.(algorithm.External).Parameters(),
	}
	p.outcome.File = ParametersFile
	err := f.Save(filepath.Join(p.dir.path, ParametersFile))
	if err != nil {
		return err
	}
	p.outcome.Digest, err = f.Digest()
	return err
}

// Record is what is kept of the outcome of a finished run.
func (o *Outcome) Record() *Record {
	r := &Record{Version: fileVersion, Rehearsal: o.Rehearsal, Rounds: o.Rounds, Model: o.Digest, Evaluation: o.Evaluation, Clipped: Total(o.Clipped), Privacy: o.Spent, Personal: o.Personal, Warnings: o.Warnings, Table: o.Table, Program: o.Program}
	if o.Model != nil {
		r.Noise = o.Model.Noise
	}
	if o.File != ModelFile {
		r.File = o.File
	}
	return r
}

// External tells whether only the sites' own programs know the model.
func (r *Record) External() bool { return r.File == ParametersFile }

// ModelPath is where the model of a finished run lies.
func (r *Record) ModelPath(dir string) string {
	if r.External() {
		return filepath.Join(dir, ParametersFile)
	}
	return filepath.Join(dir, ModelFile)
}

// ReadRecord reads what a finished run left in the directory of a run; nil if
// none finished there.
func ReadRecord(dir string) (*Record, error) {
	path := filepath.Join(dir, OutcomeFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	r := new(Record)
	if err := json.Unmarshal(text, r); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if r.Version != fileVersion {
		return nil, fmt.Errorf("%s has version %d, this program reads version %d: use the program that wrote it", path, r.Version, fileVersion)
	}
	return r, nil
}
