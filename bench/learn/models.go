package learn

import (
	"encoding/json"
	"errors"
	"sync"

	"samband/bench/learn/rows"
	"samband/bench/learn/setting"
	"samband/pkg/model"
)

// models are those of pooled and local rows that runs are compared with. Runs
// that differ in noise or encryption only have the same, which are trained once.
type models struct {
	mu    sync.Mutex
	known map[string]*trained
}

type trained struct {
	once  sync.Once
	model []*model.Model // nil where there can be none
	err   error
}

func newModels() *models { return &models{known: make(map[string]*trained)} }

// of gives the pooled model, nil if there can be none, and that of each part.
func (m *models) of(s *setting.Settings, seed uint64, r *rows.Rows, bySite bool) (pooled *model.Model, local []*model.Model, err error) {
	all, err := m.trained(s, seed, "local", s.Partition, func() (made []*model.Model, err error) {
		for _, p := range r.Parts {
			one, err := train(s, r, p)
			if err != nil {
				return nil, err
			}
			made = append(made, one)
		}
		return made, nil
	})
	if err != nil {
		return nil, nil, err
	}
	var partition any
	if bySite { // the columns are scaled by the parts'
		partition = s.Partition
	}
	one, err := m.trained(s, seed, "pooled", partition, func() ([]*model.Model, error) {
		made, err := train(s, r, rows.Part{Train: pooledRows(r, bySite)})
		return []*model.Model{made}, err
	})
	if err != nil {
		return nil, nil, err
	}
	return one[0], all, nil
}

// train gives nil where rows have no model, such as those of one outcome.
func train(s *setting.Settings, r *rows.Rows, p rows.Part) (*model.Model, error) {
	made, err := solo(s, r, p.Train)
	var fault *model.Fault
	if errors.As(err, &fault) {
		return nil, nil
	}
	return made, err
}

func (m *models) trained(s *setting.Settings, seed uint64, kind string, partition any, make func() ([]*model.Model, error)) ([]*model.Model, error) {
	text, err := json.Marshal([]any{kind, seed, s.Data, s.Data.Folder, s.Split, partition, s.Model, s.Network, s.Algorithm, s.Aggregation["bits"], s.Aggregation["clip"], s.Privacy["noise"] != nil && s.Privacy["noise"] != "none"})
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	t := m.known[string(text)]
	if t == nil {
		t = new(trained)
		m.known[string(text)] = t
	}
	m.mu.Unlock()
	t.once.Do(func() { t.model, t.err = make() })
	return t.model, t.err
}
