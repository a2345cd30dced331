// Package learn simulates federated learning: participants in one process, the
// machines of the protocol, real secure sums, and the product's own learners,
// over whatever a configuration varies.
package learn

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"samband/bench/learn/rows"
	"samband/bench/learn/setting"
	"samband/pkg/cli"
	"samband/pkg/lang"
)

// options are what a person asks for.
type options struct {
	config, out, data string
	check, table      bool
	jobs              int
}

// Command is the command learn: it reads a configuration and does what of it has
// not been done. Progress goes to progress, everything else to out. version is
// what results are said to be made with, peak tells the most bytes that the
// process ever had resident.
func Command(ctx context.Context, arguments []string, out io.Writer, progress *os.File, version string, peak func() int64) error {
	var o options
	flags := flag.NewFlagSet("learn", flag.ContinueOnError)
	flags.SetOutput(progress)
	flags.StringVar(&o.config, "config", "", "configuration, such as one of bench/learn/configs")
	flags.StringVar(&o.out, "out", "", "file that results are added to (default results/NAME.jsonl in the folder of the configuration, or beside it if that is called configs)")
	flags.StringVar(&o.data, "data", "../shared/data", "folder of published tables, unless the configuration names one")
	flags.BoolVar(&o.check, "check", false, "say what would be run, and check it, without running anything")
	flags.BoolVar(&o.table, "table", false, "print the tables of the results that are there, without running anything")
	flags.IntVar(&o.jobs, "jobs", 0, "runs at a time (default as many as there are cores where participants are few, else 1)")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	switch {
	case len(flags.Args()) > 0:
		return fmt.Errorf("%q is not understood; every argument is a flag", flags.Arg(0))
	case o.config == "":
		return errors.New("-config is missing: name a configuration, such as one of bench/learn/configs")
	case o.jobs < 0 || o.jobs > 256:
		return fmt.Errorf("-jobs is 0 to 256, not %d", o.jobs)
	}
	f, err := setting.Read(o.config)
	if err != nil {
		return err
	}
	if f.Data.Folder == "" {
		f.Data.Folder = o.data
	}
	if o.out == "" {
		o.out = ResultsOf(o.config)
	}
	words, err := lang.New("en")
	if err != nil {
		return err
	}
	show := cli.NewProgress(progress, terminal(progress), words)
	defer show.Close()
	j := &job{options: o, file: f, out: out, show: show, simulator: &simulator{store: rows.NewStore(), models: newModels(), version: version, peak: peak}}
	switch {
	case o.check:
		return j.check()
	case o.table:
		return j.tables()
	}
	return j.do(ctx)
}

// ResultsOf is where the results of a configuration lie unless told otherwise: in
// the folder results, beside one that is called configs, else in that of the
// configuration.
func ResultsOf(config string) string {
	name, folder := strings.TrimSuffix(filepath.Base(config), filepath.Ext(config)), filepath.Dir(config)
	if filepath.Base(folder) == "configs" {
		folder = filepath.Dir(folder)
	}
	return filepath.Join(folder, "results", name+".jsonl")
}

func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
}

// job is one call of the command.
type job struct {
	options
	file      *setting.File
	out       io.Writer
	show      *cli.Progress
	simulator *simulator
}

// check says what would be run. The first run of every combination is prepared
// as far as its agreement.
func (j *job) check() error {
	runs, left, _, err := j.left()
	if err != nil {
		return err
	}
	var said string
	for _, r := range runs {
		line := described(r.Names)
		if line == said && said != "" {
			continue
		}
		said = line
		p, err := j.simulator.prepare(&r)
		if err != nil {
			return fmt.Errorf("%s: %w", line, err)
		}
		plan := p.federation.plan
		fmt.Fprintf(j.out, "%s: %d participants, %s, %d weights, at most %d rounds, %d bytes up in each\n", line, len(p.sites), plan.Agreement.Algorithm.Name, plan.Parameters(), plan.MaxRounds(), plan.Sizes(plan.Learning()).Uplink)
	}
	fmt.Fprintf(j.out, "%d runs, of which %d are done in %s\n", len(runs), len(runs)-len(left), j.options.out)
	return nil
}

