package local

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/data/cohort"
	"samband/pkg/identity"
)

// first is the federation that every test copies: programs built, identities
// made, agreement signed, tables written, nothing run. Its deadline is short.
var first *Federation

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "samband-test-")
		if err == nil {
			defer os.RemoveAll(dir)
			first, err = prepare(dir)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		return m.Run()
	}())
}

func prepare(dir string) (*Federation, error) {
	programs := filepath.Join(dir, "programs")
	dir = filepath.Join(dir, "federation")
	sites := []cohort.Site{cohort.University(), cohort.County()}
	f := &Federation{
		Title: "SYNTHETIC: tests", Purpose: "Tests of the programs.",
		Hospitals:   []Hospital{{ID: "north", Name: sites[0].Name}, {ID: "south", Name: sites[1].Name}},
		Schema:      cohort.Schema(),
		Split:       agreement.Split{Seed: "1", Dataset: "synthetic", Test: 0.25},
		Algorithm:   agreement.Algorithm{Name: agreement.Newton, Rounds: 8, Ridge: 1, MaxRows: 4096, Tolerance: 1e-8},
		Acknowledge: []string{agreement.AckTwoParties},
		Out:         dir, Lang: "en", Screen: io.Discard,
	}
	for i := range f.Hospitals {
		h := &f.Hospitals[i]
		h.Data = filepath.Join(dir, string(h.ID)+".csv")
		var text bytes.Buffer
		if err := cohort.WriteCSV(&text, sites[i], 1); err != nil {
			return nil, err
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
		if err := os.WriteFile(h.Data, text.Bytes(), 0o600); err != nil {
			return nil, err
		}
	}
	ctx := context.Background()
	if err := f.build(ctx); err != nil {
		return nil, err
	}
	if err := os.Rename(f.programs, programs); err != nil { // not to be copied
		return nil, err
	}
	f.programs = programs
	a, err := f.agree(ctx)
	if err != nil {
		return nil, err
	}
	a.Aggregation.Deadline = agreement.Duration(time.Second)
	text, err := a.YAML()
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, agreementFile), text, 0o600); err != nil {
		return nil, err
	}
	return f, f.sign(ctx)
}

// world is a copy of the first federation for one test.
type world struct {
	*testing.T
	*Federation
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return worldOf(t, first.Out)
}

// worldOf is a copy of what a federation left in a directory.
func worldOf(t *testing.T, left string) *world {
	t.Helper()
	copied := *first
	copied.Out = t.TempDir()
	copied.Hospitals = append([]Hospital(nil), first.Hospitals...)
	if err := os.CopyFS(copied.Out, os.DirFS(left)); err != nil {
		t.Fatal(err)
	}
	for i := range copied.Hospitals {
		h := &copied.Hospitals[i]
		h.Data = filepath.Join(copied.Out, filepath.Base(h.Data))
	}
	for _, id := range append(copied.ids(), string(hub)) {
		// CopyFS gives more rights than a key may have.
		if err := os.Chmod(filepath.Join(copied.Out, id, "identity.key"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return &world{t, &copied}
}

// unhurried has all sign a deadline that is not met by a busy machine, for
// tests in which nobody is late.
func (w *world) unhurried() {
	w.Helper()
	w.within("30s")
}

// within gives every step that long.
func (w *world) within(deadline string) {
	w.Helper()
	w.change(func(s string) string { return strings.Replace(s, "deadline: 1s", "deadline: "+deadline, 1) })
	if err := w.sign(w.Context()); err != nil {
		w.Fatal(err)
	}
}

func (w *world) agreement() string { return filepath.Join(w.Out, agreementFile) }

// change rewrites the agreement without signing it.
func (w *world) change(edit func(string) string) {
	w.Helper()
	w.rewrite(w.agreement(), edit)
}

// rewrite edits a file, which must change.
func (w *world) rewrite(path string, edit func(string) string) {
	w.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		w.Fatal(err)
	}
	edited := edit(string(text))
	if edited == string(text) {
		w.Fatalf("%s: the edit changes nothing", path)
	}
	if err := os.WriteFile(path, []byte(edited), 0o600); err != nil {
		w.Fatal(err)
	}
}

// said is what a program left when it ended.
type said struct {
	code     int
	out, err string
	after    time.Duration
}

// process is a program under way. Its lines on standard error can be waited for.
type process struct {
	*exec.Cmd
	w     *world
	began time.Time
	out   bytes.Buffer
	read  chan struct{} // closed when standard error has ended

	mu      sync.Mutex
	changed *sync.Cond
	text    strings.Builder
	ended   bool
}

func (w *world) start(program string, arguments ...string) *process {
	w.Helper()
	p := &process{Cmd: exec.Command(w.program(program), arguments...), w: w, began: time.Now(), read: make(chan struct{})}
	p.changed = sync.NewCond(&p.mu)
	p.Env = append(os.Environ(), "LC_ALL=C")
	p.Stdout = &p.out
	pipe, err := p.StderrPipe()
	if err != nil {
		w.Fatal(err)
	}
	if err := p.Start(); err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { p.Process.Kill(); p.Wait() })
	go func() {
		scanner := bufio.NewScanner(pipe)
		for scanner.Scan() {
			p.mu.Lock()
			p.text.WriteString(scanner.Text() + "\n")
			p.changed.Broadcast()
			p.mu.Unlock()
		}
		p.mu.Lock()
		p.ended = true
		p.changed.Broadcast()
		p.mu.Unlock()
		close(p.read)
	}()
	return p
}

// saw waits until the program has printed text on standard error and returns
// the rest of that line.
func (p *process) saw(text string) string {
	p.w.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		if _, rest, found := strings.Cut(p.text.String(), text); found {
			line, _, _ := strings.Cut(rest, "\n")
			return line
		}
		if p.ended {
			p.w.Fatalf("%v ended without %q:\n%s", p.Args, text, p.text.String())
		}
		p.changed.Wait()
	}
}

