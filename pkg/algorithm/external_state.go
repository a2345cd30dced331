package algorithm

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math"

	"samband/pkg/phrase"
	"samband/pkg/plan"
)

// externalState is what one Apply leaves for the next. Values in it are never
// changed in place.
type externalState struct {
	Phase      string // that is due
	Round      int    // learning rounds applied
	Weights    []float64
	Memory     memory // of the rule
	Best       *best  // on the rows held back
	HeldLoss   float64
	Waited     int // rounds since the best
	Evaluation *Evaluation
}

// packed is a list of numbers as JSON holds it without a digit for each: eight
// bytes a number, low byte first.
type packed []byte

func pack(values []float64) packed {
	if values == nil {
		return nil
	}
	b := make(packed, 0, 8*len(values))
	for _, v := range values {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

// unpack gives count numbers, or nil for none; ok tells whether they were so
// many, and finite.
func (b packed) unpack(count int) (values []float64, ok bool) {
	if b == nil {
		return nil, true
	}
	if len(b) != 8*count {
		return nil, false
	}
	values = make([]float64, count)
	for i := range values {
		values[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
		if values[i]-values[i] != 0 {
			return nil, false
		}
	}
	return values, true
}

// savedExternal is externalState in JSON.
type savedExternal struct {
	Version     int         `json:"version"`
	Phase       string      `json:"phase"`
	Round       int         `json:"round"`
	Weights     packed      `json:"weights"`
	First       packed      `json:"first"`
	Second      packed      `json:"second"`
	BestRound   int         `json:"best_round"` // 0: nothing is the best yet
	BestLoss    float64     `json:"best_loss"`
	BestWeights packed      `json:"best_weights"`
	HeldLoss    float64     `json:"held_loss"`
	Waited      int         `json:"waited"`
	Evaluation  *Evaluation `json:"evaluation"`
	Progress    Progress    `json:"progress"`
}

const externalVersion = 1

func (n *external) MarshalState() ([]byte, error) {
	s := n.state
	saved := savedExternal{
		Version: externalVersion, Phase: s.Phase, Round: s.Round, Weights: pack(s.Weights),
		First: pack(s.Memory.First), Second: pack(s.Memory.Second),
		HeldLoss: s.HeldLoss, Waited: s.Waited, Evaluation: s.Evaluation, Progress: n.progress,
	}
	if s.Best != nil {
		saved.BestRound, saved.BestLoss, saved.BestWeights = s.Best.Round, s.Best.Loss, pack(s.Best.Weights)
	}
	return json.Marshal(saved)
}

func (n *external) restore(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	var saved savedExternal
	if err := d.Decode(&saved); err != nil {
		return err
	}
	if saved.Version != externalVersion {
		return phrase.Errorf("learn.state-version", "version %d, this program reads version %d", saved.Version, externalVersion)
	}
	switch saved.Phase {
	case n.learning, plan.Evaluate, plan.Done:
	default:
		return phrase.Errorf("learn.state-phase", "phase %.40q is not known", saved.Phase)
	}
	count, all := len(n.state.Weights), true
	list := func(b packed) []float64 {
		values, ok := b.unpack(count)
		all = all && ok
		return values
	}
	s := externalState{
		Phase: saved.Phase, Round: saved.Round, Weights: list(saved.Weights),
		Memory:   memory{First: list(saved.First), Second: list(saved.Second)},
		HeldLoss: saved.HeldLoss, Waited: saved.Waited, Evaluation: saved.Evaluation,
	}
	if saved.BestRound > 0 {
		s.Best = &best{Round: saved.BestRound, Loss: saved.BestLoss, Weights: list(saved.BestWeights)}
		all = all && s.Best.Weights != nil
	}
	if !all || s.Weights == nil {
		return phrase.Errorf("learn.state-parameters", "it has another number of parameters than the agreement: start the run anew")
	}
	n.state, n.progress = s, saved.Progress
	return nil
}
