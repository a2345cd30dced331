package learn

import (
	"context"
	"errors"
	"os"
	"time"

	"samband/bench/drive"
	"samband/bench/learn/rows"
	"samband/bench/learn/setting"
	"samband/pkg/algorithm"
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/model"
	"samband/pkg/protocol"
	"samband/pkg/secagg"
)

var noSeed digest.Digest // where there is no noise

// inMemory is up to how many bytes all contributions of a round stay in memory
// instead of going to files.
const inMemory = 16 << 20

// simulator runs runs. It may be used by several goroutines.
type simulator struct {
	store    *rows.Store
	models   *models
	workers  int
	version  string
	peak     func() int64                             // the most that this process ever had resident; nil if unknown
	progress func(run setting.Run, n protocol.Notice) // nil for nobody
}

// prepared is a run before it begins.
type prepared struct {
	rows       *rows.Rows
	federation *federation
	sites      []*site
}

func (s *simulator) prepare(run *setting.Run) (*prepared, error) {
	noised := run.Settings.Privacy["noise"] != nil && run.Settings.Privacy["noise"] != "none"
	r, err := s.store.Make(&run.Settings, run.Seed, noised)
	if err != nil {
		return nil, err
	}
	f, err := agree(&run.Settings, r)
	if err != nil {
		return nil, err
	}
	p := &prepared{rows: r, federation: f}
	seed := digest.New("bench/learn/run").Uint(run.Seed).Uint(uint64(run.Repetition)).Sum()
	all := &common{after: make(map[int]*algorithm.Common)}
	for _, part := range r.Parts {
		n, err := newSite(f.plan, part, seed)
		if err != nil {
			return nil, err
		}
		n.common = all
		p.sites = append(p.sites, n)
	}
	return p, nil
}

// run does one run. An error of the learning or of the protocol is part of the
// result; the error returned is one of this program.
func (s *simulator) run(ctx context.Context, run setting.Run) (*Result, error) {
	result := &Result{
		Digest: run.Digest, Varied: run.Names, Seed: run.Seed, Repetition: run.Repetition, Settings: run.Settings,
		Version: s.version, Began: time.Now().UTC().Format(time.RFC3339),
	}
	p, err := s.prepare(&run)
	if err != nil {
		return nil, err
	}
	result.Simulated, result.Parameters = p.rows.Simulated, p.federation.plan.Parameters()
	for _, part := range p.rows.Parts {
		result.Sites = append(result.Sites, Site{part.ID, part.Train.Len(), part.Train.Positives(), part.Test.Len()})
	}
	began := time.Now()
	outcome, err := s.drive(ctx, run, p)
	if cause := context.Cause(ctx); cause != nil {
		return nil, cause
	}
	result.Seconds = time.Since(began).Seconds()
	result.Rounds, result.RoundSeconds, result.UpBytes, result.DownBytes = outcome.Rounds, outcome.Seconds, outcome.Up, outcome.Down
	p.account(result)
	if s.peak != nil {
		result.PeakBytes = s.peak()
	}
	var ended *protocol.Error
	switch {
	case errors.As(err, &ended):
		result.Error = p.why(ended)
		return result, nil
	case err != nil:
		return nil, err
	}
	return result, s.evaluate(&run, p, result)
}

// why a run ended early: what a learner said if it was one, else what the
// protocol did.
func (p *prepared) why(ended *protocol.Error) string {
	for _, n := range p.sites {
		if n.failed != nil {
			return n.failed.Error()
		}
	}
	return ended.Error()
}

// drive takes the sites through the protocol.
func (s *simulator) drive(ctx context.Context, run setting.Run, p *prepared) (*drive.Outcome, error) {
	plan := p.federation.plan
	terms := protocol.TermsOf(plan, protocol.Real)
	terms.Memo = protocol.NewMemo()
	cfg := drive.Config{
		Terms: terms, Keys: p.federation.keys, Scheme: plan.Scheme(), Set: plan.Set, Workers: s.workers,
		Learners: make(map[identity.ID]drive.Learner),
		Form: func(phase string) (secagg.Round, error) {
			layout, err := plan.Layout(phase)
			if err != nil {
				return secagg.Round{}, err
			}
			packing, err := plan.Packing(phase)
			if err != nil {
				return secagg.Round{}, err
			}
			chunks, err := plan.Chunks(phase)
			return secagg.Round{Layout: layout, Packing: packing, Chunks: chunks, Set: plan.Set, Participants: len(plan.Participants), Threshold: plan.Threshold}, err
		},
	}
	if s.progress != nil {
		cfg.Notify = func(n protocol.Notice) { s.progress(run, n) }
	}
	for _, n := range p.sites {
		cfg.Learners[identity.ID(n.id)] = n
	}
	if plan.Sizes(plan.Learning()).Body*len(p.sites) > inMemory {
		dir, err := os.MkdirTemp("", "samband-learn")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
		cfg.Dir = dir
	}
	return drive.Run(ctx, cfg)
}

// account adds up what was clipped, and what the noise comes to.
func (p *prepared) account(result *Result) {
	for _, n := range p.sites {
		for where, count := range n.clipped {
			if count > 0 {
				if result.Clipped == nil {
					result.Clipped = make(map[string]int)
				}
				result.Clipped[where] += count
			}
		}
	}
	plan := p.federation.plan
	if privacy := plan.Agreement.Privacy; privacy.Noised() {
		times := p.sites[0].times
		result.Privacy = &Privacy{Unit: privacy.Unit, Noise: privacy.Noise, Epsilon: plan.Spent(times), Delta: privacy.Delta, Mu: plan.Mu(times)}
	}
}

// evaluate scores the joint model and, if asked for, those that it is compared
// with.
func (s *simulator) evaluate(run *setting.Run, p *prepared, result *Result) error {
	var err error
	if result.Joint, err = evaluate(p.rows, func(i int) *model.Model { return p.sites[i].Model() }, false, false); err != nil {
		return err
	}
	bySite := p.federation.plan.Agreement.Algorithm.BySite()
	if bySite {
		if result.Joint.Together, err = together(p.rows, *p.sites[0].Model()); err != nil {
			return err
		}
	}
	if !run.Settings.Compared() {
		return nil
	}
	pooled, local, err := s.models.of(&run.Settings, run.Seed, p.rows, bySite)
	if err != nil {
		return err
	}
	if result.Local, err = evaluate(p.rows, func(i int) *model.Model { return local[i] }, false, true); err != nil || pooled == nil {
		return err
	}
	result.Pooled, err = evaluate(p.rows, func(int) *model.Model { return pooled }, bySite, false)
	return err
}
