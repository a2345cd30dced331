package learn

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"samband/bench/learn/setting"
)

// Result is one run, one line of the file of results.
type Result struct {
	Digest     string            `json:"digest"` // of settings, seed and repetition
	Title      string            `json:"title"`
	Varied     map[string]string `json:"varied,omitempty"` // names of the values of what is varied, by path
	Seed       uint64            `json:"seed"`
	Repetition int               `json:"repetition"`
	Settings   setting.Settings  `json:"settings"`
	Version    string            `json:"version"` // of this program
	Began      string            `json:"began"`

	Sites     []Site `json:"sites"`
	Simulated bool   `json:"simulated"` // the sites are not those where the rows were recorded

	Joint  *Scores `json:"joint"` // null where the run ended early
	Local  *Scores `json:"local"` // null where it was not asked for or could not be trained
	Pooled *Scores `json:"pooled"`

	Rounds       int       `json:"rounds"`
	RoundSeconds []float64 `json:"round_seconds"` // of each
	Seconds      float64   `json:"seconds"`       // of the run, without the models for comparison
	UpBytes      int64     `json:"up_bytes"`      // that the first participant sent, as gRPC payload
	DownBytes    int64     `json:"down_bytes"`    // that it was sent
	Parameters   int       `json:"parameters"`    // weights of the model
	PeakBytes    int64     `json:"peak_bytes"`    // that the process ever had resident until then; 0 if unknown

	Clipped map[string]int `json:"clipped,omitempty"` // values outside their range, by phase and segment
	Privacy *Privacy       `json:"privacy,omitempty"` // null without noise
	Error   string         `json:"error,omitempty"`   // why the run ended early
}

// Site is one participant's rows.
type Site struct {
	ID        string `json:"id"`
	Train     int    `json:"train"`
	Positives int    `json:"train_positives"`
	Test      int    `json:"test"`
}

// Privacy is what the noise of a run comes to.
type Privacy struct {
	Unit    string  `json:"unit"`
	Noise   string  `json:"noise"`
	Epsilon float64 `json:"epsilon"` // spent, at delta
	Delta   float64 `json:"delta"`
	Mu      float64 `json:"mu"`
}

// ReadResults reads a file of results; there are none if it is not there. whole
// is how many bytes of it are whole lines: the process may have been killed in
// the middle of one.
func ReadResults(path string) (all []Result, whole int64, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	text = text[:bytes.LastIndexByte(text, '\n')+1]
	n := 0
	for line := range bytes.Lines(text) {
		n++
		var r Result
		if err := json.Unmarshal(line, &r); err != nil {
			return nil, 0, fmt.Errorf("%s:%d: %w: this is no file of results; name another one with -out", path, n, err)
		}
		all = append(all, r)
	}
	return all, int64(len(text)), nil
}

// results is the file that results are added to as runs end.
type results struct{ file *os.File }

// openResults goes on after the whole lines of a file.
func openResults(path string, whole int64) (*results, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := f.Truncate(whole); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	_, err = f.Seek(whole, 0)
	return &results{f}, err
}

// add writes one line and brings it to stable storage.
func (r *results) add(one *Result) error {
	b, err := json.Marshal(one)
	if err != nil {
		return err
	}
	if _, err := r.file.Write(append(b, '\n')); err != nil {
		return err
	}
	return r.file.Sync()
}

func (r *results) close() error { return r.file.Close() }