// end waits for the program, which must not hang.
func (p *process) end() said {
	p.w.Helper()
	stuck := time.AfterFunc(time.Minute, func() { p.Process.Kill() })
	<-p.read
	p.Wait()
	if !stuck.Stop() {
		p.w.Errorf("%v hung and was killed", p.Args)
	}
	return said{p.ProcessState.ExitCode(), p.out.String(), p.text.String(), time.Since(p.began)}
}

func (w *world) run(program string, arguments ...string) said {
	w.Helper()
	return w.start(program, arguments...).end()
}

// coordinate starts the coordinator and returns where it listens.
func (w *world) coordinate() (*process, string) {
	w.Helper()
	p := w.start("coordinator", "run", w.agreement(), "--dir", w.dir(hub), "--listen", "127.0.0.1:0")
	return p, strings.TrimSuffix(p.saw("Listening on "), ".")
}

func (w *world) take(id identity.ID, address string) *process {
	w.Helper()
	return w.start("client", w.part(id, address)...)
}

func (w *world) part(id identity.ID, address string) []string {
	return []string{"run", w.agreement(), "--dir", w.dir(id), "--data", filepath.Join(w.Out, string(id)+".csv"), "--coordinator", address}
}

// jargon is what nobody should have to read in an error.
var jargon = regexp.MustCompile(`goroutine |panic|\.go:|%!|\bEOF\b|dial tcp|listen tcp|rpc error|context |deadline exceeded|<nil>|strconv|i/o timeout|errno|0x[0-9a-f]{6}|\berror: .*error: `)

// wants checks that a program ended with the code and exactly one error line,
// that what it says about it holds all of the parts, and nothing of Go.
func (s said) wants(t *testing.T, code int, parts ...string) {
	t.Helper()
	if s.code != code {
		t.Errorf("exit code %d, want %d:\n%s", s.code, code, s.err)
	}
	at := strings.Index("\n"+s.err, "\nerror: ")
	if at < 0 {
		t.Errorf("no error line:\n%s", s.err)
		return
	}
	last := s.err[at:]
	t.Logf("%d, after %v: %s", s.code, s.after.Round(10*time.Millisecond), last)
	// A second problem of the same kind, such as a missing signature, is indented.
	for i, line := range strings.Split(strings.TrimSuffix(last, "\n"), "\n")[1:] {
		if !strings.HasPrefix(line, "  ") && !strings.HasPrefix(line, "hint: ") || strings.Count(last, "\nhint: ") > 1 {
			t.Errorf("line %d is more than an error and a hint:\n%s", i+1, last)
		}
	}
	for _, part := range parts {
		if !strings.Contains(last, part) {
			t.Errorf("does not say %q:\n%s", part, last)
		}
	}
	if found := jargon.FindString(s.err); found != "" {
		t.Errorf("says %q:\n%s", found, s.err)
	}
}
