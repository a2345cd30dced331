package participant

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"samband/pkg/algorithm"
	"samband/pkg/vector"
)

// learnt is what learning goes on from, and what the run has brought so far. It
// holds sums that this participant knows, none of its rows and, of SCAFFOLD, a
// mean gradient of these.
type learnt struct {
	Version int               `json:"version"`
	Learner json.RawMessage   `json:"learner"`
	Clipped []vector.Clipping `json:"clipped"`
}

// saveLearner keeps what learning goes on from: at name, the state of this round
// or of the one after a sum that is not final yet.
func (p *participant) saveLearner(name string) error {
	state, err := p.learner.MarshalState()
	if err != nil {
		return err
	}
	text, err := json.Marshal(learnt{fileVersion, state, p.outcome.Clipped})
	if err != nil {
		return err
	}
	return p.dir.write(name, text)
}

// nextLearner is what learning goes on from when the sum of the round is final.
const nextLearner = RoundFolder + "/" + LearnerFile

func (p *participant) restoreLearner(summed bool) error {
	name := LearnerFile
	if summed {
		name = nextLearner
	}
	path := filepath.Join(p.cfg.Dir, name)
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var l learnt
	if err := json.Unmarshal(text, &l); err != nil || l.Version != fileVersion {
		return fmt.Errorf("%s: not what this program wrote", path)
	}
	p.outcome.Clipped = l.Clipped
	p.learner, err = algorithm.Resume(p.plan, p.cfg.local(), l.Learner)
	return err
}
