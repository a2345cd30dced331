package trainer

import "context"

// StandIn answers in a rehearsal in the place of a program. It reads no data and
// learns nothing: parameters go up in one round and down in the next, so that no
// round is the last before the agreed one.
type StandIn struct {
	MaxRows int
	Clip    float64 // largest size of a parameter
}

// Start does nothing.
func (StandIn) Start(context.Context, int) error { return nil }

// Train moves every parameter a little.
func (s StandIn) Train(_ context.Context, round int, parameters []float32) (Update, error) {
	move := float32(s.Clip / 16)
	if round%2 == 0 {
		move = -move
	}
	u := Update{Rows: min(100, s.MaxRows), Loss: 1, Parameters: make([]float32, len(parameters))}
	for i, v := range parameters {
		u.Parameters[i] = max(min(v+move, float32(s.Clip)), -float32(s.Clip))
	}
	return u, nil
}

// Evaluate says what means nothing.
func (s StandIn) Evaluate(context.Context, int, Part, []float32) (Evaluation, error) {
	return Evaluation{Rows: min(10, s.MaxRows), Loss: 1}, nil
}
