package participant

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"samband/pkg/identity"
	"samband/pkg/protocol/site"
	"samband/pkg/vector"
)

// SumsFile lists, where the participant asked for it, every sum that it opened
// beside what it sent itself: what it could derive others' contributions from.
const SumsFile = "sums.jsonl"

// Kept is one line of SumsFile.
type Kept struct {
	Round uint32        `json:"round"`
	Phase string        `json:"phase"`
	Set   []identity.ID `json:"set"` // whose contributions are in the sum
	Own   []float64     `json:"own"` // as sent, with its noise; nil if this participant is not in the set
	Sum   []float64     `json:"sum"`
}

// keepSum adds the sum of a round that was opened.
func (p *participant) keepSum(need site.NeedSum, l vector.Layout, sum []float64) error {
	if !p.cfg.KeepSums {
		return nil
	}
	k := Kept{Round: need.Result.Prefix.Round, Phase: need.Phase, Set: need.Set, Sum: sum}
	if slices.Contains(need.Set, p.cfg.Self) {
		v, err := p.dir.openVector(k.Round, l.Values())
		if err != nil {
			return err
		}
		if v == nil {
			return errors.New("the vector of the round is gone from the directory of the run")
		}
		own := make([]uint64, l.Values())
		err = v.read(0, own)
		if err := errors.Join(err, v.close()); err != nil {
			return err
		}
		if k.Own, err = l.Restore(own, 1); err != nil {
			return err
		}
		clear(own)
	}
	f, err := os.OpenFile(filepath.Join(p.dir.path, SumsFile), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(json.NewEncoder(f).Encode(k), f.Close())
}

// ReadKept reads what was kept in the directory of a run, each round once, in
// order; nil if nothing was.
func ReadKept(dir string) ([]Kept, error) {
	path := filepath.Join(dir, SumsFile)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []Kept
	for d := json.NewDecoder(bufio.NewReader(f)); d.More(); {
		var k Kept
		if err := d.Decode(&k); err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", path, len(all)+1, err)
		}
		// After a crash a sum may have been opened again.
		if n := len(all); n > 0 && all[n-1].Round == k.Round {
			all = all[:n-1]
		}
		all = append(all, k)
	}
	return all, nil
}
