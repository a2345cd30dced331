package participant

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"samband/pkg/digest"
	"samband/pkg/journal"
	"samband/pkg/plan"
)

// AccountFile lists for ever what was drawn on the privacy budget of the
// agreement, one line for each vector with noise in it. A line is on stable
// storage before the vector is, so that nothing leaves uncharged: what a stopped
// run sent stays charged. Attempts of one round send the same vector and cost
// nothing more.
const AccountFile = "account.jsonl"

// charge is one line.
type charge struct {
	Session digest.Digest `json:"session"`
	Round   uint32        `json:"round"`
	Phase   string        `json:"phase"`
	Drawn   bool          `json:"drawn,omitempty"` // the vector was made: another one costs again
}

func (c charge) same(o charge) bool { return c.Session == o.Session && c.Round == o.Round }

// charges reads the account; torn tells whether its last line was cut off by a
// crash.
func (d *directory) charges() (all []charge, torn bool, err error) {
	path := filepath.Join(d.path, AccountFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	whole := bytes.LastIndexByte(text, '\n') + 1
	torn = whole < len(text) // and nothing was made after it
	n := 0
	for line := range bytes.Lines(text[:whole]) {
		n++
		var c charge
		if err := json.Unmarshal(line, &c); err != nil {
			return nil, false, fmt.Errorf("%s:%d: %w: the account is damaged, and what was spent of the privacy budget is not known", path, n, err)
		}
		all = append(all, c)
	}
	return all, torn, nil
}

// count is how many vectors of each phase an account has. A charge for a vector
// that was never made and is then made is one.
func count(all []charge) map[string]int {
	times := make(map[string]int)
	for i, c := range all {
		if c.Drawn {
			continue
		}
		// A second charge of a round counts if a vector was made in between.
		repeated := false
		for j := i - 1; j >= 0 && !repeated; j-- {
			if all[j].same(c) {
				if all[j].Drawn {
					break
				}
				repeated = true
			}
		}
		if !repeated {
			times[c.Phase]++
		}
	}
	return times
}

// charge adds a line and brings it to stable storage. What a crash cut off is
// removed first: nothing was made after it.
func (d *directory) charge(c charge) error {
	all, torn, err := d.charges()
	if err != nil {
		return err
	}
	if torn {
		var kept bytes.Buffer
		enc := json.NewEncoder(&kept)
		for _, c := range all {
			if err := enc.Encode(c); err != nil {
				return err
			}
		}
		if err := d.write(AccountFile, kept.Bytes()); err != nil {
			return err
		}
	}
	path := filepath.Join(d.path, AccountFile)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = json.NewEncoder(f).Encode(c)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return journal.SyncDir(d.path)
}

// Spent is what a participant has drawn on the privacy budget of an agreement.
type Spent struct {
	Epsilon float64        `json:"epsilon"`
	Delta   float64        `json:"delta"`
	Agreed  float64        `json:"agreed_epsilon"`
	Mu      float64        `json:"mu,omitempty"` // of Gaussian differential privacy; none of an objective with noise
	Vectors map[string]int `json:"vectors"`      // by phase, of all sessions
}

// ReadSpent reads the account in the directory of a run; nil if the agreement
// has no noise.
func ReadSpent(dir string, p *plan.Plan) (*Spent, error) {
	privacy := p.Agreement.Privacy
	if !privacy.Noised() {
		return nil, nil
	}
	all, _, err := (&directory{dir}).charges()
	if err != nil {
		return nil, err
	}
	times := count(all)
	return &Spent{p.Spent(times), privacy.Delta, privacy.Epsilon, p.Mu(times), times}, nil
}
