// Package trainer runs a site's own training program: it hands it the common
// parameters on its standard input and takes back its answer from its standard
// output, in the frames that docs/trainer.md describes.
//
// What the program does with the site's data is its own affair and outside of
// what a ledger can show. What it may do to a run is bounded here: how long it
// takes, how much it writes, what its numbers may be. A program that breaks a
// bound is ended with all that it started, started once more, and asked once
// more; after that the call fails with a Fault, which says what to do.
//
// For participants only: the coordinator's program must not hold it.
package trainer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os/exec"
	"time"

	"samband/pkg/phrase"
)

// Config is what a trainer is started with.
type Config struct {
	Command []string      // program and arguments; no shell
	Hello   Hello         // what it is told of the run; Version and Round are filled in
	Clip    float64       // largest size of a parameter, as agreed
	Limit   time.Duration // of one call: start and answer
	Log     *slog.Logger  // gets what it prints on standard error
}

// Trainer is a training program, started when it is first needed and kept until
// Close. It is not safe for concurrent use.
type Trainer struct {
	cfg     Config
	process *process // nil if none runs
}

// New names the program and does not start it. It fails if there is no such
// program or a bound makes no sense.
func New(cfg Config) (*Trainer, error) {
	if len(cfg.Command) == 0 {
		return nil, phrase.Errorf("trainer.no-command", "the trainer has no command: write --trainer \"PROGRAM ARGUMENTS\"")
	}
	if n := cfg.Hello.Parameters; n < 1 || n > MaxParameters {
		return nil, phrase.Errorf("trainer.parameters", "a trainer has 1 to %d parameters, not %d", MaxParameters, n)
	}
	if _, err := exec.LookPath(cfg.Command[0]); err != nil {
		return nil, phrase.Errorf("trainer.not-found", "the trainer %q is no program on this machine: give its path, or install it", cfg.Command[0])
	}
	return &Trainer{cfg: cfg}, nil
}

// Start starts the program before it is needed, so that one that does not work
// is known before others wait for it.
func (t *Trainer) Start(ctx context.Context, round int) error {
	return t.call(ctx, callStart, round, func(*conn) error { return nil })
}

// Update is what a program gives back after training on its rows.
type Update struct {
	Rows       int       // that it trained on, 1 to MaxRows
	Loss       float64   // mean over those rows, as the program measures it; for people
	Parameters []float32 // after training, within the clip, as many as it was given
}

// Train has the program train from the parameters, which are those of the round
// and the same at every site.
func (t *Trainer) Train(ctx context.Context, round int, parameters []float32) (Update, error) {
	var u Update
	if err := t.fits(parameters); err != nil {
		return u, err
	}
	err := t.call(ctx, callTrain, round, func(c *conn) (err error) {
		u, err = c.train(round, parameters, t.cfg.Hello.MaxRows, t.cfg.Clip)
		return err
	})
	return u, err
}

// Part is the rows that an evaluation is over.
type Part uint8

// The parts. Which rows they hold, the program keeps the same all through a run.
const (
	Validation Part = 1 // held back from training, to know when to stop
	Test       Part = 2 // held back from all learning
)

// Evaluation is how well parameters do on rows that a program held back.
type Evaluation struct {
	Rows int     // 0 if the program has no such rows
	Loss float64 // mean over those rows
}

// Evaluate has the program evaluate the parameters on one part of its rows.
func (t *Trainer) Evaluate(ctx context.Context, round int, part Part, parameters []float32) (Evaluation, error) {
	var e Evaluation
	if err := t.fits(parameters); err != nil {
		return e, err
	}
	err := t.call(ctx, callEvaluate, round, func(c *conn) (err error) {
		e, err = c.evaluate(round, part, parameters, t.cfg.Hello.MaxRows)
		return err
	})
	return e, err
}

// fits is about this program, not the other.
func (t *Trainer) fits(parameters []float32) error {
	if n := t.cfg.Hello.Parameters; len(parameters) != n {
		return fmt.Errorf("%d parameters for a trainer of %d", len(parameters), n)
	}
	return nil
}

// call does one call, and once more after a fault. The error is a *Fault, or
// that of a context that ended.
func (t *Trainer) call(ctx context.Context, name call, round int, ask func(*conn) error) error {
	for again := false; ; again = true {
		f := t.try(ctx, name, round, ask)
		switch {
		case f == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case again:
			return f
		}
		t.cfg.Log.Warn("the trainer failed; it is started again and asked once more", "why", f.Phrase())
	}
}

// try does one call within its limit; nil if it went well. After a fault no
// program runs.
func (t *Trainer) try(ctx context.Context, name call, round int, ask func(*conn) error) *Fault {
	ctx, cancel := context.WithTimeout(ctx, t.cfg.Limit)
	defer cancel()
	err := t.ready(ctx, round)
	if err == nil {
		stop := t.process.until(ctx)
		err = ask(t.process.conn)
		stop()
	}
	if err == nil {
		return nil
	}
	f := t.fault(name, round, err)
	if t.process != nil {
		if g := (*gone)(nil); errors.As(err, &g) {
			t.process.linger(ctx, time.Second) // what it says at its end may be the reason
		}
		f.Exit, f.Last = t.process.end()
		t.process = nil
	}
	if ctx.Err() != nil {
		f.What, f.Exit = phrase.New("trainer.late", "has not answered within %s: give it less to do in a round, or agree on more seconds", t.cfg.Limit), ""
	}
	return f
}

// ready starts the program if none runs, and greets it.
func (t *Trainer) ready(ctx context.Context, round int) error {
	if t.process != nil {
		t.process.lines.another()
		return nil
	}
	p, err := start(t.cfg.Command, t.cfg.Log)
	if err != nil {
		return phrase.Errorf("trainer.start", "does not start: %w", err)
	}
	t.process = p
	hello := t.cfg.Hello
	hello.Version, hello.Round = Version, round
	defer p.until(ctx)()
	return p.conn.greet(hello)
}

// farewell is how long a program has to end by itself.
const farewell = 5 * time.Second

// Close says goodbye and ends the program with all that it started.
func (t *Trainer) Close() {
	if t.process == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), farewell)
	defer cancel()
	stop := t.process.until(ctx)
	if t.process.conn.goodbye() == nil {
		t.process.linger(ctx, farewell)
	}
	stop()
	t.process.end()
	t.process = nil
}
