// Package shadow trains the models that membership inference compares with:
// many, each on a random half of the same units, all by one way of training.
package shadow

import (
	"context"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"

	"samband/pkg/attack/membership"
	"samband/pkg/phrase"
)

// Train is one way of training: on these rows, ascending, and giving for each
// stage, such as a round, the confidence of its model in the outcome of every
// row, trained on or not. It may be called by several goroutines at once.
type Train func(rows []int) (stages [][]float64, err error)

// Group is what shadows are made of.
type Group struct {
	Rows  int
	Units []int // by row, whose it is, numbers from 0 on; nil: each row is a unit of its own
	Seed  uint64
}

// Shadows are trained on halves of a group, stage by stage: Stages[s][k] is
// shadow k at stage s.
type Shadows struct {
	Stages  [][]membership.Shadow
	Refused int // draws on which training was not possible
}

// Shadows trains count of them, the same for the same seed, however many run at
// once. done is called after each, from one goroutine at a time. A draw on which
// training fails, as where all outcomes are the same, is replaced by another; the
// error is the last one, where that happens as often as there are shadows.
func (g Group) Shadows(ctx context.Context, count int, train Train, done func()) (*Shadows, error) {
	type made struct {
		rows   []int
		stages [][]float64
		err    error
	}
	s := &Shadows{}
	var all []made
	var last error
	for tried := 0; len(all) < count; {
		missing := count - len(all)
		batch := make([]made, missing)
		var wait sync.WaitGroup
		var tell sync.Mutex
		room := make(chan struct{}, runtime.GOMAXPROCS(0))
		for i := range batch {
			rows := g.half(tried + i)
			wait.Go(func() {
				room <- struct{}{}
				defer func() { <-room }()
				if ctx.Err() != nil {
					return
				}
				stages, err := train(rows)
				batch[i] = made{rows, stages, err}
				if err == nil && done != nil {
					tell.Lock()
					defer tell.Unlock()
					done()
				}
			})
		}
		wait.Wait()
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		tried += missing
		for _, m := range batch {
			if m.err != nil {
				s.Refused, last = s.Refused+1, m.err
				continue
			}
			all = append(all, m)
		}
		if s.Refused >= count && len(all) < count {
			return nil, phrase.Errorf("shadow.training", "training on a part of the rows failed %d times of %d: %w", s.Refused, tried, last)
		}
	}
	for k, m := range all {
		in := make([]bool, g.Rows)
		for _, row := range m.rows {
			in[row] = true
		}
		// One that ended earlier stays as it ended.
		for stage := range max(len(m.stages), len(s.Stages)) {
			if stage == len(s.Stages) {
				s.Stages = append(s.Stages, nil)
				for _, earlier := range all[:k] {
					s.Stages[stage] = append(s.Stages[stage], membership.Shadow{In: s.Stages[0][len(s.Stages[stage])].In, Confidence: earlier.stages[len(earlier.stages)-1]})
				}
			}
			s.Stages[stage] = append(s.Stages[stage], membership.Shadow{In: in, Confidence: m.stages[min(stage, len(m.stages)-1)]})
		}
	}
	return s, nil
}

// half draws one half of the units, and gives their rows.
func (g Group) half(draw int) []int {
	units := g.Rows
	if g.Units != nil {
		units = slices.Max(append([]int{-1}, g.Units...)) + 1
	}
	random := rand.New(rand.NewPCG(g.Seed, uint64(draw)))
	in := make([]bool, units)
	for _, u := range random.Perm(units)[:units/2] {
		in[u] = true
	}
	var rows []int
	for row := range g.Rows {
		unit := row
		if g.Units != nil {
			unit = g.Units[row]
		}
		if in[unit] {
			rows = append(rows, row)
		}
	}
	return rows
}
