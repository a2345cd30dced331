package subtract

import (
	"fmt"

	"samband/pkg/plan"
	"samband/pkg/vector"
)

// Followed is what one round of learning says of the other's rows alone: how the
// common model does on them, round after round, and the other's own model where
// models are what is averaged.
type Followed struct {
	Round int     // of learning, from 1
	Loss  float64 // mean over the other's rows, at the model that the round begins with
	Model []float64
}

// Follow reads the learning rounds of a run without noise. rows is how many
// training rows the other has, which the first sum says; where models are
// averaged every round says it.
func Follow(p *plan.Plan, rounds []Round, rows float64) ([]Followed, error) {
	if p.Agreement.Privacy.Noised() {
		return nil, nil
	}
	var all []Followed
	for _, r := range rounds {
		if r.Phase != p.Learning() {
			continue
		}
		other, err := r.Other()
		if err != nil {
			return nil, err
		}
		layout, err := p.Layout(r.Phase)
		if err != nil {
			return nil, err
		}
		parts := make(map[string][]float64)
		for _, s := range layout.Segments {
			if parts[s.Name], err = vector.Part(layout, other, s.Name); err != nil {
				return nil, fmt.Errorf("phase %s: %w", r.Phase, err)
			}
		}
		if n := parts["rows"]; n != nil {
			rows = n[0]
		}
		if rows < 1 {
			return nil, fmt.Errorf("phase %s: %v rows", r.Phase, rows)
		}
		one := Followed{Round: len(all) + 1, Loss: parts["loss"][0] / rows}
		for _, w := range parts["weights"] { // rows times the other's model
			one.Model = append(one.Model, w/rows)
		}
		all = append(all, one)
	}
	return all, nil
}
