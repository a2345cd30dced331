package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"samband/pkg/identity"
	"samband/pkg/lang"
)

// start runs coordinator and participants until all have ended, in a mode of the
// command line or, without one, for real. What they print goes to a file of each;
// of that a person sees what is not said twice.
func (r *Run) start(ctx context.Context, l *lang.Lang, mode ...string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	screen := newView(r, l)
	announce := filepath.Join(r.dir(hub), "address")
	if err := os.Remove(announce); err != nil && !errors.Is(err, fs.ErrNotExist) { // of a rehearsal
		return err
	}
	agreed := filepath.Join(r.Out, agreementFile)
	ended := make(chan error, len(r.Hospitals)+1)

	err := r.launch(ctx, screen, ended, "coordinator", hub, append([]string{"run", agreed, "--dir", r.dir(hub), "--listen", "127.0.0.1:0", "--announce", announce}, mode...)...)
	if err != nil {
		return err
	}
	address, err := awaitFile(ctx, announce, ended)
	if err != nil {
		return err
	}
	for _, h := range r.Hospitals {
		arguments := append([]string{"run", agreed, "--dir", r.dir(h.ID), "--coordinator", address}, mode...)
		switch {
		case len(mode) > 0: // a rehearsal makes its rows
		case r.External != nil:
			arguments = append(arguments, "--trainer", h.Trainer)
		default:
			arguments = append(arguments, "--data", h.Data)
		}
		if r.KeepSums && len(mode) == 0 {
			arguments = append(arguments, "--keep-sums")
		}
		err := r.launch(ctx, screen, ended, "client", h.ID, arguments...)
		if err != nil {
			return err
		}
	}
	var first error
	for range len(r.Hospitals) + 1 {
		if err := <-ended; err != nil && first == nil {
			first = err
			screen.end()
			cancel() // a demonstration has nobody to wait for
		}
	}
	return first
}

// launch starts one party's program.
func (r *Run) launch(ctx context.Context, screen *view, ended chan<- error, program string, id identity.ID, arguments ...string) error {
	c := exec.CommandContext(ctx, r.program(program), append(arguments, "--lang", r.Lang)...)
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = 10 * time.Second
	log, err := os.Create(filepath.Join(r.dir(id), logFile))
	if err != nil {
		return err
	}
	said, err := c.StderrPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		log.Close()
		return err
	}
	r.Processes = append(r.Processes, Process{PID: c.Process.Pid, Role: program, ID: id})
	go func() {
		err := errors.Join(screen.copy(id, said, log), log.Close())
		if bad := c.Wait(); bad != nil {
			err = fmt.Errorf("%s (process %d) ended with: %w; all that it printed is in %s", id, c.Process.Pid, bad, log.Name())
		}
		ended <- err
	}()
	return nil
}

// awaitFile waits until a program has written the file, or has ended.
func awaitFile(ctx context.Context, path string, ended <-chan error) (string, error) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		text, err := os.ReadFile(path)
		if err == nil && strings.HasSuffix(string(text), "\n") {
			return strings.TrimSpace(string(text)), nil
		}
		select {
		case err := <-ended:
			return "", fmt.Errorf("the coordinator does not listen: %w", err)
		case <-ctx.Done():
			return "", ctx.Err()
		case <-tick.C:
		}
	}
}

// rehearse runs the agreement over made-up rows first, as parties do before a
// real run, and bundles what that left: the real run is compared with it.
func (r *Run) rehearse(ctx context.Context, l *lang.Lang) error {
	if !r.Rehearse {
		return nil
	}
	r.say("%s", l.Text(lang.ExampleRehearses))
	f := *r.Federation
	f.Screen = io.Discard
	apart := &Run{Federation: &f, Agreement: r.Agreement}
	if err := apart.start(ctx, l, rehearsal); err != nil {
		return err
	}
	return apart.bundle(ctx, replayFolder, rehearsal)
}

// rehearsal is the mode of the programs' command line.
const rehearsal = "--rehearse"

// bundle has every party make its part of a run in a mode, each with its own
// program, and puts them together in a folder as somebody without any key can.
func (f *Federation) bundle(ctx context.Context, folder string, mode ...string) error {
	agreed := filepath.Join(f.Out, agreementFile)
	whole := append([]string{"bundle", agreed, "--out", filepath.Join(f.Out, folder)}, mode...)
	for _, id := range append(f.ids(), string(hub)) {
		program := "client"
		if id == string(hub) {
			program = "coordinator"
		}
		dir := f.dir(identity.ID(id))
		part := filepath.Join(dir, partFolder+strings.Join(mode, ""))
		if _, err := f.tool(ctx, program, append([]string{"bundle", agreed, "--dir", dir, "--out", part}, mode...)...); err != nil {
			return err
		}
		whole = append(whole, part)
	}
	_, err := f.tool(ctx, "client", whole...)
	return err
}
