package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"samband/pkg/secagg"
	"samband/pkg/secagg/hub"
	"samband/pkg/secagg/site"
	"samband/pkg/vector"
)

// roleCommandName is the command by which this program starts itself to
// measure the memory of one role.
const roleCommandName = "one-role"

// Roles whose memory is measured, each in a process of its own.
const (
	roleIdle        = "idle"        // keys and parameters, and nothing done
	roleProtect     = "protect"     // the own vector to chunks on disk
	roleRelease     = "release"     // chunks of the sum on disk to a release, where it is made of them
	roleOpen        = "open"        // chunks of the sum on disk to the own vector
	roleCoordinator = "coordinator" // n contributions on disk to their sum on disk
)

// remember measures the peak memory of a contribution, its opening and the
// coordinator, each less that of an idle process.
func (w *world) remember() (map[string]int64, error) {
	dir, err := os.MkdirTemp("", "samband-bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := w.save(dir); err != nil {
		return nil, err
	}
	peak := make(map[string]int64)
	for _, role := range []string{roleIdle, roleProtect, roleRelease, roleOpen, roleCoordinator} {
		if role == roleRelease && !w.name.Direct() {
			continue
		}
		if peak[role], err = w.peak(role, dir); err != nil {
			return nil, fmt.Errorf("memory of %s: %w", role, err)
		}
	}
	idle := peak[roleIdle]
	return map[string]int64{
		"participant": max(peak[roleProtect], peak[roleRelease], peak[roleOpen], idle) - idle,
		"coordinator": max(peak[roleCoordinator], idle) - idle,
	}, nil
}

// save writes what the processes need: a contribution, a sum and releases.
func (w *world) save(dir string) error {
	for i, body := range w.bodies[0] {
		sum, err := w.total.Chunk(i)
		if err := errors.Join(err, os.WriteFile(chunkFile(dir, "body", i), body, 0o600), os.WriteFile(chunkFile(dir, "sum", i), sum, 0o600)); err != nil {
			return err
		}
	}
	for i, r := range w.releases {
		if err := os.WriteFile(chunkFile(dir, "release", i), r.Sealed, 0o600); err != nil {
			return err
		}
	}
	text, err := json.Marshal(w.round.Offered)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "offered"), text, 0o600)
}

func chunkFile(dir, name string, chunk int) string {
	return filepath.Join(dir, fmt.Sprintf("%s-%08d", name, chunk))
}

// peak runs one role in a process of its own, on one core.
func (w *world) peak(role, dir string) (int64, error) {
	c, err := again(roleCommandName, "-role", role, "-dir", dir, "-scheme", string(w.name), "-participants", strconv.Itoa(w.participants),
		"-values", strconv.Itoa(w.values), "-bits", strconv.Itoa(w.bits), "-contributors", strconv.Itoa(w.contributors))
	if err != nil {
		return 0, err
	}
	c.Env = append(os.Environ(), "GOMAXPROCS=1")
	var out, complaint bytes.Buffer
	c.Stdout, c.Stderr = &out, &complaint
	if err := c.Run(); err != nil {
		return 0, fmt.Errorf("%w: %s", err, bytes.TrimSpace(complaint.Bytes()))
	}
	return strconv.ParseInt(string(bytes.TrimSpace(out.Bytes())), 10, 64)
}

// again is this program once more.
func again(arguments ...string) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return exec.Command(self, arguments...), nil
}

// roleCommand does what one role does and prints its peak memory in bytes.
func roleCommand(arguments []string, out io.Writer) error {
	flags := flag.NewFlagSet(roleCommandName, flag.ContinueOnError)
	role, dir, scheme := flags.String("role", "", ""), flags.String("dir", "", ""), flags.String("scheme", "", "")
	var c cell
	flags.IntVar(&c.participants, "participants", 0, "")
	flags.IntVar(&c.values, "values", 0, "")
	flags.IntVar(&c.bits, "bits", 0, "")
	contributors := flags.Int("contributors", 0, "")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	w, err := newWorld(secagg.Scheme(*scheme), c)
	if err != nil {
		return err
	}
	w.contributors = *contributors
	text, err := os.ReadFile(filepath.Join(*dir, "offered"))
	if err == nil {
		err = json.Unmarshal(text, &w.round.Offered)
	}
	if err != nil {
		return err
	}
	switch *role {
	case roleProtect:
		err = w.protectTo(*dir)
	case roleRelease:
		err = w.releaseFrom(*dir)
	case roleOpen:
		err = w.openFrom(*dir)
	case roleCoordinator:
		err = w.addFrom(*dir)
	}
	if err != nil {
		return err
	}
	// The most that was ever resident of this process.
	most := peakBytes()
	if most == 0 {
		return errors.New("the system does not tell how much memory a process took; this is measured on Linux only")
	}
	_, err = fmt.Fprintln(out, most)
	return err
}

func (w *world) protectTo(dir string) error {
	values := w.floats(0)
	offer, err := w.offer(0)
	if err != nil {
		return err
	}
	return w.protect(0, offer, w.quantised(values), func(chunk int, body []byte) error {
		return os.WriteFile(chunkFile(dir, "made", chunk), body, 0o600)
	})
}

// sumFrom reads a chunk of the sum.
func sumFrom(dir string) func(chunk int) ([]byte, error) {
	return func(chunk int) ([]byte, error) { return os.ReadFile(chunkFile(dir, "sum", chunk)) }
}

// releaseFrom makes a release, which nobody will open: the key is another one
// than that of the sum.
func (w *world) releaseFrom(dir string) error {
	_, err := w.scheme(0).Release(w.round, w.ready[0], w.keys[0], site.Closing{Set: ids(w.contributors), Sum: sumFrom(dir)}, w.group)
	return err
}

func (w *world) openFrom(dir string) error {
	var releases []secagg.Release
	for i := 0; !w.name.Bare() && i < w.threshold; i++ {
		sealed, err := os.ReadFile(chunkFile(dir, "release", i))
		if err != nil {
			return err
		}
		releases = append(releases, secagg.Release{From: w.ready[i].ID, Point: i + 1, Sealed: sealed})
	}
	sums, step := make([]float32, w.values), w.layout().Segments[0].Step()
	offset := int64(w.contributors) << (w.bits - 1)
	return w.open(w.contributors, releases, sumFrom(dir), func(from int, piece []uint64) error {
		for k, v := range piece {
			sums[from+k] = float32(float64(int64(v)-offset) * step)
		}
		return nil
	})
}

// quantised is a source that quantises piece by piece, so that four bytes a
// value are in memory.
func (w *world) quantised(values []float32) vector.Source {
	step, offset := w.layout().Segments[0].Step(), int64(1)<<(w.bits-1)
	return func(from int, dst []uint64) error {
		for k := range dst {
			dst[k] = uint64(int64(math.RoundToEven(float64(values[from+k])/step)) + offset)
		}
		return nil
	}
}

// addFrom adds the same contribution n times, a chunk at a time, as the
// coordinator adds those in its spool.
func (w *world) addFrom(dir string) error {
	adder, err := hub.New(w.name, w.round.Chunks)
	if err != nil {
		return err
	}
	for chunk := range adder.Chunks() {
		total, err := adder.Zero(chunk)
		if err != nil {
			return err
		}
		for range w.participants {
			body, err := os.ReadFile(chunkFile(dir, "body", chunk))
			if err == nil {
				err = adder.Add(chunk, total, body)
			}
			if err != nil {
				return err
			}
		}
		if err := os.WriteFile(chunkFile(dir, "total", chunk), total, 0o600); err != nil {
			return err
		}
	}
	return nil
}
