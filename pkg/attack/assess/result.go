package assess

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"samband/pkg/agreement"
	"samband/pkg/digest"
	"samband/pkg/evidence"
	"samband/pkg/identity"
	"samband/pkg/phrase"
)

// File is where a result lies in the directory of a run. Reports and bundles take
// it from there.
const File = "audit.json"

// Version is that of results.
const Version = 1

// Result is what the tests found. It has numbers of rows, and no row, update or
// weight.
type Result struct {
	Version   int               `json:"version"`
	Party     identity.ID       `json:"party"`
	Agreement digest.Digest     `json:"agreement"`
	Model     digest.Digest     `json:"model"` // that was tested
	Seed      uint64            `json:"seed"`
	Shadows   int               `json:"shadows"`
	Refused   int               `json:"refused"`    // draws of rows on which none could be trained, replaced by others
	Rows      [2]int            `json:"rows"`       // trained on, and not
	ByPatient bool              `json:"by_patient"` // a unit is a patient; else a row
	Rounds    []int             `json:"rounds"`     // whose models were tested besides; empty where sums were not kept
	Attacks   []evidence.Attack `json:"attacks"`
	Limits    []string          `json:"limits"` // codes of what the tests do not cover
}

// Codes of limits.
const (
	LimitLower       = "lower-bound" // another attack may find more
	LimitOwnRows     = "own-rows"    // shadows know this participant's rows only; other sites' rows were not tested
	LimitThreshold   = "threshold"   // the intervals are for thresholds that this sample sets
	LimitAttributes  = "attributes"  // values of persons, from the model
	LimitSubgroups   = "subgroups"   // groups of which more is known than of all
	LimitCanaries    = "canaries"    // noise itself: tests of the program do that
	LimitRounds      = "rounds"      // models of rounds: no sums were kept
	LimitSums        = "sums"        // what contributions tell: no sums were kept, or another algorithm
	LimitQuietShadow = "shadows-without-noise"
)

func (s *assessment) limits() {
	all := []string{LimitLower, LimitOwnRows, LimitThreshold, LimitAttributes, LimitSubgroups, LimitCanaries}
	if len(s.result.Rounds) == 0 {
		all = append(all, LimitRounds)
	}
	given := false
	for _, a := range s.result.Attacks {
		given = given || a.Kind == evidence.Moments
	}
	if !given {
		all = append(all, LimitSums)
	}
	if s.Plan.Agreement.Privacy.Noise != agreement.NoNoise {
		all = append(all, LimitQuietShadow)
	}
	s.result.Limits = all
}

// Marshal gives the content of File.
func (r *Result) Marshal() ([]byte, error) {
	text, err := json.MarshalIndent(r, "", "  ")
	return append(text, '\n'), err
}

// Parse reads the content of File strictly.
func Parse(text []byte) (*Result, error) {
	if len(text) > evidence.MaxAccount {
		return nil, phrase.Errorf("assess.long", "%d bytes, at most %d are accepted", len(text), evidence.MaxAccount)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	r := new(Result)
	if err := d.Decode(r); err != nil {
		return nil, phrase.Errorf("assess.malformed", "no result of client audit: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, phrase.Errorf("assess.more", "something follows the result of client audit")
	}
	if r.Version != Version {
		return nil, phrase.Errorf("assess.version", "version %d, this program reads version %d", r.Version, Version)
	}
	return r, (&evidence.Account{Party: r.Party, Attacks: r.Attacks}).Check()
}

// Read reads the result in the directory of a run, if it is about this model; nil
// if there is none.
func Read(dir string, model digest.Digest) (*Result, error) {
	path := filepath.Join(dir, File)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, evidence.MaxAccount+1))
	if err != nil {
		return nil, err
	}
	r, err := Parse(text)
	if err != nil {
		return nil, phrase.Errorf("assess.file", "%s: %w", path, err)
	}
	if r.Model != model {
		return nil, phrase.Errorf("assess.other-model", "%s is about another model (%s) than the run ended with (%s): run client audit again", path, r.Model.Short(), model.Short())
	}
	return r, nil
}
