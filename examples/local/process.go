package local

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"samband/pkg/identity"
)

// start runs coordinator and participants until all have ended, and shows what
// each of them prints, with its name in front.
func (r *Run) start(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	screen := &lines{out: r.Screen}
	announce := filepath.Join(r.dir(hub), "address")
	agreed := filepath.Join(r.Out, agreementFile)
	ended := make(chan error, len(r.Hospitals)+1)

	err := r.launch(ctx, screen, ended, "coordinator", hub, "run", agreed, "--dir", r.dir(hub), "--listen", "127.0.0.1:0", "--announce", announce)
	if err != nil {
		return err
	}
	address, err := awaitFile(ctx, announce, ended)
	if err != nil {
		return err
	}
	for _, h := range r.Hospitals {
		err := r.launch(ctx, screen, ended, "client", h.ID, "run", agreed, "--dir", r.dir(h.ID), "--data", h.Data, "--coordinator", address)
		if err != nil {
			return err
		}
	}
	var first error
	for range len(r.Hospitals) + 1 {
		if err := <-ended; err != nil && first == nil {
			first = err
			cancel() // a demonstration has nobody to wait for
		}
	}
	return first
}

// launch starts one party's program.
func (r *Run) launch(ctx context.Context, screen *lines, ended chan<- error, program string, id identity.ID, arguments ...string) error {
	c := exec.CommandContext(ctx, r.program(program), append(arguments, "--lang", r.Lang)...)
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = 10 * time.Second
	said, err := c.StderrPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	r.Processes = append(r.Processes, Process{PID: c.Process.Pid, Role: program, ID: id})
	go func() {
		screen.copy(id, said)
		if err := c.Wait(); err != nil {
			ended <- fmt.Errorf("%s (process %d) ended with: %w", id, c.Process.Pid, err)
			return
		}
		ended <- nil
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

// lines writes whole lines of several programs to one screen.
type lines struct {
	mu  sync.Mutex
	out io.Writer
}

func (l *lines) copy(id identity.ID, from io.Reader) {
	scanner := bufio.NewScanner(from)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		l.mu.Lock()
		fmt.Fprintf(l.out, "  %-12s %s\n", id, scanner.Text())
		l.mu.Unlock()
	}
}