// tables prints those of the results.
func (j *job) tables() error {
	had, _, err := ReadResults(j.options.out)
	if err != nil {
		return err
	}
	s, err := newSummary(j.file, had)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(j.out, "%s\n\n%s", s.facts(), s.tables())
	return err
}

// left are all runs, and those without a result yet.
func (j *job) left() (all, left []setting.Run, whole int64, err error) {
	if all, err = j.file.Runs(); err != nil {
		return nil, nil, 0, fmt.Errorf("%s: %w", filepath.Base(j.config), err)
	}
	had, whole, err := ReadResults(j.options.out)
	if err != nil {
		return nil, nil, 0, err
	}
	done := make(map[string]bool)
	for _, r := range had {
		done[r.Digest] = true
	}
	left = slices.DeleteFunc(slices.Clone(all), func(r setting.Run) bool { return done[r.Digest] })
	return all, left, whole, nil
}

func described(names map[string]string) string {
	var parts []string
	for path, name := range names {
		parts = append(parts, path+" "+name)
	}
	slices.Sort(parts)
	if parts == nil {
		return "as it stands"
	}
	return strings.Join(parts, ", ")
}

// do does what is left.
func (j *job) do(ctx context.Context) error {
	all, left, whole, err := j.left()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(j.options.out), 0o755); err != nil {
		return err
	}
	to, err := openResults(j.options.out, whole)
	if err != nil {
		return err
	}
	defer to.close()
	if done := len(all) - len(left); done > 0 {
		j.show.Line(fmt.Sprintf("%d of %d runs are done in %s", done, len(all), j.options.out))
	}
	if len(left) == 0 {
		j.show.Line("Their tables: the same command with -table.")
		return nil
	}
	workers := j.workers(left)
	stage := j.show.Stage(j.file.Title, len(left))
	ended, err := j.all(ctx, left, workers, func(r *Result) error {
		stage.Add(1)
		return to.add(r)
	})
	if err != nil {
		return err
	}
	stage.Done(fmt.Sprintf("%s in %s", counted(len(left), "run"), j.options.out))
	j.show.Line("Their tables: the same command with -table.")
	if ended > 0 {
		return fmt.Errorf("%d of %d runs ended early: their results in %s say why; delete these lines to do them again", ended, len(left), j.options.out)
	}
	return nil
}

// few is how many participants leave cores idle, so that several runs are done
// at a time.
const few = 32

// workers is how many runs are done at a time.
func (j *job) workers(runs []setting.Run) int {
	cores := runtime.GOMAXPROCS(0)
	if j.jobs > 0 {
		return j.jobs
	}
	if slices.ContainsFunc(runs, func(r setting.Run) bool { return r.Settings.Partition.Participants > few }) {
		return 1
	}
	return cores
}

// all does runs, some at a time; keep is called for one after the other. It tells
// how many ended early.
func (j *job) all(ctx context.Context, runs []setting.Run, workers int, keep func(*Result) error) (ended int, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	j.simulator.workers = max(1, runtime.GOMAXPROCS(0)/workers)
	var mu sync.Mutex
	var group sync.WaitGroup
	queue := make(chan setting.Run)
	for range workers {
		group.Go(func() {
			for run := range queue {
				r, err := j.simulator.run(ctx, run)
				mu.Lock()
				if err == nil {
					r.Title = j.file.Title
					if r.Error != "" {
						ended++
						j.show.Line(fmt.Sprintf("%s, seed %d ended early: %s", described(run.Names), run.Seed, r.Error))
					}
					err = keep(r)
				} else {
					err = fmt.Errorf("%s, seed %d: %w", described(run.Names), run.Seed, err)
				}
				mu.Unlock()
				if err != nil {
					cancel(err)
				}
			}
		})
	}
	for _, run := range runs {
		select {
		case queue <- run:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(queue)
	group.Wait()
	return ended, context.Cause(ctx)
}
