package participant

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"samband/pkg/algorithm"
	"samband/pkg/digest"
	"samband/pkg/protocol"
	"samband/pkg/vector"
)

// OutcomeFile is what a finished run leaves for reports, beside the model.
const OutcomeFile = "outcome.json"

// Record is the content of OutcomeFile. It is for this participant: the clipped
// values tell about its rows.
type Record struct {
	Version    int                   `json:"version"`
	Rehearsal  bool                  `json:"rehearsal,omitempty"`
	Rounds     int                   `json:"rounds"`
	Model      digest.Digest         `json:"model"` // digest of the model
	Evaluation *algorithm.Evaluation `json:"evaluation"`
	Clipped    []Clipped             `json:"clipped"`
	Privacy    *Spent                `json:"privacy,omitempty"` // nil without noise
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

// finish saves the model with what a later reader needs, and what came of the
// run.
func (p *participant) finish() error {
	m := p.learner.Model()
	if m == nil {
		return errors.New("the run is done and the learning has no model")
	}
	declared := p.cfg.Agreement.Schema
	m.Declared, m.Rehearsal = &declared, p.cfg.Mode == protocol.Rehearsal
	p.outcome.Model, p.outcome.Evaluation, p.outcome.Progress = m, p.learner.Evaluation(), p.learner.Progress()
	err := m.Save(filepath.Join(p.dir.path, ModelFile))
	if err != nil {
		return err
	}
	if p.outcome.Digest, err = m.Digest(); err != nil {
		return err
	}
	if p.outcome.Spent, err = ReadSpent(p.dir.path, p.plan); err != nil {
		return err
	}
	text, err := json.MarshalIndent(p.outcome.Record(), "", "  ")
	if err != nil {
		return err
	}
	return p.dir.write(OutcomeFile, append(text, '\n'))
}

// Record is what is kept of the outcome of a finished run.
func (o *Outcome) Record() *Record {
	return &Record{fileVersion, o.Model.Rehearsal, o.Rounds, o.Digest, o.Evaluation, Total(o.Clipped), o.Spent}
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
