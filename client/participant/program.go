package participant

import (
	"context"
	"errors"

	"samband/pkg/trainer"
)

// Trainer is the site's own training program, or what stands in for it in a
// rehearsal.
type Trainer interface {
	Start(ctx context.Context, round int) error
	Train(ctx context.Context, round int, parameters []float32) (trainer.Update, error)
	Evaluate(ctx context.Context, round int, part trainer.Part, parameters []float32) (trainer.Evaluation, error)
}

// program is a Trainer in one run: its calls end when the run is stopped.
type program struct {
	Trainer
	ctx context.Context
}

func (p program) Train(round int, parameters []float32) (trainer.Update, error) {
	return p.Trainer.Train(p.ctx, round, parameters)
}

func (p program) Evaluate(round int, part trainer.Part, parameters []float32) (trainer.Evaluation, error) {
	return p.Trainer.Evaluate(p.ctx, round, part, parameters)
}

// startTrainer starts the site's program before anybody waits for it.
func (p *participant) startTrainer(ctx context.Context) error {
	if p.cfg.Trainer == nil {
		return nil
	}
	return p.cfg.Trainer.Start(ctx, p.learner.Progress().Round+1)
}

// ofTrainer tells whether an error comes from the site's program, or from
// stopping it: it says nothing about the run, which may be taken up again.
func ofTrainer(err error) bool {
	var f *trainer.Fault
	return errors.As(err, &f) || errors.Is(err, context.Canceled)
}
